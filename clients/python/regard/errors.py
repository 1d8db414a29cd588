"""What calls raise. Catch as narrowly as you can answer for; the same classes come from both clients and from batches.

    RegardError                   any answer that is not a result; `code` tells what has no class of its own here
    ├── InvalidArgument           the request is wrong; sending it again won't help
    │   ├── InvalidField          a field breaks a rule; `violations` names it
    │   ├── UnknownTopic          `topic`, `nearest`
    │   ├── RequestIdReused       `request_id`
    │   ├── InvalidPageToken
    │   ├── InvalidFreshnessToken
    │   ├── InvalidCursor
    │   └── MalformedMessage
    ├── NotFound
    │   ├── EntryNotFound         `entry`
    │   ├── OfferNotFound         `offer`
    │   ├── IdentityNotFound      `scheme`
    │   └── PolicyVersionNotFound `version`
    ├── AlreadyExists
    │   ├── EntryExists           `entry`
    │   ├── SourceIdReused        `entry`, `source_id`
    │   └── IdentityTaken         `scheme`, `customer`: unlink it there, or merge the two
    ├── FailedPrecondition        not as things stand: change them first, as the class says
    │   ├── EntryRetracted        `entry`
    │   ├── EntrySuperseded       `entry`, `superseded_by`: supersede that one
    │   ├── ReservationSettled    `reservation`, `settled_by`: it was presented
    │   ├── CustomerMerged        `customer`, `surviving_customer`: merge that one, or unmerge first
    │   ├── MergeCycle            `customer`
    │   ├── NotMerged             `customer`
    │   └── SearchIndexOff        search one customer at a time, or ask the operator
    ├── Aborted
    │   └── EtagMismatch          `customer`, `etag`: read the profile again and decide anew
    ├── OutOfRange
    │   └── CursorOutOfRange      the changes after the cursor can't be told: export again, and watch from there
    ├── Unavailable               no server, or it can't answer now; it was retried already
    │   ├── FreshnessNotReached
    │   ├── ShuttingDown
    │   ├── WatcherTooSlow        nothing was taken from a stream for a minute
    │   └── DatabaseUnavailable
    ├── DeadlineExceeded          no answer in time; a write may have happened: repeat it with the same request_id
    │   └── DeadlineImposed       the service's own, for a call that set none
    ├── ResourceExhausted         too much at once, a message above 32 MB, or a full profile
    │   ├── TooManyCalls          the service is busy: come again after `retry_after`
    │   ├── AnswerTooLarge        ask for less at once; of a batch's item, in another batch
    │   └── ProfileFull           `customer`, `limit`, `maximum`: retract what no longer matters
    ├── PermissionDenied
    ├── Unauthenticated
    └── Internal                  a mistake of the service; `error_id` finds it in the server's log

One class a reason makes this file long.

An error of a reason that this library is too old to know is raised as the class of its status. The reasons are
described, each with an example, in `proto/regard/v1/error_reason.proto`.
"""

# the names say what happened, as gRPC and the ErrorReasons do
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TypeVar, cast

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.message import DecodeError, Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo  # type: ignore[import-untyped, unused-ignore]
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped, unused-ignore]

__all__ = [
    "Aborted",
    "AlreadyExists",
    "AnswerTooLarge",
    "CursorOutOfRange",
    "CustomerMerged",
    "DatabaseUnavailable",
    "DeadlineExceeded",
    "DeadlineImposed",
    "EntryExists",
    "EntryNotFound",
    "EntryRetracted",
    "EntrySuperseded",
    "EtagMismatch",
    "FailedPrecondition",
    "FieldViolation",
    "FreshnessNotReached",
    "IdentityNotFound",
    "IdentityTaken",
    "Internal",
    "InvalidArgument",
    "InvalidCursor",
    "InvalidField",
    "InvalidFreshnessToken",
    "InvalidPageToken",
    "MalformedMessage",
    "MergeCycle",
    "NotFound",
    "NotMerged",
    "OfferNotFound",
    "OutOfRange",
    "PermissionDenied",
    "PolicyVersionNotFound",
    "ProfileFull",
    "RegardError",
    "RequestIdReused",
    "ReservationSettled",
    "ResourceExhausted",
    "SearchIndexOff",
    "ShuttingDown",
    "SourceIdReused",
    "TooManyCalls",
    "Unauthenticated",
    "Unavailable",
    "UnknownTopic",
    "WatcherTooSlow",
    "from_rpc_error",
    "from_status",
]

