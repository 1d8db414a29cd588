"""Screening an audience: chunks in order, never too far ahead of the reader, and on from the cursor after a break."""

import asyncio
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

import regard
from regard import calls, errors
from regard.audience import ATTEMPTS_MAX, Audience
from regard.v1 import (
    AudienceSummary,
    BatchScreenOffersResult,
    ScreenAudienceRequest,
    ScreenAudienceResponse,
)

from .answers import failed
from .scripted_server import ScriptedServer

UNAVAILABLE = failed(grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE")
GOLF: dict[str, Any] = {"offer_ids": ["golf"], "purpose": "loyalty", "channel": "app"}

Screen = Callable[..., list[ScreenAudienceResponse]]


@dataclass
class Screener:
    """Answers chunks as the service does, and breaks where it is told to: `streams` are as many chunks each."""

    opens: list[ScreenAudienceRequest] = field(default_factory=list)
    chunks: list[list[str]] = field(default_factory=list)

    def answering(self, chunks: int | None = None, end: Message | None = UNAVAILABLE) -> "Script":
        return Script(self, chunks, end)


@dataclass
class Script:
    screener: Screener
    chunks: int | None
    end: Message | None

    def __call__(self, messages: Iterator[bytes], _context: grpc.ServicerContext) -> Iterator[Message]:
        opening = ScreenAudienceRequest.FromString(next(messages))
        self.screener.opens.append(opening)
        number = int(opening.open.cursor or "0")
        for data in itertools.islice(messages, self.chunks):
            customers = list(ScreenAudienceRequest.FromString(data).customers)
            self.screener.chunks.append(customers)
            number += 1
            yield ScreenAudienceResponse(
                chunk=number,
                cursor=str(number),
                results=[BatchScreenOffersResult(customer=customer) for customer in customers],
                summary=AudienceSummary(customers=len(customers)),
            )
        if self.chunks is not None and self.end is not None:
            yield self.end


@pytest.fixture
def screener() -> Screener:
    return Screener()


@pytest.fixture(params=["blocking", "awaited"])
def screen(request: pytest.FixtureRequest, server: ScriptedServer) -> Screen:
    """Screens an audience with one of the two clients, to its end."""

    def blocking(customers: Iterable[str], **arguments: Any) -> list[ScreenAudienceResponse]:
        with regard.Client(server.target) as client:
            return list(client.screen_audience(customers, **(GOLF | arguments)))

    async def awaited(customers: Iterable[str], **arguments: Any) -> list[ScreenAudienceResponse]:
        async with regard.AsyncClient(server.target) as client:
            return [answer async for answer in client.screen_audience(customers, **(GOLF | arguments))]

    if request.param == "blocking":
        return blocking
    return lambda customers, **arguments: asyncio.run(awaited(customers, **arguments))


def names(*numbers: int) -> list[str]:
    return [f"customers/u{number}" for number in numbers]


def test_the_customers_are_sent_in_chunks_and_answered_in_their_order(
    server: ScriptedServer, screener: Screener, screen: Screen
) -> None:
    server.script_streams(screener.answering())

    answers = screen((f"u{number}" for number in range(7)), chunk_size=3, on_unknown="allow", summary_only=True)

    assert [answer.chunk for answer in answers] == [1, 2, 3]
    assert screener.chunks == [names(0, 1, 2), names(3, 4, 5), names(6)]
    asked = screener.opens[0].open
    assert (list(asked.offer_ids), asked.summary_only, asked.max_outstanding_chunks) == (["golf"], True, 4)
    assert (asked.purpose, asked.channel, asked.on_unknown, asked.cursor) == (2, 8, 1, "")


def test_an_audience_of_nobody_has_no_answers(server: ScriptedServer, screener: Screener, screen: Screen) -> None:
    server.script_streams(screener.answering())

    assert screen([]) == []


def test_the_stream_goes_on_at_the_cursor_and_sends_what_has_no_answer_again(
    server: ScriptedServer, screener: Screener, screen: Screen
) -> None:
    server.script_streams(screener.answering(0), screener.answering(2), screener.answering(0), screener.answering())

    answers = screen(names(*range(10)), chunk_size=2, max_outstanding_chunks=2)

    assert [answer.chunk for answer in answers] == [1, 2, 3, 4, 5]
    assert [result.customer for answer in answers for result in answer.results] == names(*range(10))
    assert [opening.open.cursor for opening in screener.opens] == ["", "", "2", "2"]
    assert all(list(opening.open.offer_ids) == ["golf"] for opening in screener.opens)


def test_a_stream_that_ends_early_is_a_broken_one_and_never_the_end(
    server: ScriptedServer, screener: Screener, screen: Screen
) -> None:
    server.script_streams(screener.answering(1, end=None), screener.answering())

    assert [answer.chunk for answer in screen(names(1, 2, 3), chunk_size=1)] == [1, 2, 3]


def test_a_service_that_is_too_busy_is_asked_again(server: ScriptedServer, screener: Screener, screen: Screen) -> None:
    busy = failed(grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_CALLS")
    server.script_streams(screener.answering(0, busy), screener.answering())

    assert [answer.chunk for answer in screen(names(1, 2), chunk_size=1)] == [1, 2]


def test_after_some_attempts_without_an_answer_the_error_is_raised() -> None:
    screened = Audience(calls.screen_audience(["u1"], **GOLF))
    unavailable = errors.from_status(UNAVAILABLE)

    waits = [screened.broken(unavailable) for _ in range(ATTEMPTS_MAX - 1)]

    assert waits == sorted(waits)
    with pytest.raises(errors.DatabaseUnavailable):
        screened.broken(unavailable)


@pytest.mark.parametrize("reason", ["INVALID_FIELD", "INVALID_CURSOR"])
def test_what_another_attempt_would_not_help_is_raised(
    server: ScriptedServer, screener: Screener, screen: Screen, reason: str
) -> None:
    # grpc.aio may hide the first of them behind an error of its own, when it was writing as the stream ended.
    refused = screener.answering(0, failed(grpc.StatusCode.INVALID_ARGUMENT, reason))
    server.script_streams(*[refused] * (ATTEMPTS_MAX - 1), screener.answering())

    with pytest.raises(errors.InvalidArgument) as raised:
        screen(names(1))

    assert raised.value.reason == reason


def test_it_is_raised_at_once() -> None:
    screened = Audience(calls.screen_audience(["u1"], **GOLF))

    with pytest.raises(errors.InvalidCursor):
        screened.broken(errors.from_status(failed(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_CURSOR")))
    with pytest.raises(errors.Internal):
        screened.broken(errors.from_status(failed(grpc.StatusCode.INTERNAL, "INTERNAL")))


def test_a_cursor_of_the_caller_opens_the_stream(server: ScriptedServer, screener: Screener, screen: Screen) -> None:
    server.script_streams(screener.answering())

    assert [answer.chunk for answer in screen(names(1), cursor="7")] == [8]


def test_the_customers_are_read_only_so_far_ahead_of_the_answers_that_the_caller_has_come_to(
    server: ScriptedServer, screener: Screener
) -> None:
    server.script_streams(screener.answering())
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        for read in itertools.count(1):
            yield f"u{read}"

    with regard.Client(server.target) as client:
        answers = client.screen_audience(endless(), chunk_size=10, max_outstanding_chunks=3, **GOLF)
        assert read == 0
        for number in range(1, 6):
            assert next(answers).chunk == number
            # What the caller has come to, and three chunks more.
            assert read == 10 * (number - 1 + 3)
            assert len(screener.chunks) <= number - 1 + 3
        answers.close()


def test_the_asynchronous_client_reads_no_further_ahead(server: ScriptedServer, screener: Screener) -> None:
    server.script_streams(screener.answering())
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        for read in itertools.count(1):
            yield f"u{read}"

    async def slowly() -> None:
        async with regard.AsyncClient(server.target) as client:
            answers = client.screen_audience(endless(), chunk_size=10, max_outstanding_chunks=3, **GOLF)
            for number in range(1, 6):
                assert (await anext(answers)).chunk == number
                assert read == 10 * (number - 1 + 3)
            await answers.aclose()

    asyncio.run(slowly())


def test_long_chunks_and_long_answers_pass_each_other(server: ScriptedServer, screen: Screen) -> None:
    """Were messages sent between two reads only, each side would wait for the other to read."""

    def wordy(messages: Iterator[bytes], _context: grpc.ServicerContext) -> Iterator[Message]:
        next(messages)
        for number, _ in enumerate(messages, start=1):
            yield ScreenAudienceResponse(chunk=number, cursor="x" * 3_000_000)

    server.script_streams(wordy)
    customers = (f"{number:0>120}" for number in range(8000))

    assert len(screen(customers, chunk_size=1000, max_outstanding_chunks=8)) == 8


def test_an_answer_that_takes_too_long_ends_in_deadline_exceeded(server: ScriptedServer, screen: Screen) -> None:
    over = threading.Event()

    def silent(_messages: Iterator[bytes], context: grpc.ServicerContext) -> Iterator[Message]:
        context.add_callback(over.set)
        over.wait()
        return iter(())

    server.script_streams(silent)

    with pytest.raises(errors.DeadlineExceeded):
        screen(names(1), timeout=0.1)


def test_the_stream_itself_has_no_deadline_and_carries_the_token(server: ScriptedServer, screener: Screener) -> None:
    server.script_streams(screener.answering())

    with regard.Client(server.target, token="s3cret", timeout=1) as client:
        assert len(list(client.screen_audience(["u1"], **GOLF))) == 1

    assert server.received[0].metadata["authorization"] == "Bearer s3cret"
    assert not 0 < server.received[0].seconds_left < 1000


@pytest.mark.parametrize(
    "wrong",
    [
        {"chunk_size": 0},
        {"chunk_size": 1001},
        {"offer_ids": [f"o{number}" for number in range(200)], "chunk_size": 251},
        {"max_outstanding_chunks": 0},
        {"max_outstanding_chunks": 65},
        {"purpose": "charity"},
        {"timeout": 0},
    ],
    ids=str,
)
def test_wrong_arguments_are_refused_before_anything_is_sent(server: ScriptedServer, wrong: dict[str, object]) -> None:
    with regard.Client(server.target) as client, pytest.raises(ValueError):
        client.screen_audience(["u1"], **(GOLF | wrong))
    with regard.Client(server.target) as client, pytest.raises(TypeError):
        client.screen_audience("u1", **GOLF)
    assert server.received == []


def test_many_offers_make_smaller_chunks() -> None:
    many = calls.screen_audience([], offer_ids=map(str, range(200)), purpose="loyalty", channel="app")
    few = calls.screen_audience([], offer_ids=["golf"], purpose="loyalty", channel="app")

    assert (many.chunk_size, few.chunk_size) == (250, 500)
