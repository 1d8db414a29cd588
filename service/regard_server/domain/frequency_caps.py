"""Frequency caps: when the presentations of a window leave no room, worked out once for a profile.

For one cap and one target a presentation counts from when it happened until it leaves the window, or until its day or week
is over by the customer's clock. There is no room while the cap's number of them count.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from regard_server.domain.channel import Channel
from regard_server.domain.cool_downs import EVIDENCE_MAX, QuietSpan
from regard_server.domain.policy import CapScope, FrequencyCap, Policy, SuppressionReason
from regard_server.domain.presentations import target_in
from regard_server.domain.snapshot import Presentation
from regard_server.domain.suppression import Suppression
from regard_server.domain.time_zones import Stay, period_end

Full = tuple[datetime, datetime, tuple[Presentation, ...]]
"""A span without room, and the presentations that fill it."""


def full_spans(
    presentations: Sequence[Presentation], policy: Policy, stays: Sequence[Stay]
) -> dict[str, tuple[tuple[QuietSpan, ...], ...]]:
    """Per target, for each cap that was ever used up there its spans in the order of time. `presentations` are in that
    order; whatever else is to count as one goes among them."""
    found: dict[str, tuple[tuple[QuietSpan, ...], ...]] = {}
    for cap in policy.frequency_caps:
        for target, counted in _by_target(cap.scope, presentations).items():
            if len(counted) >= cap.presentations_max:
                spans = tuple(_joined(list(_full(cap, counted, stays)), _about(cap, counted[0], policy, stays)))
                if spans:
                    found[target] = (*found.get(target, ()), spans)
    return found


def _by_target(scope: CapScope, presentations: Iterable[Presentation]) -> dict[str, list[Presentation]]:
    by_target: dict[str, list[Presentation]] = {}
    for presentation in presentations:
        target = target_in(scope, presentation)
        if target:
            by_target.setdefault(target, []).append(presentation)
    return by_target


def _full(cap: FrequencyCap, counted: Sequence[Presentation], stays: Sequence[Stay]) -> Iterator[Full]:
    number = cap.presentations_max
    for stay in stays:
        for index in range(number - 1, len(counted)):
            oldest, newest = counted[index - number + 1], counted[index]
            following = counted[index + 1].at if index + 1 < len(counted) else stay.until
            since = max(newest.at, stay.since)
            until = min(_leaves(cap, oldest, stay), following, stay.until)
            if since < until:
                told = reversed(counted[max(index - number, index - EVIDENCE_MAX) + 1 : index + 1])
                yield since, until, tuple(told)


def _leaves(cap: FrequencyCap, presentation: Presentation, stay: Stay) -> datetime:
    if cap.calendar is not None:
        return period_end(cap.calendar, presentation.at, stay.zone)
    return presentation.at + cap.longest


def _about(cap: FrequencyCap, one: Presentation, policy: Policy, stays: Sequence[Stay]) -> Suppression:
    return Suppression(
        reason=SuppressionReason.FREQUENCY_CAP,
        shadow=SuppressionReason.FREQUENCY_CAP in policy.shadow_reasons,
        offer_type=one.offer_type if cap.scope is CapScope.OFFER_TYPE else "",
        channel=one.channel if cap.scope is CapScope.CHANNEL else Channel.UNSPECIFIED,
        cap=cap.scope,
        time_zone=(stays[-1].zone.key or "") if cap.calendar is not None else "",
    )


def _joined(spans: Sequence[Full], about: Suppression) -> Iterator[QuietSpan]:
    """Each with the instant at which there is room again: the end of the last that touches it."""
    ends: list[datetime] = []
    for index in range(len(spans) - 1, -1, -1):
        touches = index + 1 < len(spans) and spans[index + 1][0] == spans[index][1]
        ends.append(ends[-1] if touches else spans[index][1])
    for (since, until, evidence), end in zip(spans, reversed(ends), strict=True):
        yield QuietSpan(since=since, until=until, suppression=replace(about, evidence=evidence, until=end))
