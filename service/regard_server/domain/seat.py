"""Which statements compete: of those on one seat, the newest that covers an instant counts then."""

from collections.abc import Collection, Hashable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import TypeVar

from regard_server.domain.content import Consent, ContactRule, Content, Preference, Restriction
from regard_server.domain.entry import Entry

CLOCK_TOLERANCE = timedelta(days=1)
"""How far the clocks of the machines may differ. A statement is dropped only when what ends it has been in force for that
long, so that a reader whose clock is behind still finds one of the two."""

ContentT = TypeVar("ContentT", bound=Content)


def seat_of(entry: Entry[Content]) -> Hashable:
    """What the entry is about, and on which basis; None where it competes with nothing. Ledgers of merged customers have
    seats of their own, since the strictest of theirs may count."""
    content = entry.content
    if isinstance(content, Preference):  # nearly all are
        return entry.owner, entry.provenance.basis, content.topic, content.offer_type
    match content:
        case Consent():
            return entry.owner, content.purpose, content.channel
        case ContactRule(do_not_contact=None):
            return entry.owner, entry.provenance.basis, content.sort
        case ContactRule():
            return entry.owner, entry.provenance.basis, content.do_not_contact
        case Restriction():
            return entry.owner, content.purposes
    return None


def without_outweighed(
    kept: Sequence[Entry[ContentT]], seats: AbstractSet[Hashable], now: datetime
) -> list[Entry[ContentT]]:
    """Those that can still count from now on, gone through for these seats. One is outweighed when at every instant that is
    still to come, and that it covers, a newer one on the same seat covers it too and wins; it is needed again only when the
    newer one is retracted, and then the snapshot is compiled from the ledger."""
    outweighed = {one.key for on_seat in _by_seat(kept, seats) for one in _outweighed(on_seat, now)}
    return [one for one in kept if one.key not in outweighed] if outweighed else list(kept)


def _by_seat(kept: Sequence[Entry[ContentT]], seats: AbstractSet[Hashable]) -> Collection[Sequence[Entry[ContentT]]]:
    """Those on these seats; most writes are about one, and to compare costs less than to look up."""
    if len(seats) == 1:
        [seat] = seats
        return ([one for one in kept if seat_of(one) == seat],)
    by_seat: dict[Hashable, list[Entry[ContentT]]] = {seat: [] for seat in seats}
    for one in kept:
        on_seat = by_seat.get(seat_of(one))
        if on_seat is not None:
            on_seat.append(one)
    return by_seat.values()


def is_over(entry: Entry[Content], now: datetime) -> bool:
    """Whether it counts at no instant from now on."""
    end = entry.ends_at
    return end is not None and (end <= now - CLOCK_TOLERANCE or end <= entry.effective_at)


def _outweighed(on_seat: Sequence[Entry[ContentT]], now: datetime) -> Iterator[Entry[ContentT]]:
    """Also by those that were there before: while they were new, they outweighed none."""
    longest: Entry[ContentT] | None = None
    """Of those newer than the one that is looked at, and in force for as long as clocks may differ."""
    for one in sorted(on_seat, key=lambda entry: entry.order, reverse=True):
        if longest is not None and _lasts_as_long(longest, one):
            yield one
        elif one.effective_at <= now - CLOCK_TOLERANCE:
            longest = one


def _lasts_as_long(one: Entry[Content], other: Entry[Content]) -> bool:
    end = one.ends_at
    if end is None:
        return True
    other_end = other.ends_at
    return other_end is not None and end >= other_end
