"""Domain errors to gRPC statuses: one table, one place. Every error carries a google.rpc.ErrorInfo."""

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2

from regard_server.domain import errors
from regard_server.rpc.convert.names import customer_name, entry_name, offer_name

DOMAIN = "regard.v1"
VIOLATIONS_MAX = 20
DETAILS_BYTES_MAX = 4000
"""Above 8 KB grpcio's clients randomly see RESOURCE_EXHAUSTED in place of the error."""
MESSAGE_CHARACTERS_MAX = 400

log = logging.getLogger(__name__)


class MalformedMessage(errors.DomainError):
    def __init__(self) -> None:
        super().__init__("the bytes are not a message of this method")


@dataclass(frozen=True, slots=True)
class Mapped:
    code: grpc.StatusCode
    reason: str
    metadata: Callable[[Any], Mapping[str, str]] = lambda _: {}
    retry_after_seconds: float = 0
    pushes_back: bool = False
    """Whether gRPC's own retries wait for as long too, if the client has them on."""


TABLE: dict[type[errors.DomainError], Mapped] = {
    errors.InvalidFields: Mapped(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"),
    errors.UnknownTopic: Mapped(
        grpc.StatusCode.INVALID_ARGUMENT,
        "UNKNOWN_TOPIC",
        lambda error: {"topic": error.topic, "nearest": ",".join(error.nearest)},
    ),
    errors.RequestIdReused: Mapped(
        grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED", lambda error: {"request_id": error.request_id}
    ),
    errors.EtagMismatch: Mapped(
        grpc.StatusCode.ABORTED,
        "ETAG_MISMATCH",
        lambda error: {"customer": customer_name(error.customer), "etag": error.current},
    ),
    errors.PolicyEtagMismatch: Mapped(grpc.StatusCode.ABORTED, "ETAG_MISMATCH", lambda error: {"etag": error.current}),
    errors.PolicyVersionNotFound: Mapped(
        grpc.StatusCode.NOT_FOUND, "POLICY_VERSION_NOT_FOUND", lambda error: {"version": str(error.version)}
    ),
    errors.EntryNotFound: Mapped(
        grpc.StatusCode.NOT_FOUND,
        "ENTRY_NOT_FOUND",
        lambda error: {"entry": entry_name(error.customer, error.entry_id)},
    ),
    errors.EntryIsRetracted: Mapped(
        grpc.StatusCode.FAILED_PRECONDITION,
        "ENTRY_RETRACTED",
        lambda error: {"entry": entry_name(error.customer, error.entry_id)},
    ),
    errors.EntryIsSuperseded: Mapped(
        grpc.StatusCode.FAILED_PRECONDITION,
        "ENTRY_SUPERSEDED",
        lambda error: {
            "entry": entry_name(error.customer, error.entry_id),
            "superseded_by": entry_name(error.customer, error.superseded_by),
        },
    ),
    errors.ReservationSettled: Mapped(
        grpc.StatusCode.FAILED_PRECONDITION,
        "RESERVATION_SETTLED",
        lambda error: {
            "reservation": entry_name(error.customer, error.entry_id),
            "settled_by": entry_name(error.customer, error.settled_by),
        },
    ),
    errors.ProfileFull: Mapped(
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "PROFILE_FULL",
        lambda error: {
            "customer": customer_name(error.customer),
            "limit": error.limit,
            "maximum": str(error.maximum),
        },
    ),
    errors.IdentityNotFound: Mapped(
        grpc.StatusCode.NOT_FOUND, "IDENTITY_NOT_FOUND", lambda error: {"scheme": error.scheme}
    ),
    errors.IdentityTaken: Mapped(
        grpc.StatusCode.ALREADY_EXISTS,
        "IDENTITY_TAKEN",
        lambda error: {"scheme": error.scheme, "customer": customer_name(error.customer)},
    ),
    errors.CustomerMerged: Mapped(
        grpc.StatusCode.FAILED_PRECONDITION,
        "CUSTOMER_MERGED",
        lambda error: {
            "customer": customer_name(error.customer),
            "surviving_customer": customer_name(error.surviving),
        },
    ),
    errors.MergeCycle: Mapped(
        grpc.StatusCode.FAILED_PRECONDITION,
        "MERGE_CYCLE",
        lambda error: {"customer": customer_name(error.customer)},
    ),
    errors.NotMerged: Mapped(
        grpc.StatusCode.FAILED_PRECONDITION,
        "NOT_MERGED",
        lambda error: {"customer": customer_name(error.customer)},
    ),
    errors.SearchIndexOff: Mapped(grpc.StatusCode.FAILED_PRECONDITION, "SEARCH_INDEX_OFF"),
    errors.EntryExists: Mapped(
        grpc.StatusCode.ALREADY_EXISTS,
        "ENTRY_EXISTS",
        lambda error: {"entry": entry_name(error.customer, error.entry_id)},
    ),
    errors.SourceIdReused: Mapped(
        grpc.StatusCode.ALREADY_EXISTS,
        "SOURCE_ID_REUSED",
        lambda error: {
            "entry": entry_name(error.customer, error.entry_id),
            "source_system": error.source_system,
            "source_id": error.source_id,
        },
    ),
    errors.OfferNotFound: Mapped(
        grpc.StatusCode.NOT_FOUND, "OFFER_NOT_FOUND", lambda error: {"offer": offer_name(error.offer_id)}
    ),
    errors.InvalidPageToken: Mapped(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_PAGE_TOKEN"),
    errors.InvalidFreshnessToken: Mapped(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FRESHNESS_TOKEN"),
    errors.InvalidCursor: Mapped(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_CURSOR"),
    errors.CursorOutOfRange: Mapped(grpc.StatusCode.OUT_OF_RANGE, "CURSOR_OUT_OF_RANGE"),
    errors.WatcherTooSlow: Mapped(grpc.StatusCode.UNAVAILABLE, "WATCHER_TOO_SLOW", retry_after_seconds=1),
    errors.FreshnessNotReached: Mapped(grpc.StatusCode.UNAVAILABLE, "FRESHNESS_NOT_REACHED", retry_after_seconds=1),
    errors.DatabaseUnavailable: Mapped(grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE", retry_after_seconds=1),
    errors.AnswerTooLarge: Mapped(grpc.StatusCode.RESOURCE_EXHAUSTED, "ANSWER_TOO_LARGE"),
    # By then the connection has ended, so that the next attempt opens another, to a server that serves.
    errors.ShuttingDown: Mapped(
        grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN", retry_after_seconds=0.4, pushes_back=True
    ),
    errors.TooManyCalls: Mapped(
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "TOO_MANY_CALLS",
        lambda error: {"class": error.call_class, "maximum": str(error.maximum)},
        retry_after_seconds=0.5,
        pushes_back=True,
    ),
    errors.OutOfTime: Mapped(
        grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_IMPOSED", lambda error: {"seconds": f"{error.seconds:g}"}
    ),
    MalformedMessage: Mapped(grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_MESSAGE"),
}
_PUSH_BACK = {mapped.reason for mapped in TABLE.values() if mapped.pushes_back}
_RESOURCE_EXHAUSTED: int = grpc.StatusCode.RESOURCE_EXHAUSTED.value[0]


def status_of(error: Exception) -> status_pb2.Status:
    """The status to answer with. What is not a domain error is our mistake: logged, and told by an id alone."""
    if not isinstance(error, errors.DomainError):
        return _mistake_of_ours(error)
    mapped = TABLE[type(error)]
    details: list[Any] = [
        error_details_pb2.ErrorInfo(reason=mapped.reason, domain=DOMAIN, metadata=mapped.metadata(error))
    ]
    violations = _violations(error)
    if violations:
        details.append(_bad_request(violations))
    if mapped.retry_after_seconds:
        # Of different length for each, or all who were sent away at once would come back at once.
        seconds = mapped.retry_after_seconds * random.uniform(0.5, 1.5)  # noqa: S311  nothing secret about it
        delay = duration_pb2.Duration()
        delay.FromMilliseconds(int(seconds * 1000))
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    return _status(mapped.code, str(error), details)


def pushback_of(status: status_pb2.Status) -> str | None:
    """What gRPC's own retries are told (`grpc-retry-pushback-ms`): how long to wait, or by a negative number to leave it. None
    where they may wait as they like."""
    info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(retry)
    if info.reason in _PUSH_BACK:
        return str(retry.retry_delay.ToMilliseconds())
    return "-1" if status.code == _RESOURCE_EXHAUSTED else None


def _mistake_of_ours(error: Exception) -> status_pb2.Status:
    error_id = str(uuid4())
    log.error("error_id=%s", error_id, exc_info=error)
    info = error_details_pb2.ErrorInfo(reason="INTERNAL", domain=DOMAIN, metadata={"error_id": error_id})
    return _status(grpc.StatusCode.INTERNAL, f"a mistake of ours, error id {error_id}", [info])


def _violations(error: errors.DomainError) -> tuple[errors.FieldViolation, ...]:
    if isinstance(error, errors.InvalidFields):
        return error.violations
    if isinstance(error, errors.UnknownTopic):
        return (errors.FieldViolation(error.field, f"the taxonomy has no topic {error.topic!r}"),)
    return ()


def _bad_request(violations: tuple[errors.FieldViolation, ...]) -> error_details_pb2.BadRequest:
    bad_request = error_details_pb2.BadRequest()
    for violation in violations[:VIOLATIONS_MAX]:
        bad_request.field_violations.add(field=violation.field, description=violation.description)
        if bad_request.ByteSize() > DETAILS_BYTES_MAX // 2:
            break
    return bad_request


def _status(code: grpc.StatusCode, message: str, details: list[Any]) -> status_pb2.Status:
    number: int = code.value[0]
    if len(message) > MESSAGE_CHARACTERS_MAX:
        message = message[: MESSAGE_CHARACTERS_MAX - 1] + "…"
    status = status_pb2.Status(code=number, message=message)
    for detail in details:
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    return status