DOMAIN = "regard.v1"
STATUS_DETAILS_KEY = "grpc-status-details-bin"

Detail = TypeVar("Detail", bound=Message)


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One wrong field: its path in the request, such as `entries[0].provenance.recorder`, and what is wrong with it."""

    field: str
    description: str


class RegardError(Exception):
    """An answer that is not a result. `str()` is the service's text for people: don't parse it.

    code: the gRPC status.
    reason: the name of the ErrorReason without prefix, such as `UNKNOWN_TOPIC`; empty where none came, as when no
        server was reached.
    metadata: the reason's data, read-only.
    violations: the wrong fields, the first 20 of them.
    retry_after: how long to wait before trying again, where the service says so.
    details: all details as they came, for what the other attributes don't show.
    """

    def __init__(self, status: Status) -> None:
        super().__init__(status)
        self._status = status
        info = _detail(status, ErrorInfo) or ErrorInfo()
        own = info.domain == DOMAIN
        retry = _detail(status, RetryInfo)
        fields = _detail(status, BadRequest) or BadRequest()
        self.code: grpc.StatusCode = _CODES.get(status.code, grpc.StatusCode.UNKNOWN)
        self.reason: str = info.reason if own else ""
        self.metadata: Mapping[str, str] = MappingProxyType(dict(info.metadata) if own else {})
        self.violations: tuple[FieldViolation, ...] = tuple(
            FieldViolation(violation.field, violation.description) for violation in fields.field_violations
        )
        self.retry_after: timedelta | None = None if retry is None else retry.retry_delay.ToTimedelta()
        self.details: tuple[Any, ...] = tuple(status.details)

    def __reduce__(self) -> tuple[type["RegardError"], tuple[Status]]:
        # For process pools: everything else is read from the status again.
        return type(self), (self._status,)

    def __str__(self) -> str:
        return self._status.message or self.code.name


class InvalidArgument(RegardError):
    """The request is wrong, whatever the state of the service."""


class InvalidField(InvalidArgument):
    """A field breaks a rule of the contract; `violations` names it."""


class UnknownTopic(InvalidArgument):
    """A preference names a topic that the taxonomy doesn't know."""

    @property
    def topic(self) -> str:
        return self.metadata.get("topic", "")

    @property
    def nearest(self) -> tuple[str, ...]:
        """The nearest known topics, best first; empty where none is near."""
        return tuple(path for path in self.metadata.get("nearest", "").split(",") if path)


class RequestIdReused(InvalidArgument):
    """The request id was used for another body."""

    @property
    def request_id(self) -> str:
        return self.metadata.get("request_id", "")


class InvalidPageToken(InvalidArgument):
    """The page token is not one that this method made for these arguments."""


class InvalidFreshnessToken(InvalidArgument):
    """The freshness token is not one that this deployment made."""


class InvalidCursor(InvalidArgument):
    """The cursor is not one that this call made for this question."""


class MalformedMessage(InvalidArgument):
    """The bytes are not a message of this method: the library and the service speak different contracts."""


class NotFound(RegardError):
    """What the request names doesn't exist."""


class EntryNotFound(NotFound):
    """The customer's ledger has no such entry."""

    @property
    def entry(self) -> str:
        return self.metadata.get("entry", "")


class PolicyVersionNotFound(NotFound):
    """The policy has no such version."""

    @property
    def version(self) -> int:
        return int(self.metadata.get("version", "0"))


class OfferNotFound(NotFound):
    """The catalogue has no such offer."""

    @property
    def offer(self) -> str:
        """Its resource name, `offers/{offer_id}`."""
        return self.metadata.get("offer", "")


class IdentityNotFound(NotFound):
    """The identity is linked to no customer, or not to this one."""

    @property
    def scheme(self) -> str:
        """Of the identity, such as `phone`; errors don't repeat the value."""
        return self.metadata.get("scheme", "")


class AlreadyExists(RegardError):
    """What the request would make is there already and says something else."""


class EntryExists(AlreadyExists):
    """An entry of this name says something else."""

    @property
    def entry(self) -> str:
        return self.metadata.get("entry", "")


class SourceIdReused(AlreadyExists):
    """An entry of this source system, source id and kind says something else."""

    @property
    def entry(self) -> str:
        """The entry that has the source id."""
        return self.metadata.get("entry", "")

    @property
    def source_id(self) -> str:
        return self.metadata.get("source_id", "")


