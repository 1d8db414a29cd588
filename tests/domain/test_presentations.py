"""What a snapshot keeps of presentations: all that a cap can need from now on, and little besides."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from regard_server.domain.channel import Channel
from regard_server.domain.frequency_caps import full_spans
from regard_server.domain.policy import Calendar, CapScope, FrequencyCap, Policy
from regard_server.domain.presentations import UNSETTLED_MAX, that_caps_need
from regard_server.domain.seat import CLOCK_TOLERANCE
from regard_server.domain.snapshot import Presentation
from regard_server.domain.time_zones import stays

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = Policy(
    version=1,
    time_zone="Pacific/Auckland",
    frequency_caps=(
        FrequencyCap(scope=CapScope.OFFER, presentations_max=2, window=7 * DAY),
        FrequencyCap(scope=CapScope.OFFER_TYPE, presentations_max=3, calendar=Calendar.WEEK),
        FrequencyCap(scope=CapScope.CHANNEL, presentations_max=4, window=DAY),
        FrequencyCap(scope=CapScope.ALL, presentations_max=5, calendar=Calendar.DAY),
    ),
)
STAYS = stays((), POLICY.time_zone, merged_at=None)


def presented(dice: Random, count: int, *, within: timedelta) -> list[Presentation]:
    return sorted(
        Presentation(
            at=NOON - within * dice.random(),
            id=f"p{index}",
            offer_id=dice.choice("abc"),
            offer_type=dice.choice(("card", "trip", "")),
            channel=dice.choice((Channel.APP, Channel.EMAIL, Channel.UNSPECIFIED)),
        )
        for index in range(count)
    )


def full(presentations: tuple[Presentation, ...] | list[Presentation], at: datetime) -> list[tuple[str, object]]:
    """What is told at this instant, by target."""
    return sorted(
        (target, str(span.suppression))
        for target, of_caps in full_spans(presentations, POLICY, STAYS).items()
        for spans in of_caps
        for span in spans
        if span.since <= at < span.until
    )


@given(st.integers(0, 2**32), st.integers(1, 60), st.sampled_from((DAY, 3 * DAY, 30 * DAY)))
def test_kept_write_by_write_they_tell_what_all_of_them_tell(seed: int, count: int, within: timedelta) -> None:
    every = presented(Random(seed), count, within=within)
    kept: tuple[Presentation, ...] = ()
    for one in every:
        kept = that_caps_need((*kept, one), one.at, POLICY.reach)

    now = every[-1].at
    for hours in (-24, -12, -1, 0, 1, 6, 12, 24, 72, 150, 168):
        at = now + timedelta(hours=hours)
        come = [one for one in every if one.at <= now]
        assert full(kept, at) == full(come, at), at


def test_a_year_of_them_is_kept_in_the_room_of_a_few() -> None:
    every = presented(Random(1), 5_000, within=365 * DAY)

    kept = that_caps_need(every, NOON, POLICY.reach)

    unsettled = [one for one in kept if one.at > NOON - CLOCK_TOLERANCE]
    assert len(kept) - len(unsettled) <= 3 * 2 + 2 * 3 + 2 * 4 + 5


def test_of_a_day_with_thousands_the_newest_are_kept() -> None:
    every = presented(Random(2), 5_000, within=DAY / 2)

    kept = that_caps_need(every, NOON, POLICY.reach)

    assert len(kept) <= UNSETTLED_MAX + 3 * 2 + 2 * 3 + 2 * 4 + 5
    assert full(kept, NOON) == full(every, NOON)


def test_without_caps_none_is_kept() -> None:
    assert that_caps_need(presented(Random(3), 10, within=DAY), NOON, Policy(version=1).reach) == ()
