"""What every call goes through: parse, validate, resolve the caller, answer, and turn errors into statuses.

Handlers are wrapped once, when the server is built, rather than by gRPC's interceptor chain, which would build a new
handler for each call.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc import status_pb2
from protovalidate import Validator

from regard_server.domain.errors import AnswerTooLarge, FieldViolation, InvalidFields, WatcherTooSlow
from regard_server.domain.ledger import Caller
from regard_server.rpc import deadline
from regard_server.rpc.admission import Slots
from regard_server.rpc.door import Door
from regard_server.rpc.errors import MalformedMessage, pushback_of, status_of

LOCAL_CALLER = Caller(tenant="default", client="local")
"""Until there are credentials, everybody on the loopback interface is this one."""

MESSAGE_BYTES_MAX = 32 * 1024 * 1024
"""Of a message in either direction: a batch of 1,000 requests with long quotes."""

UNTAKEN_SECONDS_MAX = 60.0
"""How long an answer of a stream may wait for a caller who takes none."""

MODE = "regard-mode"
"""In the trailing metadata of unary answers: "bypass" or "database-away"; absent while all is well."""

STATUS_CODES = {code.value[0]: code for code in grpc.StatusCode}

RequestT = TypeVar("RequestT")
Answer = Message | bytes

_validator = Validator()


@dataclass(frozen=True, slots=True)
class Method(Generic[RequestT]):
    """One unary method: how its request is read from bytes, and what answers it. Bytes are answered as they are."""

    read: Callable[[bytes], RequestT]
    answer: Callable[[RequestT, Caller], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class StreamMethod:
    """A method with a stream on both sides, from the bytes of its requests to its answers. When the server stops it is
    cancelled where it waits, and its caller told so."""

    answer: Callable[[AsyncIterator[bytes], Caller], AsyncGenerator[Answer, None]]


@dataclass(frozen=True, slots=True)
class AnswerStreamMethod(Generic[RequestT]):
    """A method with one request and a stream of answers, which ends when the server stops, if not before, as
    those of a StreamMethod."""

    read: Callable[[bytes], RequestT]
    answer: Callable[[RequestT, Caller], AsyncGenerator[Message, None]]


def message_of(request_type: type[Any]) -> Callable[[bytes], Any]:
    """Reads a message and holds it against the contract's annotations."""

    def read(data: bytes) -> Any:
        message = parse(request_type, data)
        validate(message)
        return message

    return read


def parse(request_type: type[Any], data: bytes) -> Any:
    try:
        return request_type.FromString(data)
    except DecodeError:
        raise MalformedMessage from None


def validate(message: Message) -> None:
    """Raises InvalidFields with all that breaks the contract's annotations."""
    violations = _validator.collect_violations(message)
    if violations:
        raise InvalidFields(*(FieldViolation(_path(v.proto.field), v.proto.message) for v in violations))


def intercepted(method: Method[Any], door: Door, slots: Slots) -> "grpc.RpcMethodHandler[bytes, bytes]":
    """The handler that gRPC calls, from bytes to bytes."""

    async def handle(data: bytes, context: "grpc.aio.ServicerContext[Any, Any]") -> bytes:
        try:
            door.enter()
            taken = slots.take(len(data))
            try:
                imposed = deadline.begin(context, slots.seconds_max)
                answering = method.answer(method.read(data), caller_of(context))
                answer = _serialized(await (answering if imposed is None else deadline.within(imposed, answering)))
            finally:
                slots.give_back(taken)
            if door.mode:
                context.set_trailing_metadata(((MODE, door.mode),))
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  nothing of ours may reach the caller but as a status
            status = status_of(error)
        else:
            return answer
        return await _abort(context, status)

    return grpc.unary_unary_rpc_method_handler(handle)


def _serialized(answer: Answer) -> bytes:
    data = answer if isinstance(answer, bytes) else answer.SerializeToString()
    if len(data) > MESSAGE_BYTES_MAX:
        raise AnswerTooLarge
    return data


