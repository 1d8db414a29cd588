"""The contact policy: how a company limits itself. Until a tenant sets its own, the default below applies."""

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from functools import cached_property

from regard_server.domain.content import Outcome


class CoolDownScope(IntEnum):
    OFFER = 1
    OFFER_TYPE = 2
    TOPIC = 3


class SuppressionReason(IntEnum):
    """Why an offer is suppressed, in the order in which suppressions are told; meanings are in the contract."""

    DATA_UNAVAILABLE = 1
    CUSTOMER_UNKNOWN = 2
    DISLIKED = 7
    OFFER_UNKNOWN = 9
    OFFER_NOT_VALID = 10
    OFFER_UNCLASSIFIED = 11
    DECLINED_RECENTLY = 13


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
class Reach:
    """What of the responses the rules of a policy can still need: those back to `horizon`, and of responses that come more
    densely than `depth` within the shortest window only so many."""

    horizon: timedelta
    depth: int
    window_min: timedelta


@dataclass(frozen=True, kw_only=True)
class Policy:
    version: int
    cool_downs: tuple[CoolDown, ...]
    suppress_offers_without_topics: bool = False
    shadow_reasons: frozenset[SuppressionReason] = frozenset()

    @property
    def horizon(self) -> timedelta:
        """How far back a decision can look: the longest window and duration of any cool-down."""
        return max((rule.window + rule.longest for rule in self.cool_downs), default=timedelta())

    @cached_property
    def reach(self) -> Reach:
        return Reach(
            horizon=self.horizon,
            depth=max((rule.depth for rule in self.cool_downs), default=0),
            window_min=min((rule.window for rule in self.cool_downs), default=timedelta.max),
        )


_NO = frozenset({Outcome.DECLINED, Outcome.COMPLAINED})

DEFAULT_POLICY = Policy(
    version=1,
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
