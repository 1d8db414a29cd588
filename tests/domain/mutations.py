"""Broken engines: each is the real one with one promise taken away.

They are made at the engine's public doors (what goes into a profile, what comes out of a screening, what a snapshot
keeps), so that they break the promise wherever the rule lives.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from regard_server.domain import compile as compiling
from regard_server.domain import contact as contacts
from regard_server.domain import frequency_caps as caps
from regard_server.domain import profile as profiles
from regard_server.domain import quiet_hours as nights
from regard_server.domain import screening
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import OfferResponse, Outcome, Preference, RestrictionStatus, Stance
from regard_server.domain.decision import Decision
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain.english import suppressions as english
from regard_server.domain.explain.german import suppressions as german
from regard_server.domain.offer import Offer
from regard_server.domain.policy import CapScope, Reach, SuppressionReason
from regard_server.domain.presentations import target_in
from regard_server.domain.profile import Profile
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.span import EARLIEST, LATEST
from regard_server.domain.suppression import Suppression
from regard_server.domain.target import channel_target
from regard_server.domain.taxonomy import Taxonomy
from regard_server.domain.time_zones import period_end, zone_of

MICROSECOND = timedelta(microseconds=1)
Break = Callable[[pytest.MonkeyPatch], None]
Wish = Entry[Preference]
Wishes = list[Wish]


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """`cases` and `properties` must fail in its presence."""

    name: str
    engine: Break
    cases: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


# Doors. Each takes what is wrong and makes a broken engine of it.


def reads(
    wishes: Callable[[Wish], Wish] = lambda wish: wish,
    responses: Callable[[Entry[OfferResponse]], Entry[OfferResponse]] = lambda response: response,
) -> Break:
    """Profiles see their entries changed."""

    def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
        init = Profile.__init__

        def wrong(self: Profile, kept: Snapshot | None, **fields: Any) -> None:
            init(self, None if kept is None else _changed(kept, wishes, responses), **fields)

        monkeypatch.setattr(Profile, "__init__", wrong)

    return breaks


def counts(that_count: Callable[[Wishes, datetime], Iterable[Wish]]) -> Break:
    """At each screening only these preferences are there at all."""

    def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
        screen = screening.screen

        def wrong(profile: Profile, offers: Any, *, at: datetime, **fields: Any) -> Any:
            kept = profile.snapshot
            if kept is not None:
                kept = replace(kept, preferences=tuple(that_count(list(kept.preferences), at)))
                profile = Profile(kept, policy=profile.policy, taxonomy=profile.taxonomy)
            return screen(profile, offers, at=at, **fields)

        monkeypatch.setattr(screening, "screen", wrong)

    return breaks


def asks(**wrong_fields: Any) -> Break:
    """Screening takes these for what the caller asked."""

    def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
        screen = screening.screen
        monkeypatch.setattr(
            screening,
            "screen",
            lambda *profile_and_offers, **fields: screen(*profile_and_offers, **fields | wrong_fields),
        )

    return breaks


def answers(decide: Callable[[Decision], Decision], **wrong_fields: Any) -> Break:
    """Decisions come out changed, and the answer with other fields."""

    def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
        screen = screening.screen

        def wrong(*profile_and_offers: Any, **fields: Any) -> Any:
            answer = screen(*profile_and_offers, **fields)
            return replace(answer, decisions=tuple(decide(each) for each in answer.decisions), **wrong_fields)

        monkeypatch.setattr(screening, "screen", wrong)

    return breaks


def tells(suppression: Callable[[Suppression], Suppression]) -> Break:
    """Suppressions come out changed."""
    return answers(lambda decision: decision._replace(suppressions=tuple(map(suppression, decision.suppressions))))


def prunes(outweighs: Callable[[Wish, Wish, datetime], bool], responses_for: timedelta = timedelta.max) -> Break:
    """Snapshots drop, besides, preferences that another outweighs by this rule, and responses older than that."""

    def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
        append = compiling.append

        def wrong(*snapshot_and_entries: Any, now: datetime, reach: Reach) -> Snapshot:
            kept = append(*snapshot_and_entries, now=now, reach=reach)
            return replace(
                kept,
                preferences=tuple(
                    old for old in kept.preferences if not any(outweighs(new, old, now) for new in kept.preferences)
                ),
                responses=tuple(each for each in kept.responses if now - each.effective_at < responses_for),
            )

        monkeypatch.setattr(compiling, "append", wrong)

    return breaks


def _changed(
    kept: Snapshot,
    wishes: Callable[[Wish], Wish],
    responses: Callable[[Entry[OfferResponse]], Entry[OfferResponse]],
) -> Snapshot:
    return replace(
        kept, preferences=tuple(map(wishes, kept.preferences)), responses=tuple(map(responses, kept.responses))
    )


# Mistakes.


def _with_basis(entry: Any, bases: dict[Basis, Basis]) -> Any:
    basis = entry.provenance.basis
    return replace(entry, provenance=replace(entry.provenance, basis=bases.get(basis, basis)))


def _never_as_dislike(wish: Wish) -> Wish:
    stance = wish.content.stance
    return replace(wish, content=replace(wish.content, stance=Stance.DISLIKES if stance is Stance.NEVER else stance))


def _ignored_as_declined(response: Entry[OfferResponse]) -> Entry[OfferResponse]:
    outcome = response.content.outcome
    wrong = Outcome.DECLINED if outcome is Outcome.IGNORED else outcome
    return replace(response, content=replace(response.content, outcome=wrong))


def _seat(wish: Wish) -> tuple[str, str, Basis]:
    return wish.content.topic, wish.content.offer_type, wish.provenance.basis


def _last_recorded(wishes: Wishes, at: datetime) -> Iterable[Wish]:
    covering = [wish for wish in wishes if wish.covers(at)]
    return {_seat(wish): wish for wish in sorted(covering, key=lambda wish: wish.place)}.values()


def _newest_begun(wishes: Wishes, at: datetime) -> Iterable[Wish]:
    begun = [wish for wish in wishes if wish.effective_at <= at]
    return {_seat(wish): wish for wish in sorted(begun, key=lambda wish: (wish.effective_at, wish.place))}.values()


def _cleared_where_liked(decision: Decision) -> Decision:
    left = tuple(each for each in decision.suppressions if each.reason is not SuppressionReason.DISLIKED)
    return decision._replace(suppressions=left, cleared=not left) if decision.affinity > 0 else decision


def _own_expiry(suppression: Suppression) -> Suppression:
    entry = suppression.evidence[0] if suppression.reason is SuppressionReason.DISLIKED else None
    return replace(suppression, until=entry.expire_at) if isinstance(entry, Entry) else suppression


def _a_moment_off(suppression: Suppression, by: timedelta) -> Suppression:
    return suppression if suppression.until is None else replace(suppression, until=suppression.until + by)


def _freezes_at_first_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screening.screen
    seen: list[tuple[Profile, datetime]] = []

    def wrong(profile: Profile, offers: Any, *, at: datetime, **fields: Any) -> Any:
        first = next((earlier for known, earlier in seen if known is profile), at)
        seen.append((profile, first))
        return screen(profile, offers, at=first, **fields)

    monkeypatch.setattr(screening, "screen", wrong)


def _drops_the_last_offer(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screening.screen
    monkeypatch.setattr(
        screening, "screen", lambda profile, offers, **fields: screen(profile, tuple(offers)[:-1], **fields)
    )


def _clears_for_a_tier(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screening.screen

    def wrong(profile: Profile, offers: Any, **fields: Any) -> Any:
        answer = screen(profile, offers, **fields)
        shiny = {offer.id for offer in offers if isinstance(offer, Offer) and offer.title == "Platinum"}
        return replace(
            answer,
            decisions=tuple(
                each._replace(suppressions=(), cleared=True) if each.offer_id in shiny else each
                for each in answer.decisions
            ),
        )

    monkeypatch.setattr(screening, "screen", wrong)


def _paths_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    init = Profile.__init__

    def wrong(self: Profile, kept: Snapshot | None, *, taxonomy: Taxonomy, **fields: Any) -> None:
        unmoved = {path: replace(topic, moved_to="") for path, topic in taxonomy.topics.items()}
        init(self, kept, taxonomy=Taxonomy(unmoved, version=taxonomy.version), **fields)

    monkeypatch.setattr(Profile, "__init__", wrong)


def _lineages_upside_down(monkeypatch: pytest.MonkeyPatch) -> None:
    lineage = Taxonomy.lineage
    monkeypatch.setattr(Taxonomy, "lineage", lambda self, path: lineage(self, path)[::-1])


def _outweighs_without_expiry(new: Wish, old: Wish, now: datetime) -> bool:
    begun = new.effective_at <= now - timedelta(days=1)
    return begun and _seat(new) == _seat(old) and (new.effective_at, new.place) > (old.effective_at, old.place)


def _outweighs_by_place(new: Wish, old: Wish, now: datetime) -> bool:
    begun = new.effective_at <= now - timedelta(days=1)
    return begun and _seat(new) == _seat(old) and new.place > old.place and new.expire_at is None


def _outweighs_at_once(new: Wish, old: Wish, now: datetime) -> bool:
    newer = (new.effective_at, new.place) > (old.effective_at, old.place)
    return new.effective_at <= now and _seat(new) == _seat(old) and newer and new.expire_at is None


def _outweighs_across_bases(new: Wish, old: Wish, now: datetime) -> bool:
    newer = (new.effective_at, new.place) > (old.effective_at, old.place)
    begun = new.effective_at <= now - timedelta(days=1)
    return begun and _seat(new)[:2] == _seat(old)[:2] and newer and new.expire_at is None


def _outweighs_nothing(new: Wish, old: Wish, now: datetime) -> bool:
    return False


def replaces(place: Any, name: str, wrong: Any) -> Break:
    """A part of the engine is another."""
    return lambda monkeypatch: monkeypatch.setattr(place, name, wrong)


def _without(reason: SuppressionReason, *, only: Callable[[Suppression], bool] = lambda _: True) -> Break:
    """The rule is not there, or not there for such suppressions."""

    def left(decision: Decision) -> Decision:
        kept = tuple(each for each in decision.suppressions if each.reason is not reason or not only(each))
        return decision._replace(suppressions=kept, cleared=all(each.shadow for each in kept))

    return answers(left)


def _says(wrong: Callable[[Snapshot], Snapshot]) -> Break:
    """Profiles see another snapshot."""

    def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
        init = Profile.__init__

        def changed(self: Profile, kept: Snapshot | None, **fields: Any) -> None:
            init(self, None if kept is None else wrong(kept), **fields)

        monkeypatch.setattr(Profile, "__init__", changed)

    return breaks


def _each(entries: Any, **fields: Any) -> Any:
    return tuple(replace(entry, content=replace(entry.content, **fields)) for entry in entries)


def _holds_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a microsecond."""
    screen = screening.screen

    def wrong(*profile_and_offers: Any, **fields: Any) -> Any:
        answer = screen(*profile_and_offers, **fields)
        return replace(answer, expire_at=answer.expire_at and answer.expire_at + MICROSECOND)

    monkeypatch.setattr(screening, "screen", wrong)


