"""Releasing a reservation: the offer won't be made, and its room is given back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.compile import append, with_successor
from regard_server.domain.content import Content, Release, Reservation
from regard_server.domain.entry import Entry, EntryState, state_at
from regard_server.domain.errors import EntryNotFound, EtagMismatch, FieldViolation, InvalidFields
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.settling import check_releasable
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.succession import References
from regard_server.usecases.customer_changes import Asked, own_entry
from regard_server.usecases.earlier_request import earlier_request
from regard_server.usecases.load_profiles import load_made_for
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import root_key
from regard_server.usecases.record_entries import ENTRIES_PER_CHECKPOINT


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """The reservation as it is now; `snapshot` is None where nothing changed."""

    reservation: Entry[Content]
    state: EntryState
    revision: int
    snapshot: Snapshot | None


def release_reservation(
    tx: Transaction, key: CustomerKey, entry_id: str, asked: Asked, *, now: datetime, new_id: Callable[[datetime], str]
) -> Released:
    """Raises EntryNotFound, InvalidFields, ReservationSettled, EtagMismatch and RequestIdReused."""
    # Only for another body under the same id: a repetition itself answers the same, releasing what is released.
    earlier_request(tx, asked.request, asked.request_digest, now=now)
    snapshot = load_made_for(tx, key, asked.policy.reach)
    entry = tx.ledger.by_id(key, [entry_id]).get(entry_id)
    if snapshot is None or entry is None:
        raise EntryNotFound(customer=key.customer, entry_id=entry_id)
    if not isinstance(entry.content, Reservation):
        raise InvalidFields(FieldViolation("name", "is an entry that is no reservation"))
    now = max(now, snapshot.updated_at)
    references = References(tx.ledger.references_to(key, [entry_id]))
    check_releasable(key.customer, entry_id, references)
    found = references.of(key.customer, entry)
    if found.succession is not None or not found.covers(now):
        state = state_at(found, now, retracted=False)
        return Released(reservation=found, state=state, revision=snapshot.revision, snapshot=None)
    root = root_key(key, snapshot)
    if asked.etag and asked.etag != etag_of(snapshot.revision):
        raise EtagMismatch(customer=root.customer, current=etag_of(snapshot.revision))
    release = own_entry(
        Release(reservation_id=entry_id, reason=asked.reason),
        asked,
        revision=snapshot.revision + 1,
        now=now,
        new_id=new_id,
        owner="" if key == root else key.customer,
    )
    row = LedgerRow(key, release, asked.request, asked.request_digest, root)
    following = append(snapshot, [release], now=now, reach=asked.policy.reach)
    if following.since_checkpoint >= ENTRIES_PER_CHECKPOINT:
        following = replace(following, since_checkpoint=0)
        tx.checkpoints.add(root, following)
    tx.customers.save({root: (snapshot.revision, following)})
    tx.ledger.append([row])
    return Released(
        reservation=with_successor(entry, successor_id=release.id, effective_at=now),
        state=EntryState.SUPERSEDED,
        revision=following.revision,
        snapshot=following,
    )
