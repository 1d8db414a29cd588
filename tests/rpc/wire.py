"""Calls below the client library: any bytes to any method, and errors with all that came with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self, TypeVar, cast

import grpc
from google.protobuf.message import Message

from regard.connection import channel_options
from regard.errors import RegardError, from_rpc_error

MessageT = TypeVar("MessageT", bound=Message)
PROFILES = "/regard.v1.ProfileService"
POLICY = "/regard.v1.PolicyService"
PRIVACY = "/regard.v1.PrivacyService"
CONTEXT = "/regard.v1.ContextService"
SCREENING = "/regard.v1.ScreeningService"
CATALOG = "/regard.v1.CatalogService"
INSIGHT = "/regard.v1.InsightService"
CUSTOMERS = "/regard.v1.CustomerService"
CHANGES = "/regard.v1.ChangeService"
ANSWER_STREAMS = {f"{CHANGES}/WatchChanges", f"{CHANGES}/ExportProfiles"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that was refused, as typed error and as it came."""

    error: RegardError
    message: str
    trailers: dict[str, str | bytes]

    @property
    def code(self) -> grpc.StatusCode:
        return self.error.code

    @property
    def reason(self) -> str:
        return self.error.reason

    @property
    def fields(self) -> list[str]:
        """Paths of the wrong fields."""
        return [violation.field for violation in self.error.violations]


class Wire:
    """One connection. Nothing is retried, nothing is checked before it is sent."""

    def __init__(self, target: str) -> None:
        options = [("grpc.enable_retries", 0), *channel_options()[1:]]
        self._channel = grpc.insecure_channel(target, options=options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()

    def send(self, method: str, request: Message | bytes) -> bytes:
        """Where the answer is a stream, its first message."""
        data = request if isinstance(request, bytes) else request.SerializeToString()
        if method in ANSWER_STREAMS:
            open_stream: Any = self._channel.unary_stream(method)
            stream = open_stream(data, timeout=30)
            try:
                first: bytes = next(stream)
            finally:
                stream.cancel()
            return first
        call: Any = self._channel.unary_unary(method)
        answer: bytes = call(data, timeout=30)
        return answer

    def ask(self, method: str, request: Message | bytes, response_type: type[MessageT]) -> MessageT:
        return response_type.FromString(self.send(method, request))

    def refused(self, method: str, request: Message | bytes) -> Refusal:
        """Fails where the call is not refused."""
        try:
            answer = self.send(method, request)
        except grpc.RpcError as failed:
            trailers = cast(Iterable[tuple[str, str | bytes]], failed.trailing_metadata() or ())
            return Refusal(from_rpc_error(failed), failed.details() or "", dict(trailers))
        raise AssertionError(f"{method} answered with {len(answer)} bytes")
