"""Retracting an entry: it was wrong, and what it outweighed applies again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.entry import Basis, Content, Entry, EntryKind, Provenance, Retraction
from regard_server.domain.errors import EntryNotFound, EtagMismatch, FieldViolation, InvalidFields
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import CustomerKey, LedgerRow, RequestKey
from regard_server.domain.policy import Policy
from regard_server.domain.snapshot import Snapshot, compile_again
from regard_server.usecases.earlier_request import earlier_request
from regard_server.usecases.ports import Transaction

KINDS_OF_A_SNAPSHOT = (EntryKind.PREFERENCE, EntryKind.OFFER_RESPONSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractEntry:
    key: CustomerKey
    entry_id: str
    reason: str
    recorder: str
    policy: Policy
    etag: str = ""
    request: RequestKey | None = None
    request_digest: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """`snapshot` is None where nothing changed."""

    entry: Entry[Content]
    retraction: Entry[Content]
    revision: int
    replayed: bool
    snapshot: Snapshot | None


def retract_entry(
    tx: Transaction, request: RetractEntry, *, now: datetime, new_id: Callable[[datetime], str]
) -> Retracted:
    """Raises EntryNotFound, InvalidFields, EtagMismatch and RequestIdReused."""
    key = request.key
    # Only for another body under the same id: a repetition itself answers the same, retracting what is retracted.
    earlier_request(tx, request.request, request.request_digest, now=now)
    snapshot = tx.customers.load([key]).get(key)
    entry = tx.ledger.by_id(key, [request.entry_id]).get(request.entry_id)
    if snapshot is None or entry is None:
        raise EntryNotFound(customer=key.customer, entry_id=request.entry_id)
    if isinstance(entry.content, Retraction):
        raise InvalidFields(FieldViolation("name", "is a retraction, and that can't be retracted: record anew"))
    earlier = tx.ledger.retraction_of(key, entry.id)
    if earlier is not None:
        return Retracted(entry=entry, retraction=earlier, revision=earlier.revision, replayed=True, snapshot=None)
    if request.etag and request.etag != etag_of(snapshot.revision):
        raise EtagMismatch(customer=key.customer, current=etag_of(snapshot.revision))
    retraction: Entry[Content] = Entry(
        id=new_id(now),
        provenance=Provenance(basis=Basis.OBSERVED, recorder=request.recorder),
        content=Retraction(entry_id=entry.id, reason=request.reason),
        effective_at=now,
        expire_at=None,
        revision=snapshot.revision + 1,
        ordinal=0,
        created_at=now,
    )
    counting = [other for other in tx.ledger.that_count(key, KINDS_OF_A_SNAPSHOT) if other.id != entry.id]
    following = compile_again(
        replace(snapshot, revision=snapshot.revision + 1, updated_at=now),
        counting,
        now=now,
        horizon=request.policy.horizon,
    )
    tx.customers.save({key: (snapshot.revision, following)})
    tx.ledger.append([LedgerRow(key, retraction, request.request, request.request_digest)])
    return Retracted(
        entry=entry, retraction=retraction, revision=following.revision, replayed=False, snapshot=following
    )
