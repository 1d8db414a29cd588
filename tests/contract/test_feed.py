"""The change feed: in each partition the numbers are without gaps, in the order of commits, whoever writes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select

from regard_server.domain.ledger import CustomerKey, LedgerRow, feed_partition
from regard_server.storage.database import Database, Transaction
from regard_server.storage.ledger import LedgerTables
from regard_server.storage.tables import entries

from .ledgers import U1, append_entries, entry, feed, feed_heads_taken

WRITERS = 8
WRITES_EACH = 25


class Subscriber:
    """Reads on from the last number it saw, per partition, as the feed's readers do."""

    def __init__(self, tables: Engine) -> None:
        self._tables = tables
        self._seen: dict[int, int] = {}
        self.received: list[str] = []

    def read_on(self) -> None:
        columns = entries.c
        with self._tables.connect() as connection:
            for partition in range(64):
                rows = connection.execute(
                    select(columns.feed_seq, columns.customer, columns.entry_id)
                    .where(columns.feed_partition == partition, columns.feed_seq > self._seen.get(partition, 0))
                    .order_by(columns.feed_seq)
                )
                for seq, customer, entry_id in rows:
                    self._seen[partition] = seq
                    self.received.append(f"{customer}/{entry_id}")


def same_partition_as(key: CustomerKey) -> Iterator[CustomerKey]:
    """Other customers whose changes go to the same partition."""
    number = 0
    while True:
        number += 1
        other = CustomerKey(key.tenant, f"same-{number}")
        if feed_partition(other) == feed_partition(key):
            yield other


def test_numbers_begin_at_one_and_have_no_gaps(database: Database, tables: Engine) -> None:
    append_entries(database, U1, entry(), entry(ordinal=1))
    append_entries(database, U1, entry(revision=2))

    assert feed(tables) == {feed_partition(U1): [1, 2, 3]}
    assert feed_heads_taken(tables) == {feed_partition(U1): 3}


def test_customers_of_one_partition_share_its_numbers(database: Database, tables: Engine) -> None:
    other = next(same_partition_as(U1))
    rows = [LedgerRow(U1, entry()), LedgerRow(other, entry()), LedgerRow(U1, entry(ordinal=1))]

    database.write(lambda tx, _: tx.ledger.append(rows))

    assert feed(tables) == {feed_partition(U1): [1, 2, 3]}


def test_a_transaction_that_failed_takes_no_numbers(database: Database, tables: Engine) -> None:
    append_entries(database, U1, entry(entry_id="there"))

    def work(tx: Transaction, attempt: int) -> None:
        if attempt == 0:
            tx.ledger.append([LedgerRow(U1, entry(revision=2)), LedgerRow(U1, entry(revision=3, entry_id="there"))])

    database.write(work)
    append_entries(database, U1, entry(revision=4))

    assert feed(tables) == {feed_partition(U1): [1, 2]}


def test_a_feed_reader_beside_many_writers_misses_nothing(database: Database, tables: Engine) -> None:
    customers = [CustomerKey("default", f"u{number}") for number in range(6)]
    written: list[str] = []

    def write(writer: int) -> None:
        for number in range(WRITES_EACH):
            rows = [
                LedgerRow(customer, entry(entry_id=f"{writer}-{number}", revision=number + 1, ordinal=writer))
                for customer in (customers[writer % 6], customers[(writer + 1 + number % 5) % 6])
            ]
            database.write(lambda tx, _, rows=rows: tx.ledger.append(rows))  # type: ignore[misc]
            written.extend(f"{row.key.customer}/{row.entry.id}" for row in rows)

    subscriber = Subscriber(tables)
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, writer) for writer in range(WRITERS)]
        while not all(writer.done() for writer in writers):
            subscriber.read_on()
    for writer in writers:
        writer.result()
    subscriber.read_on()

    assert sorted(subscriber.received) == sorted(written)
    assert feed_heads_taken(tables) == {partition: len(numbers) for partition, numbers in feed(tables).items()}
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in feed(tables).values())


def test_control_numbers_out_of_the_order_of_commits_lose_an_entry(
    database: Database, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_early = iter((2, 1))
    monkeypatch.setattr(LedgerTables, "_take", lambda _, taken: dict.fromkeys(taken, next(taken_early)))
    subscriber = Subscriber(tables)

    for revision in (1, 2):
        append_entries(database, U1, entry(entry_id=f"e-{revision}", revision=revision))
        subscriber.read_on()

    assert subscriber.received == ["u1/e-1"]
