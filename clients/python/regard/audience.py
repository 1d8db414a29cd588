"""Screening an audience, free of I/O: which chunks are due, which have no answer yet, and how a broken stream goes on.

A client sends what `opening` and `due` say, and tells what comes back: `answered`, `broken`. Both clients do the same.
"""

from collections import deque
from collections.abc import Iterator
from itertools import islice

import grpc
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped, unused-ignore]

from regard import errors
from regard.arguments import customer_name
from regard.calls.call import AudienceCall
from regard.v1 import ScreenAudienceRequest, ScreenAudienceResponse

ATTEMPTS_MAX = 6
FIRST_WAIT_SECONDS = 0.1
"""Each wait is twice the one before: some 3 s in all, in which a server starts again."""


class Audience:
    """The chunks of one audience; None stands for the end of them.

    It holds at most `max_outstanding_chunks` of them, however many customers there are: those are sent again when the
    stream breaks. The customers are read by whoever calls `due`, and nowhere else.
    """

    def __init__(self, call: AudienceCall[ScreenAudienceRequest, ScreenAudienceResponse]) -> None:
        self._call = call
        self._customers = iter(call.customers)
        self._outstanding: deque[bytes] = deque()
        self._cursor = call.request.open.cursor
        self._attempts = 0
        self._all_read = False

    def opening(self) -> Iterator[bytes | None]:
        """What a stream begins with, the first one and one that goes on: what is asked, and the chunks without answer."""
        request = ScreenAudienceRequest()
        request.CopyFrom(self._call.request)
        request.open.cursor = self._cursor
        yield request.SerializeToString()
        yield from self._outstanding
        if self._all_read:
            yield None

    def due(self) -> Iterator[bytes | None]:
        """The chunks that may be sent now, and once after the last of them the end."""
        while not self._all_read and len(self._outstanding) < self._call.request.open.max_outstanding_chunks:
            names = [customer_name(customer) for customer in islice(self._customers, self._call.chunk_size)]
            if not names:
                self._all_read = True
                yield None
                return
            chunk = ScreenAudienceRequest(customers=names).SerializeToString()
            self._outstanding.append(chunk)
            yield chunk

    def answered(self, answer: bytes | None) -> ScreenAudienceResponse | None:
        """The answer to the oldest chunk that had none; None at the end of the audience.

        Raises Unavailable where the stream ended and customers have no answer: that is never the end.
        """
        if answer is None and self._all_read and not self._outstanding:
            return None
        if answer is None:
            raise _failed(grpc.StatusCode.UNAVAILABLE, "the server ended the stream before all customers had an answer")
        if not self._outstanding:
            raise _failed(grpc.StatusCode.UNKNOWN, "the server answered more chunks than were sent")
        response = self._call.response_type.FromString(answer)
        self._outstanding.popleft()
        self._cursor = response.cursor
        self._attempts = 0
        return response

    def broken(self, error: errors.RegardError) -> float:
        """The seconds to wait before the next stream. Raises the error where another wouldn't help."""
        self._attempts += 1
        # The service gives its mistakes a reason. Without one, grpc.aio was writing when the stream ended, and its own
        # error hides the server's, which another attempt brings to light.
        cut = isinstance(error, errors.Internal) and not error.reason
        if not (cut or isinstance(error, errors.Unavailable | errors.TooManyCalls)) or self._attempts >= ATTEMPTS_MAX:
            raise error
        wait: float = FIRST_WAIT_SECONDS * 2 ** (self._attempts - 1)
        return wait


def no_answer(seconds: float) -> errors.RegardError:
    """What it comes to when a stream says nothing for so long."""
    return _failed(grpc.StatusCode.DEADLINE_EXCEEDED, f"no answer within {seconds} s")


def _failed(code: grpc.StatusCode, text: str) -> errors.RegardError:
    return errors.from_status(Status(code=code.value[0], message=text))