class IdentityTaken(AlreadyExists):
    """The identity is linked to another customer: unlink it there, or merge the two."""

    @property
    def scheme(self) -> str:
        """Of the identity, such as `email`; errors don't repeat the value."""
        return self.metadata.get("scheme", "")

    @property
    def customer(self) -> str:
        """The customer that has it."""
        return self.metadata.get("customer", "")


class FailedPrecondition(RegardError):
    """The request is right, and not as things stand: they have to be changed first."""


class EntryRetracted(FailedPrecondition):
    """The entry was retracted: there is nothing to replace. Record the new one by itself."""

    @property
    def entry(self) -> str:
        return self.metadata.get("entry", "")


class EntrySuperseded(FailedPrecondition):
    """Another entry replaces this one already: supersede that one."""

    @property
    def entry(self) -> str:
        return self.metadata.get("entry", "")

    @property
    def superseded_by(self) -> str:
        """The entry that replaces it."""
        return self.metadata.get("superseded_by", "")


class ReservationSettled(FailedPrecondition):
    """What was reserved has been presented: it can be neither settled again nor released."""

    @property
    def reservation(self) -> str:
        return self.metadata.get("reservation", "")

    @property
    def settled_by(self) -> str:
        """The response that did."""
        return self.metadata.get("settled_by", "")


class CustomerMerged(FailedPrecondition):
    """The customer is merged into another: merge that one, or unmerge first."""

    @property
    def customer(self) -> str:
        return self.metadata.get("customer", "")

    @property
    def surviving_customer(self) -> str:
        """Whom the customer is merged into."""
        return self.metadata.get("surviving_customer", "")


class MergeCycle(FailedPrecondition):
    """The one who should survive is merged into the other."""

    @property
    def customer(self) -> str:
        """The one who should survive."""
        return self.metadata.get("customer", "")


class NotMerged(FailedPrecondition):
    """The customer is not merged into another."""

    @property
    def customer(self) -> str:
        return self.metadata.get("customer", "")


class SearchIndexOff(FailedPrecondition):
    """The operator has switched off the index that a search across customers needs; within one customer it goes on."""


class Aborted(RegardError):
    """Something came between; read again and decide anew."""


class EtagMismatch(Aborted):
    """The profile has changed since the etag was read."""

    @property
    def customer(self) -> str:
        return self.metadata.get("customer", "")

    @property
    def etag(self) -> str:
        """The profile's present etag."""
        return self.metadata.get("etag", "")


class OutOfRange(RegardError):
    """What was asked for lies before, or after, what there is."""


class CursorOutOfRange(OutOfRange):
    """The changes after the cursor are no longer kept, or the database was restored: export again, and watch from there."""


class Unavailable(RegardError):
    """There is no server, or it can't answer just now; with an empty `reason`, no server was reached."""


class WatcherTooSlow(Unavailable):
    """Nothing was taken from the stream for too long. It goes on after its last answer."""


class FreshnessNotReached(Unavailable):
    """The database has not reached the state that the freshness token stands for."""


class ShuttingDown(Unavailable):
    """The server is stopping, and no other answered in time."""


class DatabaseUnavailable(Unavailable):
    """The service can't use its database just now. Repeat with the same request id."""


class DeadlineExceeded(RegardError):
    """No answer within the timeout. A write may have happened all the same: repeat it with the same request id."""


class DeadlineImposed(DeadlineExceeded):
    """The call set no deadline, and the one that the service sets then is over. This library always sets one."""


class ResourceExhausted(RegardError):
    """Too much at once, a message larger than 32 MB, or more than a profile holds."""


class TooManyCalls(ResourceExhausted):
    """The service has as many calls of this class under way as it takes on, and did nothing: come again after
    `retry_after`."""

    @property
    def call_class(self) -> str:
        """`screening`, `writes`, `streams` or `admin`."""
        return self.metadata.get("class", "")


class AnswerTooLarge(ResourceExhausted):
    """The answer doesn't fit into one message: ask for less at once; of a batch's item, in another batch."""


class ProfileFull(ResourceExhausted):
    """The profile holds as much as it can: retract, supersede or let expire what no longer matters."""

    @property
    def customer(self) -> str:
        return self.metadata.get("customer", "")

    @property
    def limit(self) -> str:
        """What there is too much of, such as `preferences`."""
        return self.metadata.get("limit", "")

    @property
    def maximum(self) -> int:
        """How much of it a profile holds; 0 where the service didn't say."""
        said = self.metadata.get("maximum", "")
        return int(said) if said.isdecimal() else 0


