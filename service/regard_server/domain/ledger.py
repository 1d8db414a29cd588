"""Where entries are kept and how a write is told apart from its repetition: the vocabulary between decisions and storage."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from regard_server.domain.content import Content, EntryKind, OfferResponse, Release, Retraction
from regard_server.domain.entry import Entry

FEED_PARTITIONS = 64
"""Fixed for good: a change would send a customer's next event to another partition, out of order with the last."""

REQUEST_ID_KEPT = timedelta(days=7)
"""A request id is recognised for at least that long."""


class CustomerKey(NamedTuple):
    """A tuple, since every call makes one and looks a profile up by it."""

    tenant: str
    customer: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the credentials say."""

    tenant: str
    client: str


class RequestKey(NamedTuple):
    """What makes a write recognisable: unique per tenant, client and method."""

    tenant: str
    client: str
    method: str
    request_id: str


class SourceKey(NamedTuple):
    """What makes an entry recognisable across imports: unique per customer and kind. A tuple, as the others here, since an
    import looks each entry up by it several times."""

    key: CustomerKey
    kind: int
    source_system: str
    source_id: str


class LedgerRow(NamedTuple):
    """An entry with the customer that it was addressed to and, on the first of a write, the request that wrote it.

    `root` is whose profile it counts for, where that is another customer.
    """

    key: CustomerKey
    entry: Entry[Content]
    request: RequestKey | None = None
    request_digest: bytes | None = None
    root: CustomerKey | None = None


class Reference(NamedTuple):
    """An entry that retracts or supersedes another of the same ledger. What releases or settles a reservation supersedes
    it."""

    key: CustomerKey
    target_id: str
    entry_id: str
    kind: EntryKind
    effective_at: datetime
    place: tuple[int, int]
    """(revision, ordinal): of two that name the same, the first is the lesser."""

    @property
    def is_retraction(self) -> bool:
        return self.kind is EntryKind.RETRACTION


def reference_of(row: LedgerRow) -> Reference | None:
    """What the row's entry retracts or supersedes, if anything."""
    entry = row.entry
    target_id = target_of(entry)
    if not target_id:
        return None
    return Reference(row.key, target_id, entry.id, entry.kind, entry.effective_at, entry.place)


def target_of(entry: Entry[Content]) -> str:
    """The entry that this one retracts, supersedes, releases or settles; empty where it does none of these. A correction
    settles nothing: what it corrects did."""
    match entry.content:
        case Retraction(entry_id=target_id) | Release(reservation_id=target_id):
            return target_id
        case OfferResponse(reservation_id=target_id):
            return entry.supersedes or target_id
    return entry.supersedes


class Place(NamedTuple):
    """A place in the ledgers of a customer and of those merged into it. The later is the greater."""

    created_at: datetime
    customer: str
    revision: int
    ordinal: int


class FeedPlace(NamedTuple):
    """Where an entry stands in the change feed: the number `seq` of its partition."""

    partition: int
    seq: int


def source_key(key: CustomerKey, kind: int, source_system: str, source_id: str) -> SourceKey | None:
    """None where the entry names no source."""
    return SourceKey(key, kind, source_system, source_id) if source_id else None


def feed_partition(key: CustomerKey) -> int:
    """The partition of the change feed that all changes of this customer go to."""
    digest = blake2b(f"{key.tenant}\0{key.customer}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % FEED_PARTITIONS
