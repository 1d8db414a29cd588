"""Quiet hours on the clocks of the world: where a night begins and ends, in UTC, whatever the clock does in it.

A night is one stretch: from the first time that the clock shows its start to the last time that it shows its end. A start
or an end that the clock leaps over is the instant of the leap. `days` are those on which a night starts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from regard_server.domain.content import QuietHours

_DAYS_BACK = 2
_DAYS_ON = 9
"""A night may start on the day before, and the next one a week later; one more for clocks that skip a day."""
_SECOND = timedelta(seconds=1)
REMEMBERED_MAX = 1024
"""Quiet hours and zones of which the last answer is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Whether it is quiet at an instant, and around it the span in which the clock changes nothing of that."""

    is_quiet: bool
    since: datetime
    until: datetime


_remembered: dict[tuple[QuietHours, ZoneInfo], Quiet] = {}


def quiet_at(hours: QuietHours, zone: ZoneInfo, at: datetime) -> Quiet:
    """Remembered while it holds, since it is the same for all customers of one zone."""
    known = _remembered.get((hours, zone))
    if known is None or not known.since <= at < known.until:
        known = _quiet_at(hours, zone, at)
        if len(_remembered) >= REMEMBERED_MAX:
            _remembered.clear()
        _remembered[hours, zone] = known
    return known


def _quiet_at(hours: QuietHours, zone: ZoneInfo, at: datetime) -> Quiet:
    today = at.astimezone(zone).date()
    since = at
    until = at + timedelta(days=1)  # where no night is near, look again tomorrow
    is_quiet = False
    for begins, ends in _nights(hours, zone, today):
        if ends <= at:
            since = ends
        elif begins <= at or (is_quiet and begins <= until):
            since, until = (since, max(until, ends)) if is_quiet else (begins, ends)
            is_quiet = True
        else:
            until = until if is_quiet else begins
            break
    return Quiet(is_quiet=is_quiet, since=since, until=until)


def _nights(hours: QuietHours, zone: ZoneInfo, around: date) -> Iterator[tuple[datetime, datetime]]:
    """In the order of time; none is empty."""
    for offset in range(-_DAYS_BACK, _DAYS_ON + 1):
        day = around + timedelta(days=offset)
        if not hours.days or day.isoweekday() in hours.days:
            begins, ends = _night(hours, zone, day)
            if begins < ends:
                yield begins, ends


@lru_cache(maxsize=4096)
def _night(hours: QuietHours, zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time())
    following = hours.end_minute <= hours.start_minute
    return (
        first_showing(midnight + timedelta(minutes=hours.start_minute), zone),
        last_showing(midnight + timedelta(days=following, minutes=hours.end_minute), zone),
    )


def first_showing(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, UTC, at which a clock of this zone first shows this time; where it never does, at which it leaps."""
    return _showing(wall, zone, fold=0)


def last_showing(wall: datetime, zone: ZoneInfo) -> datetime:
    """As `first_showing`: the last one."""
    return _showing(wall, zone, fold=1)


def _showing(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    # By the offset of after the leap it would be too early, by the one of before too late.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    leapt = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(zone).utcoffset() == leapt:
            after = middle
        else:
            before = middle
    return after
