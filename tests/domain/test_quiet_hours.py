"""Nights around changes of the clock, in zones that change it by an hour, by half an hour, and by skipping a day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from domain.screening_by_the_book import is_quiet
from regard_server.domain.content import QuietHours
from regard_server.domain.quiet_hours import quiet_at

MICROSECOND = timedelta(microseconds=1)
CHANGES = {
    "Europe/Berlin": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    "Australia/Lord_Howe": (datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    "America/Santiago": (datetime(2026, 4, 5, 3, tzinfo=UTC), datetime(2026, 9, 6, 4, tzinfo=UTC)),
}
INSTANTS = st.sampled_from([(zone, change) for zone, changes in CHANGES.items() for change in changes])
MINUTES = st.integers(0, 1439)
DAYS = st.sets(st.integers(1, 7)).map(lambda days: tuple(sorted(days)))


def test_clocks_change_when_the_tests_say() -> None:
    for zone, changes in CHANGES.items():
        for change in changes:
            before, after = (at.astimezone(ZoneInfo(zone)).utcoffset() for at in (change - MICROSECOND, change))
            assert before != after, (zone, change)


@given(INSTANTS, st.integers(-2 * 1440, 2 * 1440), MINUTES, st.integers(1, 1440), DAYS)
@example(("Europe/Berlin", CHANGES["Europe/Berlin"][0]), -1, 22 * 60, 2 * 60 + 30, ())
@example(("Europe/Berlin", CHANGES["Europe/Berlin"][1]), -1, 22 * 60, 2 * 60 + 30, ())
def test_a_night_is_quiet_by_the_book_and_ends_when_it_says(
    change: tuple[str, datetime], minutes: int, start: int, end: int, days: tuple[int, ...]
) -> None:
    zone, at = ZoneInfo(change[0]), change[1] + timedelta(minutes=minutes)
    hours = QuietHours(start_minute=start, end_minute=end if end != start else end - 1 or 2, days=days)

    told = quiet_at(hours, zone, at)

    assert told.since <= at < told.until
    assert told.is_quiet == is_quiet(hours, zone, at)
    assert told.is_quiet == is_quiet(hours, zone, told.until - timedelta(minutes=1))
    assert told.is_quiet != is_quiet(hours, zone, told.until)


def test_a_day_that_the_clock_skips_has_no_night() -> None:
    """Samoa went from 29 to 31 December 2011, which were a Thursday and a Saturday."""
    apia = ZoneInfo("Pacific/Apia")
    friday = QuietHours(start_minute=22 * 60, end_minute=23 * 60, days=(5,))

    told = quiet_at(friday, apia, datetime(2011, 12, 30, 9, tzinfo=UTC))

    assert not told.is_quiet
    assert told.until.astimezone(apia) == datetime(2012, 1, 6, 22, tzinfo=apia)
