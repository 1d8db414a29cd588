"""The order in which the change feed is told: that of each customer, whole writes, whatever stretch is read."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard_server.domain import feed
from regard_server.domain.content import EntryKind
from regard_server.domain.feed import BEGINNING, Change, Positions, Stretch, in_order, next_stretch
from regard_server.domain.ledger import CustomerKey, FeedPlace
from serving import NOON

CUSTOMERS = [f"u{number}" for number in range(6)]
PARTITION_OF = {"u0": 0, "u1": 1, "u2": 2, "u3": 2, "u4": 3, "u5": 1}
History = list[list[Change]]
"""Writes in the order of their commits."""


class Shop:
    """Customers who are written of, merged and unmerged, with the places that the ledger would give."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.seqs = [0] * len(BEGINNING)
        self.into: dict[str, str] = {}
        self.writes: History = []

    def root(self, customer: str) -> str:
        return customer if customer not in self.into else self.root(self.into[customer])

    def take(self, customer: str) -> FeedPlace:
        partition = PARTITION_OF[customer]
        self.seqs[partition] += 1
        return FeedPlace(partition, self.seqs[partition])

    def change(self, customer: str, kind: EntryKind, place: FeedPlace, ordinal: int = 0) -> Change:
        number = len(self.writes)
        # Clocks of several machines: the order of commits is not that of times.
        recorded = NOON + timedelta(seconds=number + self.dice.choice((0, 0, 0, -3, 3)))
        key = CustomerKey("default", customer)
        return Change(place, key, f"{number}-{customer}-{ordinal}", kind, number, recorded, "")

    def record(self, customer: str, entries: int) -> None:
        places = [self.take(self.root(customer)) for _ in range(entries)]
        self.writes.append(
            [self.change(customer, EntryKind.PREFERENCE, place, ordinal) for ordinal, place in enumerate(places)]
        )

    def merge(self, surviving: str, merged: str) -> None:
        if surviving != merged and self.root(surviving) == surviving and self.root(merged) == merged:
            self.into[merged] = surviving
            self._twins(EntryKind.MERGE, surviving, merged, self.take(surviving), self.take(merged))

    def unmerge(self, merged: str) -> None:
        if merged in self.into:
            root, into = self.root(merged), self.into.pop(merged)
            theirs = self.take(merged)
            self._twins(EntryKind.UNMERGE, into, merged, self.take(root), theirs)

    def _twins(self, kind: EntryKind, surviving: str, merged: str, ours: FeedPlace, theirs: FeedPlace) -> None:
        one, other = self.change(surviving, kind, ours), self.change(merged, kind, theirs)
        self.writes.append([one._replace(twin=theirs), other._replace(twin=ours)])

    def live(self, steps: int) -> History:
        for _ in range(steps):
            one, other = self.dice.choice(CUSTOMERS), self.dice.choice(CUSTOMERS)
            step = self.dice.randrange(10)
            if step < 6:
                self.record(one, self.dice.choice((1, 1, 2, 7)))
            elif step < 8:
                self.merge(one, other)
            else:
                self.unmerge(one)
        return self.writes


def heads_after(writes: History) -> Positions:
    heads = list(BEGINNING)
    for change in (change for write in writes for change in write):
        heads[change.place.partition] = max(heads[change.place.partition], change.place.seq)
    return tuple(heads)


def read_on(writes: History, since: Positions, heads: Positions, numbers: int) -> Stretch:
    """As `read_changes` does it."""
    while True:
        until = next_stretch(since, heads, numbers)
        there = sorted(
            change
            for change in (change for write in writes for change in write)
            if since[change.place.partition] < change.place.seq <= until[change.place.partition]
        )
        stretch = in_order(there, until, heads)
        if stretch.until != since or until == heads:
            return stretch
        numbers *= 2


def told(writes: History, cuts: Sequence[int], numbers: int) -> list[list[Change]]:
    """By a reader who comes when so many writes have been committed, and reads to where the feed is then."""
    found: list[list[Change]] = []
    since = BEGINNING
    for cut in [*cuts, len(writes)]:
        heads = heads_after(writes[:cut])
        while since != heads:
            stretch = read_on(writes, since, heads, numbers)
            assert stretch.until != since, "nothing more is told"
            found += [list(write.changes) for write in stretch.writes]
            since = stretch.until
    return found


def broken_promises(writes: History, found: list[list[Change]]) -> set[str]:
    broken = set()
    if sorted(map(sorted, found)) != sorted(map(sorted, writes)):
        broken.add("each write once, and whole")
    for customer in CUSTOMERS:
        committed, heard = (
            [change.entry_id for write in history for change in write if change.key.customer == customer]
            for history in (writes, found)
        )
        if committed != heard:
            broken.add("the order of each customer")
    return broken


SEEDS = st.integers(0, 2**32)
CUTS = st.lists(st.integers(0, 60), max_size=6).map(sorted)


@given(seed=SEEDS, cuts=CUTS, numbers=st.integers(1, 20))
def test_each_write_is_told_once_and_whole_in_the_order_of_each_customer(
    seed: int, cuts: list[int], numbers: int
) -> None:
    writes = Shop(random.Random(seed)).live(60)

    assert broken_promises(writes, told(writes, cuts, numbers)) == set()


def test_what_other_tenants_wrote_is_passed_by() -> None:
    heads = next_stretch(BEGINNING, (9,) * len(BEGINNING), 9)

    assert in_order([], heads, heads) == Stretch([], heads)


BREAKS = {
    "each write once, and whole": ("goes_on_with", lambda self, change: False),
    "the order of each customer": ("twin", None),
}


@pytest.mark.parametrize("promise", BREAKS)
def test_control_an_order_that_breaks_a_promise_is_found(promise: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, replacement = BREAKS[promise]
    monkeypatch.setattr(feed._Part, name, replacement)
    dice = random.Random(5)
    found: set[str] = set()
    for _ in range(30):
        writes = Shop(dice).live(60)
        found |= broken_promises(writes, told(writes, [20, 40], 5))

    assert promise in found
