"""Changes are told for so long; whoever comes later is told that something is missing, and is never given less."""

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rpc.entries import said

from regard import Client, errors
from regard_server.domain.feed import BEGINNING
from regard_server.storage.database import Database
from regard_server.storage.feed import FeedTables
from regard_server.usecases import compact_feed as compact_feed_module
from regard_server.usecases.compact_feed import MARKS, compact_feed
from serving import NOON, Clock, serving

KEPT = timedelta(days=30)
STEP = KEPT / MARKS


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def compact(database: Database, clock: Clock) -> None:
    database.write(lambda tx, _: compact_feed(tx, kept=KEPT, now=clock()))


def test_a_cursor_of_before_the_horizon_is_out_of_range(client: Client, database: Database, clock: Clock) -> None:
    before = client.list_changes(start="now").cursor
    client.record_entries("u1", [said()])
    after = client.list_changes(start="now").cursor
    compact(database, clock)
    clock.advance(KEPT)
    client.record_entries("u1", [said("sports/hiking")])

    compact(database, clock)

    for late in (lambda: client.list_changes(cursor=before), lambda: next(client.watch_changes(cursor=before))):
        with pytest.raises(errors.CursorOutOfRange):
            late()
    kept = [client.list_changes().changes, client.list_changes(cursor=after).changes]
    kept.append(next(client.watch_changes()).changes)
    assert [[change.revision for change in changes] for changes in kept] == [[2], [2], [2]]
    assert len(client.list_entries("u1").entries) == 2


def test_changes_are_told_until_their_time_is_over(client: Client, database: Database, clock: Clock) -> None:
    compact(database, clock)
    client.record_entries("u1", [said()])
    clock.advance(STEP)
    compact(database, clock)
    clock.advance(KEPT - timedelta(microseconds=1))
    compact(database, clock)
    assert [change.revision for change in client.list_changes().changes] == [1]

    clock.advance(timedelta(microseconds=1))
    compact(database, clock)

    assert list(client.list_changes().changes) == []


def test_a_watch_that_falls_behind_the_horizon_is_told_so(
    client: Client, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = client.watch_changes(start="now")
    next(watch)
    monkeypatch.setattr(FeedTables, "horizon", lambda _: tuple(seq + 1 for seq in BEGINNING))
    client.record_entries("u1", [said()])

    with pytest.raises(errors.CursorOutOfRange):
        next(watch)


def test_there_are_never_more_marks_than_needed(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compact_feed_module, "MARKS", 4)
    for step in [KEPT / 8] * 20 + [KEPT / 4] * 12:
        compact(database, clock)
        clock.advance(step)

    marks = database.read(lambda tx: tx.feed.marks())

    assert 4 <= len(marks) <= 6
    assert marks == sorted(set(marks))


def test_a_server_compacts_beside_the_calls(database_url: str, clock: Clock) -> None:
    with serving(database_url, clock, changes_kept_seconds=1) as target, Client(target) as client:
        cursor = client.list_changes(start="now").cursor
        client.record_entries("u1", [said()])

        def come_by_until_it_is_late() -> None:
            until = time.monotonic() + 30
            while time.monotonic() < until:
                clock.advance(timedelta(seconds=1))
                client.list_changes(cursor=cursor)

        with pytest.raises(errors.CursorOutOfRange):
            come_by_until_it_is_late()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_cursor_of_what_a_restored_database_never_had_is_out_of_range(
    database_url: str, clock: Clock, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    with serving(database_url, clock) as target, Client(target) as client:
        client.record_entries("u1", [said()])
    shutil.copy(database_url.removeprefix("sqlite:///"), backup)
    with serving(database_url, clock) as target, Client(target) as client:
        client.record_entries("u1", [said("sports/hiking")])
        cursor = client.list_changes(start="now").cursor

    with serving(f"sqlite:///{backup}", Clock(NOON)) as target, Client(target) as client:
        with pytest.raises(errors.CursorOutOfRange):
            client.list_changes(cursor=cursor)
        with pytest.raises(errors.CursorOutOfRange):
            next(client.watch_changes(cursor=cursor))
