"""What holds of screening in every situation. `test_controls.py` sees these fail on broken engines."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from domain.ledgers import ALIASES, BUSY_POLICY, EVERYTHING, PATHS, TARGETS, Dice, as_ledger, entry
from domain.promises import promise
from domain.screening_by_the_book import Book, deciding, path_to_root, today
from domain.situations import MICROSECOND, Situation, cleared, holds, single_target, told, verdicts
from regard_server.domain import compile as compiling
from regard_server.domain.channel import Purpose
from regard_server.domain.content import Content, OfferResponse, Preference, Stance
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain import LANGUAGES, explain, remedy, verdict, weighed
from regard_server.domain.offer import Offer
from regard_server.domain.offer_set import OfferSet
from regard_server.domain.policy import DEFAULT_POLICY, SuppressionReason
from regard_server.domain.seat import CLOCK_TOLERANCE
from regard_server.domain.snapshot import Snapshot, empty_snapshot

SECOND = timedelta(seconds=1)
SELLING_REASONS = (
    SuppressionReason.DISLIKED,
    SuppressionReason.SELLING_PAUSED,
    SuppressionReason.OFFER_UNCLASSIFIED,
    SuppressionReason.ALREADY_ACCEPTED,
    SuppressionReason.DECLINED_RECENTLY,
    SuppressionReason.FREQUENCY_CAP,
)
NO_END = (SuppressionReason.PROCESSING_RESTRICTED, SuppressionReason.CONSENT_MISSING)
"""Of these no end is ever told, even where one is known."""


@promise
def test_dislikes_are_decided_by_the_book(situation: Situation, dice: Dice) -> None:
    """For every target, at every edge; and for offers about several things."""
    selling = replace(situation.asked_for(*EVERYTHING), purpose=Purpose.LOYALTY)
    offers = {offer.id: offer for offer in selling.offers if isinstance(offer, Offer)}
    for at in (situation.at, *situation.edges()):
        for decision in selling.screen(at=at).decisions:
            if decision.offer_id not in offers:
                continue
            by_the_book = deciding(situation.entries, offers[decision.offer_id], at, ALIASES)
            told_of = {
                suppression.evidence[0].id
                for suppression in decision.suppressions
                if suppression.reason is SuppressionReason.DISLIKED
            }
            assert all(allowed & told_of for allowed in by_the_book)
            assert told_of <= set().union(*by_the_book)
            assert not (told_of and decision.cleared)


@partial(promise, examples=100)  # fewer don't meet each rule about contact, as the controls show
def test_every_reason_is_told_by_the_book_and_no_other(situation: Situation, dice: Dice) -> None:
    asked = situation.asked_for(*EVERYTHING)
    for at in (asked.at, *dice.shuffled([*asked.edges(), *asked.hours()])[:6]):
        book = Book(
            asked.entries,
            asked.policy,
            purpose=asked.purpose,
            channel=asked.channel,
            at=at,
            aliases=ALIASES,
            topics=PATHS,
        )
        told = {
            decision.offer_id: {suppression.reason.name for suppression in decision.suppressions}
            for decision in asked.screen(at=at).decisions
        }
        assert told == {offer.id: book.reasons(offer) for offer in asked.offers}


@promise
def test_the_order_of_offers_changes_no_decision(situation: Situation, dice: Dice) -> None:
    other = replace(situation, offers=tuple(dice.shuffled(situation.offers)))

    assert {decision.offer_id: decision for decision in other.screen().decisions} == {
        decision.offer_id: decision for decision in situation.screen().decisions
    }


@promise
def test_the_order_of_an_offers_topics_changes_no_verdict_and_no_reason(situation: Situation, dice: Dice) -> None:
    one = situation.asked_for(*EVERYTHING)
    turned = [replace(offer, topics=offer.topics[::-1]) if isinstance(offer, Offer) else offer for offer in one.offers]

    assert verdicts(replace(one, offers=tuple(turned)).screen()) == verdicts(one.screen())


@promise
def test_cleared_offers_come_by_affinity_and_ties_in_the_callers_order(situation: Situation, dice: Dice) -> None:
    every = situation.asked_for(*EVERYTHING)
    asked = [offer.id for offer in every.offers]
    rank = [
        (not decision.cleared, -decision.affinity * decision.cleared, asked.index(decision.offer_id))
        for decision in every.screen().decisions
    ]

    assert rank == sorted(rank)


@promise
def test_the_order_of_recording_doesnt_matter_where_no_two_entries_begin_at_once(
    situation: Situation, dice: Dice
) -> None:
    apart = [_moved(each, index * SECOND) for index, each in enumerate(situation.entries)]
    one = replace(situation.asked_for(*EVERYTHING), entries=as_ledger(apart))
    other = replace(one, entries=as_ledger(dice.shuffled(one.entries)))

    assert told(other.screen()) == told(one.screen())


def _moved(each: Entry[Content], by: timedelta) -> Entry[Content]:
    expire_at = None if each.expire_at is None else each.expire_at + by
    return replace(each, effective_at=each.effective_at + by, expire_at=expire_at)


@promise
def test_another_dislike_never_clears_an_offer(situation: Situation, dice: Dice) -> None:
    """Where no NEVER stands on its target: that the dislike, on the same node and newer, would relieve."""
    for _ in range(3):
        preference = dice.preference(situation.entries)
        dislike = replace(preference, content=replace(_wish(preference), stance=Stance.DISLIKES))
        entries = [
            each for each in situation.entries if not _is_never(each) or _target(_wish(each)) != _target(_wish(dislike))
        ]
        before = replace(situation.asked_for(*EVERYTHING), entries=as_ledger(entries))
        after = replace(before, entries=as_ledger([*before.entries, dislike]))

        for at in (situation.at, dislike.effective_at, dislike.expire_at or situation.at):
            assert cleared(after.screen(at=at)) <= cleared(before.screen(at=at))


def _wish(each: Entry[Content]) -> Preference:
    assert isinstance(each.content, Preference)
    return each.content


def _is_never(each: Entry[Content]) -> bool:
    return isinstance(each.content, Preference) and each.content.stance is Stance.NEVER


def _target(preference: Preference) -> tuple[str, str]:
    return today(preference.topic, ALIASES), preference.offer_type


@promise
def test_a_never_in_force_is_absolute_for_its_target_and_all_below_it(situation: Situation, dice: Dice) -> None:
    topic, offer_type = dice.pick(TARGETS)
    never = entry(Preference(topic=topic, offer_type=offer_type, stance=Stance.NEVER), Basis.STATED, situation.at)
    below = [path for path in PATHS if today(topic, ALIASES) in path_to_root(today(path, ALIASES))]
    about = [Offer(id=path, topics=(path,)) for path in below] if topic else [Offer(id="t", offer_type=offer_type)]
    screening = replace(
        situation,
        entries=as_ledger([*situation.entries, never]),
        offers=tuple(about),
        purpose=dice.pick((Purpose.LOYALTY, Purpose.MARKETING)),
    ).screen()

    assert not cleared(screening)
    for decision in screening.decisions:
        assert any(each.reason is SuppressionReason.DISLIKED for each in decision.suppressions)


@promise
def test_an_inferred_preference_never_changes_a_verdict_or_a_suppression(situation: Situation, dice: Dice) -> None:
    preference = dice.preference(situation.entries)
    stance = Stance.DISLIKES if _is_never(preference) else _wish(preference).stance
    guess = _as_guess(replace(preference, content=replace(_wish(preference), stance=stance)))
    asked = situation.asked_for(*EVERYTHING)
    guessed = replace(asked, entries=as_ledger([*situation.entries, guess]))

    for at in (situation.at, guess.effective_at):
        assert verdicts(guessed.screen(at=at)) == verdicts(asked.screen(at=at))


@promise
def test_an_inferred_offer_response_never_changes_a_verdict_or_a_suppression(situation: Situation, dice: Dice) -> None:
    guess = _as_guess(dice.response())
    guessed = replace(situation, entries=as_ledger([*situation.entries, guess]))

    for at in (situation.at, guess.effective_at):
        assert verdicts(guessed.screen(at=at)) == verdicts(situation.screen(at=at))


def _as_guess(each: Entry[Content]) -> Entry[Content]:
    return replace(each, provenance=replace(each.provenance, basis=Basis.INFERRED))


@promise
def test_service_and_research_are_never_stopped_by_selling_rules(situation: Situation, dice: Dice) -> None:
    purpose = dice.pick((Purpose.SERVICE, Purpose.RESEARCH))
    for decision in replace(situation.asked_for(*EVERYTHING), purpose=purpose).screen().decisions:
        told = {suppression.reason for suppression in decision.suppressions}
        assert not told & set(SELLING_REASONS)
        assert not (purpose is Purpose.SERVICE and SuppressionReason.QUIET_HOURS in told)


@promise
def test_a_shadow_changes_what_decides_and_nothing_that_is_told(situation: Situation, dice: Dice) -> None:
    shadowed = dice.pick(SELLING_REASONS)
    tried = replace(situation, policy=replace(situation.policy, shadow_reasons=frozenset({shadowed}))).screen()
    enforced = {decision.offer_id: decision for decision in situation.screen().decisions}

    for decision in tried.decisions:
        reasons = [suppression.reason for suppression in decision.suppressions]
        assert reasons == [suppression.reason for suppression in enforced[decision.offer_id].suppressions]
        assert decision.cleared == (set(reasons) <= {shadowed})
        assert enforced[decision.offer_id].cleared == (not reasons)


@promise
def test_until_is_exact(situation: Situation, dice: Dice) -> None:
    """Of one reason on one target, with one cool-down rule and one cap at a time, since two may hold the same reason."""
    policy = replace(
        dice.pick((BUSY_POLICY, DEFAULT_POLICY)),
        cool_downs=(dice.pick(BUSY_POLICY.cool_downs),),
        frequency_caps=(dice.pick(BUSY_POLICY.frequency_caps),),
    )
    alone = replace(situation.asked_for(*EVERYTHING), policy=policy, purpose=Purpose.LOYALTY)
    later = [instant for instant in alone.changes() if instant > alone.at]
    offers = {offer.id: offer for offer in alone.offers if isinstance(offer, Offer)}
    for decision in alone.screen().decisions:
        for suppression in decision.suppressions if decision.offer_id in offers else ():
            until = suppression.until
            probe = replace(alone, offers=(single_target(offers[decision.offer_id], suppression),))
            profile = probe.profile()
            if until is not None:
                assert until > alone.at
                assert not holds(probe.screen(profile, at=until), suppression)
                assert holds(probe.screen(profile, at=until - MICROSECOND), suppression)
            for instant in later:
                if (until is None and suppression.reason not in NO_END) or (until and instant < until):
                    assert holds(probe.screen(profile, at=instant), suppression)


@promise
def test_time_alone_changes_nothing_before_the_answer_expires(situation: Situation, dice: Dice) -> None:
    answer = situation.screen()
    end = answer.expire_at
    assert end is None or end > situation.at
    last = [] if end is None else [end - MICROSECOND]
    for at in (*situation.changes(), *last):
        if situation.at <= at and (end is None or at < end):
            assert situation.screen(at=at).decisions == answer.decisions


@promise
def test_what_a_profile_remembers_never_changes_an_answer(situation: Situation, dice: Dice) -> None:
    """At any sequence of instants, forward or backward, and whatever was asked before."""
    warm = situation.profile()
    for at in dice.shuffled([situation.at, *situation.edges(), situation.at, dice.instant()]):
        asked = replace(situation, purpose=dice.pick((Purpose.LOYALTY, Purpose.SERVICE)))
        assert asked.screen(warm, at=at) == asked.screen(at=at)


@promise
def test_what_offers_remember_never_changes_an_answer(situation: Situation, dice: Dice) -> None:
    """The same offers, made ready once, for one customer after another: with a ledger, unknown, not to be read."""
    ready = OfferSet(situation.offers, policy=situation.policy, taxonomy=situation.taxonomy)
    another = replace(situation, entries=dice.situation().entries)
    customers = (situation.profile, another.profile, situation.unknown, situation.unreadable)
    warm = [profile() for profile in customers]
    for at in (situation.at, dice.instant(), dice.instant(), situation.at):
        for purpose in (Purpose.LOYALTY, Purpose.SERVICE):
            asked = replace(situation, purpose=purpose)
            for known, fresh in zip(warm, customers, strict=True):
                assert asked.screen(known, at=at, ready=ready) == asked.screen(fresh(), at=at)


@promise
def test_what_a_snapshot_leaves_out_never_shows(situation: Situation, dice: Dice) -> None:
    """Appended to write by write, and compiled again at the last."""
    recorded = dice.recordings()
    last = recorded[len(situation.entries) - 1]
    appended = _appended(situation, recorded)
    compiled = compiling.compile_again(appended, situation.entries, now=last, reach=situation.policy.reach)

    _assert_decide_as_the_whole_ledger(situation, [appended, compiled], last)
    assert compiled.revision == appended.revision == len(situation.entries)
    assert compiled.horizon_at == appended.horizon_at


@promise
def test_a_retraction_leaves_the_answers_of_a_ledger_that_never_had_the_entry(situation: Situation, dice: Dice) -> None:
    recorded, wrong = dice.recordings(), replace(dice.preference(situation.entries), id="wrong")
    place = dice.pick(range(len(situation.entries) + 1))
    entries = as_ledger([*situation.entries[:place], wrong, *situation.entries[place:]])
    that_count = [each for each in entries if each.id != "wrong"]
    last = recorded[len(entries) - 1]
    appended = _appended(replace(situation, entries=entries), recorded)
    retracted = compiling.compile_again(appended, that_count, now=last, reach=situation.policy.reach)

    _assert_decide_as_the_whole_ledger(situation, [retracted], last)


def _appended(situation: Situation, recorded: list[datetime]) -> Snapshot:
    kept = empty_snapshot("c", recorded[0])
    for now, each in zip(recorded, situation.entries, strict=False):
        kept = compiling.append(kept, [each], now=now, reach=situation.policy.reach)
    return kept


def _assert_decide_as_the_whole_ledger(situation: Situation, compiled: list[Snapshot], last: datetime) -> None:
    """From the last write on, and a little before: for readers whose clock is behind."""
    asked = situation.asked_for(*EVERYTHING)
    whole, kept = asked.profile(), [asked.profile_of(each) for each in compiled]
    later = [last + timedelta(days=days) for days in (10, 30, 90, 180)]
    for at in (last - CLOCK_TOLERANCE, last, *asked.edges(), *later):
        if at >= last - CLOCK_TOLERANCE:
            answer = told(asked.screen(whole, at=at))
            for profile in kept:
                assert told(asked.screen(profile, at=at)) == answer


@promise
def test_what_begins_later_changes_nothing_before(situation: Situation, dice: Dice) -> None:
    asked = situation.asked_for(*EVERYTHING)
    begun = replace(asked, entries=tuple(each for each in asked.entries if each.effective_at <= asked.at))

    assert _reasons(asked) == _reasons(begun)


def _reasons(situation: Situation) -> list[Any]:
    """Without the instants at which they end: those may lie in what begins later."""
    return [
        (decision.offer_id, decision.affinity, [(each.reason, each.evidence) for each in decision.suppressions])
        for decision in situation.screen().decisions
    ]


@promise
def test_whatever_is_told_has_a_sentence_in_every_language(situation: Situation, dice: Dice) -> None:
    asked = situation.asked_for(*EVERYTHING)
    for profile in (asked.profile(), asked.unknown(), asked.unreadable()):
        for decision in asked.screen(profile).decisions:
            told = [partial(verdict, decision, profile.status)]
            told += [partial(tell, each) for each in decision.suppressions for tell in (explain, remedy)]
            told += [partial(weighed, each) for each in decision.affinity_evidence]
            for tell_in in told:
                sentences = {tell_in(language) for language in LANGUAGES}
                assert len(sentences) == len(LANGUAGES)
                assert all(sentence[-1] in ".”“" for sentence in sentences)


@promise
def test_the_words_of_offers_and_entries_decide_nothing(situation: Situation, dice: Dice) -> None:
    """Titles, descriptions, notes and reasons: where somebody would write a tier."""
    tier = dice.pick(("Platinum", "Basic"))
    worded = replace(
        situation,
        offers=tuple(
            replace(offer, title=tier, description=tier) if isinstance(offer, Offer) else offer
            for offer in situation.offers
        ),
        entries=tuple(replace(each, content=_worded(each.content, tier)) for each in situation.entries),
    )

    assert told(worded.screen()) == told(situation.screen())


def _worded(content: Content, words: str) -> Content:
    if isinstance(content, Preference):
        return replace(content, note=words)
    return replace(content, reason=words) if isinstance(content, OfferResponse) else content
