"""Statements share round trips, and nothing is lost by it: what decides whether a transaction may be committed is heard before."""

from collections.abc import Iterator

import pytest
from contract.ledgers import U1, U2, snapshot

from databases import Postgres
from regard import Client
from regard_server.domain.errors import DatabaseUnavailable
from regard_server.domain.ledger import CustomerKey
from regard_server.storage.database import Database, Transaction
from regard_server.storage.postgresql import statements
from regard_server.storage.postgresql.turns import Said, Turn
from serving import Clock, serving

from .breaking_proxy import breaking_proxy
from .test_retry_storm import dislikes

FENCE, WRITE, READ = 1, 3, 2
"""Round trips. A write: begin and read; compare, set and take numbers; append and commit. A read commits by itself."""

SOME = 5


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as name:
        yield name


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


def turns_of_a_write_and_of_a_read(url: str, postgres: Postgres) -> tuple[int, int]:
    with (
        breaking_proxy(postgres.server.port) as proxy,
        serving(url.replace(f":{postgres.server.port}/", f":{proxy.port}/"), Clock()) as target,
        Client(target) as client,
    ):
        client.record_entries("u0", [dislikes("Before.")])
        # The fewest of some, since the service asks for itself too now and then.
        writes, reads = [], []
        for number in range(SOME):
            began = proxy.turns
            client.record_entries("u0", [dislikes(f"Word {number}.")])
            written = proxy.turns
            client.get_profile(f"nobody-{number}")
            writes.append(written - began)
            reads.append(proxy.turns - written)
        return min(writes), min(reads)


def test_a_write_takes_three_round_trips_and_a_read_two(url: str, postgres: Postgres) -> None:
    assert turns_of_a_write_and_of_a_read(url, postgres) == (FENCE + WRITE, FENCE + READ)


def test_control_what_is_copied_takes_more(url: str, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "COPY_ROWS_MIN", 1)
    assert turns_of_a_write_and_of_a_read(url, postgres) == (FENCE + WRITE + 2, FENCE + READ)


def known_after_a_write_that_was_overtaken(database: Database) -> set[CustomerKey]:
    """It adds one customer, and changes another from a revision that is no longer there."""
    database.write(lambda tx, _: tx.customers.save({U1: (0, snapshot(1))}))

    def work(tx: Transaction, _: int) -> None:
        tx.customers.save({U2: (0, snapshot(1)), U1: (7, snapshot(8))})

    with pytest.raises(DatabaseUnavailable):
        database.write(work)
    return set(database.read(lambda tx: tx.customers.load([U1, U2])))


def test_a_commit_waits_for_what_decides(database: Database) -> None:
    assert known_after_a_write_that_was_overtaken(database) == {U1}


def test_control_a_commit_in_the_same_turn_keeps_half_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Turn, "commit", lambda turn: turn.say(Said("COMMIT", None)))
    assert known_after_a_write_that_was_overtaken(database) == {U1, U2}
