"""The client for blocking code. What its methods take and raise is in `regard.calls`; `regard.aio` is its twin."""

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from queue import SimpleQueue
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

import grpc
from google.protobuf.message import Message

from regard import calls, errors
from regard.audience import Audience, no_answer
from regard.calls.call import (
    AudienceCall,
    Call,
    StreamCall,
    require_timeout,
    show_as_method,
    show_as_pages,
    show_as_stream,
)
from regard.connection import DEFAULT_TARGET, call_metadata, channel_options
from regard.stream import Stream
from regard.v1 import ScreenAudienceRequest, ScreenAudienceResponse

P = ParamSpec("P")
Request = TypeVar("Request", bound=Message)
Response = TypeVar("Response", bound=Message)
Item = TypeVar("Item")


def unary(call: Callable[P, Call[Request, Response]]) -> Callable[Concatenate["Client", P], Response]:
    """The method that sends the call and answers with its response."""

    def method(self: "Client", /, *args: P.args, **kwargs: P.kwargs) -> Response:
        return self._send(call(*args, **kwargs))

    show_as_method(method, call)
    return method


def pages(
    call: Callable[P, Call[Request, Response]], items: Callable[[Response], Iterable[Item]]
) -> Callable[Concatenate["Client", P], Iterator[Item]]:
    """The method that iterates over the items of all pages, and asks for the next page when it gets there."""

    def method(self: "Client", /, *args: P.args, **kwargs: P.kwargs) -> Iterator[Item]:
        upcoming: Call[Request, Response] | None = call(*args, **kwargs)
        while upcoming is not None:
            page = self._send(upcoming)
            yield from items(page)
            upcoming = upcoming.page_after(page)

    show_as_pages(method, call, Iterator)
    return method


def audience(
    call: Callable[P, AudienceCall[ScreenAudienceRequest, ScreenAudienceResponse]],
) -> Callable[Concatenate["Client", P], Generator[ScreenAudienceResponse, None, None]]:
    """The method that sends the chunks and iterates over their answers."""

    def method(self: "Client", /, *args: P.args, **kwargs: P.kwargs) -> Generator[ScreenAudienceResponse, None, None]:
        return self._screen(call(*args, **kwargs))

    show_as_stream(method, call, Generator)
    return method


def stream(
    call: Callable[P, StreamCall[Request, Response]],
) -> Callable[Concatenate["Client", P], Generator[Response, None, None]]:
    """The method that iterates over the answers of a stream."""

    def method(self: "Client", /, *args: P.args, **kwargs: P.kwargs) -> Generator[Response, None, None]:
        return self._go_on(call(*args, **kwargs))

    show_as_stream(method, call, Generator)
    return method


