"""The contact policy: how a company limits itself. Until a tenant sets its own, the default below applies."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property
from zlib import crc32

from regard_server.domain.affinity import DECLINE_REMEMBERED, DECLINES_COUNTED_MAX
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import EntryKind, Outcome, QuietHours
from regard_server.domain.errors import PolicyVersionNotFound

A_CENTURY = timedelta(days=36_500)
"""Longer than any window, and short enough to be added to any instant of the contract."""


class CoolDownScope(IntEnum):
    OFFER = 1
    OFFER_TYPE = 2
    TOPIC = 3


class CapScope(IntEnum):
    ALL = 1
    OFFER_TYPE = 2
    OFFER = 3
    CHANNEL = 4


class Calendar(IntEnum):
    """A calendar day, or a week from Monday on, by the customer's clock."""

    DAY = 1
    WEEK = 2


class CheckInTrigger(IntEnum):
    ACCEPTED = 1
    RESOLVED = 2
    COMPLAINED = 3


class SuppressionReason(IntEnum):
    """Why an offer is suppressed, in the order in which suppressions are told; meanings are in the contract."""

    DATA_UNAVAILABLE = 1
    CUSTOMER_UNKNOWN = 2
    PROCESSING_RESTRICTED = 3
    CONSENT_MISSING = 4
    DO_NOT_CONTACT = 5
    QUIET_HOURS = 6
    DISLIKED = 7
    SELLING_PAUSED = 8
    OFFER_UNKNOWN = 9
    OFFER_NOT_VALID = 10
    OFFER_UNCLASSIFIED = 11
    ALREADY_ACCEPTED = 12
    DECLINED_RECENTLY = 13
    FREQUENCY_CAP = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class CoolDown:
    """`responses_min` of these outcomes within `window` at one scope suppress that scope for `duration`.

    With a `duration_max`, each response beyond the least multiplies the duration by `growth_factor`, up to that maximum.
    """

    scope: CoolDownScope
    outcomes: frozenset[Outcome]
    responses_min: int
    window: timedelta
    duration: timedelta
    growth_factor: float = 1.0
    duration_max: timedelta | None = None

    @property
    def longest(self) -> timedelta:
        if self.growth_factor > 1.0 and self.duration_max is not None:
            return max(self.duration, self.duration_max)
        return self.duration

    @property
    def depth(self) -> int:
        """From how many responses on one more changes nothing."""
        if self.growth_factor <= 1.0 or self.longest == self.duration:
            return self.responses_min
        return self.responses_min + math.ceil(math.log(self.longest / self.duration, self.growth_factor))

    def duration_after(self, responses: int) -> timedelta:
        """How long it runs once `responses` (at least `responses_min`) fell into the window."""
        extra = responses - self.responses_min
        if self.growth_factor <= 1.0 or extra == 0:
            return self.duration
        ceiling = self.longest
        grown = self.duration.total_seconds() * self.growth_factor ** min(extra, 64)
        return timedelta(seconds=grown) if grown < ceiling.total_seconds() else ceiling


