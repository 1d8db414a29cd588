"""Who was merged with a customer, as it was known at an instant."""

from datetime import datetime

from regard_server.domain.content import EntryKind, Merge, Unmerge
from regard_server.domain.family import in_order, merged_directly
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Checkpoint, Member
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import family_of, read_ledger

MERGES = (EntryKind.MERGE, EntryKind.UNMERGE)


def family_known_at(tx: Transaction, key: CustomerKey, known_at: datetime) -> tuple[CustomerKey, ...]:
    """The surviving customer first, then those merged into it."""
    root, checkpoint = last_checkpoint(tx, key, known_at)
    if checkpoint is None:
        return (key,)
    snapshot = checkpoint.snapshot()
    if snapshot is not None:
        return family_of(root, snapshot)
    root, members = family_by_merges(tx, key, known_at)
    return (root, *(CustomerKey(key.tenant, member.customer) for member in members))


def last_checkpoint(tx: Transaction, key: CustomerKey, known_at: datetime) -> tuple[CustomerKey, Checkpoint | None]:
    """Of the customer whose profile this one's entries counted for, which comes first. Merging writes one for both."""
    checkpoint = tx.checkpoints.last(key, known_at)
    while checkpoint is not None and checkpoint.root is not None:
        key = CustomerKey(key.tenant, checkpoint.root)
        checkpoint = tx.checkpoints.last(key, known_at)
    return key, checkpoint


def family_by_merges(tx: Transaction, key: CustomerKey, known_at: datetime) -> tuple[CustomerKey, tuple[Member, ...]]:
    """As the ledgers tell it: the surviving customer, and those merged into it, by name."""
    own = read_ledger(tx, key, kinds=MERGES, known_at=known_at)
    surviving = key.customer
    for entry in own.entries:
        match entry.content:
            case Merge(merged=key.customer) as merge:
                surviving = merge.surviving
            case Unmerge(merged=key.customer):
                surviving = key.customer
    if surviving != key.customer:
        return family_by_merges(tx, CustomerKey(key.tenant, surviving), known_at)
    members = merged_directly(own)
    for member in members:  # which grows by those whom their ledgers name
        theirs = CustomerKey(key.tenant, member.customer)
        members += merged_directly(read_ledger(tx, theirs, kinds=MERGES, known_at=known_at))
    return key, in_order(members)
