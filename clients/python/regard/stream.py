"""A stream of answers, free of I/O: where it goes on when it broke, and for how long that is tried. Both clients do the same."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

import grpc
from google.protobuf.message import Message
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped, unused-ignore]

from regard import errors
from regard.calls.call import StreamCall

Request = TypeVar("Request", bound=Message)
Response = TypeVar("Response", bound=Message)

FIRST_WAIT_SECONDS = 0.1
WAIT_SECONDS_MAX = 5.0
"""Each wait is twice the one before, up to this."""
SECONDS_TO_CONNECT = 3.0
"""How long a server that never answered is looked for: it may be starting, or there is none."""
SECONDS_TO_RECONNECT = 60.0
"""How long one is that has answered."""


class Stream(Generic[Response]):
    def __init__(self, call: StreamCall[Request, Response], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._call = call
        self._clock = clock
        self._cursor: str = call.request.cursor  # type: ignore[attr-defined]  # every such request has it
        self._broken_at: float | None = None
        self._wait = FIRST_WAIT_SECONDS
        self._patience = SECONDS_TO_CONNECT

    def opening(self) -> bytes:
        """The request that the stream begins with, or goes on with."""
        request = type(self._call.request)()
        request.CopyFrom(self._call.request)
        request.cursor = self._cursor  # type: ignore[attr-defined]
        return request.SerializeToString()

    def answered(self, answer: bytes | None) -> Response | None:
        """The answer; None at the end. Raises Unavailable where the stream ended that has no end."""
        if answer is None:
            if self._call.has_an_end:
                return None
            raise errors.from_status(Status(code=grpc.StatusCode.UNAVAILABLE.value[0], message="the stream ended"))
        response = self._call.response_type.FromString(answer)
        self._cursor = response.cursor  # type: ignore[attr-defined]  # every such answer has it
        self._broken_at = None
        self._wait = FIRST_WAIT_SECONDS
        self._patience = SECONDS_TO_RECONNECT
        return response

    def broken(self, error: errors.RegardError) -> float:
        """The seconds to wait before the stream goes on. Raises the error where that wouldn't help."""
        now = self._clock()
        if self._broken_at is None:
            self._broken_at = now
        if not isinstance(error, errors.Unavailable | errors.TooManyCalls) or now - self._broken_at >= self._patience:
            raise error
        wait, self._wait = self._wait, min(2 * self._wait, WAIT_SECONDS_MAX)
        return wait
