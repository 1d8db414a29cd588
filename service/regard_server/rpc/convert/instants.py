"""Timestamps and instants. What is finer than a microsecond is dropped."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from regard_server.domain.errors import FieldViolation, InvalidFields

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NANOS = 1_000_000_000


def instant(timestamp: Timestamp, field: str) -> datetime:
    """The annotations of the contract have held the seconds within what a datetime can be."""
    if not 0 <= timestamp.nanos < _NANOS:
        raise InvalidFields(FieldViolation(field, "nanos must be from 0 to 999,999,999"))
    return _instant(timestamp.seconds, timestamp.nanos // 1000)


@lru_cache(maxsize=1024)  # as `timestamp`
def _instant(seconds: int, micros: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds, microseconds=micros)


def maybe_instant(message: Message, name: str, field: str) -> datetime | None:
    """The instant in the field `name` of the message, which is itself called `field`; None where it isn't set."""
    if not message.HasField(name):
        return None
    timestamp = getattr(message, name)
    if not 0 <= timestamp.nanos < _NANOS:
        instant(timestamp, f"{field}.{name}")
    return _instant(timestamp.seconds, timestamp.nanos // 1000)


@lru_cache(maxsize=1024)  # a batch has one time of recording, and most entries were stated when they took effect
def timestamp(at: datetime) -> Timestamp:
    """Not to be changed by whoever gets it: others have it too."""
    seconds, micros = divmod((at - _EPOCH) // _MICROSECOND, 1_000_000)
    return Timestamp(seconds=seconds, nanos=micros * 1000)


def maybe_timestamp(at: datetime | None) -> Timestamp | None:
    return None if at is None else timestamp(at)