class PermissionDenied(RegardError):
    """These credentials may not do this."""


class Unauthenticated(RegardError):
    """The token is missing or not valid."""


class Internal(RegardError):
    """A mistake of the service."""

    @property
    def error_id(self) -> str:
        """Finds the mistake in the server's log; empty where it came from elsewhere."""
        return self.metadata.get("error_id", "")


_BY_REASON: Mapping[str, type[RegardError]] = {
    "INVALID_FIELD": InvalidField,
    "UNKNOWN_TOPIC": UnknownTopic,
    "REQUEST_ID_REUSED": RequestIdReused,
    "ETAG_MISMATCH": EtagMismatch,
    "ENTRY_NOT_FOUND": EntryNotFound,
    "ENTRY_EXISTS": EntryExists,
    "SOURCE_ID_REUSED": SourceIdReused,
    "OFFER_NOT_FOUND": OfferNotFound,
    "POLICY_VERSION_NOT_FOUND": PolicyVersionNotFound,
    "INVALID_PAGE_TOKEN": InvalidPageToken,
    "INVALID_FRESHNESS_TOKEN": InvalidFreshnessToken,
    "FRESHNESS_NOT_REACHED": FreshnessNotReached,
    "DATABASE_UNAVAILABLE": DatabaseUnavailable,
    "INTERNAL": Internal,
    "MALFORMED_MESSAGE": MalformedMessage,
    "ANSWER_TOO_LARGE": AnswerTooLarge,
    "INVALID_CURSOR": InvalidCursor,
    "SHUTTING_DOWN": ShuttingDown,
    "ENTRY_RETRACTED": EntryRetracted,
    "ENTRY_SUPERSEDED": EntrySuperseded,
    "PROFILE_FULL": ProfileFull,
    "IDENTITY_NOT_FOUND": IdentityNotFound,
    "IDENTITY_TAKEN": IdentityTaken,
    "CUSTOMER_MERGED": CustomerMerged,
    "MERGE_CYCLE": MergeCycle,
    "NOT_MERGED": NotMerged,
    "SEARCH_INDEX_OFF": SearchIndexOff,
    "RESERVATION_SETTLED": ReservationSettled,
    "TOO_MANY_CALLS": TooManyCalls,
    "DEADLINE_IMPOSED": DeadlineImposed,
    "CURSOR_OUT_OF_RANGE": CursorOutOfRange,
    "WATCHER_TOO_SLOW": WatcherTooSlow,
}

_BY_CODE: Mapping[grpc.StatusCode, type[RegardError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidArgument,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.ALREADY_EXISTS: AlreadyExists,
    grpc.StatusCode.FAILED_PRECONDITION: FailedPrecondition,
    grpc.StatusCode.ABORTED: Aborted,
    grpc.StatusCode.OUT_OF_RANGE: OutOfRange,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
    grpc.StatusCode.RESOURCE_EXHAUSTED: ResourceExhausted,
    grpc.StatusCode.PERMISSION_DENIED: PermissionDenied,
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.INTERNAL: Internal,
}

_CODES: Mapping[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}


def from_status(status: Status) -> RegardError:
    """The error that a status stands for, such as the `status` of one result of a batch.

    Raises ValueError for the status OK, which is no error.
    """
    if status.code == 0:
        raise ValueError("the status is OK: there is no error to make of it")
    error = RegardError(status)
    kind = _BY_REASON.get(error.reason) or _BY_CODE.get(error.code)
    return error if kind is None else kind(status)


def from_rpc_error(failed: grpc.RpcError) -> RegardError:
    """The error that a failed call of grpcio stands for: from its details where they came, else from its code."""
    # Pairs in both of grpcio's clients, whatever their type stubs say.
    for key, value in cast(Iterable[tuple[str, str | bytes]], failed.trailing_metadata() or ()):
        if key == STATUS_DETAILS_KEY and isinstance(value, bytes):
            try:
                return from_status(Status.FromString(value))
            except (DecodeError, ValueError):
                break  # a proxy's, not ours: the code still tells
    return from_status(Status(code=failed.code().value[0], message=failed.details() or ""))


def _detail(status: Status, kind: type[Detail]) -> Detail | None:
    for packed in status.details:
        detail = kind()
        try:
            if packed.Unpack(detail):
                return detail
        except DecodeError:
            return None  # a proxy's, not ours
    return None
