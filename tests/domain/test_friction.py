"""Friction: counted as by a slow count that knows nothing of it, over random ledgers; and case by case."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.ledgers import ALIASES, DAY, NOW, TAXONOMY, Dice, as_ledger, entry
from domain.screening_by_the_book import deciding, today
from regard_server.domain import friction
from regard_server.domain.channel import Channel
from regard_server.domain.compile import with_successor
from regard_server.domain.content import (
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Content,
    OfferResponse,
    Outcome,
    Preference,
    Stance,
)
from regard_server.domain.entry import Basis, Entry, Succession
from regard_server.domain.friction import FrictionTally, Period, cause_key, friction_of
from regard_server.domain.offer import Offer
from regard_server.domain.policy import DEFAULT_POLICY

Ledger = tuple[Entry[Content], ...]
PERIOD = Period(start_at=NOW - 100 * DAY, end_at=NOW + DAY / 2, now=NOW)
REASONS = ("", "Too dear", "too  dear!", "Too far", "—")
LEDGERS = 400


def random_ledger(dice: Dice) -> Ledger:
    """With responses that were corrected, and entries recorded long before or after they took effect."""
    entries = []
    for each in dice.situation().entries:
        content = each.content
        recorded_at = dice.pick((each.effective_at, each.effective_at - DAY, each.effective_at + 40 * DAY, NOW))
        stated_at = dice.pick((None, each.effective_at))
        if isinstance(content, OfferResponse):
            reason, channel = dice.pick(REASONS), dice.pick((Channel.UNSPECIFIED, Channel.EMAIL))
            outcome = dice.pick((Outcome.PRESENTED, content.outcome))
            content = replace(content, reason=reason, channel=channel, outcome=outcome)
        basis = (
            dice.pick((each.provenance.basis,) * 6 + (Basis.INFERRED,)) if isinstance(content, OfferResponse) else None
        )
        provenance = replace(each.provenance, stated_at=stated_at, basis=basis or each.provenance.basis)
        told = replace(each, content=content, created_at=recorded_at, provenance=provenance)
        if basis and dice.pick((True, False, False, False, False)):
            told = with_successor(told, successor_id="newer", effective_at=told.effective_at + DAY)
        entries.append(told)
    return as_ledger(entries)


def tally(*ledgers: Ledger, period: Period = PERIOD) -> FrictionTally:
    whole = FrictionTally()
    for ledger in ledgers:
        whole.merge(friction_of(ledger, period=period, policy=DEFAULT_POLICY, taxonomy=TAXONOMY))
    return whole


Count = tuple[Counter[str], Counter[tuple[str, str]]]


def slow_count(ledgers: Sequence[Ledger], *, knows: Callable[[Entry[Content], datetime], bool]) -> Count:
    """In all, and by kind of row: (what and where, which)."""
    total: Counter[str] = Counter()
    rows: Counter[tuple[str, str]] = Counter()
    for ledger in ledgers:
        annoyed = set()
        for each in ledger:
            response = each.content
            if not isinstance(response, OfferResponse) or each.provenance.basis is Basis.INFERRED:
                continue
            if each.succession is not None or not PERIOD.start_at <= each.effective_at < PERIOD.end_at:
                continue
            if each.effective_at > NOW:
                continue
            said = [response.outcome.name]
            if response.outcome is Outcome.PRESENTED and overrides(ledger, each, response, knows):
                said.append("OVERRIDDEN")
            names = {
                f"type {response.offer_type}",
                f"channel {response.channel.name}",
                f"month {each.effective_at:%Y-%m}",
            }
            names |= {f"topic {today(topic, ALIASES)}" for topic in response.topics or ("",)}
            total.update(said)
            rows.update((name, what) for name in names for what in said)
            if {"DECLINED", "COMPLAINED", "OVERRIDDEN"} & set(said):
                annoyed |= {"", *names}
        total["customers"] += "" in annoyed
        rows.update((name, "customers") for name in annoyed if name)
    return +total, +rows


def overrides(
    ledger: Ledger, shown: Entry[Content], response: OfferResponse, knows: Callable[[Entry[Content], datetime], bool]
) -> bool:
    offer = Offer(id="", offer_type=response.offer_type, topics=response.topics)
    stated = {each.id for each in ledger if each.provenance.basis is Basis.STATED}
    at = shown.effective_at

    def against(known: Sequence[Entry[Content]]) -> bool:
        return any(ids & stated for ids in deciding(known, offer, at, ALIASES))

    return against(ledger) and against([each for each in ledger if knows(each, at)])


def counted(found: FrictionTally) -> Count:
    def of(counts: friction.Counts) -> Counter[str]:
        told = Counter({outcome.name: count for outcome, count in counts.outcomes.items()})
        return +(told + Counter(OVERRIDDEN=counts.overridden_wishes, customers=counts.customers))

    tables = {
        "type": found.offer_types,
        "topic": found.topics,
        "channel": {channel.name: counts for channel, counts in found.channels.items()},
        "month": {f"{year}-{month:02}": counts for (year, month), counts in found.months.items()},
    }
    rows = {
        (f"{table} {name}", what): count
        for table, named in tables.items()
        for name, counts in named.items()
        for what, count in of(counts).items()
    }
    return of(found.total), Counter(rows)


def on_record(each: Entry[Content], at: datetime) -> bool:
    return each.created_at < at


LEDGERS_OF_ALL = [random_ledger(Dice(f"friction {seed}")) for seed in range(LEDGERS)]


def test_it_counts_what_a_slow_count_counts() -> None:
    expected = slow_count(LEDGERS_OF_ALL, knows=on_record)

    assert counted(tally(*LEDGERS_OF_ALL)) == expected
    assert expected[0]["OVERRIDDEN"] > 20


def test_control_a_count_that_doesnt_ask_when_a_wish_was_recorded_is_another() -> None:
    assert counted(tally(*LEDGERS_OF_ALL)) != slow_count(LEDGERS_OF_ALL, knows=lambda *_: True)


def test_tallies_of_parts_add_up_to_that_of_the_whole() -> None:
    parts = [tally(*LEDGERS_OF_ALL[:150]), tally(), tally(*LEDGERS_OF_ALL[150:])]
    whole = FrictionTally()
    for part in parts:
        whole.merge(part)

    assert whole == tally(*LEDGERS_OF_ALL)


def golf(
    stance: Stance = Stance.DISLIKES, *, at: datetime, basis: Basis = Basis.STATED, topic: str = "sport"
) -> Entry[Content]:
    told = entry(Preference(topic=topic, stance=stance), basis, at)
    return replace(told, created_at=at)


def shown(at: datetime, **fields: object) -> Entry[Content]:
    response = OfferResponse(offer_id="o1", topics=("sport/golf",), outcome=Outcome.PRESENTED)
    return replace(entry(replace(response, **fields), Basis.OBSERVED, at), created_at=at)  # type: ignore[arg-type]


BEFORE, AT = NOW - 10 * DAY, NOW - DAY
SECOND = timedelta(seconds=1)


def stated_earlier(at: datetime, said: datetime) -> Entry[Content]:
    wish = golf(at=at)
    return replace(wish, effective_at=said, provenance=replace(wish.provenance, stated_at=said))


@pytest.mark.parametrize(
    ("wishes", "overridden", "unheard"),
    [
        ([golf(at=BEFORE)], 1, 0),
        ([golf(Stance.NEVER, at=BEFORE)], 1, 0),
        ([golf(at=BEFORE, basis=Basis.OBSERVED)], 0, 0),
        ([golf(Stance.LIKES, at=BEFORE)], 0, 0),
        ([golf(at=BEFORE), golf(Stance.LIKES, at=BEFORE, topic="sport/golf")], 0, 0),
        ([golf(at=AT)], 0, 0),
        ([golf(at=AT + SECOND)], 0, 0),
        ([golf(at=AT - SECOND)], 1, 0),
        ([replace(golf(at=BEFORE), expire_at=AT)], 0, 0),
        ([with_successor(golf(at=BEFORE), successor_id="e9", effective_at=AT)], 0, 0),
        ([with_successor(golf(at=BEFORE), successor_id="e9", effective_at=AT + SECOND)], 1, 0),
        ([stated_earlier(NOW, BEFORE)], 0, 1),
        ([replace(golf(at=NOW), effective_at=BEFORE)], 0, 0),
        ([golf(at=BEFORE), replace(golf(Stance.LIKES, at=NOW), effective_at=AT - SECOND)], 0, 0),
        ([golf(at=BEFORE), replace(golf(Stance.NEVER, at=NOW), effective_at=AT - SECOND)], 1, 0),
    ],
    ids=[
        "a dislike on record",
        "a never on record",
        "only observed",
        "a like",
        "a like nearer to the offer",
        "said of this very offer",
        "said after it",
        "said just before",
        "expired by then",
        "superseded by then",
        "superseded after it",
        "said before and recorded after",
        "backdated without saying when it was said",
        "it turned out since that they liked it",
        "a second wish recorded since",
    ],
)
def test_an_offer_overrides_a_wish_that_was_on_record(
    wishes: list[Entry[Content]], overridden: int, unheard: int
) -> None:
    total = tally(as_ledger([*wishes, shown(AT)])).total

    assert (total.overridden_wishes, total.unheard_wishes) == (overridden, unheard)


def test_a_wish_in_another_ledger_is_on_record_from_the_merge_on() -> None:
    ledger = as_ledger([replace(golf(at=BEFORE), owner="other"), shown(AT)])

    def overridden(merged_at: datetime) -> int:
        found = friction_of(ledger, period=PERIOD, policy=DEFAULT_POLICY, taxonomy=TAXONOMY, merged_at=merged_at)
        return found.total.overridden_wishes

    assert (overridden(AT - SECOND), overridden(AT)) == (1, 0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Too many e-mails!", "too many  E-mails", True),
        ("“Too dear.”", "Too dear", True),
        ("ﬁne print", "Fine print", True),
        ("Straße", "STRASSE", True),
        ("Too dear", "Too dear for me", False),
        ("too-dear", "too dear", False),
        ("zu teuer", "too dear", False),
        ("a" * 200 + "b", "a" * 200 + "c", True),
    ],
)
def test_reasons_are_one_cause_when_only_their_form_differs(one: str, other: str, *, same: bool) -> None:
    assert (cause_key(one) == cause_key(other)) is same


@pytest.mark.parametrize("reason", ["", "  ", "…", "--", "\n"])
def test_a_reason_without_words_is_no_cause(reason: str) -> None:
    ledger = as_ledger([shown(AT, outcome=Outcome.DECLINED, reason=reason)])

    assert (tally(ledger).without_cause, tally(ledger).causes) == (1, {})


def test_a_cause_is_written_as_most_wrote_it_and_counts_its_customers_once() -> None:
    def ledger(*reasons: str) -> Ledger:
        return as_ledger([shown(AT, outcome=Outcome.DECLINED, reason=reason) for reason in reasons])

    found = tally(ledger("too dear", "Too dear", "Too dear"), ledger("TOO DEAR"))

    [cause] = found.causes.values()
    assert (cause.written, cause.responses, cause.customers) == ("Too dear", 4, 2)


def test_past_the_room_for_causes_the_rest_is_counted_as_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(friction, "CAUSES_KEPT_MAX", 3)
    monkeypatch.setattr(friction, "ROWS_KEPT_MAX", 2)
    ledgers = [
        as_ledger([shown(AT, outcome=Outcome.DECLINED, reason=f"reason {n}", offer_type=f"t{n}")]) for n in range(5)
    ]

    found = tally(*ledgers)

    assert (len(found.causes), found.other_causes, found.total.outcomes[Outcome.DECLINED]) == (3, 2, 5)
    assert list(found.offer_types) == ["t0", "t1"]


def promised(status: CommitmentStatus, due: datetime | None, at: datetime = BEFORE) -> Entry[Content]:
    return entry(Commitment(what="Call.", kind=CommitmentKind.CALLBACK, status=status, due_at=due), Basis.OBSERVED, at)


def test_a_commitment_counts_once_as_it_stands_now_in_the_period_in_which_it_was_due() -> None:
    opened = promised(CommitmentStatus.OPEN, AT)
    ledger = as_ledger(
        [
            with_successor(opened, successor_id="e1", effective_at=AT),
            promised(CommitmentStatus.KEPT, AT, AT),
            promised(CommitmentStatus.OPEN, AT),
            promised(CommitmentStatus.OPEN, NOW + SECOND),
            promised(CommitmentStatus.BROKEN, NOW - 400 * DAY),
            promised(CommitmentStatus.CANCELLED, None),
            promised(CommitmentStatus.OPEN, None),
        ]
    )

    found = tally(ledger)

    counts = found.commitments[CommitmentKind.CALLBACK]
    assert counts.statuses == Counter(
        {CommitmentStatus.KEPT: 1, CommitmentStatus.OPEN: 3, CommitmentStatus.CANCELLED: 1}
    )
    assert counts.overdue == 1


def chain(*versions: tuple[CommitmentStatus, datetime | None, datetime]) -> Ledger:
    """One commitment, as it stood after each write: its status, its due time, and when that was so."""
    first, *others = as_ledger([promised(*version) for version in versions])
    linked = [first]
    for one in others:
        linked.append(replace(one, succession=Succession(supersedes=linked[-1].id)))
        linked[-2] = with_successor(linked[-2], successor_id=one.id, effective_at=one.effective_at)
    return tuple(linked)


OPEN, KEPT, BROKEN, CANCELLED = CommitmentStatus
HOUR = timedelta(hours=1)
DUE = AT + HOUR


@pytest.mark.parametrize(
    ("versions", "rate"),
    [
        ([(OPEN, DUE, AT), (KEPT, DUE, DUE)], 1.0),
        ([(OPEN, DUE, AT), (KEPT, DUE, DUE + SECOND)], 0.0),
        ([(OPEN, DUE, AT), (KEPT, None, DUE + SECOND)], 0.0),
        ([(OPEN, DUE, AT), (BROKEN, DUE, AT)], 0.0),
        ([(OPEN, DUE, AT), (CANCELLED, DUE, AT)], None),
        ([(OPEN, DUE, AT), (CANCELLED, DUE, DUE + SECOND)], 0.0),
        ([(OPEN, DUE, AT), (OPEN, DUE + HOUR, AT), (KEPT, DUE + HOUR, DUE + SECOND)], 1.0),
        ([(OPEN, DUE, AT), (OPEN, DUE + DAY, DUE + SECOND), (KEPT, DUE + DAY, DUE + HOUR)], 0.0),
        ([(OPEN, DUE, AT), (BROKEN, DUE, AT + SECOND), (KEPT, DUE, DUE + HOUR)], 1.0),
        ([(OPEN, DUE, AT)], 0.0),
        ([(OPEN, NOW + HOUR, AT)], None),
        ([(OPEN, None, AT), (KEPT, None, NOW)], 1.0),
        ([(OPEN, None, AT)], None),
    ],
    ids=[
        *(
            "in time",
            "late",
            "late by the due time of what it settles",
            "broken",
            "cancelled",
            "cancelled when overdue",
        ),
        *("put off in time", "put off when overdue", "corrected", "overdue", "not yet due", "no due time", "open"),
    ],
)
def test_what_is_kept_too_late_is_not_kept(versions: Any, rate: float | None) -> None:
    [counts] = tally(chain(*versions)).commitments.values()
    assert counts.kept_rate == rate
    assert counts.statuses.total() == 1


def test_control_a_rate_that_is_blind_to_being_late_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(friction, "_is_past", lambda *_: False)
    for late in (
        [(OPEN, DUE, AT), (KEPT, DUE, DUE + SECOND)],
        [(OPEN, DUE, AT), (CANCELLED, DUE, DUE + SECOND)],
        [(OPEN, DUE, AT), (OPEN, DUE + DAY, DUE + SECOND), (KEPT, DUE + DAY, DUE + HOUR)],
    ):
        with pytest.raises(AssertionError):
            test_what_is_kept_too_late_is_not_kept(late, 0.0)


def test_the_kept_rate_is_of_all_that_fell_due() -> None:
    kept, late = [(OPEN, DUE, AT), (KEPT, DUE, AT)], [(OPEN, DUE, AT), (KEPT, DUE, DUE + SECOND)]
    found = tally(chain(*kept), chain(*kept), chain(*late), chain((OPEN, DUE, AT)))
    assert found.all_commitments.kept_rate == 0.5
    assert found.all_commitments.late[KEPT] == 1


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC), [(2025, 12), (2026, 1)]),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, 0, 0, 1, tzinfo=UTC), [(2026, 1), (2026, 2)]),
        (datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC), [(2026, 1)]),
    ],
)
def test_a_period_has_every_month_that_it_touches(
    start: datetime, end: datetime, months: list[tuple[int, int]]
) -> None:
    assert Period(start_at=start, end_at=end, now=end).months == months
