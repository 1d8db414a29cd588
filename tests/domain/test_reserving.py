"""No cap is ever exceeded, whatever comes in which order; and what is told agrees with counting by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard_server.domain import reserving
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.compile import append, compile_again
from regard_server.domain.content import Content, OfferResponse, Outcome, Release, Reservation
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.family import LedgerRead, counting
from regard_server.domain.frequency_caps import Room, full_spans
from regard_server.domain.ledger import CustomerKey, LedgerRow, reference_of
from regard_server.domain.offer import Offer
from regard_server.domain.offer_set import OfferSet
from regard_server.domain.policy import Calendar, CapScope, FrequencyCap, Policy
from regard_server.domain.presentations import target_in
from regard_server.domain.profile import Profile
from regard_server.domain.reserving import Wish, chosen
from regard_server.domain.snapshot import Presentation, Snapshot, empty_snapshot
from regard_server.domain.taxonomy import Taxonomy
from regard_server.domain.time_zones import period_end, stays, zone_of

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TAXONOMY = Taxonomy({}, version=1)
ZONE = "Pacific/Auckland"
POLICY = Policy(
    version=1,
    time_zone=ZONE,
    reservation_time_to_live=3 * HOUR,
    frequency_caps=(
        FrequencyCap(scope=CapScope.OFFER, presentations_max=2, window=2 * HOUR),
        FrequencyCap(scope=CapScope.OFFER_TYPE, presentations_max=3, calendar=Calendar.DAY),
        FrequencyCap(scope=CapScope.CHANNEL, presentations_max=4, window=DAY),
        FrequencyCap(scope=CapScope.ALL, presentations_max=5, calendar=Calendar.DAY),
    ),
)
OFFERS = OfferSet(
    [Offer(id=name, offer_type=kind) for name, kind in (("a", "card"), ("b", "card"), ("c", "trip"), ("d", ""))],
    policy=POLICY,
    taxonomy=TAXONOMY,
)
PROVENANCE = Provenance(basis=Basis.OBSERVED)


@dataclass
class Told:
    """A customer's ledger, made step by step. `presentations` are noted apart from all that is asked."""

    snapshot: Snapshot = field(default_factory=lambda: empty_snapshot("u1", NOON))
    now: datetime = NOON
    presentations: list[Presentation] = field(default_factory=list)
    entries: list[Entry[Content]] = field(default_factory=list)

    def append(self, *contents: Content, ends_at: datetime | None = None) -> None:
        revision = self.snapshot.revision + 1
        entries = [
            Entry(
                id=f"{revision}-{ordinal}",
                provenance=PROVENANCE,
                content=content,
                effective_at=self.now,
                expire_at=ends_at,
                revision=revision,
                ordinal=ordinal,
                created_at=self.now,
            )
            for ordinal, content in enumerate(contents)
        ]
        self.entries += entries
        self.snapshot = append(self.snapshot, entries, now=self.now, reach=POLICY.reach)

    def reserve(self, dice: Random) -> None:
        channel = dice.choice((Channel.APP, Channel.WEB))
        wish = Wish(offers=OFFERS, purpose=Purpose.LOYALTY, channel=channel)
        taken = chosen(wish, self.snapshot, number_max=dice.randint(1, 4), at=self.now)
        if taken:
            self.append(*taken, ends_at=self.now + POLICY.reservation_time_to_live)

    def present(self, held: Entry[Reservation]) -> None:
        said = held.content
        self.presentations.append(Presentation(self.now, held.id, said.offer_id, said.offer_type, said.channel))
        self.append(
            OfferResponse(
                offer_id=said.offer_id,
                offer_type=said.offer_type,
                channel=said.channel,
                outcome=Outcome.PRESENTED,
                reservation_id=held.id,
            )
        )

    def release(self, held: Entry[Reservation]) -> None:
        self.append(Release(reservation_id=held.id))

    def step(self, dice: Random) -> None:
        self.now += dice.choice((timedelta(), timedelta(minutes=1), HOUR, 4 * HOUR))
        holding = [held for held in self.snapshot.reservations if held.covers(self.now)]
        what = dice.choice(("reserve", "reserve", "present", "present", "release"))
        if what == "reserve" or not holding:
            self.reserve(dice)
        elif what == "present":
            self.present(dice.choice(holding))
        else:
            self.release(dice.choice(holding))


def excesses(presentations: Sequence[Presentation]) -> Iterator[str]:
    """By hand: at each presentation, those that count with it."""
    for cap in POLICY.frequency_caps:
        for last in presentations:
            counted = [
                one
                for one in presentations
                if one.at <= last.at < _leaves(cap, one) and target_in(cap.scope, one) == target_in(cap.scope, last)
            ]
            if target_in(cap.scope, last) and len(counted) > cap.presentations_max:
                yield f"{len(counted)} at {cap.scope.name} by {last.at}"


def _leaves(cap: FrequencyCap, one: Presentation) -> datetime:
    if cap.window is not None:
        return one.at + cap.window
    return period_end(Calendar.DAY, one.at, zone_of(ZONE))


