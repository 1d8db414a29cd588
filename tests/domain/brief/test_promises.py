"""What a brief promises, on random ledgers of all kinds of entries. Each promise is seen to fail where it is broken."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.brief.briefing import DAY, FORMS, LONG, entry, profile_of, teller, told
from domain.ledgers import NOW, PATHS, TAXONOMY
from examples import many
from regard_server.domain.brief import (
    Asked,
    Audience,
    Brief,
    Budget,
    Line,
    ToldLine,
    fitting,
    make_brief,
    making,
    moments,
    people,
    ranks,
    tell,
)
from regard_server.domain.brief.line import Draft, Each, House, Note, Quote, Section, phrase
from regard_server.domain.brief.saying import Saying
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    AddressAs,
    Answer,
    Commitment,
    CommitmentKind,
    Consent,
    ConsentStatus,
    ContactRule,
    Content,
    DoNotContact,
    Handling,
    Interaction,
    Moment,
    MomentKind,
    OfferResponse,
    Outcome,
    Preference,
    QuietHours,
    Restriction,
    RestrictionStatus,
    Sensitivity,
    Stance,
)
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.policy import DEFAULT_POLICY, Allowance, Money
from regard_server.domain.profile import Profile, ProfileStatus

SEEDS = st.integers(0, 2**32)
SECRET = "hush-hush"
POLICY = replace(
    DEFAULT_POLICY,
    allowances=(
        Allowance(text="Credit a return.", amount=Money(currency="EUR", units=50)),
        Allowance(text="Book a taxi.", roles=("desk",)),
    ),
)
BUDGETS = (Budget(), Budget(characters=500), Budget(characters=1_500), Budget(tokens=200), LONG)


class Ledgers:
    """Of a few dozen entries, and questions about them."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.entries = [self._entry(place) for place in range(self.dice.choice((0, 3, 12, 40)))]
        pick = self.dice.choice
        self.asked = Asked(
            pick(list(Purpose)), pick(list(Channel)), pick(list(Audience)), NOW, pick(((), ("desk",), ("other",)))
        )
        self.budget = pick(BUDGETS)
        self.form = FORMS[pick(list(FORMS))]
        self.language = pick(("en", "de"))

    @property
    def profile(self) -> Profile:
        return profile_of(*self.entries, policy=POLICY)

    @property
    def brief(self) -> Brief:
        return make_brief(self.profile, self.asked)

    def _entry(self, place: int) -> Entry[Any]:
        pick = self.dice.choice
        content = self._content(place)
        basis = pick((Basis.STATED, Basis.STATED, Basis.OBSERVED, Basis.INFERRED))
        if isinstance(content, Consent | Restriction) or getattr(content, "stance", None) is Stance.NEVER:
            basis = Basis.STATED
        at = NOW - pick((1, 2, 10, 40, 200)) * DAY
        until = pick((None, None, None, NOW - DAY / 2, NOW + DAY, NOW + 9 * DAY))
        secret = isinstance(content, Moment) and content.title.startswith(SECRET)
        quote = pick(("", "", f"q{place}. " * pick((1, 4, 90))))
        return entry(
            content,
            at=at,
            until=None if until is not None and until <= at else until,
            basis=basis,
            quote=f"{SECRET} {quote}" if secret else quote,
        )

    def _content(self, place: int) -> Content:
        pick = self.dice.choice
        words = f"w{place} " * pick((1, 1, 3, 60))
        match self.dice.randrange(11):
            case 0 | 1:
                topic = pick((*PATHS, ""))
                return Preference(
                    topic=topic,
                    offer_type="" if topic else pick(("card", "trip")),
                    stance=pick(list(Stance)),
                    note=words,
                )
            case 2:
                return Consent(
                    purpose=pick(list(Purpose)),
                    channel=pick((Channel.UNSPECIFIED, Channel.EMAIL, Channel.PHONE)),
                    status=pick(list(ConsentStatus)),
                )
            case 3:
                return pick(
                    (
                        ContactRule(address_as=AddressAs(name=words, pronouns="they/them", language="de")),
                        ContactRule(preferred_person=words),
                        ContactRule(preferred_channel=Channel.PHONE),
                        ContactRule(time_zone="Europe/Lisbon"),
                        ContactRule(quiet_hours=QuietHours(start_minute=600, end_minute=900, days=(1, 7))),
                        ContactRule(do_not_contact=DoNotContact(channels=(Channel.POST,))),
                        ContactRule(do_not_contact=DoNotContact(purposes=(Purpose.RESEARCH,))),
                        ContactRule(do_not_contact=DoNotContact()),
                    )
                )
            case 4:
                return self._moment(place, words)
            case 5 | 6:
                return Interaction(
                    channel=pick(list(Channel)[1:]),
                    summary=words,
                    issue_restated=pick(("", words)),
                    confirmed_by_customer=pick((False, True)),
                    reading=pick(("", f"r{place}")),
                    feeling=pick(("", "tired")),
                    tried=tuple(f"t{number}" for number in range(pick((0, 2, 9)))),
                    answers=(Answer(question=f"Why {place}?", answer=words),) * pick((0, 1)),
                    agent=pick(("", "agents/jonas.weld")),
                    resolved=pick((False, True)),
                    case_id=pick(("", "c1", "c2")),
                )
            case 7:
                due = pick((None, NOW - DAY, NOW + DAY, NOW))
                return Commitment(
                    what=words,
                    kind=pick(list(CommitmentKind)),
                    owner=pick(("", "teams/x")),
                    due_at=due,
                    asked=(Answer(question=f"How {place}?", answer=words),) * pick((0, 2)),
                )
            case 8:
                if self.dice.random() < 0.8:
                    return self._moment(place, words)
                return Restriction(
                    purposes=(pick(list(Purpose)),), status=pick(list(RestrictionStatus)), reason=pick(("", words))
                )
        return OfferResponse(
            offer_id=pick(("o1", "o2")),
            offer_type=pick(("", "card")),
            outcome=pick((Outcome.DECLINED, Outcome.COMPLAINED, Outcome.PRESENTED)),
            reason=pick(("", words)),
        )

    def _moment(self, place: int, words: str) -> Moment:
        pick = self.dice.choice
        handling, sensitivity = pick(list(Handling)), pick(list(Sensitivity))
        for_few = handling is Handling.AVOID or sensitivity is not Sensitivity.ORDINARY
        return Moment(
            title=f"{SECRET} {words}"[:200] if for_few else words[:200],
            story=f"{SECRET} s{place}" if for_few else pick(("", words)),
            handling=handling,
            sensitivity=sensitivity,
            kind=pick(list(MomentKind)),
            occurred_at=pick((None, NOW - 900 * DAY)),
            pauses_selling_until=pick((None, None, NOW + DAY, NOW - DAY / 4)),
        )


