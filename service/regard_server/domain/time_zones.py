"""The customer's time zone, from instant to instant: their own where they told it, else the company's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from regard_server.domain.content import ContactRule
from regard_server.domain.contradictions import in_force, instants_of_change
from regard_server.domain.entry import Entry
from regard_server.domain.policy import Calendar
from regard_server.domain.quiet_hours import first_showing
from regard_server.domain.span import EARLIEST, LATEST

_UTC = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """From `since` to before `until` the customer's clock is that of this zone."""

    zone: ZoneInfo
    since: datetime
    until: datetime


def stays(rules: Sequence[Entry[ContactRule]], company: str, *, merged_at: datetime | None) -> tuple[Stay, ...]:
    """One after the other, without gaps, from always to for ever. `rules` are those that tell a zone and may decide."""
    starts = [EARLIEST, *instants_of_change(rules)]
    ends = [*starts[1:], LATEST]
    return tuple(
        Stay(zone=zone_at(rules, company, since, merged_at=merged_at), since=since, until=until)
        for since, until in zip(starts, ends, strict=True)
    )


def zone_at(rules: Sequence[Entry[ContactRule]], company: str, at: datetime, *, merged_at: datetime | None) -> ZoneInfo:
    rule = in_force(rules, at, merged_at=merged_at, by_basis=True) if rules else None
    return zone_of(company if rule is None else rule.content.time_zone)


def period_end(calendar: Calendar, at: datetime, zone: ZoneInfo) -> datetime:
    """The end of the day, or of the week from Monday on, that this instant is in."""
    today = at.astimezone(zone).date()
    return _midnight(today + timedelta(days=1 if calendar is Calendar.DAY else 8 - today.isoweekday()), zone)


@cache
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def zone_of(name: str) -> ZoneInfo:
    """UTC where this machine doesn't know the zone, which another knew when it was recorded."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(_UTC)


@lru_cache(maxsize=4096)
def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return first_showing(datetime.combine(day, time()), zone)
