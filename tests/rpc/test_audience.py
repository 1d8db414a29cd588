"""ScreenAudience: chunk by chunk, each fresh and in order, and resumed where it broke off."""

import asyncio
import queue
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import grpc
import pytest

import regard
from regard import Client, errors
from regard.connection import channel_options
from regard.v1 import AudienceOpen, Offer, ScreenAudienceRequest, ScreenAudienceResponse
from regard_server.rpc import audience, interceptor, screening_service
from serving import Clock, wait_until

from .entries import CLUB, offers, said

METHOD = "/regard.v1.ScreeningService/ScreenAudience"
QUESTION: dict[str, Any] = {"offers": [CLUB], "purpose": "PURPOSE_LOYALTY", "channel": "CHANNEL_APP"}


class Audience:
    """One open stream: a chunk goes out when it is asked, and its answer is waited for."""

    def __init__(self, target: str, first: ScreenAudienceRequest) -> None:
        self._channel = grpc.insecure_channel(target, options=channel_options())
        self._chunks: queue.SimpleQueue[ScreenAudienceRequest | None] = queue.SimpleQueue()
        self._chunks.put(first)
        stream: Any = self._channel.stream_stream(METHOD, ScreenAudienceRequest.SerializeToString)
        self._answers = stream(iter(self._chunks.get, None), timeout=60)

    def ask(self, *customers: str) -> ScreenAudienceResponse:
        return self.send(ScreenAudienceRequest(customers=[f"customers/{name}" for name in customers]))

    def send(self, message: ScreenAudienceRequest) -> ScreenAudienceResponse:
        self._chunks.put(message)
        try:
            return ScreenAudienceResponse.FromString(next(self._answers))
        except grpc.RpcError as failed:
            raise errors.from_rpc_error(failed) from failed

    def close(self) -> None:
        self._chunks.put(None)
        self._channel.close()


@pytest.fixture
def opened(target: str) -> Iterator[Any]:
    streams: list[Audience] = []

    def open_stream(*, first: ScreenAudienceRequest | None = None, **question: Any) -> Audience:
        streams.append(Audience(target, first or ScreenAudienceRequest(open=AudienceOpen(**(QUESTION | question)))))
        return streams[-1]

    yield open_stream
    for stream in streams:
        stream.close()


def test_each_chunk_is_answered_as_its_customers_would_be_alone(client: Client, opened: Any, clock: Clock) -> None:
    client.record_entries("u1", [said()])
    client.record_entries("u2", [said(stance="likes")])
    stream = opened()

    first, second = stream.ask("u2", "nobody", "u1"), stream.ask("u1")

    assert [result.customer for result in first.results] == ["customers/u2", "customers/nobody", "customers/u1"]
    for result in first.results:
        alone = client.screen_offers(result.customer, [CLUB], purpose="loyalty", channel="app")
        assert result.response == alone
    assert (first.chunk, second.chunk) == (1, 2)
    assert first.read_time.ToDatetime(clock.now.tzinfo) == clock.now
    summary = first.summary
    assert (summary.customers, summary.unknown_customers, summary.decisions) == (3, 1, 3)
    assert (summary.cleared, summary.suppressed) == (2, 1)
    assert [(count.reason, count.decisions) for count in summary.reasons] == [(7, 1)]


def test_each_chunk_sees_what_was_acknowledged_before_it(client: Client, opened: Any, clock: Clock) -> None:
    stream = opened()
    revisions = []
    for _ in range(5):
        client.record_entries("u1", [said()])
        clock.advance(timedelta(minutes=1))
        answer = stream.ask("u1")
        revisions.append(answer.results[0].response.revision)
        assert answer.read_time.ToDatetime(clock.now.tzinfo) == clock.now

    assert revisions == [1, 2, 3, 4, 5]


def test_a_summary_alone_counts_the_same(client: Client, opened: Any) -> None:
    client.record_entries("u1", [said()])

    whole, summed_up = (opened(summary_only=only).ask("u1", "nobody") for only in (False, True))

    assert summed_up.summary == whole.summary
    assert not summed_up.results


def test_a_stream_goes_on_after_the_last_cursor_that_arrived(opened: Any) -> None:
    stream = opened()
    stream.ask("u1")
    last = stream.ask("u2")

    resumed = opened(cursor=last.cursor, summary_only=True, max_outstanding_chunks=9).ask("u3")

    assert resumed.chunk == 3