def _contacts_never_end(monkeypatch: pytest.MonkeyPatch) -> None:
    made = contacts.contact
    monkeypatch.setattr(
        profiles, "contact", lambda *voices, **asked: replace(made(*voices, **asked), since=EARLIEST, until=LATEST)
    )


def _turns_the_night(name: str, wrong: Any) -> Break:
    """Without what is remembered of nights, or it would hide the mistake, and outlive it."""

    def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(nights, "_night", nights._night.__wrapped__)
        monkeypatch.setattr(nights, "_remembered", {})
        monkeypatch.setattr(nights, name, wrong)

    return breaks


def _keeps_the_newest(count: int) -> Break:
    return replaces(compiling, "that_caps_need", lambda seen, now, reach: tuple(sorted(set(seen))[-count:]))


def _in_utc(calendar: Any, at: datetime, zone: Any) -> datetime:
    return period_end(calendar, at, zone_of("UTC"))


def _on_every_channel(scope: CapScope, seen: Any) -> str:
    return target_in(scope, seen) if scope is not CapScope.CHANNEL else channel_target(Channel.EMAIL)


BY_THE_BOOK = "test_dislikes_are_decided_by_the_book"
ALL_BY_THE_BOOK = "test_every_reason_is_told_by_the_book_and_no_other"
BUSY_DAYS = "test_an_answer_is_the_same_until_it_expires_whatever_has_a_part_in_it"
EXPIRE_TIME = "test_time_alone_changes_nothing_before_the_answer_expires"
PRUNING = "test_what_a_snapshot_leaves_out_never_shows"
UNTIL = "test_until_is_exact"

