"""What a friction report asks of storage: several ledgers at once, in steps, with merged customers counted as one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from regard_server.domain.content import EntryKind
from regard_server.domain.friction import FrictionTally, Period
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.domain.snapshot import Member
from regard_server.domain.taxonomy import Taxonomy
from regard_server.storage import ledger as ledger_tables
from regard_server.storage.database import Database, Transaction
from regard_server.usecases import tally_friction as steps
from serving import NOON

from .ledgers import ALL_KINDS, DECLINED, U1, U2, append_entries, entry, ids, retraction, snapshot

NOBODY = CustomerKey("default", "nobody")
ELSEWHERE = CustomerKey("another", "u1")
PERIOD = Period(start_at=NOON - timedelta(days=1), end_at=NOON + timedelta(days=1), now=NOON)


def known(database: Database, *keys: CustomerKey) -> None:
    database.write(lambda tx, _: tx.customers.save({key: (0, snapshot(1, key.customer)) for key in keys}))


def counted(database: Database) -> tuple[FrictionTally, int]:
    """With the number of steps."""
    whole, count = FrictionTally(), 0
    after: str | None = ""
    while after is not None:
        start = after

        def step(tx: Transaction, start: str = start) -> steps.Step:
            taxonomy = Taxonomy({}, version=1)
            return steps.tally_friction(
                tx, "default", after=start, period=PERIOD, policy=DEFAULT_POLICY, taxonomy=taxonomy
            )

        found = database.read(step)
        whole.merge(found.tally)
        after, count = found.after, count + 1
    return whole, count


def test_several_ledgers_are_read_as_one_at_a_time_is(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_tables, "KEYS_PER_STATEMENT", 2)
    append_entries(database, U1, entry(entry_id="a"), entry(entry_id="b", ordinal=1, content=DECLINED))
    append_entries(database, U1, retraction("a", revision=2))
    append_entries(database, U2, entry(entry_id="a", content=DECLINED))
    append_entries(database, ELSEWHERE, entry(entry_id="a"))
    keys = [U2, NOBODY, U1, ELSEWHERE]

    found = database.read(lambda tx: tx.ledger.read_many(keys, ALL_KINDS))
    references = database.read(lambda tx: tx.ledger.references_of_many(keys))

    for key in keys:
        assert found.get(key, []) == database.read(lambda tx, key=key: tx.ledger.read(key, ALL_KINDS))  # type: ignore[misc]
        assert references.get(key, []) == database.read(lambda tx, key=key: tx.ledger.references(key))  # type: ignore[misc]
    some = database.read(lambda tx: tx.ledger.read_many(keys, [EntryKind.OFFER_RESPONSE]))
    assert {key: ids(one) for key, one in some.items()} == {U1: ["b"], U2: ["a"]}


def test_each_customer_is_counted_in_one_step(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "CUSTOMERS_PER_STEP", 2)
    keys = [CustomerKey("default", name) for name in ("a", "b", "c", "d")]
    known(database, *keys, ELSEWHERE)
    for key in (*keys, ELSEWHERE):
        append_entries(database, key, entry(content=DECLINED))

    tally, count = counted(database)

    assert (tally.customers_read, tally.total.friction, tally.total.customers, count) == (4, 4, 4, 3)


def test_a_merged_customer_is_counted_with_the_one_who_survives(database: Database) -> None:
    known(database, U1, U2)
    append_entries(database, U1, entry(content=DECLINED))
    append_entries(database, U2, entry(content=DECLINED))
    before = counted(database)[0]

    def merge(tx: Transaction, _: int) -> None:
        tx.customers.merge(U1, root="u2", merged_into="u2")
        member = Member(customer="u1", into="u2", merged_at=NOON)
        tx.customers.save({U2: (1, replace(snapshot(2, "u2"), members=(member,)))})

    database.write(merge)

    after = counted(database)[0]
    assert (before.customers_read, before.total.friction, before.total.customers) == (2, 2, 2)
    assert (after.customers_read, after.total.friction, after.total.customers) == (1, 2, 1)