@pytest.mark.parametrize(
    "change", [{"purpose": "PURPOSE_MARKETING"}, {"offers": offers(2)}, {"channel": "CHANNEL_WEB"}]
)
def test_a_cursor_of_another_question_is_refused(opened: Any, change: dict[str, Any]) -> None:
    cursor = opened().ask("u1").cursor

    with pytest.raises(errors.RegardError) as caught:
        opened(cursor=cursor, **change).ask("u2")
    assert (caught.value.code.name, caught.value.reason) == ("INVALID_ARGUMENT", "INVALID_CURSOR")


def test_a_cursor_that_was_made_up_or_is_of_another_kind_is_refused(client: Client, opened: Any) -> None:
    for cursor in ("x", "🍷", client.list_topics(page_size=1).next_page_token, client.list_topics().freshness_token):
        with pytest.raises(errors.RegardError) as caught:
            opened(cursor=cursor).ask("u1")
        assert caught.value.reason == "INVALID_CURSOR"


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"offers": []}, "offers"),
        ({"offer_ids": ["golf-club"]}, "offer_ids"),
        ({"offers": offers(201)}, "open.offers"),
        ({"offers": [Offer(offer_id="Not this one")]}, "open.offers[0].offer_id"),
        ({"purpose": 0}, "open.purpose"),
        ({"channel": 0}, "open.channel"),
        ({"on_unknown": 3}, "open.on_unknown"),
        ({"max_outstanding_chunks": 65}, "open.max_outstanding_chunks"),
        ({"max_outstanding_chunks": -1}, "open.max_outstanding_chunks"),
        ({"cursor": "c" * 1001}, "open.cursor"),
    ],
)
def test_a_question_past_a_limit_ends_the_stream(opened: Any, question: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.InvalidField) as caught:
        opened(**question).ask("u1")
    assert [violation.field.removeprefix("open.") for violation in caught.value.violations] == [
        field.removeprefix("open.")
    ]


@pytest.mark.parametrize(
    ("chunk", "field"),
    [
        (ScreenAudienceRequest(), "customers"),
        (ScreenAudienceRequest(customers=["u1"]), "customers[0]"),
        (ScreenAudienceRequest(customers=["customers/u1"] * 1001), "customers"),
        (ScreenAudienceRequest(open=AudienceOpen(**QUESTION)), "customers"),
        (ScreenAudienceRequest(open=AudienceOpen(**QUESTION), customers=["customers/u1"]), "customers"),
    ],
)
def test_a_chunk_past_a_limit_ends_the_stream_after_the_good_ones(
    opened: Any, chunk: ScreenAudienceRequest, field: str
) -> None:
    stream = opened()
    assert stream.ask("u1").chunk == 1

    with pytest.raises(errors.InvalidField) as caught:
        stream.send(chunk)
    assert [violation.field for violation in caught.value.violations] == [field]


@pytest.mark.parametrize(
    "first",
    [
        ScreenAudienceRequest(),
        ScreenAudienceRequest(customers=["customers/u1"]),
        ScreenAudienceRequest(open=AudienceOpen(**QUESTION), customers=["customers/u1"]),
    ],
)
def test_a_stream_that_doesnt_open_with_its_question_is_refused(opened: Any, first: ScreenAudienceRequest) -> None:
    with pytest.raises(errors.InvalidField) as caught:
        opened(first=first).ask("u1")
    assert [violation.field for violation in caught.value.violations] == ["open"]


def test_as_many_decisions_as_the_limit_allows_are_answered_and_one_customer_more_is_refused(opened: Any) -> None:
    everybody = [f"u{number}" for number in range(251)]

    assert opened(offers=offers(200)).ask(*everybody[:250]).summary.decisions == 50_000
    with pytest.raises(errors.InvalidField):
        opened(offers=offers(200)).ask(*everybody)


CHUNKS, CHUNK_SIZE, CHUNKS_AHEAD_MAX = 30, 200, 2
LONG_ANSWERS: dict[str, Any] = {"offers": offers(20), "purpose": "PURPOSE_MARKETING", "channel": "CHANNEL_EMAIL"}
"""Some 600 KB a chunk: more than the transport takes before its reader does."""


