"""A stream of changes ends when its server stops or its reader sleeps, and goes on elsewhere with what is missing."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from rpc.entries import said

from databases import ON_SQLITE, Postgres
from regard import AsyncClient, Client, errors
from regard.v1 import Change, ExportProfilesRequest, WatchChangesRequest, WatchChangesResponse
from regard_server.domain.feed import Positions
from regard_server.rpc import feed as feed_module
from regard_server.rpc import interceptor
from regard_server.rpc.errors import status_of
from regard_server.storage.database import Database
from regard_server.storage.feed import FeedTables
from serving import Clock, serving

WATCH = "/regard.v1.ChangeService/WatchChanges"


def watching(target: str, request: WatchChangesRequest, **options: int) -> Iterator[bytes]:
    """A stream that doesn't go on by itself."""
    channel = grpc.insecure_channel(target, options=[(f"grpc.{name}", value) for name, value in options.items()])
    open_stream: Any = channel.unary_stream(WATCH)
    answers: Iterator[bytes] = open_stream(request.SerializeToString(), timeout=60)
    return answers


def read_to_the_end(answers: Iterator[bytes]) -> tuple[list[Change], str, errors.RegardError]:
    """The changes, the last cursor and why the stream ended."""
    changes: list[Change] = []
    cursor = ""
    try:
        for answer in answers:
            read = WatchChangesResponse.FromString(answer)
            changes += read.changes
            cursor = read.cursor
    except grpc.RpcError as failed:
        return changes, cursor, errors.from_rpc_error(failed)
    raise AssertionError("the stream ended well")


@ON_SQLITE
def test_a_stream_ends_with_its_server_and_goes_on_at_another(database_url: str, clock: Clock) -> None:
    with serving(database_url, clock) as target, Client(target) as client:
        client.record_entries("u1", [said()])
        watch = watching(target, WatchChangesRequest())
        first = WatchChangesResponse.FromString(next(watch))

    rest, _, end = read_to_the_end(watch)

    assert (rest, type(end)) == ([], errors.ShuttingDown)
    with serving(database_url, clock) as target, Client(target) as client:
        client.record_entries("u1", [said("sports/hiking")])
        [second] = next(client.watch_changes(cursor=first.cursor)).changes
    assert (first.changes[0].revision, second.revision) == (1, 2)


