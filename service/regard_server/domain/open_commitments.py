"""Open commitments as they are listed across customers: what a write opens and closes, and what a whole ledger comes to."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from regard_server.domain.content import Commitment, CommitmentKind, CommitmentStatus, Content, Retraction
from regard_server.domain.entry import Entry
from regard_server.domain.family import LedgerRead
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.succession import References


class DuePlace(NamedTuple):
    """Where a commitment stands in the list: by when it is due, and of those due at once by ledger and entry. One without a
    due time is after all that have one."""

    due_at: datetime | None
    customer: str
    entry_id: str


class Listed(NamedTuple):
    """An open commitment as it is listed. `customer` is whose profile it is in; its place names the ledger. With `ends`
    something ends it later, which may be another entry."""

    customer: str
    place: DuePlace
    entry: Entry[Content]
    ends: bool


class Unread(NamedTuple):
    """Ledgers that commitments or retractions came to, in a partition of the feed, up to this number of it."""

    partition: int
    seq: int
    keys: tuple[CustomerKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCommitment:
    """A commitment that is open from `starts_at`, None for always, to before `ends_at`. `key` is whose ledger it is in, and
    `place` where there."""

    key: CustomerKey
    entry_id: str
    place: tuple[int, int]
    kind: CommitmentKind
    owner: str
    due_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(slots=True)
class Changes:
    """What a write does to the list. `ended` are those that were there before and end later, each with when; `closed` those
    that don't count any more. All by ledger and entry."""

    opened: dict[tuple[CustomerKey, str], OpenCommitment] = field(default_factory=dict)
    ended: dict[tuple[CustomerKey, str], datetime] = field(default_factory=dict)
    closed: set[tuple[CustomerKey, str]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.opened or self.ended or self.closed)

    def end(self, ended: tuple[CustomerKey, str], at: datetime, now: datetime) -> None:
        """Something replaces this one from then on."""
        opened = self.opened.get(ended)
        if at <= now:
            if self.opened.pop(ended, None) is None:
                self.closed.add(ended)
        elif opened is None:
            self.ended[ended] = at
        elif opened.ends_at is None or at < opened.ends_at:
            self.opened[ended] = replace(opened, ends_at=at)


def changes_of(rows: Iterable[LedgerRow]) -> Changes:
    """What these rows do, as they are appended in their order. A retraction only takes away: where it brings back what its
    entry replaced, the ledger tells (`counting_ones`)."""
    changes = Changes()
    for row in rows:
        entry = row.entry
        if isinstance(entry.content, Retraction):
            changes.end((row.key, entry.content.entry_id), entry.effective_at, entry.created_at)
        if not isinstance(entry.content, Commitment):
            continue
        if entry.supersedes:
            changes.end((row.key, entry.supersedes), entry.effective_at, entry.created_at)
        opened = open_commitment(row.key, entry, now=entry.created_at)
        if opened is not None:
            changes.opened[row.key, entry.id] = opened
    return changes


def counting_ones(ledger: LedgerRead, *, now: datetime) -> list[OpenCommitment]:
    """Of a ledger's commitments, all of them, those that count at some instant from now on."""
    references = References(ledger.references)
    customer = ledger.key.customer
    found = (
        open_commitment(ledger.key, references.of(customer, entry), now=now)
        for entry in ledger.entries
        if not references.is_retracted(customer, entry.id)
    )
    return [one for one in found if one is not None]


def open_commitment(key: CustomerKey, entry: Entry[Content], *, now: datetime) -> OpenCommitment | None:
    """None where it is not open, or is over by now."""
    content = entry.content
    if not isinstance(content, Commitment) or content.status is not CommitmentStatus.OPEN:
        return None
    end = entry.ends_at
    if end is not None and (end <= now or end <= entry.effective_at):
        return None
    return OpenCommitment(
        key=key,
        entry_id=entry.id,
        place=entry.place,
        kind=content.kind,
        owner=content.owner,
        due_at=content.due_at,
        # One that counts when it is recorded is listed at once, also by a machine whose clock is behind.
        starts_at=entry.effective_at if entry.effective_at > entry.created_at else None,
        ends_at=end,
    )