def intercepted_stream(method: StreamMethod, door: Door, slots: Slots) -> "grpc.RpcMethodHandler[bytes, bytes]":
    """As `intercepted`."""

    async def handle(messages: AsyncIterator[bytes], context: "grpc.aio.ServicerContext[Any, Any]") -> None:
        async def answer() -> None:
            async with aclosing(method.answer(messages, caller_of(context))) as answers:
                async for one in answers:
                    await _write(context, _serialized(one))

        await _stream(answer, context, door, slots, request_bytes=0)

    return grpc.stream_stream_rpc_method_handler(handle)


def intercepted_answers(
    method: AnswerStreamMethod[Any], door: Door, slots: Slots
) -> "grpc.RpcMethodHandler[bytes, bytes]":
    """As `intercepted`."""

    async def handle(data: bytes, context: "grpc.aio.ServicerContext[Any, Any]") -> None:
        async def answer() -> None:
            async with aclosing(method.answer(method.read(data), caller_of(context))) as answers:
                async for one in answers:
                    await _write_in_time(context, _serialized(one))

        await _stream(answer, context, door, slots, request_bytes=len(data))

    return grpc.unary_stream_rpc_method_handler(handle)


async def _stream(
    answer: Callable[[], Awaitable[None]],
    context: "grpc.aio.ServicerContext[Any, Any]",
    door: Door,
    slots: Slots,
    *,
    request_bytes: int,
) -> None:
    try:
        with door.stream():
            taken = slots.take(request_bytes)
            try:
                deadline.begin(context, slots.seconds_max)
                await _open(context)
                await answer()
            finally:
                slots.give_back(taken)
    except asyncio.CancelledError:
        raise
    except _CallerHasGoneError:
        return
    except Exception as error:  # noqa: BLE001  nothing of ours may reach the caller but as a status
        status = status_of(error)
    else:
        return
    await _abort(context, status)


async def _open(context: "grpc.aio.ServicerContext[Any, Any]") -> None:
    """Sends the headers by themselves, to the end. Else they are part of the first message, and while that is on its way gRPC
    can send no status: neither that we stop, nor that nobody takes anything."""
    opening = asyncio.ensure_future(context.send_initial_metadata(()))
    try:
        await asyncio.shield(opening)
    except asyncio.CancelledError:
        await asyncio.gather(opening, return_exceptions=True)
        raise
    except Exception as error:  # as of `_write`
        raise _CallerHasGoneError from error


async def _write_in_time(context: "grpc.aio.ServicerContext[Any, Any]", data: bytes) -> None:
    try:
        async with asyncio.timeout(UNTAKEN_SECONDS_MAX):
            await _write(context, data)
    except TimeoutError:
        raise WatcherTooSlow from None


class _CallerHasGoneError(Exception):
    pass


async def _write(context: "grpc.aio.ServicerContext[Any, Any]", data: bytes) -> None:
    try:
        await context.write(data)
    except Exception as error:  # gRPC has no public name for it
        raise _CallerHasGoneError from error


async def _abort(context: "grpc.aio.ServicerContext[Any, Any]", status: status_pb2.Status) -> NoReturn:
    trailing: list[tuple[str, str | bytes]] = [("grpc-status-details-bin", status.SerializeToString())]
    pushback = pushback_of(status)
    if pushback is not None:
        trailing.append(("grpc-retry-pushback-ms", pushback))
    await context.abort(STATUS_CODES[status.code], status.message, trailing_metadata=tuple(trailing))
    raise AssertionError("abort raises")


def caller_of(_context: "grpc.aio.ServicerContext[Any, Any]") -> Caller:
    """Tenant and client come from the caller's credentials alone, never from a request."""
    return LOCAL_CALLER


def _path(field: Any) -> str:
    """`entries[0].provenance.recorder`."""
    path = ""
    for element in field.elements:
        path += f".{element.field_name}" if path else element.field_name
        index = element.subscript
        if index is not None and index.field == "index":
            path += f"[{index.value}]"
    return path or "request"
