"""Statuses and messages as the service makes them, for tests to script."""

from datetime import UTC, datetime, timedelta

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.rpc.error_details_pb2 import (  # type: ignore[import-untyped, unused-ignore]
    BadRequest,
    ErrorInfo,
    RetryInfo,
)
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped, unused-ignore]


def failed(
    code: grpc.StatusCode,
    reason: str = "",
    *,
    domain: str = "regard.v1",
    metadata: dict[str, str] | None = None,
    violations: dict[str, str] | None = None,
    retry_after: timedelta | None = None,
    text: str = "said by the service",
) -> Status:
    """A status with the details that the service adds to it."""
    details: list[Message] = []
    if reason:
        details.append(ErrorInfo(reason=reason, domain=domain, metadata=metadata or {}))
    if violations:
        fields = [BadRequest.FieldViolation(field=field, description=wrong) for field, wrong in violations.items()]
        details.append(BadRequest(field_violations=fields))
    if retry_after:
        delay = Duration()
        delay.FromTimedelta(retry_after)
        details.append(RetryInfo(retry_delay=delay))
    status = Status(code=code.value[0], message=text)
    for detail in details:
        status.details.add().Pack(detail)
    return status


def instant(year: int, month: int, day: int) -> Timestamp:
    """Noon of that day in UTC."""
    made = Timestamp()
    made.FromDatetime(datetime(year, month, day, 12, tzinfo=UTC))
    return made
