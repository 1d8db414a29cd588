"""Presentations: of all that was ever shown to a customer, what a frequency cap can still need."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from regard_server.domain.channel import Channel
from regard_server.domain.content import OfferResponse, Outcome, Reservation
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.policy import CapScope, Reach
from regard_server.domain.seat import CLOCK_TOLERANCE
from regard_server.domain.snapshot import Presentation
from regard_server.domain.target import EVERYTHING, channel_target, offer_target, type_target

UNSETTLED_MAX = 200
"""Of the presentations within CLOCK_TOLERANCE, the newest. Where there were more, a reader whose clock is behind may find a
cap less used than it was; one whose clock is right never does."""


def presentation_of(entry: Entry[Any]) -> Presentation | None:
    """None where the entry is none that counts: what was INFERRED never does, nor what was corrected since."""
    said = entry.content
    if not isinstance(said, OfferResponse) or said.outcome is not Outcome.PRESENTED:
        return None
    if entry.provenance.basis is Basis.INFERRED or entry.ends_at == entry.effective_at:
        return None
    return Presentation(
        at=entry.effective_at,
        id=entry.id,
        offer_id=said.offer_id,
        offer_type=said.offer_type,
        channel=said.channel,
        owner=entry.owner,
    )


def target_in(scope: CapScope, presentation: Presentation | Reservation) -> str:
    """What it counts for at this scope; empty where it counts for nothing."""
    if scope is CapScope.ALL:
        return EVERYTHING
    if scope is CapScope.OFFER:
        return offer_target(presentation.offer_id)
    if scope is CapScope.CHANNEL:
        return "" if presentation.channel is Channel.UNSPECIFIED else channel_target(presentation.channel)
    return type_target(presentation.offer_type) if presentation.offer_type else ""


def that_caps_need(presentations: Sequence[Presentation], now: datetime, reach: Reach) -> tuple[Presentation, ...]:
    """From `now` on, and for a clock behind it: at each scope the newest `depth` that lie within reach; and all that may not
    have come yet for somebody's clock."""
    if not reach.caps or not presentations:
        return ()
    settled_at = now - CLOCK_TOLERANCE
    kept: list[Presentation] = []
    settled: Counter[tuple[int, str]] = Counter()
    come: Counter[tuple[int, str]] = Counter()
    unsettled = 0
    for presentation in sorted(set(presentations), reverse=True):
        places = list(_places(presentation, settled_at, reach))
        if presentation.at > now:
            needed = bool(places)
        elif presentation.at > settled_at:
            unsettled += 1
            needed = _has_room(places, come, reach) or (bool(places) and unsettled <= UNSETTLED_MAX)
            come.update(places)
        else:
            needed = _has_room(places, settled, reach)
            settled.update(places)
        if needed:
            kept.append(presentation)
    return tuple(reversed(kept))


def _has_room(places: Sequence[tuple[int, str]], counted: Counter[tuple[int, str]], reach: Reach) -> bool:
    return any(counted[place] < reach.caps[place[0]].depth for place in places)


def _places(presentation: Presentation, settled_at: datetime, reach: Reach) -> Iterator[tuple[int, str]]:
    """The caps that it can count for, and its target at each of them."""
    for index, cap in enumerate(reach.caps):
        target = target_in(cap.scope, presentation)
        if target and presentation.at > settled_at - cap.longest:
            yield index, target