class Taken:
    """How many chunks the server has taken in, of each stream in the order in which they were opened."""

    def __init__(self, patching: pytest.MonkeyPatch) -> None:
        self.chunks: list[int] = []
        self.begun = threading.Event()
        screen = audience.screen_audience

        def counting(messages: AsyncIterator[bytes], *more: Any) -> AsyncGenerator[bytes, None]:
            stream = len(self.chunks)
            self.chunks.append(-1)  # the first message is the question

            async def counted() -> AsyncIterator[bytes]:
                async for message in messages:
                    self.chunks[stream] += 1
                    if self.chunks[stream]:
                        self.begun.set()
                    yield message

            return screen(counted(), *more)

        patching.setattr(screening_service, "screen_audience", counting)


def audience_names() -> list[str]:
    return [f"u{number}" for number in range(CHUNKS * CHUNK_SIZE)]


@pytest.fixture
def unread(target: str) -> Iterator[Any]:
    """A stream that has sent, or is sending, all its chunks, and whose answers nobody has asked for yet."""
    window = [("grpc.http2.bdp_probe", 0), ("grpc.http2.lookahead_bytes", 65_536)]
    names = [f"customers/{name}" for name in audience_names()]
    chunks = (names[start : start + CHUNK_SIZE] for start in range(0, len(names), CHUNK_SIZE))
    messages = [
        ScreenAudienceRequest(open=AudienceOpen(**LONG_ANSWERS)),
        *(ScreenAudienceRequest(customers=chunk) for chunk in chunks),
    ]
    with grpc.insecure_channel(target, options=[*channel_options(), *window]) as channel:
        stream: Any = channel.stream_stream(METHOD, ScreenAudienceRequest.SerializeToString)
        yield stream(iter(messages), timeout=60)


def taken_while_another_is_read(client: Client, taken: Taken) -> int:
    """How many chunks of the stream that nobody reads the server has taken in by the time when it has answered just as many of
    another, which came after it."""
    assert taken.begun.wait(timeout=60)
    chunks = client.screen_audience(
        audience_names(), offers=offers(20), purpose="marketing", channel="email", chunk_size=CHUNK_SIZE
    )
    assert sum(1 for _ in chunks) == CHUNKS
    assert taken.chunks[1] == CHUNKS
    return taken.chunks[0]


def test_who_doesnt_read_holds_back_the_work_and_is_answered_in_full_when_they_do(
    client: Client, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Taken(monkeypatch)
    unread = request.getfixturevalue("unread")

    assert taken_while_another_is_read(client, taken) <= CHUNKS_AHEAD_MAX
    answers = [ScreenAudienceResponse.FromString(answer) for answer in unread]

    assert [answer.chunk for answer in answers] == list(range(1, CHUNKS + 1))
    assert [result.customer for answer in answers for result in answer.results] == [
        f"customers/{name}" for name in audience_names()
    ]


def test_control_a_server_that_goes_on_before_an_answer_is_taken_takes_in_all(
    client: Client, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = interceptor._write
    piled_up: list[asyncio.Task[None]] = []
    streams: list[Any] = []
    answered = threading.Event()

    async def at_once(context: Any, data: bytes) -> None:
        streams.append(context)
        answered.set()
        if context is not streams[0]:
            return await write(context, data)
        before = piled_up[-1:]

        async def in_its_turn() -> None:
            await asyncio.gather(*before)
            with suppress(Exception):
                await write(context, data)

        piled_up.append(asyncio.ensure_future(in_its_turn()))
        return None

    monkeypatch.setattr(interceptor, "_write", at_once)
    taken = Taken(monkeypatch)
    request.getfixturevalue("unread")
    assert answered.wait(timeout=60)  # before the other begins, or that one's may be the first

    taken_while_another_is_read(client, taken)
    wait_until(lambda: taken.chunks[0] == CHUNKS)


def test_an_import_counts_from_the_next_chunk_on(client: Client, opened: Any) -> None:
    client.record_entries("u1", [said()])
    client.import_offers([CLUB])
    stream = opened(offers=[], offer_ids=["golf-club"])
    assert stream.ask("u1").summary.suppressed == 1

    client.import_offers([regard.offer("golf-club", topics=["culture"])])

    assert stream.ask("u1").summary.suppressed == 0