def run(seed: int, steps: int) -> Told:
    dice, told = Random(seed), Told()
    for _ in range(steps):
        told.step(dice)
    return told


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_no_cap_is_ever_exceeded(seed: int, steps: int) -> None:
    assert list(excesses(run(seed, steps).presentations)) == []


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_the_whole_ledger_tells_the_same_reservations_as_write_by_write(seed: int, steps: int) -> None:
    told = run(seed, steps)
    key = CustomerKey("default", "u1")
    said = [reference for entry in told.entries if (reference := reference_of(LedgerRow(key, entry))) is not None]

    again = compile_again(
        told.snapshot, counting([LedgerRead(key, told.entries, said)]), now=told.snapshot.updated_at, reach=POLICY.reach
    )

    assert again.reservations == told.snapshot.reservations


def test_the_walks_use_caps_up_and_present_what_was_reserved() -> None:
    """Or the property would hold of nothing."""
    presented = [run(seed, 60).presentations for seed in range(5)]
    full = [
        cap.scope for one in presented for cap in POLICY.frequency_caps if list(_with_room_less_one(one, cap.scope))
    ]
    assert set(full) == set(CapScope)


def _with_room_less_one(presentations: Sequence[Presentation], scope: CapScope) -> Iterator[str]:
    for cap in POLICY.frequency_caps:
        if cap.scope is scope:
            for last in presentations:
                counted = [
                    one
                    for one in presentations
                    if one.at <= last.at < _leaves(cap, one) and target_in(scope, one) == target_in(scope, last)
                ]
                if target_in(scope, last) and len(counted) == cap.presentations_max:
                    yield last.id


def _counts_for_its_window_only(held: Entry[Reservation]) -> Presentation:
    said = held.content
    return Presentation(held.effective_at, held.id, said.offer_id, said.offer_type, said.channel)


def without_what_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        reserving,
        "Profile",
        lambda snapshot, **more: Profile(None if snapshot is None else replace(snapshot, reservations=()), **more),
    )


def like_a_presentation(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if what is reserved now were presented now, and not at any instant until it expires."""

    def profile(snapshot: Snapshot | None, **more: Any) -> Any:
        if snapshot is not None:
            taken = [_counts_for_its_window_only(held) for held in snapshot.reservations]
            snapshot = replace(
                snapshot, presentations=tuple(sorted((*snapshot.presentations, *taken))), reservations=()
            )
        return Profile(snapshot, **more)

    monkeypatch.setattr(reserving, "Profile", profile)


@pytest.mark.parametrize(
    ("breakage", "seeds"), [(without_what_is_held, range(10)), (like_a_presentation, range(80, 90))]
)
def test_control_of_reservations_that_count_otherwise_caps_are_exceeded(
    monkeypatch: pytest.MonkeyPatch, breakage: Any, seeds: range
) -> None:
    breakage(monkeypatch)
    assert any(list(excesses(run(seed, 60).presentations)) for seed in seeds)


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_a_cap_is_full_exactly_while_so_many_count(seed: int) -> None:
    dice = Random(seed)
    presentations, reservations = _at_random(dice, 20), _reserved_at_random(dice, 8)
    zones = stays((), ZONE, merged_at=None)
    found = full_spans(presentations, POLICY, zones, reservations)
    instants = {change for held in reservations for change in (held.effective_at, held.ends_at) if change}
    for at in (*instants, *(NOON + DAY * dice.uniform(-3, 3) for _ in range(20))):
        for ready in OFFERS.offers:
            assert ready.offer is not None
            room = Room(presentations, reservations, POLICY, zones, at=at)
            one = Reservation(
                offer_id=ready.id, offer_type=ready.offer.offer_type, purpose=Purpose.LOYALTY, channel=Channel.APP
            )
            told = []
            for cap in POLICY.frequency_caps:
                target = target_in(cap.scope, one)
                counted = [
                    p for p in presentations if p.at <= at < _leaves(cap, p) and target_in(cap.scope, p) == target
                ]
                held = [r for r in reservations if r.covers(at) and target_in(cap.scope, r.content) == target]
                told.append(bool(target) and len(counted) + len(held) >= cap.presentations_max)
                running = [
                    span
                    for spans in found.get(target, ())
                    for span in spans
                    if span.since <= at < span.until and span.suppression.cap is cap.scope
                ]
                assert bool(running) is told[-1], (cap, at)
            assert room.take(one) is not any(told)


def _at_random(dice: Random, count: int) -> list[Presentation]:
    return sorted(
        Presentation(
            at=NOON + DAY * dice.uniform(-2, 1),
            id=f"p{index}",
            offer_id=dice.choice("abcd"),
            offer_type=dice.choice(("card", "trip", "")),
            channel=dice.choice((Channel.APP, Channel.WEB)),
        )
        for index in range(dice.randint(0, count))
    )


def _reserved_at_random(dice: Random, count: int) -> list[Entry[Reservation]]:
    found = []
    for index in range(dice.randint(0, count)):
        since = NOON + DAY * dice.uniform(-2, 1)
        found.append(
            Entry(
                id=f"r{index}",
                provenance=PROVENANCE,
                content=Reservation(
                    offer_id=dice.choice("abcd"),
                    offer_type=dice.choice(("card", "trip", "")),
                    purpose=Purpose.LOYALTY,
                    channel=dice.choice((Channel.APP, Channel.WEB)),
                ),
                effective_at=since,
                expire_at=since + 3 * HOUR * dice.random() + HOUR,
                revision=1,
                ordinal=index,
                created_at=since,
            )
        )
    return found
