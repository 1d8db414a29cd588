"""What a caller waits for at most is what the database is asked for at most: nothing holds locks for who has gone."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from databases import Postgres
from regard import Client, errors
from regard_server.domain.errors import DatabaseUnavailable
from regard_server.storage.attempts import TRANSACTION_SECONDS_MAX
from regard_server.storage.database import Database
from regard_server.storage.postgresql.backend import PostgreSQL
from serving import Clock, serving

from .test_retry_storm import dislikes


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as name:
        yield name


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


def limits(database: Database, seconds: float | None) -> list[float]:
    """Of a read and of a write, per statement and per transaction, in seconds."""
    deadline = None if seconds is None else time.monotonic() + seconds
    asked = text(
        "SELECT name, setting::float FROM pg_settings WHERE name IN ('statement_timeout', 'transaction_timeout') ORDER BY 1"
    )
    found = [
        database.read(lambda tx: tx.ledger._connection.execute(asked).all(), deadline=deadline),
        database.write(lambda tx, _: tx.ledger._connection.execute(asked).all(), deadline=deadline),
    ]
    return [milliseconds / 1000 for rows in found for _, milliseconds in rows]


def test_each_transaction_lasts_until_the_callers_deadline_at_most(database: Database) -> None:
    for seconds in (20.0, 40.0):
        assert [0 < limit <= seconds for limit in limits(database, seconds)] == [True] * 4
    for later in (None, TRANSACTION_SECONDS_MAX * 3):
        assert [0 < limit <= TRANSACTION_SECONDS_MAX for limit in limits(database, later)] == [True] * 4
    assert min(limits(database, None)) > 40.0


def test_control_a_transaction_without_limits_may_last_for_ever(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PostgreSQL, "limit", lambda *_: None)
    # What a connection begins with is all that is left.
    assert limits(database, 20.0) == [TRANSACTION_SECONDS_MAX, 0.0] * 2


def test_what_comes_too_late_is_not_begun(database: Database) -> None:
    began: list[int] = []
    for late in (database.read, database.write):
        with pytest.raises(DatabaseUnavailable):
            late(lambda *_: began.append(1), deadline=time.monotonic() - 1)
    assert began == []


def test_a_write_whose_caller_has_gone_waits_for_no_lock_any_longer(url: str, postgres: Postgres) -> None:
    with serving(url, Clock()) as target, Client(target) as client:
        client.record_entries("u1", [dislikes("One.")])
        with postgres.server.connect(url.rpartition("/")[2]) as holder, holder.transaction():
            holder.execute("SELECT 1 FROM customers FOR UPDATE")
            with pytest.raises(errors.RegardError):
                client.record_entries("u1", [dislikes("Two.")], timeout=0.5)
            postgres.wait_until_nobody_waits_for_a_lock()
        assert client.record_entries("u1", [dislikes("Three.")]).revision == 2
