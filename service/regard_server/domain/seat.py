"""Which statements compete: of those on one seat, the newest that covers an instant counts then."""

from collections.abc import Hashable
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


def with_statement(
    kept: tuple[Entry[ContentT], ...], added: Entry[ContentT], now: datetime
) -> tuple[Entry[ContentT], ...]:
    """Those that can still count from now on. One is outweighed when at every instant that is still to come, and that it
    covers, a newer one on the same seat covers it too and wins; it is needed again only when the newer one is retracted,
    and then the snapshot is compiled from the ledger."""
    seat = seat_of(added)
    alike = [old for old in kept if seat_of(old) == seat]
    if not alike:
        return (*kept, added)
    alike.append(added)
    # Also those of before: while they were new, none outweighed the other.
    settled = [one for one in alike if one.effective_at <= now - CLOCK_TOLERANCE]
    outweighed = {one.key for one in alike if any(_outweighs_from_now_on(other, one) for other in settled)}
    if not outweighed:
        return (*kept, added)
    return tuple(one for one in (*kept, added) if one.key not in outweighed)


def is_over(entry: Entry[Content], now: datetime) -> bool:
    """Whether it counts at no instant from now on."""
    end = entry.ends_at
    return end is not None and (end <= now - CLOCK_TOLERANCE or end <= entry.effective_at)


def _outweighs_from_now_on(newer: Entry[Content], older: Entry[Content]) -> bool:
    """`newer` has been in force for as long as clocks may differ."""
    if newer.order <= older.order:
        return False
    end = newer.ends_at
    if end is None:
        return True
    older_end = older.ends_at
    return older_end is not None and end >= older_end
