"""Frequency caps: when the presentations of a window leave no room, worked out once for a profile.

For one cap and one target a presentation counts from when it happened until it leaves the window, or until its day or week
is over by the customer's clock. A reservation counts for as long as it holds, whatever the window: the presentation that it
stands for may come at any instant until then. There is no room while the cap's number of them count.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from regard_server.domain.channel import Channel
from regard_server.domain.content import Reservation
from regard_server.domain.cool_downs import EVIDENCE_MAX, QuietSpan
from regard_server.domain.entry import Entry
from regard_server.domain.policy import CapScope, FrequencyCap, Policy, SuppressionReason
from regard_server.domain.presentations import target_in
from regard_server.domain.snapshot import Presentation
from regard_server.domain.suppression import Suppression, said_at
from regard_server.domain.time_zones import Stay, period_end

Reserved = Entry[Reservation]
Counted = Presentation | Reserved
CountedT = TypeVar("CountedT", Presentation, Reserved)

Full = tuple[datetime, datetime, tuple[Counted, ...]]
"""A span without room, and what fills it."""


class _Piece(NamedTuple):
    """From `since` to before `until` these reservations hold, and no others."""

    since: datetime
    until: datetime
    held: tuple[Reserved, ...]


def full_spans(
    presentations: Sequence[Presentation],
    policy: Policy,
    stays: Sequence[Stay],
    reservations: Sequence[Reserved] = (),
) -> dict[str, tuple[tuple[QuietSpan, ...], ...]]:
    """Per target, for each cap that was ever used up there its spans in the order of time. `presentations` are in that
    order."""
    found: dict[str, tuple[tuple[QuietSpan, ...], ...]] = {}
    for cap in policy.frequency_caps:
        presented, reserved = _by_target(cap.scope, presentations), _by_target(cap.scope, reservations)
        for target in dict.fromkeys((*presented, *reserved)):
            counted, held = presented.get(target, []), reserved.get(target, [])
            if len(counted) + len(held) >= cap.presentations_max:
                one = counted[0] if counted else held[0].content
                spans = tuple(_joined(list(_full(cap, counted, held, stays)), _about(cap, one, policy, stays)))
                if spans:
                    found[target] = (*found.get(target, ()), spans)
    return found


class Room:
    """How many the caps leave room for at an instant; less by each that is taken."""

    def __init__(
        self,
        presentations: Iterable[Presentation],
        reservations: Iterable[Reserved],
        policy: Policy,
        stays: Sequence[Stay],
        *,
        at: datetime,
    ) -> None:
        stay = next(stay for stay in stays if stay.since <= at < stay.until)
        held = [one for one in reservations if one.covers(at)]
        begun = [one for one in presentations if one.at <= at]
        self._used = [
            (
                cap,
                Counter(
                    (
                        *(target_in(cap.scope, one) for one in begun if at < _leaves(cap, one, stay)),
                        *(target_in(cap.scope, one.content) for one in held),
                    )
                ),
            )
            for cap in policy.frequency_caps
        ]

    def take(self, one: Reservation) -> bool:
        """Whether there was room for it at every scope; then there is that much less."""
        places = [(cap, used, target) for cap, used in self._used if (target := target_in(cap.scope, one))]
        if any(used[target] >= cap.presentations_max for cap, used, target in places):
            return False
        for _, used, target in places:
            used[target] += 1
        return True


def _by_target(scope: CapScope, counted: Iterable[CountedT]) -> dict[str, list[CountedT]]:
    by_target: dict[str, list[CountedT]] = {}
    for one in counted:
        target = target_in(scope, one if isinstance(one, Presentation) else one.content)
        if target:
            by_target.setdefault(target, []).append(one)
    return by_target


def _full(
    cap: FrequencyCap, counted: Sequence[Presentation], reserved: Sequence[Reserved], stays: Sequence[Stay]
) -> Iterator[Full]:
    for stay in stays:
        for piece in _pieces(reserved, stay):
            number = cap.presentations_max - len(piece.held)
            if number > 0:
                yield from _full_of_presented(cap, counted, number, piece, stay)
            else:
                yield piece.since, piece.until, _newest_first(piece.held)


def _pieces(reserved: Sequence[Reserved], stay: Stay) -> Iterator[_Piece]:
    """One after the other, without gaps, for all of the stay."""
    changes = {change for one in reserved for change in (one.effective_at, one.ends_at) if change is not None}
    starts = [stay.since, *sorted(change for change in changes if stay.since < change < stay.until)]
    for since, until in zip(starts, [*starts[1:], stay.until], strict=True):
        yield _Piece(since, until, tuple(one for one in reserved if one.covers(since)))


def _full_of_presented(
    cap: FrequencyCap, counted: Sequence[Presentation], number: int, piece: _Piece, stay: Stay
) -> Iterator[Full]:
    begun = bisect_right(counted, piece.since, key=lambda one: one.at)
    for index in range(max(number, begun) - 1, len(counted)):
        oldest, newest = counted[index - number + 1], counted[index]
        following = counted[index + 1].at if index + 1 < len(counted) else piece.until
        since = max(newest.at, piece.since)
        until = min(_leaves(cap, oldest, stay), following, piece.until)
        if since < until:
            told = counted[max(index - number, index - EVIDENCE_MAX) + 1 : index + 1]
            yield since, until, _newest_first((*piece.held, *told)) if piece.held else tuple(reversed(told))
        elif since >= piece.until:
            return


def _newest_first(counted: Iterable[Counted]) -> tuple[Counted, ...]:
    return tuple(sorted(counted, key=lambda one: (said_at(one), one.id), reverse=True)[:EVIDENCE_MAX])


def _leaves(cap: FrequencyCap, presentation: Presentation, stay: Stay) -> datetime:
    if cap.calendar is not None:
        return period_end(cap.calendar, presentation.at, stay.zone)
    return presentation.at + cap.longest


def _about(cap: FrequencyCap, one: Presentation | Reservation, policy: Policy, stays: Sequence[Stay]) -> Suppression:
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
