"""A transaction: all of it or nothing; a read is of one instant; what the driver raises doesn't get out."""

import threading
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from regard_server.domain.errors import DatabaseUnavailable
from regard_server.domain.ledger import LedgerRow
from regard_server.domain.offer import Offer
from regard_server.storage.backend import ONE_STATEMENT
from regard_server.storage.backends import backend_of
from regard_server.storage.database import Database, Transaction
from regard_server.storage.deployment import Deployment
from serving import NOON

from .ledgers import U1, U2, entry, feed, feed_heads_taken, ledger_of, request_key, snapshot


class Interrupted(Exception):
    """What a use case may raise."""


def write_of_everything(tx: Transaction) -> None:
    tx.customers.save({U1: (0, snapshot(1)), U2: (0, snapshot(1))})
    tx.ledger.append([LedgerRow(U1, entry(), request_key("r"), b"d"), LedgerRow(U2, entry())])
    tx.catalog.add_offers("default", [Offer(id="club")], version=1, now=NOON)


def revisions_seen_around_a_commit(database: Database) -> tuple[list[int], list[int]]:
    """What one read sees of two customers, where a write of both commits between the two looks."""
    database.write(lambda tx, _: tx.customers.save({U1: (0, snapshot(1)), U2: (0, snapshot(1))}))
    write = threading.Thread(
        target=database.write,
        args=(lambda tx, _: tx.customers.save({U1: (1, snapshot(2)), U2: (1, snapshot(2))}),),
    )

    def work(tx: Transaction) -> list[int]:
        first = tx.customers.load([U1])[U1].revision
        write.start()
        write.join()
        return [first, tx.customers.load([U2])[U2].revision]

    during = database.read(work)
    after = database.read(lambda tx: [tx.customers.load([key])[key].revision for key in (U1, U2)])
    return during, after


def test_an_exception_rolls_back_all_that_was_written(database: Database, tables: Engine) -> None:
    def work(tx: Transaction, _: int) -> None:
        write_of_everything(tx)
        raise Interrupted

    with pytest.raises(Interrupted):
        database.write(work)

    assert database.read(lambda tx: tx.customers.load([U1, U2])) == {}
    assert ledger_of(database, U1) == ledger_of(database, U2) == []
    assert database.read(lambda tx: tx.catalog.offers("default")) == {}
    assert database.read(lambda tx: tx.catalog.version("default", "offers")) == 0
    assert feed(tables) == {}
    assert feed_heads_taken(tables) == {}


def test_what_is_written_is_there_for_whoever_opens_the_database_next(database: Database, database_url: str) -> None:
    database.write(lambda tx, _: write_of_everything(tx))

    again = Database(database_url)
    try:
        assert again.read(lambda tx: tx.customers.load([U1, U2])).keys() == {U1, U2}
        assert again.read(lambda tx: tx.catalog.offers("default")).keys() == {"club"}
    finally:
        again.close()


def test_an_attempt_leaves_nothing_to_the_next(database: Database) -> None:
    database.write(lambda tx, _: tx.customers.save({U1: (0, snapshot(1))}))
    seen = []

    def work(tx: Transaction, attempt: int) -> None:
        seen.append(tx.customers.load([U2]))
        if attempt == 0:
            tx.customers.save({U2: (0, snapshot(1)), U1: (7, snapshot(8))})

    database.write(work)

    assert seen == [{}, {}]


def test_a_write_sees_what_it_wrote_itself(database: Database) -> None:
    def work(tx: Transaction, _: int) -> int:
        tx.customers.save({U1: (0, snapshot(1))})
        return tx.customers.load([U1])[U1].revision

    assert database.write(work) == 1


def test_a_read_is_of_one_instant_while_a_write_commits_in_between(database: Database) -> None:
    assert revisions_seen_around_a_commit(database) == ([1, 1], [2, 2])


def test_control_a_reader_without_a_transaction_sees_two_instants(
    database_url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = backend_of(database_url)
    opened: Engine = backend.open_reader(make_url(database_url)).execution_options(**{ONE_STATEMENT: True})
    if backend.is_embedded:
        opened = create_engine(database_url, poolclass=QueuePool, isolation_level="AUTOCOMMIT")
    monkeypatch.setattr(type(backend), "open_reader", lambda *_: opened)
    torn = Database(database_url)
    try:
        assert revisions_seen_around_a_commit(torn) == ([1, 2], [2, 2])
    finally:
        torn.close()


def test_the_drivers_errors_become_unavailable_and_leave_nothing(database: Database) -> None:
    def broken(tx: Any) -> None:
        tx.customers._connection.execute(text("SELECT * FROM no_such_table"))

    def work(tx: Transaction, _: int) -> None:
        write_of_everything(tx)
        broken(tx)

    with pytest.raises(DatabaseUnavailable) as caught:
        database.write(work)
    assert isinstance(caught.value.__cause__, DBAPIError)
    with pytest.raises(DatabaseUnavailable):
        database.read(broken)
    assert database.read(lambda tx: tx.customers.load([U1])) == {}


def test_the_first_deployment_is_kept_for_good(database: Database) -> None:
    first, second = Deployment("store-1", b"a" * 32), Deployment("store-2", b"b" * 32)

    assert database.write(lambda tx, _: tx.deployment.load_or_add(first, NOON)) == first
    assert database.write(lambda tx, _: tx.deployment.load_or_add(second, NOON)) == first
