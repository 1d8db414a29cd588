"""Quiet hours."""

from google.type import timeofday_pb2

from regard.v1 import contact_rule_pb2 as pb
from regard_server.domain.content import QuietHours
from regard_server.domain.errors import FieldViolation, InvalidFields

MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR


def quiet_hours(message: pb.QuietHours, field: str) -> QuietHours:
    return QuietHours(
        start_minute=_minute(message.start, f"{field}.start", minute_max=MINUTES_PER_DAY - 1),
        end_minute=_minute(message.end, f"{field}.end", minute_max=MINUTES_PER_DAY),
        days=tuple(sorted(message.days)),
    )


def quiet_hours_message(hours: QuietHours) -> pb.QuietHours:
    message = pb.QuietHours(start=_time_of_day(hours.start_minute), end=_time_of_day(hours.end_minute))
    message.days.MergeFrom(hours.days)  # type: ignore[arg-type]  # days of the week are numbered as in the contract
    return message


def _minute(time: timeofday_pb2.TimeOfDay, field: str, *, minute_max: int) -> int:
    minute: int = time.hours * MINUTES_PER_HOUR + time.minutes
    whole = 0 <= time.minutes < MINUTES_PER_HOUR and not time.seconds and not time.nanos
    if not whole or not 0 <= minute <= minute_max:
        raise InvalidFields(FieldViolation(field, "must be a time of day in hours and minutes"))
    return minute


def _time_of_day(minute: int) -> timeofday_pb2.TimeOfDay:
    hours, minutes = divmod(minute, MINUTES_PER_HOUR)
    return timeofday_pb2.TimeOfDay(hours=hours, minutes=minutes)