class Client:
    """Calls a Regard server and blocks until it answers. Safe to share between threads; make one and keep it.

    target: host and port, such as `127.0.0.1:50051`.
    token: sent with each call as `authorization: Bearer …`. The connection itself is not encrypted: to another machine
        go through something that encrypts.
    timeout: seconds that each call may take where the call itself says nothing; default 5, and 60 for batches and
        imports.

    Connects with the first call, and again by itself. Calls that end in UNAVAILABLE are retried, 4 attempts in all.
    """

    def __init__(self, target: str = DEFAULT_TARGET, *, token: str | None = None, timeout: float | None = None) -> None:
        require_timeout(timeout)
        self._timeout = timeout
        self._metadata = call_metadata(token)
        self._channel = grpc.insecure_channel(target, options=channel_options())

    def close(self) -> None:
        """Ends the connection and the calls that are under way."""
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, call: Call[Request, Response]) -> Response:
        send: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self._channel.unary_unary(call.method)
        try:
            answer = send(
                call.request.SerializeToString(),
                timeout=call.deadline_seconds(self._timeout),
                metadata=self._metadata,
            )
        except grpc.RpcError as failed:
            raise errors.from_rpc_error(failed) from failed
        return call.response_type.FromString(answer)

    def _screen(
        self, call: AudienceCall[ScreenAudienceRequest, ScreenAudienceResponse]
    ) -> Generator[ScreenAudienceResponse, None, None]:
        screened = Audience(call)
        while True:
            stream = _Stream(self._channel, call.method, self._metadata, call.deadline_seconds(self._timeout))
            try:
                stream.send(screened.opening())
                while True:
                    stream.send(screened.due())
                    try:
                        response = screened.answered(stream.read())
                    except errors.RegardError as error:
                        wait = screened.broken(error)
                        break
                    if response is None:
                        return
                    yield response
            finally:
                stream.close()
            time.sleep(wait)

    def _go_on(self, call: StreamCall[Request, Response]) -> Generator[Response, None, None]:
        going_on = Stream(call)
        send: grpc.UnaryStreamMultiCallable[bytes, bytes] = self._channel.unary_stream(call.method)
        while True:
            answers = send(going_on.opening(), metadata=self._metadata)
            try:
                while True:
                    try:
                        response = going_on.answered(next(answers, None))
                    except grpc.RpcError as failed:
                        wait = going_on.broken(errors.from_rpc_error(failed))
                        break
                    except errors.RegardError as error:
                        wait = going_on.broken(error)
                        break
                    if response is None:
                        return
                    yield response
            finally:
                answers.cancel()
            time.sleep(wait)

    get_profile = unary(calls.get_profile)
    batch_get_profiles = unary(calls.batch_get_profiles)
    record_entries = unary(calls.record_entries)
    batch_record_entries = unary(calls.batch_record_entries)
    list_entries = unary(calls.list_entries)
    iterate_entries = pages(calls.list_entries, lambda page: page.entries)
    search_entries = unary(calls.search_entries)
    supersede_entry = unary(calls.supersede_entry)
    retract_entry = unary(calls.retract_entry)
    lookup_customer = unary(calls.lookup_customer)
    list_customers = unary(calls.list_customers)
    iterate_customers = pages(calls.list_customers, lambda page: page.customers)
    search_customers = unary(calls.search_customers)
    link_identity = unary(calls.link_identity)
    unlink_identity = unary(calls.unlink_identity)
    merge_customers = unary(calls.merge_customers)
    unmerge_customers = unary(calls.unmerge_customers)
    restrict_processing = unary(calls.restrict_processing)
    list_commitments = unary(calls.list_commitments)
    iterate_commitments = pages(calls.list_commitments, lambda page: page.commitments)
    update_commitment = unary(calls.update_commitment)
    screen_offers = unary(calls.screen_offers)
    release_reservation = unary(calls.release_reservation)
    batch_screen_offers = unary(calls.batch_screen_offers)
    screen_audience = audience(calls.screen_audience)
    import_offers = unary(calls.import_offers)
    get_offer = unary(calls.get_offer)
    list_offers = unary(calls.list_offers)
    iterate_offers = pages(calls.list_offers, lambda page: page.offers)
    import_topics = unary(calls.import_topics)
    list_topics = unary(calls.list_topics)
    iterate_topics = pages(calls.list_topics, lambda page: page.topics)
    search_topics = unary(calls.search_topics)
    get_brief = unary(calls.get_brief)
    get_policy = unary(calls.get_policy)
    list_policies = unary(calls.list_policies)
    iterate_policies = pages(calls.list_policies, lambda page: page.policies)
    update_policy = unary(calls.update_policy)
    get_friction_report = unary(calls.get_friction_report)
    compare_tier_with_individual = unary(calls.compare_tier_with_individual)
    watch_changes = stream(calls.watch_changes)
    export_profiles = stream(calls.export_profiles)
    list_changes = unary(calls.list_changes)


class _Stream:
    """A stream of messages in both directions. Sending never waits: whoever sends bounds how much."""

    def __init__(
        self, channel: grpc.Channel, method: str, metadata: tuple[tuple[str, str], ...], answer_seconds: float
    ) -> None:
        self._answer_seconds = answer_seconds
        self._late = False
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()
        open_stream: grpc.StreamStreamMultiCallable[bytes, bytes] = channel.stream_stream(method)
        # gRPC takes the messages from a thread of its own; the customers are read in the caller's.
        self._answers = open_stream(iter(self._outbox.get, None), metadata=metadata)

    def send(self, messages: Iterable[bytes | None]) -> None:
        """None is the end of what is sent."""
        for message in messages:
            self._outbox.put(message)

    def read(self) -> bytes | None:
        """The next answer, None at the end."""
        alarm = threading.Timer(self._answer_seconds, self._give_up)
        alarm.daemon = True
        alarm.start()
        try:
            return next(self._answers, None)
        except grpc.RpcError as failed:
            raise (no_answer(self._answer_seconds) if self._late else errors.from_rpc_error(failed)) from failed
        finally:
            alarm.cancel()

    def close(self) -> None:
        self._answers.cancel()
        self._outbox.put(None)  # lets gRPC's thread go

    def _give_up(self) -> None:
        self._late = True
        self._answers.cancel()
