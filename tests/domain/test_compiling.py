"""A snapshot is compiled write by write, pruned and bounded; whoever reads it from then on sees what the whole ledger says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from domain.ledgers import EVERYTHING, NOW, OFFER_IDS, OFFER_TYPES, TAXONOMY
from domain.situations import told
from domain.whole_ledgers import DAY, Ledger, nothing_left_out, shown
from examples import many
from regard_server.domain import compile as compiling
from regard_server.domain import dense_responses, kept_interactions, seat
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.compile import append, compile_again
from regard_server.domain.content import Content, Interaction, OfferResponse, Outcome
from regard_server.domain.cool_downs import quiet_spans
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.errors import ProfileFull
from regard_server.domain.policy import DEFAULT_POLICY, CoolDown, CoolDownScope, Policy
from regard_server.domain.profile import Profile
from regard_server.domain.profile_view import view_at
from regard_server.domain.room import (
    COMMITMENTS_MAX,
    DECIDING_MAX,
    INTERACTIONS_MAX,
    MOMENTS_MAX,
    OPEN_INTERACTIONS_MAX,
    PAUSES_MAX,
    check_room,
)
from regard_server.domain.screening import screen
from regard_server.domain.snapshot import Snapshot, empty_snapshot, entries_kept

SEEDS = st.integers(0, 2**32)
QUICK = settings(phases=[Phase.generate], report_multiple_bugs=False)
DENSE = settings(QUICK, max_examples=many(100).max_examples)
REACH = DEFAULT_POLICY.reach
WRITES, INSTANTS = 40, 6
ENTRIES = 20_000
ENTRIES_PER_WRITE = 25


def compiled_write_by_write(ledger: Ledger, writes: int) -> Snapshot:
    snapshot = empty_snapshot("c", ledger.now)
    for _ in range(writes):
        entries = ledger.write(ledger.dice.choice((1, 1, 2, 3)))
        snapshot = append(snapshot, entries, now=ledger.now, reach=REACH)
    return snapshot


def decided(snapshot: Snapshot, at: datetime) -> list[object]:
    profile = Profile(snapshot, policy=DEFAULT_POLICY, taxonomy=TAXONOMY)
    return [
        told(screen(profile, EVERYTHING, purpose=purpose, channel=channel, at=at))
        for purpose, channel in ((Purpose.LOYALTY, Channel.EMAIL), (Purpose.SERVICE, Channel.APP))
    ]


def viewed(snapshot: Snapshot, at: datetime) -> dict[str, object]:
    preferences = Profile(snapshot, policy=DEFAULT_POLICY, taxonomy=TAXONOMY).preferences_in_force(at)
    found = shown(view_at(snapshot, at, preferences=preferences))
    return {**found, "preferences": [entry.id for entry in preferences]}


def write_by_write_is_as_at_once(seed: int) -> None:
    """And as a snapshot that was never pruned."""
    ledger = Ledger(seed)
    snapshot = compiled_write_by_write(ledger, WRITES)
    again = compile_again(snapshot, ledger.entries, now=ledger.now, reach=REACH)
    unpruned = nothing_left_out(ledger.entries, snapshot)
    for at in ledger.dice.sample(ledger.instants(), INSTANTS):
        assert decided(snapshot, at) == decided(again, at), (seed, at)
        assert decided(snapshot, at) == decided(replace(unpruned, presentations=snapshot.presentations), at), (seed, at)
        assert viewed(snapshot, at) == viewed(again, at), (seed, at)
        assert viewed(snapshot, at) == viewed(unpruned, at), (seed, at)


test_write_by_write_a_snapshot_is_as_compiled_at_once_and_as_never_pruned = QUICK(
    given(seed=SEEDS)(write_by_write_is_as_at_once)
)


@pytest.mark.parametrize("broken", ["outweighs though it expires", "is over too early", "keeps nine interactions"])
def test_control_a_snapshot_that_is_pruned_too_much_is_seen(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "outweighs though it expires":
        monkeypatch.setattr(seat, "_lasts_as_long", lambda *_: True)
    elif broken == "is over too early":
        monkeypatch.setattr(compiling, "is_over", lambda entry, now: entry.effective_at < now - 30 * DAY)
    else:
        monkeypatch.setattr(kept_interactions, "INTERACTIONS_MAX", 2)

    with pytest.raises(AssertionError):
        QUICK(given(seed=SEEDS)(write_by_write_is_as_at_once))()


def test_interactions_yet_to_begin_hide_none_that_have_been() -> None:
    ledger = Ledger(1)
    snapshot = empty_snapshot("c", ledger.now)
    interactions = [entry for entry in ledger.write(1_000) if isinstance(entry.content, Interaction)]
    been = [replace(entry, effective_at=ledger.now - number * DAY) for number, entry in enumerate(interactions[:15])]
    planned = [
        replace(entry, effective_at=ledger.now + number * DAY) for number, entry in enumerate(interactions[15:30], 1)
    ]
    for entry in (*been, *planned):
        snapshot = append(snapshot, [entry], now=ledger.now, reach=REACH)

    def ids(at: datetime) -> list[str]:
        return [entry.id for entry in view_at(snapshot, at, preferences=()).interactions]

    assert ids(ledger.now) == [entry.id for entry in been[:10]]
    assert ids(ledger.now + 99 * DAY) == [entry.id for entry in reversed(planned[-10:])]


# Responses that come densely


def random_policy(dice: Random) -> Policy:
    def rule() -> CoolDown:
        outcomes = dice.choice(({Outcome.DECLINED}, {Outcome.DECLINED, Outcome.COMPLAINED}, {Outcome.IGNORED}))
        duration = dice.choice((DAY, 7 * DAY, 30 * DAY))
        grows = dice.random() < 0.5
        return CoolDown(
            scope=dice.choice(list(CoolDownScope)),
            outcomes=frozenset(outcomes),
            responses_min=dice.choice((1, 1, 2, 3, 5)),
            window=dice.choice((timedelta(hours=1), DAY, 10 * DAY, 60 * DAY)),
            duration=duration,
            growth_factor=dice.choice((1.5, 2.0)) if grows else 1.0,
            duration_max=duration * dice.choice((3, 10)) if grows else None,
        )

    return replace(DEFAULT_POLICY, cool_downs=tuple(rule() for _ in range(dice.choice((1, 2, 3)))))


def bursts(dice: Random) -> list[Entry[Content]]:
    """Many responses alike, minutes apart, with days between the bursts; each recorded when it happened."""
    found: list[Entry[Content]] = []
    now = NOW - 100 * DAY
    for _ in range(dice.choice((3, 6))):
        now += dice.choice((timedelta(hours=2), DAY, 3 * DAY, 20 * DAY))
        content = OfferResponse(
            offer_id=dice.choice(OFFER_IDS),
            offer_type=dice.choice(OFFER_TYPES),
            topics=dice.choice(((), ("sport/golf",))),
            outcome=dice.choice((Outcome.DECLINED, Outcome.DECLINED, Outcome.IGNORED, Outcome.COMPLAINED)),
        )
        for _ in range(dice.choice((1, 10, 40))):
            now += timedelta(minutes=dice.choice((0, 1, 5, 30)))
            found.append(
                Entry(
                    id=f"e{len(found)}",
                    provenance=Provenance(basis=dice.choice((Basis.OBSERVED, Basis.OBSERVED, Basis.INFERRED))),
                    content=content,
                    effective_at=now,
                    expire_at=None,
                    revision=len(found) + 1,
                    ordinal=0,
                    created_at=now,
                )
            )
    return found


def rests(
    responses: Sequence[Entry[OfferResponse]], policy: Policy, at: datetime
) -> dict[object, list[datetime | None]]:
    """What rests at the instant, by scope and key, and until when."""
    found: dict[object, list[datetime | None]] = {}
    for place, rules in quiet_spans(responses, policy, TAXONOMY).items():
        untils = [span.suppression.until for spans in rules for span in spans if span.since <= at < span.until]
        if untils:
            found[place] = sorted(untils, key=str)
    return found


def no_cool_down_is_another(seed: int) -> None:
    dice = Random(seed)
    policy, entries = random_policy(dice), bursts(dice)
    snapshot = empty_snapshot("c", entries[0].effective_at)
    for entry in entries:
        snapshot = append(snapshot, [entry], now=entry.created_at, reach=policy.reach)
    last = entries[-1].created_at
    every = tuple(entry for entry in entries)
    later = [last + timedelta(hours=hours) for hours in (0, 1, 12, 24, 25, 24 * 7, 24 * 29, 24 * 60, 24 * 200)]
    for at in later:
        assert rests(snapshot.responses, policy, at) == rests(every, policy, at), (seed, at)  # type: ignore[arg-type]


test_responses_left_out_because_they_come_densely_change_no_cool_down_from_then_on = DENSE(
    given(seed=SEEDS)(no_cool_down_is_another)
)


def test_control_a_response_left_out_too_many_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    thinned = dense_responses.without_dense
    monkeypatch.setattr(
        compiling, "without_dense", lambda *args, depth, **how: thinned(*args, depth=max(1, depth - 2), **how)
    )

    with pytest.raises(AssertionError):
        DENSE(given(seed=SEEDS)(no_cool_down_is_another))()


def test_bursts_are_thinned_out() -> None:
    entries = bursts(Random(3))
    snapshot = empty_snapshot("c", entries[0].effective_at)
    for entry in entries:
        snapshot = append(snapshot, [entry], now=entry.created_at, reach=REACH)
    late = entries[-1].created_at + 5 * DAY
    snapshot = append(snapshot, [replace(entries[-1], id="last", effective_at=late)], now=late, reach=REACH)

    assert len(snapshot.responses) < len(entries) / 2


# Bounds


def test_20_000_random_entries_stay_within_the_bounds_and_what_decides_is_refused_past_them() -> None:
    ledger = Ledger(7, topics_max=3_000)
    snapshot = empty_snapshot("c", ledger.now)
    refused: set[str] = set()
    largest = 0
    while len(ledger.entries) < ENTRIES:
        entries = ledger.write(ENTRIES_PER_WRITE)
        following = append(snapshot, entries, now=ledger.now, reach=REACH)
        try:
            check_room(following)
        except ProfileFull as full:
            refused.add(full.limit)
            continue  # as the service does: of this write nothing is taken in
        snapshot = following
        largest = max(largest, entries_kept(snapshot))
        for field, maximum in DECIDING_MAX.items():
            assert len(getattr(snapshot, field)) <= maximum
        assert len(snapshot.interactions) <= 2 * INTERACTIONS_MAX + OPEN_INTERACTIONS_MAX
        assert len(snapshot.commitments) <= COMMITMENTS_MAX
        assert len(snapshot.moments) <= MOMENTS_MAX + PAUSES_MAX
    assert "preferences" in refused
    shown_max = 2 * INTERACTIONS_MAX + OPEN_INTERACTIONS_MAX + COMMITMENTS_MAX + MOMENTS_MAX + PAUSES_MAX
    assert largest <= sum(DECIDING_MAX.values()) + shown_max
    assert snapshot.left_out.keys() <= {"moments", "commitments"}