def words_of(value: object) -> Iterable[str]:
    """All that is written freely somewhere in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from words_of(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from words_of(getattr(value, field.name))


def said_in(line: Line) -> Iterable[str]:
    for one_phrase in line.phrases:
        for fact in one_phrase.facts.values():
            for one in fact.facts if isinstance(fact, Each) else (fact,):
                if isinstance(one, Quote | Note | House):
                    yield one.words


# The promises


def nothing_without_an_entry_behind_it(seed: int) -> None:
    ledgers = Ledgers(seed)
    recorded = {f"e{place}": one for place, one in enumerate(ledgers.entries)}
    for line in ledgers.brief.lines:
        assert bool(line.entries) != line.policy, (seed, line)
        behind = list(words_of([recorded[one.id] for one in line.entries]))
        behind += [TAXONOMY.canonical(words) for words in behind]
        of_policy = words_of(POLICY.allowances) if line.policy else ()
        assert set(said_in(line)) <= {*behind, *of_policy}, (seed, line)


def never_larger_than_its_budget(seed: int) -> None:
    ledgers = Ledgers(seed)
    brief, budget = ledgers.brief, ledgers.budget
    found = tell(brief, teller(ledgers.form, ledgers.language), budget)

    assert budget.size(found.text) <= budget.size_max, seed
    assert len(found.lines) + sum(found.omitted.values()) == len(brief.lines), seed


def the_most_important_survive(seed: int) -> None:
    ledgers = Ledgers(seed)
    brief = ledgers.brief
    found = told(brief, ledgers.form, ledgers.budget)
    kept = [line.line for line in found.lines]
    left_out = [line for line in brief.lines if not any(line is one for one in kept)]

    assert max((line.rank for line in kept), default=0) <= min((line.rank for line in left_out), default=1_000), seed
    assert [line.section for line in kept] == sorted(line.section for line in kept), seed


def what_is_not_for_them_is_not_told(seed: int) -> None:
    """Neither its title nor its story, nor what they said of it."""
    ledgers = Ledgers(seed)
    asked = ledgers.asked
    text = told(ledgers.brief, ledgers.form).text
    for place, one in enumerate(ledgers.entries):
        moment = one.content
        if not isinstance(moment, Moment) or not one.covers(NOW):
            continue
        people_only = moment.handling is Handling.AVOID or moment.sensitivity is Sensitivity.SPECIAL_CATEGORY
        service_only = people_only or moment.sensitivity is Sensitivity.PRIVATE
        if (service_only and asked.purpose is not Purpose.SERVICE) or (people_only and asked.audience is Audience.AI):
            assert not re.search(rf"\b[qsw]{place}\b", text), seed
    if asked.purpose is not Purpose.SERVICE:
        assert SECRET not in text.replace("\\", ""), seed
        assert "A reading" not in text or asked.purpose is Purpose.LOYALTY, seed


def all_that_is_withheld_is_counted(seed: int) -> None:
    ledgers = Ledgers(seed)
    brief, asked = ledgers.brief, ledgers.asked
    if brief.status is ProfileStatus.RESTRICTED:
        return
    everything = make_brief(ledgers.profile, asked._replace(purpose=Purpose.SERVICE, audience=Audience.HUMAN))
    if everything.status is ProfileStatus.RESTRICTED:
        return

    def moments_in(one: Brief) -> int:
        return sum(line.section in (Section.MOMENTS, Section.GESTURES) for line in one.lines)

    counted = sum(one.entries for one in brief.withheld if one.section in (Section.MOMENTS, Section.GESTURES))
    assert moments_in(brief) + counted == moments_in(everything), seed


def restricted_means_nothing_else(seed: int) -> None:
    ledgers = Ledgers(seed)
    restriction = Restriction(purposes=(ledgers.asked.purpose,), status=RestrictionStatus.RESTRICTED)
    ledgers.entries.append(entry(restriction, at=NOW - DAY / 24))
    brief = ledgers.brief

    assert brief.status is ProfileStatus.RESTRICTED, seed
    assert [[one.id for one in line.entries] for line in brief.lines] == [[f"e{len(ledgers.entries) - 1}"]], seed
    assert (brief.owner, len(brief.withheld)) == ("", 1), seed


def the_same_until_it_says(seed: int) -> None:
    ledgers = Ledgers(seed)
    brief, profile = ledgers.brief, ledgers.profile
    later = [NOW + number * DAY / 2 for number in range(24)]
    for instant in [one for one in later if one < brief.until]:
        again = make_brief(profile, ledgers.asked._replace(now=instant))
        assert told(again).text == told(brief).text, (seed, instant)
        assert again.lines == brief.lines, (seed, instant)


PROMISES: dict[Callable[[int], None], int] = {
    nothing_without_an_entry_behind_it: 60,
    never_larger_than_its_budget: 60,
    the_most_important_survive: 40,
    what_is_not_for_them_is_not_told: 60,
    all_that_is_withheld_is_counted: 40,
    restricted_means_nothing_else: 20,
    the_same_until_it_says: 25,
}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_a_brief_keeps_its_promises(promise: Callable[[int], None]) -> None:
    @many(PROMISES[promise])
    @given(seed=SEEDS)
    def check(seed: int) -> None:
        promise(seed)

    check()


# The controls


def _without_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    def add(self: Draft, section: Section, rank: int, phrases: Any, *_: Any) -> None:
        self.lines.append(Line(section=section, rank=rank, phrases=tuple(phrases)))

    monkeypatch.setattr(Draft, "add", add)


def _invents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "Note", lambda words: Note(f"dear {words}"))


def _has_more_room_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = fitting._that_fit
    monkeypatch.setattr(
        fitting, "_that_fit", lambda lines, teller, budget, room, *rest: fit(lines, teller, budget, room + 300, *rest)
    )


def _first_come(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = fitting._that_fit

    def in_their_order(lines: Sequence[Line], *rest: Any) -> dict[int, ToldLine]:
        kept = fit([replace(line, rank=0) for line in lines], *rest)
        return {place: one._replace(line=lines[place]) for place, one in kept.items()}

    monkeypatch.setattr(fitting, "_that_fit", in_their_order)


def _withholds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "_withheld", lambda *_: None)


def _tells_software_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    add = moments.add_what_not_to_raise
    monkeypatch.setattr(
        making,
        "add_what_not_to_raise",
        lambda draft, found, asked: add(draft, found, asked._replace(audience=Audience.HUMAN)),
    )


def _tells_software_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    add = moments.add_moments

    def add_stories(draft: Draft, found: Sequence[Entry[Moment]], asked: Asked) -> None:
        add(draft, found, asked)
        if asked.purpose is Purpose.SERVICE and asked.audience is Audience.AI:
            for one in found:
                draft.add(Section.MOMENTS, ranks.WARM, [phrase(Saying.STORY, story=Note(one.content.story))], one)

    monkeypatch.setattr(making, "add_moments", add_stories)


def _tells_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Draft, "withhold", lambda *_: None)


def _forgets_restrictions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "restrictions_in_force", lambda *_: [])


def _lasts_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "next_change", lambda *_: None)


BREAKS: tuple[tuple[Callable[[int], None], Callable[[pytest.MonkeyPatch], None]], ...] = (
    (nothing_without_an_entry_behind_it, _without_entries),
    (nothing_without_an_entry_behind_it, _invents),
    (never_larger_than_its_budget, _has_more_room_than_there_is),
    (the_most_important_survive, _first_come),
    (what_is_not_for_them_is_not_told, _withholds_nothing),
    (what_is_not_for_them_is_not_told, _tells_software_titles),
    (what_is_not_for_them_is_not_told, _tells_software_stories),
    (all_that_is_withheld_is_counted, _tells_no_count),
    (restricted_means_nothing_else, _forgets_restrictions),
    (the_same_until_it_says, _lasts_for_ever),
)


@pytest.mark.parametrize(("promise", "broken"), BREAKS, ids=lambda one: one.__name__)
def test_control_a_broken_brief_is_seen(
    promise: Callable[[int], None], broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)

    with pytest.raises((AssertionError, KeyError)):
        deque(map(promise, range(150)), maxlen=0)


def test_every_promise_has_a_control() -> None:
    assert {promise for promise, _ in BREAKS} == set(PROMISES)
