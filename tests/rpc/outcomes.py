"""What becomes of a call below the client library: its status and those within its answer, held to the contract's words."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc.status_pb2 import Status

from regard.errors import from_rpc_error, from_status

from .hostile_messages import path_of

REFUSALS = {
    *("INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "ABORTED"),
    *("FAILED_PRECONDITION", "RESOURCE_EXHAUSTED", "OUT_OF_RANGE"),
}
OURS = re.compile(rb"Traceback|\.py\b|regard_server|sqlalchemy|sqlite|psycopg|[A-Z]\w*(Error|Exception)\b")
"""What only a mistake of ours would tell."""


class Outcome(NamedTuple):
    """A status; of a refusal also its reason, and all that it tells."""

    code: str
    reason: str = ""
    told: bytes = b""

    @property
    def is_fine(self) -> bool:
        if self.code == "OK":
            return True
        return self.code in REFUSALS and bool(self.reason) and OURS.search(self.told) is None


def begin(channel: grpc.Channel, method: MethodDescriptor, messages: Sequence[bytes]) -> Callable[[], Iterator[bytes]]:
    """Sends; what is answered is the call to wait for the answers. Of a stream that may go on for ever that is the first."""
    if method.client_streaming:
        stream: Any = channel.stream_stream(path_of(method))
        answers = stream(iter(messages), timeout=30)
        return lambda: iter(answers)
    if method.server_streaming:
        watch: Any = channel.unary_stream(path_of(method))
        endless = watch(messages[0], timeout=30)

        def first() -> Iterator[bytes]:
            yield from islice(endless, 1)
            endless.cancel()

        return first
    call: Any = channel.unary_unary(path_of(method))
    future = call.future(messages[0], timeout=30)

    def only() -> Iterator[bytes]:
        yield future.result(timeout=30)

    return only


def outcomes(method: MethodDescriptor, wait: Callable[[], Iterator[bytes]]) -> list[Outcome]:
    """Those within the answer, and last the call's own."""
    kind = GetMessageClass(method.output_type)
    within: list[Outcome] = []
    try:
        for answer in wait():
            for status in statuses_within(kind.FromString(answer)):
                error = from_status(status)
                within.append(Outcome(error.code.name, error.reason, status.SerializeToString()))
    except grpc.RpcError as failed:
        error = from_rpc_error(failed)
        trailers: Any = failed.trailing_metadata() or ()
        told = [failed.details() or "", *(value for _, value in trailers)]
        in_bytes = b"\n".join(value if isinstance(value, bytes) else value.encode() for value in told)
        return [*within, Outcome(error.code.name, error.reason, in_bytes)]
    return [*within, Outcome("OK")]


def statuses_within(message: Message) -> Iterator[Status]:
    """Of the items of a batch, wherever they are in an answer."""
    if isinstance(message, Status):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is not None:
            for below in value if field.is_repeated else [value]:
                yield from statuses_within(below)