@dataclass(frozen=True, slots=True, kw_only=True)
class FrequencyCap:
    """At most `presentations_max` at one scope, within `window` or within the calendar's day or week: exactly one of the
    two is set."""

    scope: CapScope
    presentations_max: int
    window: timedelta | None = None
    calendar: Calendar | None = None

    @property
    def longest(self) -> timedelta:
        """Beyond which no presentation can count. Where clocks are put back or the customer moves west, a day lasts longer."""
        if self.calendar is None:
            return self.window or timedelta()
        return timedelta(days=2) if self.calendar is Calendar.DAY else timedelta(days=9)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentNeed:
    """Outreach for the purpose by the channel needs a consent; UNSPECIFIED is every channel."""

    purpose: Purpose
    channel: Channel = Channel.UNSPECIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """`units` and `nanos` (billionths) have one sign."""

    currency: str
    units: int = 0
    nanos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What an agent may do without asking; no `roles` are all of them."""

    text: str
    amount: Money | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """`owner` is who asks, where the customer named nobody; empty is whoever was there."""

    after: CheckInTrigger
    delay: timedelta
    text: str
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    kind: EntryKind
    period: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class CapReach:
    """Of presentations at one scope, the newest `depth` that are no older than `longest`."""

    scope: CapScope
    depth: int
    longest: timedelta

    def covers(self, other: "CapReach") -> bool:
        return self.scope is other.scope and self.depth >= other.depth and self.longest >= other.longest


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What of the responses the rules of a policy, or affinity, can still need: those back to `horizon`, and of responses that
    come more densely than `depth` within the shortest window only so many; and what of the presentations its caps can."""

    horizon: timedelta
    depth: int
    window_min: timedelta
    caps: tuple[CapReach, ...] = ()

    @cached_property
    def id(self) -> int:
        """Tells it from others; kept with what was made for it."""
        return crc32(repr((self.horizon, self.depth, self.window_min, self.caps)).encode())

    def covers(self, other: "Reach") -> bool:
        """Whether what is kept for this one is all that the other can need."""
        return (
            self.horizon >= other.horizon
            and self.depth >= other.depth
            and self.window_min <= other.window_min
            and all(any(mine.covers(cap) for mine in self.caps) for cap in other.caps)
        )


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`quiet_hours` are by the clock of `time_zone`, unless the customer told their own of either."""

    version: int
    time_zone: str = "UTC"
    quiet_hours: QuietHours | None = None
    suppress_offers_without_topics: bool = False
    shadow_reasons: frozenset[SuppressionReason] = frozenset()
    cool_downs: tuple[CoolDown, ...] = ()
    frequency_caps: tuple[FrequencyCap, ...] = ()
    consent_needs: tuple[ConsentNeed, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    reservation_time_to_live: timedelta = timedelta(hours=1)
    retention: tuple[Retention, ...] = field(default=())

    @property
    def horizon(self) -> timedelta:
        """How far back a decision can look: the longest window and duration of any cool-down, the longest cap, or affinity."""
        rests = [rule.window + rule.longest for rule in self.cool_downs]
        return max((*rests, *(cap.longest for cap in self.frequency_caps), DECLINE_REMEMBERED))

    @cached_property
    def reach(self) -> Reach:
        return Reach(
            horizon=self.horizon,
            depth=max((*(rule.depth for rule in self.cool_downs), DECLINES_COUNTED_MAX)),
            window_min=min((rule.window for rule in self.cool_downs), default=A_CENTURY),
            caps=tuple(
                CapReach(scope=cap.scope, depth=cap.presentations_max, longest=cap.longest)
                for cap in self.frequency_caps
            ),
        )

    def needs_consent(self, purpose: Purpose, channel: Channel) -> bool:
        return any(
            need.purpose is purpose and need.channel in (channel, Channel.UNSPECIFIED) for need in self.consent_needs
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """A policy, and who set it, when and why."""

    policy: Policy
    created_at: datetime
    recorder: str = ""
    reason: str = ""


_NO = frozenset({Outcome.DECLINED, Outcome.COMPLAINED})
_ASK_FIRST = (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.PUSH, Channel.MESSAGING)

DEFAULT_POLICY = Policy(
    version=1,
    # Nobody wants to be woken by an offer. A company sets its own zone; customers who told theirs are asked by it.
    quiet_hours=QuietHours(start_minute=21 * 60, end_minute=8 * 60),
    # Marketing that arrives on a device of the customer needs a yes before it: so says the law in most places (in the EU
    # the ePrivacy directive, article 13). A letter doesn't, and members of a programme have joined it.
    consent_needs=tuple(ConsentNeed(purpose=Purpose.MARKETING, channel=channel) for channel in _ASK_FIRST),
    frequency_caps=(
        # Who left an offer alone three times in a week has seen it.
        FrequencyCap(scope=CapScope.OFFER, presentations_max=3, window=timedelta(days=7)),
        # Ten offers a day, whichever and wherever, are plenty.
        FrequencyCap(scope=CapScope.ALL, presentations_max=10, calendar=Calendar.DAY),
    ),
    # Long enough to send what was reserved; what was not sent by then gives its room back on the same day.
    reservation_time_to_live=timedelta(hours=1),
    # What agents may give, whom to call back and what to forget by itself is a company's own to say: no `allowances`,
    # `check_ins` and `retention`. An offer without topics is let through, or a catalogue could not be tried before it is
    # classified; an offer with a topic that nobody knows is not.
    cool_downs=(
        # One "no" to an offer: don't ask again for a month.
        CoolDown(
            scope=CoolDownScope.OFFER,
            outcomes=_NO,
            responses_min=1,
            window=timedelta(days=30),
            duration=timedelta(days=30),
        ),
        # Two to the same kind within a quarter: the kind is not wanted.
        CoolDown(
            scope=CoolDownScope.OFFER_TYPE,
            outcomes=_NO,
            responses_min=2,
            window=timedelta(days=90),
            duration=timedelta(days=90),
        ),
        # Somebody was annoyed enough to say so: half a year.
        CoolDown(
            scope=CoolDownScope.OFFER_TYPE,
            outcomes=frozenset({Outcome.COMPLAINED}),
            responses_min=1,
            window=timedelta(days=180),
            duration=timedelta(days=180),
        ),
        # Silence is not a "no": only when an offer went unanswered three times within two months, rest it for two weeks.
        CoolDown(
            scope=CoolDownScope.OFFER,
            outcomes=frozenset({Outcome.IGNORED}),
            responses_min=3,
            window=timedelta(days=60),
            duration=timedelta(days=14),
        ),
    ),
)


def policy_of(versions: Iterable[PolicyVersion], version: int) -> Policy:
    """Raises PolicyVersionNotFound; the default has a version that nobody set."""
    if version == DEFAULT_POLICY.version:
        return DEFAULT_POLICY
    for one in versions:
        if one.policy.version == version:
            return one.policy
    raise PolicyVersionNotFound(version)
