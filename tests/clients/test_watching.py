"""Watching: after a break from the last answer on that was iterated to, and no longer than that helps."""

import asyncio
from collections.abc import Callable, Iterator

import grpc
import pytest

import regard
from regard import calls, errors
from regard.stream import SECONDS_TO_CONNECT, SECONDS_TO_RECONNECT, Stream
from regard.v1 import Change, WatchChangesRequest, WatchChangesResponse

from .answers import failed
from .scripted_server import ScriptedServer

BUSY = failed(grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_CALLS")
STOPPING = failed(grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN")
TOO_OLD = failed(grpc.StatusCode.OUT_OF_RANGE, "CURSOR_OUT_OF_RANGE")


def answer(cursor: str, *event_ids: str) -> WatchChangesResponse:
    return WatchChangesResponse(cursor=cursor, changes=[Change(event_id=event_id) for event_id in event_ids])


def blocking(target: str, count: int) -> list[str]:
    with regard.Client(target) as client:
        watch = client.watch_changes(cursor="kept", kinds=["moment"])
        found = [next(watch).cursor for _ in range(count)]
        watch.close()
    return found


def awaited(target: str, count: int) -> list[str]:
    async def watch() -> list[str]:
        async with regard.AsyncClient(target) as client:
            answers = client.watch_changes(cursor="kept", kinds=["moment"])
            found = [(await anext(answers)).cursor for _ in range(count)]
            await answers.aclose()
        return found

    return asyncio.run(watch())


@pytest.fixture(params=[blocking, awaited])
def watch(request: pytest.FixtureRequest) -> Callable[[str, int], list[str]]:
    chosen: Callable[[str, int], list[str]] = request.param
    return chosen


def asked(server: ScriptedServer) -> Iterator[WatchChangesRequest]:
    return (WatchChangesRequest.FromString(call.body) for call in server.received)


def test_a_stream_goes_on_after_the_last_answer(server: ScriptedServer, watch: Callable[[str, int], list[str]]) -> None:
    server.script_answers([answer("1", "a"), answer("2"), STOPPING], [BUSY], [answer("3", "b")], [answer("4")])

    assert watch(server.target, 4) == ["1", "2", "3", "4"]
    assert [request.cursor for request in asked(server)] == ["kept", "2", "2", "3"]
    assert {tuple(request.kinds) for request in asked(server)} == {(regard.v1.EntryKind.ENTRY_KIND_MOMENT,)}


def test_what_another_stream_would_not_mend_is_raised(
    server: ScriptedServer, watch: Callable[[str, int], list[str]]
) -> None:
    server.script_answers([answer("1"), TOO_OLD])

    with pytest.raises(errors.CursorOutOfRange):
        watch(server.target, 2)
    assert len(server.received) == 1


@pytest.mark.parametrize(("answered", "seconds"), [(False, SECONDS_TO_CONNECT), (True, SECONDS_TO_RECONNECT)])
def test_a_server_is_looked_for_as_long_as_told(answered: bool, seconds: float) -> None:
    now = 1000.0
    stream = Stream(calls.watch_changes(), clock=lambda: now)
    if answered:
        stream.answered(answer("1").SerializeToString())
    waits: list[float] = []

    def break_again_and_again() -> None:
        nonlocal now
        while True:
            waits.append(stream.broken(errors.from_status(STOPPING)))
            now += waits[-1]

    with pytest.raises(errors.ShuttingDown):
        break_again_and_again()
    assert waits[:4] == [0.1, 0.2, 0.4, 0.8]
    assert max(waits) <= 5
    assert seconds <= now - 1000 < seconds + 5


def test_a_watch_that_ends_well_has_been_cut(server: ScriptedServer, watch: Callable[[str, int], list[str]]) -> None:
    server.script_answers([answer("1")], [answer("2")])

    assert watch(server.target, 2) == ["1", "2"]