@ON_SQLITE
def test_who_takes_nothing_is_let_go_and_misses_nothing(
    client: Client, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        client.record_entries(f"u{number}", [said(source_system="crm", source_id=str(place)) for place in range(90)])
    let_go = threading.Event()

    def noticed(error: Exception) -> Any:
        let_go.set()
        return status_of(error)

    monkeypatch.setattr(interceptor, "UNTAKEN_SECONDS_MAX", 0.05)
    monkeypatch.setattr(interceptor, "status_of", noticed)
    watch = watching(target, WatchChangesRequest(), **{"http2.bdp_probe": 0})

    assert let_go.wait(timeout=30)
    changes, cursor, end = read_to_the_end(watch)

    assert isinstance(end, errors.WatcherTooSlow)
    assert 0 < len(changes) < 30 * 90
    for answer in client.watch_changes(cursor=cursor):
        changes += answer.changes
        if len(changes) >= 30 * 90:
            break
    assert len(changes) == len({change.event_id for change in changes}) == 30 * 90


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An item for each time that the database is asked for the heads."""
    times: list[str] = []
    feed_heads = Database.feed_heads

    def counted(self: Database) -> Positions:
        times.append("asked")
        return feed_heads(self)

    monkeypatch.setattr(Database, "feed_heads", counted)
    return times


@ON_SQLITE
def test_who_does_not_even_take_the_first_message_is_told_why(
    client: Client, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        client.record_entries(f"u{number}", [said(source_system="crm", source_id=str(place)) for place in range(90)])
    let_go = threading.Event()

    def noticed(error: Exception) -> Any:
        let_go.set()
        return status_of(error)

    monkeypatch.setattr(interceptor, "UNTAKEN_SECONDS_MAX", 0.05)
    monkeypatch.setattr(interceptor, "status_of", noticed)
    with grpc.insecure_channel(target, options=[("grpc.http2.bdp_probe", 0)]) as channel:
        export: Any = channel.unary_stream("/regard.v1.ChangeService/ExportProfiles")
        answers = export(ExportProfilesRequest(form="EXPORT_FORM_LEDGERS").SerializeToString(), timeout=60)
        assert let_go.wait(timeout=30)
        with pytest.raises(grpc.RpcError) as failed:
            list(answers)

    assert isinstance(errors.from_rpc_error(failed.value), errors.WatcherTooSlow)


@ON_SQLITE
def test_all_watchers_share_one_who_asks_and_what_is_read(
    client: Client, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    changes = FeedTables.changes

    def counted(self: FeedTables, tenant: str, since: Positions, until: Positions) -> Any:
        read.append(tenant)
        return changes(self, tenant, since, until)

    monkeypatch.setattr(FeedTables, "changes", counted)
    watches = [client.watch_changes(start="now") for _ in range(5)]
    for watch in watches:
        next(watch)
    before = len(asked)

    client.record_entries("u1", [said()])

    assert [[change.revision for change in next(watch).changes] for watch in watches] == [[1]] * 5
    assert len(asked) - before <= 2
    assert 1 <= len(read) <= 2
    for watch in watches:
        watch.close()


@ON_SQLITE
def test_while_nobody_watches_nothing_is_asked(client: Client, asked: list[str]) -> None:
    for _ in range(3):
        client.record_entries("u1", [said()])
        client.get_profile("u1")

    assert asked == []


@ON_SQLITE
def test_the_async_client_tells_the_same(client: Client, target: str) -> None:
    client.record_entries("u1", [said()])

    async def watch() -> list[list[int]]:
        async with AsyncClient(target) as other:
            answers = other.watch_changes()
            found = [[change.revision for change in (await anext(answers)).changes]]
            await asyncio.to_thread(client.record_entries, "u1", [said("sports/hiking")])
            found.append([change.revision for change in (await anext(answers)).changes])
            await answers.aclose()
        return found

    assert asyncio.run(watch()) == [[1], [2]]


@pytest.fixture
def pair(postgres: Postgres, clock: Clock) -> Iterator[tuple[Client, Client]]:
    with (
        postgres.database() as url,
        serving(url, clock) as one,
        serving(url, clock) as other,
        Client(one) as first,
        Client(other) as second,
    ):
        yield first, second


def test_what_is_written_through_one_server_is_told_by_another(pair: tuple[Client, Client]) -> None:
    first, second = pair
    watch = second.watch_changes(start="now")
    next(watch)

    for number in range(1, 4):
        first.record_entries("u1", [said()])
        assert [change.revision for change in next(watch).changes] == [number]
    watch.close()


def test_control_a_server_that_only_hears_itself_tells_nothing_of_the_other(
    pair: tuple[Client, Client], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    monkeypatch.setattr(feed_module.Feed, "_until_told", lambda self, _: self._told.wait())
    watch = second.watch_changes(start="now")
    next(watch)
    first.record_entries("u1", [said()])
    for number in range(3):
        first.get_profile(f"u{number}")
    before = len(asked)

    second.record_entries("u2", [said()])

    told = [change.customer for change in next(watch).changes]
    assert sorted(told) == ["customers/u1", "customers/u2"]  # the one only with the other
    assert len(asked) - before <= 2
    watch.close()


@ON_SQLITE
def test_a_watch_of_what_is_there_already_comes_in_messages_of_whole_writes(client: Client) -> None:
    for number in range(12):
        client.record_entries(f"u{number}", [said(source_system="crm", source_id=str(place)) for place in range(90)])

    sizes = []
    for answer in client.watch_changes():
        sizes.append(len(answer.changes))
        if sum(sizes) == 12 * 90:
            break

    assert set(sizes) <= {90, 180}