MUTATIONS = (
    Mutation(
        name="INFERRED decides",
        engine=reads(wishes=lambda wish: _with_basis(wish, {Basis.INFERRED: Basis.OBSERVED})),
        cases=("an_inferred_dislike_never_suppresses", "an_inferred_like_doesnt_rescue_from_an_observed_dislike"),
        properties=("test_an_inferred_preference_never_changes_a_verdict_or_a_suppression", BY_THE_BOOK),
    ),
    Mutation(
        name="an INFERRED decline counts",
        engine=reads(responses=lambda response: _with_basis(response, {Basis.INFERRED: Basis.OBSERVED})),
        cases=("an_inferred_decline_rests_nothing",),
        properties=("test_an_inferred_offer_response_never_changes_a_verdict_or_a_suppression",),
    ),
    Mutation(
        name="NEVER is but a dislike",
        engine=reads(wishes=_never_as_dislike),
        cases=("a_never_further_up_suppresses_whatever_is_liked_below_it", "a_neutral_doesnt_end_a_never_further_up"),
        properties=("test_a_never_in_force_is_absolute_for_its_target_and_all_below_it", BY_THE_BOOK),
    ),
    Mutation(
        name="basis ignored",
        engine=reads(wishes=lambda wish: _with_basis(wish, {Basis.OBSERVED: Basis.STATED})),
        cases=("a_stated_like_far_up_outweighs_an_observed_dislike_nearby",),
        properties=(BY_THE_BOOK,),
    ),
    Mutation(
        name="OBSERVED outweighs STATED",
        engine=reads(
            wishes=lambda wish: _with_basis(wish, {Basis.OBSERVED: Basis.STATED, Basis.STATED: Basis.OBSERVED})
        ),
        cases=("a_newer_observed_dislike_doesnt_replace_an_older_stated_like",),
        properties=(BY_THE_BOOK,),
    ),
    Mutation(
        name="the nearest loses",
        engine=_lineages_upside_down,
        cases=(
            "a_like_nearer_to_the_offer_outweighs_a_dislike_further_up",
            "a_dislike_nearer_to_the_offer_outweighs_a_like_further_up",
        ),
        properties=(BY_THE_BOOK,),
    ),
    Mutation(
        name="the last recorded wins",
        engine=counts(_last_recorded),
        cases=("what_has_no_time_of_its_own_counts_from_its_recording",),
        properties=(BY_THE_BOOK, "test_the_order_of_recording_doesnt_matter_where_no_two_entries_begin_at_once"),
    ),
    Mutation(
        name="of two of one instant the first recorded wins",
        engine=reads(wishes=lambda wish: replace(wish, revision=-wish.revision)),
        cases=("of_two_statements_of_one_instant_the_later_recorded_counts",),
    ),
    Mutation(
        name="the newer ends the older for good",
        engine=counts(_newest_begun),
        cases=(
            "a_dislike_for_a_month_doesnt_end_a_never",
            "when_the_newer_preference_expires_the_one_before_applies_again",
        ),
        properties=(BY_THE_BOOK, "test_another_dislike_never_clears_an_offer"),
    ),
    Mutation(
        name="intervals hold their end",
        engine=reads(
            wishes=lambda wish: replace(wish, expire_at=wish.expire_at + MICROSECOND) if wish.expire_at else wish
        ),
        cases=("a_preference_no_longer_counts_at_its_expire_time",),
        properties=(BY_THE_BOOK,),
    ),
    Mutation(
        name="intervals don't hold their beginning",
        engine=reads(wishes=lambda wish: replace(wish, effective_at=wish.effective_at + MICROSECOND)),
        cases=("a_preference_counts_from_its_effective_time_on",),
        properties=(BY_THE_BOOK,),
    ),
    Mutation(
        name="what begins tomorrow counts today",
        engine=reads(wishes=lambda wish: replace(wish, effective_at=wish.effective_at - timedelta(days=1))),
        cases=("a_preference_doesnt_count_a_microsecond_before_its_effective_time",),
        properties=("test_what_begins_later_changes_nothing_before", BY_THE_BOOK),
    ),
    Mutation(
        name="a tier decides",
        engine=_clears_for_a_tier,
        properties=("test_the_words_of_offers_and_entries_decide_nothing",),
    ),
    Mutation(
        name="the last offer is left out",
        engine=_drops_the_last_offer,
        properties=("test_the_order_of_offers_changes_no_decision",),
    ),
    Mutation(
        name="aliases ignored",
        engine=_paths_as_written,
        cases=(
            "a_dislike_recorded_under_an_old_path_still_counts",
            "an_offer_that_names_an_old_path_meets_the_dislike_of_the_new",
        ),
        properties=(BY_THE_BOOK,),
    ),
    Mutation(
        name="a like rescues",
        engine=answers(_cleared_where_liked),
        cases=("a_like_on_one_topic_never_rescues_a_dislike_on_another",),
        properties=(BY_THE_BOOK,),
    ),
    Mutation(
        name="the first reason is enough",
        engine=answers(lambda decision: decision._replace(suppressions=decision.suppressions[:1])),
        cases=("two_dislikes_against_one_offer_are_both_told", "marketing_is_stopped_by_the_rules_that_stop_loyalty"),
        properties=(BY_THE_BOOK, "test_the_order_of_an_offers_topics_changes_no_verdict_and_no_reason"),
    ),
    Mutation(
        name="a shadow decides",
        engine=answers(lambda decision: decision._replace(cleared=not decision.suppressions)),
        cases=("a_shadow_reason_is_told_and_doesnt_decide",),
        properties=("test_a_shadow_changes_what_decides_and_nothing_that_is_told",),
    ),
    Mutation(
        name="service is selling",
        engine=asks(purpose=Purpose.MARKETING),
        cases=("a_service_message_is_never_stopped_by_selling_rules",),
        properties=("test_service_and_research_are_never_stopped_by_selling_rules",),
    ),
    Mutation(
        name="unknown is no objection",
        engine=asks(suppress_unknown=False),
        cases=("nobody_knows_the_customer_on_an_outbound_channel",),
    ),
    Mutation(
        name="IGNORED is DECLINED",
        engine=reads(responses=_ignored_as_declined),
        cases=("an_offer_ignored_twice_rests_nothing",),
    ),
    Mutation(
        name="until is the preference's own expiry",
        engine=tells(_own_expiry),
        cases=("no_end_is_told_while_an_older_wish_takes_over", "a_dislike_ends_where_a_like_of_a_nearer_topic_begins"),
        properties=(UNTIL,),
    ),
    Mutation(
        name="until comes a microsecond early",
        engine=tells(lambda suppression: _a_moment_off(suppression, -MICROSECOND)),
        cases=("one_decline_rests_the_offer_for_thirty_days",),
        properties=(UNTIL,),
    ),
    Mutation(
        name="until comes a microsecond late",
        engine=tells(lambda suppression: _a_moment_off(suppression, MICROSECOND)),
        cases=("an_offer_before_its_validity_is_suppressed_until_it_begins",),
        properties=(UNTIL,),
    ),
    Mutation(
        name="no end is told",
        engine=tells(lambda suppression: replace(suppression, until=None)),
        cases=("a_second_decline_within_the_rest_prolongs_it",),
        properties=(UNTIL,),
    ),
    Mutation(
        name="answers never expire",
        engine=answers(lambda decision: decision, expire_at=None),
        cases=("an_answer_expires_with_the_first_offer_that_may_change",),
        properties=(EXPIRE_TIME, BUSY_DAYS),
    ),
    Mutation(
        name="answers hold a moment too long",
        engine=_holds_too_long,
        properties=(EXPIRE_TIME, BUSY_DAYS),
    ),
    Mutation(
        name="what is remembered never ends",
        engine=_freezes_at_first_sight,
        properties=(
            "test_what_a_profile_remembers_never_changes_an_answer",
            "test_what_offers_remember_never_changes_an_answer",
        ),
    ),
    Mutation(
        name="the order is turned round",
        engine=lambda monkeypatch: answers(lambda decision: decision._replace(affinity=-decision.affinity))(
            monkeypatch
        ),
        properties=("test_cleared_offers_come_by_affinity_and_ties_in_the_callers_order",),
    ),
    Mutation(
        name="pruned although the newer one expires",
        engine=prunes(_outweighs_without_expiry),
        cases=("when_the_newer_preference_expires_the_one_before_applies_again",),
        properties=(PRUNING, "test_a_retraction_leaves_the_answers_of_a_ledger_that_never_had_the_entry"),
    ),
    Mutation(
        name="pruned by place in the ledger",
        engine=prunes(_outweighs_by_place),
        properties=(PRUNING,),
    ),
    Mutation(name="pruned without a tolerance for clocks", engine=prunes(_outweighs_at_once), properties=(PRUNING,)),
    Mutation(
        name="pruned across bases",
        engine=prunes(_outweighs_across_bases),
        cases=("a_newer_observed_dislike_doesnt_replace_an_older_stated_like",),
        properties=(PRUNING,),
    ),
    Mutation(
        name="responses kept for a fortnight",
        engine=prunes(_outweighs_nothing, responses_for=timedelta(days=14)),
        cases=("a_second_decline_within_the_rest_prolongs_it",),
        properties=(PRUNING,),
    ),
    Mutation(
        name="unknown is given",
        engine=_without(SuppressionReason.CONSENT_MISSING, only=lambda told: not told.evidence),
        cases=("marketing_by_email_needs_a_consent", "a_consent_that_has_expired_is_not_given"),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="the newest consent counts, whatever its channel",
        engine=_says(lambda kept: replace(kept, consents=_each(kept.consents, channel=Channel.UNSPECIFIED))),
        cases=(
            "a_consent_for_the_channel_counts_before_one_for_all_channels",
            "a_consent_for_all_channels_counts_where_the_channel_has_none",
        ),
    ),
    Mutation(
        name="a restriction can't be lifted",
        engine=_says(
            lambda kept: replace(kept, restrictions=_each(kept.restrictions, status=RestrictionStatus.RESTRICTED))
        ),
        cases=("a_lifted_restriction_no_longer_counts",),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="a restriction is for selling",
        engine=_without(SuppressionReason.PROCESSING_RESTRICTED, only=lambda told: told.purpose is Purpose.SERVICE),
        cases=("a_restriction_stops_every_purpose_that_it_names",),
    ),
    Mutation(
        name="an instruction covers every purpose",
        engine=replaces(contacts, "_covers", lambda rule, purpose, channel: channel in (rule.channels or (channel,))),
        cases=(
            "an_instruction_without_purposes_leaves_service_alone",
            "an_instruction_for_other_purposes_says_nothing_of_this_one",
        ),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="an instruction is for outside only",
        engine=_without(SuppressionReason.DO_NOT_CONTACT, only=lambda told: told.channel is Channel.APP),
        cases=("an_instruction_without_channels_covers_every_channel",),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="what follows doesn't prolong",
        engine=replaces(
            contacts, "chain_end", lambda spans, at: max(end for since, end in spans if since <= at and end is not None)
        ),
        cases=("pauses_that_follow_each_other_end_with_the_last", "instructions_all_count_and_end_with_the_last"),
    ),
    Mutation(
        name="every clock is the company's",
        engine=replaces(contacts, "zone_at", lambda rules, company, at, **_: zone_of(company)),
        cases=("quiet_hours_begin_at_nine_by_the_clock_of_the_customer", "it_is_not_quiet_a_microsecond_before_nine"),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="the customer's quiet hours come on top of the company's",
        engine=_says(
            lambda kept: replace(
                kept, contact_rules=tuple(rule for rule in kept.contact_rules if rule.content.quiet_hours is None)
            )
        ),
        cases=("a_customers_own_quiet_hours_take_the_place_of_the_companys",),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="a night ends at the first showing of its end",
        engine=_turns_the_night("last_showing", nights.first_showing),
        cases=("quiet_hours_last_to_the_second_time_that_the_clock_shows_their_end",),
        properties=(BUSY_DAYS,),
    ),
    Mutation(
        name="a night begins at the last showing of its start",
        engine=_turns_the_night("first_showing", nights.last_showing),
        cases=("quiet_hours_begin_the_first_time_that_the_clock_shows_their_start",),
        properties=(BUSY_DAYS,),
    ),
    Mutation(
        name="selling goes on",
        engine=_without(SuppressionReason.SELLING_PAUSED),
        cases=("a_bereavement_pauses_selling_for_its_time",),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="a guess pauses selling",
        engine=replaces(contacts, "_decides", lambda _: True),
        cases=("a_guessed_moment_pauses_nothing", "guessed_quiet_hours_and_zones_count_for_nothing"),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="a year after its acceptance an offer is new",
        engine=_says(
            lambda kept: replace(
                kept,
                accepted={
                    offer: took
                    for offer, took in kept.accepted.items()
                    if took.at > datetime(2025, 6, 15, tzinfo=EARLIEST.tzinfo)
                },
            )
        ),
        cases=("what_was_accepted_years_ago_is_not_offered_again",),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="all offers may be repeated",
        engine=_without(SuppressionReason.ALREADY_ACCEPTED),
        cases=("an_acceptance_and_a_cap_are_both_told",),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="every day begins at midnight UTC",
        engine=replaces(caps, "period_end", _in_utc),
        cases=("ten_offers_a_day_are_plenty", "a_day_on_which_the_clock_is_put_back_lasts_an_hour_longer"),
    ),
    Mutation(
        name="what came by one channel counts on every other",
        engine=replaces(caps, "target_in", _on_every_channel),
        cases=("a_cap_of_a_channel_counts_what_came_by_that_channel",),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="one less is enough",
        engine=_says(lambda kept: replace(kept, presentations=kept.presentations[1:])),
        cases=("an_offer_seen_three_times_in_a_week_rests_until_there_is_room",),
        properties=(ALL_BY_THE_BOOK,),
    ),
    Mutation(
        name="what is reserved isn't counted",
        engine=_says(lambda kept: replace(kept, reservations=())),
        cases=("a_reservation_counts_until_it_expires", "an_unknown_customer_and_a_cap_are_both_told"),
    ),
    Mutation(
        name="a reservation never expires",
        engine=_says(
            lambda kept: replace(kept, reservations=tuple(replace(one, expire_at=None) for one in kept.reservations))
        ),
        cases=("a_reservation_no_longer_counts_when_it_expires",),
    ),
    Mutation(
        name="who is reserved for is known",
        engine=replaces(Snapshot, "is_known", property(lambda kept: bool(kept.recorded))),
        cases=("an_unknown_customer_and_a_cap_are_both_told",),
    ),
    Mutation(
        name="only the newest presentation is kept",
        engine=_keeps_the_newest(1),
        cases=("an_offer_seen_three_times_in_a_week_rests_until_there_is_room",),
        properties=(PRUNING,),
    ),
    Mutation(
        name="German is English",
        engine=replaces(german, "_SENTENCES", english._SENTENCES),
        properties=("test_whatever_is_told_has_a_sentence_in_every_language",),
    ),
    Mutation(
        name="what stands against every offer never ends",
        engine=_contacts_never_end,
        properties=("test_what_a_profile_remembers_never_changes_an_answer", EXPIRE_TIME, BUSY_DAYS),
    ),
)
