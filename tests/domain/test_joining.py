"""Merged customers decide as one customer who said it all, and unmerged ones as if they had never been merged."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from domain.ledgers import Dice
from domain.promises import SEEDS
from domain.situations import Situation, told, whole
from regard_server.domain import compile as compiling
from regard_server.domain import joining
from regard_server.domain.compile import append
from regard_server.domain.content import Content, Preference
from regard_server.domain.entry import Entry
from regard_server.domain.family import LedgerRead, below, compile_family, in_family, merged_directly
from regard_server.domain.joining import joined
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Member, Snapshot, empty_snapshot

NAMES = ("a", "b", "c", "d")


class World:
    """Ledgers and snapshots as the service keeps them; a customer who is merged has no snapshot of its own."""

    def __init__(self, situation: Situation, began_at: datetime) -> None:
        self.reach = situation.policy.reach
        self.ledgers: dict[str, list[Entry[Content]]] = {name: [] for name in NAMES}
        self.snapshots = {name: empty_snapshot(name, began_at) for name in NAMES}

    def shown(self, name: str) -> Snapshot:
        return next(
            snapshot
            for root, snapshot in self.snapshots.items()
            if root == name or name in {member.customer for member in snapshot.members}
        )

    def record(self, name: str, entry: Entry[Content], now: datetime) -> None:
        snapshot = self.shown(name)
        entry = replace(entry, revision=snapshot.revision + 1, created_at=now)
        self.ledgers[name].append(entry)
        of_root = in_family(entry, _key(name), _key(snapshot.customer))
        self.snapshots[snapshot.customer] = append(snapshot, [of_root], now=now, reach=self.reach)

    def merge(self, surviving: str, merged: str, now: datetime) -> None:
        ours, theirs = self.snapshots[surviving], self.snapshots.pop(merged)
        self.snapshots[surviving] = joined(ours, theirs, now=now, reach=self.reach)

    def unmerge(self, name: str, now: datetime) -> None:
        before = self.shown(name)
        leaving = below(name, before.members)
        staying = [one for one in before.members if one not in leaving and one.customer != name]
        for root, members in ((before.customer, staying), (name, leaving)):
            self.snapshots[root] = self.compiled(root, members, before.revision + 1, now)

    def compiled(self, root: str, members: list[Member], revision: int, now: datetime) -> Snapshot:
        ledgers = [LedgerRead(_key(name), self.ledgers[name], ()) for name in _family(root, members)]
        return compile_family(ledgers, members, revision=revision, updated_at=now, now=now, reach=self.reach)


def _key(name: str) -> CustomerKey:
    return CustomerKey("default", name)


def _family(root: str, members: list[Member]) -> list[str]:
    return [root, *(member.customer for member in members)]


def lived_through(situation: Situation, dice: Dice) -> tuple[World, datetime]:
    """The entries spread over customers who are merged and unmerged between them; and when the last came."""
    recorded = dice.recordings()
    world = World(situation, recorded[0])
    now = recorded[0]
    for now, entry in zip(recorded, situation.entries, strict=False):
        for _ in range(dice.pick((0, 0, 1, 1, 2))):
            roots = sorted(world.snapshots)
            merged = sorted(set(NAMES) - set(roots))
            if merged and dice.pick("100") == "1":
                world.unmerge(dice.pick(merged), now)
            elif len(roots) > 1:
                surviving, other = dice.shuffled(roots)[:2]
                world.merge(surviving, other, now)
        world.record(dice.pick(NAMES), entry, now)
    return world, now


def each_decides_as_all_its_ledgers_together(seed: int) -> None:
    dice = Dice(f"merging {seed}")
    situation = Dice(seed).situation()
    world, last = lived_through(situation, dice)
    for root, snapshot in world.snapshots.items():
        names = _family(root, list(snapshot.members))
        every = [in_family(entry, _key(name), _key(root)) for name in names for entry in world.ledgers[name]]
        recorded = whole(every).recorded if every else {}  # a merge that was undone says nothing of anybody
        oracle = situation.profile_of(replace(whole(every), members=snapshot.members, recorded=recorded))
        compiled = world.compiled(root, list(snapshot.members), snapshot.revision, last)
        for kept in (snapshot, compiled):
            profile = situation.profile_of(kept)
            for at in (last, situation.at, *situation.changes()):
                if at >= last:
                    assert told(situation.screen(profile, at=at)) == told(situation.screen(oracle, at=at))
            assert [entry.id for entry in profile.preferences_in_force(last)] == [
                entry.id for entry in oracle.preferences_in_force(last)
            ]


def _property(check: Callable[[int], None]) -> Callable[[], None]:
    return settings(phases=[Phase.generate], report_multiple_bugs=False)(given(seed=SEEDS)(check))


test_merged_and_unmerged_customers_decide_as_all_their_ledgers_together = _property(
    each_decides_as_all_its_ledgers_together
)


def test_control_a_join_in_which_the_merged_ones_entries_are_outweighed_by_what_is_there_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if what is already said of a target left no room for what the other one said of it."""
    bounded = compiling.bounded

    def wrong(snapshot: Snapshot, **more: Any) -> Snapshot:
        there = {_target(entry) for entry in snapshot.preferences if not entry.owner}
        left = [entry for entry in snapshot.preferences if not entry.owner or _target(entry) not in there]
        return bounded(replace(snapshot, preferences=tuple(left)), **more)

    monkeypatch.setattr(joining, "bounded", wrong)
    with pytest.raises(AssertionError):
        _property(each_decides_as_all_its_ledgers_together)()


def _target(entry: Entry[Preference]) -> tuple[str, str]:
    return entry.content.topic, entry.content.offer_type


def test_control_an_unmerge_that_leaves_out_what_was_said_meanwhile_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = World.compiled

    def wrong(world: World, root: str, members: list[Member], revision: int, now: datetime) -> Snapshot:
        ledgers = dict(world.ledgers)
        world.ledgers = {name: entries[:-1] for name, entries in ledgers.items()}
        try:
            return compiled(world, root, members, revision, now)
        finally:
            world.ledgers = ledgers

    monkeypatch.setattr(World, "compiled", wrong)
    with pytest.raises(AssertionError):
        _property(each_decides_as_all_its_ledgers_together)()


def test_whoever_is_below_is_found_through_others() -> None:
    now = datetime.min
    members = [Member(customer=name, into=into, merged_at=now) for name, into in ("cb", "ba", "da", "ec")]

    assert [one.customer for one in below("b", members)] == ["c", "e"]
    assert {one.customer for one in below("a", members)} == set("bcde")
    assert below("e", members) == below("x", members) == []


def test_a_ledger_tells_who_is_merged_into_its_customer() -> None:
    assert merged_directly(LedgerRead(_key("a"), (), ())) == []
