"""How a report says numbers, dates and names."""

from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp

from regard.arguments import short_name
from regard.v1 import Channel, CommitmentKind, SuppressionReason

NOT_NOTED = "(not noted)"
NO_SHARE = "n/a"  # of nothing

CHANNELS = {"email": "e-mail", "sms": "text message", "app": "app", "agent-call": "customer's call"}
COMMITMENTS = {"callback": "Call-backs", "check-in": "Check-ins", "promise": "Promises"}


def number(count: int) -> str:
    return f"{count:,}"


def several(count: int, one: str, many: str = "") -> str:
    """`1 offer`, `2,000 offers`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def share(part: int, whole: int) -> str:
    """As `percent`; of nothing, none."""
    return percent(part / whole) if whole else NO_SHARE


def percent(rate: float) -> str:
    """In whole percent; what is neither nothing nor all never looks like it."""
    whole = round(100 * rate)
    if rate > 0 and whole == 0:
        return "under 1 %"
    if rate < 1 and whole == 100:
        return "over 99 %"
    return f"{whole} %"


def day(instant: Timestamp) -> str:
    """`3 May 2026`, in UTC."""
    return _day(instant.ToDatetime(tzinfo=UTC))


def last_day(end: Timestamp) -> str:
    """The day of the last instant before this one."""
    return _day(end.ToDatetime(tzinfo=UTC) - timedelta(microseconds=1))


def minute(instant: Timestamp) -> str:
    """`3 May 2026, 14:05 UTC`."""
    at = instant.ToDatetime(tzinfo=UTC)
    return f"{_day(at)}, {at:%H:%M} UTC"


def month(instant: Timestamp) -> str:
    return f"{instant.ToDatetime(tzinfo=UTC):%b %Y}"


def channel(value: int) -> str:
    if value == Channel.CHANNEL_UNSPECIFIED:
        return NOT_NOTED
    name = short_name(Channel, value)
    return CHANNELS.get(name, name.replace("-", " "))


def commitments(kind: int) -> str:
    name = short_name(CommitmentKind, kind)
    return COMMITMENTS.get(name, name.replace("-", " "))


def reason(value: int) -> str:
    """`declined recently`; the contract's own name, so that a reason of tomorrow has one too."""
    return short_name(SuppressionReason, value).replace("-", " ")


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"
