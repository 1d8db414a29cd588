"""Customers who are merged and unmerged at random between their writes end as their doubles who never were."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict

from regard import Client
from regard.v1 import Entry, Identity
from regard_server.usecases import unmerge_customers
from regard_server.usecases.read_family import read_ledger
from serving import Clock

from .customers import Customers, address_as, consent, evidence, quiet_hours, topics
from .entries import MIRA, request_id, responded, said
from .wire import Wire

NAMES = ("a", "b", "c", "d")
STEPS = 120
ROUNDS = 3
DOUBLE = "double-of-"
TOPICS = ("sports", "sports/golf", "culture", "travel", "travel/cruises", "wellness")
NOT_COMPARED = {"revision", "etag", "updateTime", "offerResponsesHorizonTime"}


def plain(message: Any) -> Any:
    """Without what tells a customer from their double: names, and how many writes there were."""
    return _plain(MessageToDict(message))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if name not in NOT_COMPARED}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.replace(DOUBLE, "") if isinstance(value, str) else value


class Lives:
    """Each customer has a double to whom everything but merges happens too."""

    def __init__(self, client: Client, customers: Customers, clock: Clock, seed: int) -> None:
        self.client = client
        self.customers = customers
        self.clock = clock
        self.dice = random.Random(seed)
        self.into: dict[str, str] = {}
        self.entries: list[tuple[str, str]] = []
        self.links: dict[str, str] = {}
        self.number = 0

    def root(self, name: str) -> str:
        return self.root(self.into[name]) if name in self.into else name

    def step(self) -> None:
        if self.dice.random() < 0.5:
            self.clock.advance(timedelta(minutes=self.dice.choice((1, 7, 600))))
        step: Callable[[], None] = self.dice.choice(
            (self.record, self.record, self.record, self.correct, self.link, self.merge, self.merge, self.unmerge)
        )
        step()

    def record(self) -> None:
        self.number += 1
        name = self.dice.choice(NAMES)
        entry_id = f"e{self.number}"
        self.both(name, lambda who: self.client.record_entries(who, [self.entry(who, entry_id)]))
        self.entries.append((name, entry_id))

    def entry(self, who: str, entry_id: str) -> Entry:
        """The same for the customer and the double."""
        dice = random.Random(entry_id)
        more: dict[str, Any] = {}
        if dice.random() < 0.3:
            more["expire_time"] = self.clock.now + timedelta(hours=dice.choice((1, 12, 100)))
        entry: Entry = dice.choice(
            (
                lambda: said(dice.choice(TOPICS), dice.choice(("likes", "dislikes", "never", "neutral")), **more),
                lambda: said(dice.choice(TOPICS), dice.choice(("likes", "dislikes", "never")), **more),
                lambda: responded(dice.choice(("declined", "accepted", "presented")), dice.choice(("o1", "o2"))),
                lambda: consent(dice.choice(("GIVEN", "REFUSED"))),
                lambda: quiet_hours(dice.choice((20, 22)), dice.choice((7, 9))),
                lambda: address_as(dice.choice(("Ben", "Dr Holt"))),
            )
        )()
        entry.name = f"customers/{who}/entries/{entry_id}"
        return entry

    def correct(self) -> None:
        if self.entries:
            name, entry_id = self.entries.pop(self.dice.randrange(len(self.entries)))
            self.both(
                name,
                lambda who: self.client.retract_entry(
                    f"customers/{who}/entries/{entry_id}", reason="Wrong.", recorder=MIRA
                ),
            )

    def link(self) -> None:
        if self.links and self.dice.random() < 0.4:
            value = self.dice.choice(sorted(self.links))
            name = self.links.pop(value)
            # Through any name of the family.
            through = self.dice.choice([other for other in NAMES if self.root(other) == self.root(name)])
            self.customers.unlink(through, Identity(scheme="card", value=value))
            self.customers.unlink(DOUBLE + name, Identity(scheme="card", value=DOUBLE + value))
            return
        name, value = self.dice.choice(NAMES), str(self.dice.randrange(5))
        if value not in self.links:
            self.customers.link(name, Identity(scheme="card", value=value))
            self.customers.link(DOUBLE + name, Identity(scheme="card", value=DOUBLE + value))
            self.links[value] = name

    def merge(self) -> None:
        roots = [name for name in NAMES if name not in self.into]
        if len(roots) > 1:
            surviving, merged = self.dice.sample(roots, 2)
            self.number += 1
            self.customers.merge(surviving, merged, request_id=request_id(self.number))
            self.into[merged] = surviving

    def unmerge(self) -> None:
        if self.into:
            merged = self.dice.choice(sorted(self.into))
            self.customers.unmerge(merged)
            del self.into[merged]

    def both(self, name: str, write: Callable[[str], object]) -> None:
        for who in (name, DOUBLE + name):
            write(who)

    def check_families(self) -> None:
        """Every wish in force of any of a family's is in the one profile, and whoever is asked for it is the same."""
        for name in NAMES:
            root = self.root(name)
            family = [other for other in NAMES if self.root(other) == root]
            shown = self.client.get_profile(name).profile
            assert shown == self.client.get_profile(root).profile
            assert sorted(shown.merged_customers) == sorted(f"customers/{one}" for one in family if one != root)
            theirs = {topic for one in family for topic in topics(self.client, DOUBLE + one)}
            assert topics(self.client, name) == theirs

    def check_doubles(self) -> None:
        """With nobody merged any more."""
        for name in NAMES:
            mine, theirs = self.client.get_profile(name).profile, self.client.get_profile(DOUBLE + name).profile
            assert plain(mine) == plain(theirs)
            assert [one.replace(DOUBLE, "") for one in evidence(self.client, DOUBLE + name)] == evidence(
                self.client, name
            )


def begun(who: str) -> Entry:
    entry = address_as("Ben")
    entry.name = f"customers/{who}/entries/e0"
    return entry


def live(client: Client, customers: Customers, clock: Clock, seed: int) -> None:
    lives = Lives(client, customers, clock, seed)
    for name in NAMES:  # everybody is known, by something that says nothing of offers
        lives.both(name, lambda who: client.record_entries(who, [begun(who)]))
    for _ in range(ROUNDS):
        for _ in range(STEPS // ROUNDS):
            lives.step()
        lives.check_families()
        while lives.into:
            lives.unmerge()
        lives.check_families()
        lives.check_doubles()


def test_whoever_was_merged_and_unmerged_is_as_if_it_had_never_been(
    client: Client, wire: Wire, clock: Clock, seed: int
) -> None:
    live(client, Customers(wire), clock, seed)


def test_control_an_unmerge_that_loses_what_was_written_meanwhile_is_seen(
    client: Client, wire: Wire, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*arguments: Any, **more: Any) -> Any:
        ledger = read_ledger(*arguments, **more)
        return ledger._replace(entries=ledger.entries[: len(ledger.entries) // 2])

    monkeypatch.setattr(unmerge_customers, "read_ledger", wrong)
    with pytest.raises(AssertionError):
        live(client, Customers(wire), clock, 1)
