"""A customer of whom everything is on record at once, in days when the clocks change: every rule of the default policy
has something to say, and begins or ends within days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.ledgers import DAY, OFFER_IDS, OFFER_TYPES, TAXONOMY, Dice, as_ledger, entry
from domain.situations import MICROSECOND, Situation
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    Consent,
    ConsentStatus,
    ContactRule,
    Content,
    DoNotContact,
    Handling,
    Moment,
    MomentKind,
    OfferResponse,
    Outcome,
    Preference,
    QuietHours,
    Restriction,
    RestrictionStatus,
    Stance,
)
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.offer import Offer
from regard_server.domain.policy import DEFAULT_POLICY

CHANGES = {
    "Europe/Berlin": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    "Australia/Lord_Howe": (datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    "Pacific/Auckland": (datetime(2026, 4, 4, 14, tzinfo=UTC), datetime(2026, 9, 26, 14, tzinfo=UTC)),
    "UTC": (datetime(2026, 6, 15, 12, tzinfo=UTC),),
}
"""When the clocks change in 2026; on Lord Howe by half an hour."""
HOURS = (
    QuietHours(start_minute=22 * 60, end_minute=2 * 60 + 30),
    QuietHours(start_minute=2 * 60 + 15, end_minute=2 * 60 + 45),
    QuietHours(start_minute=60, end_minute=3 * 60, days=(6, 7)),
    QuietHours(start_minute=0, end_minute=24 * 60, days=(7,)),
)
"""Those that a leap of the clock meets; the policy's own night is met too."""
ODD = (timedelta(), timedelta(), MICROSECOND, -MICROSECOND, timedelta(seconds=1), timedelta(seconds=-1))
NEAR = tuple(timedelta(hours=hours) for hours in (-60, -30, -12, -3, -1, 0, 1, 2, 5, 11, 23, 36, 71))
AGO = (0, 0, 0, 1, 2, 6, 7, 13, 14, 29, 30, 59, 60, 89, 90, 179, 180, 365, 3 * 365)
"""Days: where windows and rests of the policy end, and where likes fade."""
OUTCOMES = (*(Outcome.PRESENTED,) * 4, Outcome.DECLINED, Outcome.IGNORED, Outcome.IGNORED, Outcome.COMPLAINED)


def busy_days(dice: Dice) -> Situation:
    """Asked on outbound channels mostly, within a day before the clocks change."""
    zone = dice.pick(list(CHANGES))
    change = dice.pick(CHANGES[zone])
    at = change - dice.pick((DAY, timedelta(hours=20), timedelta(hours=1), timedelta()))
    entries = dice.shuffled(list(_entries(dice, zone, change)))
    offers = tuple(
        replace(
            dice.offer(offer_id),
            valid_from=dice.pick((None, None, _near(dice, change))),
            valid_until=dice.pick((None, None, _near(dice, change))),
        )
        for offer_id in OFFER_IDS
    )
    return Situation(
        entries=as_ledger(entries),
        offers=(*offers, Offer(id="never-shown", offer_type="card")),
        policy=replace(DEFAULT_POLICY, time_zone=dice.pick(("UTC", zone))),
        taxonomy=TAXONOMY,
        purpose=dice.pick((Purpose.MARKETING, Purpose.MARKETING, Purpose.LOYALTY, Purpose.RESEARCH)),
        channel=dice.pick((Channel.EMAIL, Channel.PUSH, Channel.SMS, Channel.APP)),
        at=at,
    )


def _near(dice: Dice, change: datetime) -> datetime:
    return change + dice.pick(NEAR) + dice.pick(ODD)


def _entries(dice: Dice, zone: str, change: datetime) -> Iterator[Entry[Content]]:
    """Of each sort some, or none."""
    for content in _standing(dice, zone, change):
        if dice.pick((True, True, False)):
            since = dice.pick((change - 100 * DAY, _near(dice, change)))
            yield entry(content, Basis.STATED, since, dice.pick((None, _later(dice, since, change))))
    for _ in range(dice.pick((0, 3, 12))):
        answer = OfferResponse(
            offer_id=dice.pick(OFFER_IDS),
            offer_type=dice.pick(OFFER_TYPES),
            outcome=dice.pick(OUTCOMES),
            channel=dice.pick((Channel.EMAIL, Channel.APP)),
        )
        yield entry(answer, Basis.OBSERVED, _near(dice, change) - dice.pick(AGO) * DAY)
    for _ in range(dice.pick((0, 0, 11))):
        seen = OfferResponse(offer_id="another", outcome=Outcome.PRESENTED, channel=Channel.POST)
        yield entry(seen, Basis.OBSERVED, change + dice.pick((-DAY, timedelta(hours=-3), timedelta(hours=2))))


def _standing(dice: Dice, zone: str, change: datetime) -> Iterator[Content]:
    channel = dice.pick((Channel.UNSPECIFIED, Channel.EMAIL))
    yield Consent(purpose=Purpose.MARKETING, channel=Channel.UNSPECIFIED, status=ConsentStatus.GIVEN)
    yield Consent(purpose=Purpose.MARKETING, channel=channel, status=dice.pick(list(ConsentStatus)))
    yield ContactRule(time_zone=zone)
    yield ContactRule(time_zone=dice.pick(list(CHANGES)))
    yield ContactRule(quiet_hours=dice.pick(HOURS))
    for purposes in ((), (Purpose.MARKETING,)):
        if dice.pick((True, False)):
            yield ContactRule(do_not_contact=DoNotContact(channels=(Channel.EMAIL,), purposes=purposes))
    for status in (RestrictionStatus.RESTRICTED, RestrictionStatus.LIFTED):
        if dice.pick((True, False)):
            yield Restriction(purposes=(Purpose.MARKETING,), status=status)
    yield Moment(title="x", handling=Handling.AVOID, kind=MomentKind.LOSS, pauses_selling_until=_near(dice, change))
    yield Preference(topic=dice.pick(("drinks", "drinks/wine")), stance=dice.pick(list(Stance)))
    yield Preference(offer_type="card", stance=dice.pick(list(Stance)))


def _later(dice: Dice, since: datetime, change: datetime) -> datetime:
    return max(_near(dice, change), since + MICROSECOND)
