"""Customers: only the known are loaded, and a snapshot is stored only over the revision it was made from."""

import pytest
from sqlalchemy import bindparam, update

from regard_server.domain.errors import DatabaseUnavailable
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Snapshot
from regard_server.storage import customers
from regard_server.storage.attempts import ATTEMPTS_MAX
from regard_server.storage.database import Database, Transaction
from regard_server.storage.tables import customers as customers_table

from .ledgers import U1, U2, snapshot


def save(database: Database, key: CustomerKey, expected: int, following: Snapshot) -> None:
    database.write(lambda tx, _: tx.customers.save({key: (expected, following)}))


def load(database: Database, *keys: CustomerKey) -> dict[CustomerKey, Snapshot]:
    return database.read(lambda tx: tx.customers.load(keys))


def both_add_one_to_what_they_read_before(database: Database) -> int:
    """Two writers that read the same revision, one after the other's commit; answers the revision they end with."""
    save(database, U1, 0, snapshot(1))
    first = load(database, U1)[U1]
    second = load(database, U1)[U1]

    for read_before in (first, second):

        def work(tx: Transaction, attempt: int, read_before: Snapshot = read_before) -> None:
            present = read_before if attempt == 0 else tx.customers.load([U1])[U1]
            tx.customers.save({U1: (present.revision, snapshot(present.revision + 1))})

        database.write(work)
    return load(database, U1)[U1].revision


def test_only_known_customers_are_loaded(database: Database) -> None:
    save(database, U1, 0, snapshot(1))

    assert load(database, U1, U2) == {U1: snapshot(1)}
    assert load(database, U2) == {}
    assert load(database) == {}


def test_a_customer_of_one_tenant_is_not_the_customer_of_the_same_id_of_another(database: Database) -> None:
    elsewhere = CustomerKey("other", U1.customer)
    save(database, U1, 0, snapshot(1))
    save(database, elsewhere, 0, snapshot(7))

    assert load(database, U1, elsewhere) == {U1: snapshot(1), elsewhere: snapshot(7)}


def test_more_customers_are_loaded_than_fit_into_one_statement(database: Database) -> None:
    keys = [CustomerKey("default", f"u{number}") for number in range(2 * customers.KEYS_PER_STATEMENT + 1)]
    database.write(lambda tx, _: tx.customers.save({key: (0, snapshot(1)) for key in keys}))

    assert load(database, *keys).keys() == set(keys)


def test_a_customer_asked_for_twice_is_loaded_once(database: Database) -> None:
    save(database, U1, 0, snapshot(1))

    assert load(database, U1, U1) == {U1: snapshot(1)}


def test_a_snapshot_over_a_stale_revision_is_refused_and_the_transaction_run_again(database: Database) -> None:
    assert both_add_one_to_what_they_read_before(database) == 3


def test_control_a_save_that_forgets_to_compare_the_revision_loses_a_write(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = customers_table
    whatever_the_revision = (
        update(table)
        .where(table.c.tenant == bindparam("of_tenant"), table.c.customer == bindparam("of_customer"))
        .values({name: bindparam(name) for name in ("revision", "snapshot_format", "snapshot_key_id")})
        .values(snapshot=bindparam("snapshot"))
    )
    monkeypatch.setattr(customers, "_ADVANCE", whatever_the_revision)

    assert both_add_one_to_what_they_read_before(database) == 2


def test_a_customer_that_somebody_else_made_known_is_refused_and_the_transaction_run_again(database: Database) -> None:
    attempts = []
    save(database, U1, 0, snapshot(1))

    def work(tx: Transaction, attempt: int) -> None:
        attempts.append(attempt)
        expected = 0 if attempt == 0 else tx.customers.load([U1])[U1].revision
        tx.customers.save({U1: (expected, snapshot(expected + 1))})

    database.write(work)

    assert attempts == [0, 1]
    assert load(database, U1)[U1].revision == 2


def test_one_stale_customer_keeps_all_the_others_of_the_save_from_being_stored(database: Database) -> None:
    database.write(lambda tx, _: tx.customers.save({U1: (0, snapshot(1)), U2: (0, snapshot(4))}))

    def work(tx: Transaction, attempt: int) -> None:
        if attempt == 0:
            tx.customers.save({U1: (1, snapshot(2)), U2: (3, snapshot(4))})

    database.write(work)

    assert load(database, U1, U2) == {U1: snapshot(1), U2: snapshot(4)}


def test_a_write_that_is_always_overtaken_ends_as_unavailable(database: Database) -> None:
    attempts = []

    def work(tx: Transaction, attempt: int) -> None:
        attempts.append(attempt)
        tx.customers.save({U1: (9, snapshot(10))})

    with pytest.raises(DatabaseUnavailable):
        database.write(work)
    assert attempts == list(range(ATTEMPTS_MAX))
    assert load(database, U1) == {}
