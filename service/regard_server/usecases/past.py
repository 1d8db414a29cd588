"""What was known of a customer at an instant, and what was true then as known now: two different questions.

What was known is read from the last checkpoint before, and from what was recorded since, taken in write by write as it was
then. What was true is compiled from all that is known.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from regard_server.domain.compile import append, compile_at
from regard_server.domain.content import Content, EntryKind
from regard_server.domain.entry import Entry
from regard_server.domain.family import in_family, place_of
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import Reach
from regard_server.domain.snapshot import Snapshot, empty_snapshot
from regard_server.usecases.family_known_at import last_checkpoint
from regard_server.usecases.past_memory import PastMemory, Reached, Start
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import counting_entries, family_of, root_key
from regard_server.usecases.record_entries import ENTRIES_PER_CHECKPOINT
from regard_server.usecases.snapshot_without_checkpoint import snapshot_without_checkpoint

CORRECTIONS = frozenset({EntryKind.RETRACTION, EntryKind.MERGE, EntryKind.UNMERGE})
"""What no snapshot takes in like any other entry: a checkpoint is written with it."""


def read_past(
    tx: Transaction,
    key: CustomerKey,
    *,
    as_of: datetime | None,
    known_at: datetime | None,
    reach: Reach,
    memory: PastMemory,
) -> Snapshot | None:
    """The snapshot to answer from: what was true at `as_of`, as known at `known_at`; each None for now. None where nobody
    knew the customer. Cost: with `as_of` the whole ledgers are read."""
    if known_at is None:
        snapshot = tx.customers.load([key]).get(key)
    else:
        snapshot = snapshot_known_at(tx, key, known_at, reach, memory)
    if snapshot is None or as_of is None:
        return snapshot
    counting = counting_entries(tx, family_of(key, snapshot), known_at=known_at)
    return compile_at(snapshot, counting, at=as_of, reach=reach)


def snapshot_known_at(
    tx: Transaction, key: CustomerKey, known_at: datetime, reach: Reach, memory: PastMemory
) -> Snapshot | None:
    """The snapshot as it stood then. Cost: a checkpoint, unless memory has it, and what was recorded between it and the next
    one."""
    key, checkpoint = last_checkpoint(tx, key, known_at)
    if checkpoint is None:
        since = _recorded_since(tx, key, None, known_at, tx.checkpoints.first_revision(key))
        reached = _with_writes(key.customer, None, since, reach) if since else None
        return reached.snapshot if reached else snapshot_without_checkpoint(tx, key, known_at, reach)
    start = Start(key, checkpoint.revision, checkpoint.created_at, reach.id)
    begun = memory.last(start, known_at)
    if begun is None:
        snapshot = checkpoint.snapshot()
        if snapshot is None or snapshot.made_for != reach.id:
            return snapshot_without_checkpoint(tx, key, known_at, reach)
        begun = memory.begin(start, snapshot)
    since = _recorded_since(tx, key, begun.snapshot, known_at, checkpoint.next_revision)
    if not since:
        return begun.snapshot
    reached = _with_writes(key.customer, begun, since, reach)
    if reached is None:
        return snapshot_without_checkpoint(tx, key, known_at, reach)
    memory.keep(start, reached)
    return reached.snapshot


def _with_writes(customer: str, begun: Reached | None, since: Sequence[Entry[Content]], reach: Reach) -> Reached | None:
    """What was recorded since, taken in write by write; None where that takes more than plain writes."""
    entries_since = len(since) + (begun.entries_since if begun else 0)
    if entries_since > ENTRIES_PER_CHECKPOINT or any(entry.kind in CORRECTIONS for entry in since):
        return None
    snapshot = begun.snapshot if begun else empty_snapshot(customer, since[0].created_at)
    for _, write in groupby(since, key=lambda entry: entry.revision):
        entries = list(write)
        snapshot = append(snapshot, entries, now=entries[0].created_at, reach=reach)
    return Reached(snapshot, entries_since)


def _recorded_since(
    tx: Transaction, key: CustomerKey, snapshot: Snapshot | None, known_at: datetime, next_revision: int | None
) -> list[Entry[Content]]:
    """By that instant, in the ledgers of the family, in the order of their writes."""
    family = family_of(key, snapshot)
    root = root_key(key, snapshot)
    found = [
        (place_of(member, entry), in_family(entry, member, root))
        for member in family
        for entry in tx.ledger.read(
            member,
            None,
            after_revision=0 if snapshot is None else snapshot.revision,
            to_revision=next_revision,
            known_at=known_at,
        )
    ]
    if len(family) > 1:
        found.sort(key=lambda placed: (placed[1].revision, placed[0]))
    return [entry for _, entry in found]
