"""Undoing a merge: each of the two has the profile of what was addressed to it, or to a customer merged into it."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.content import Unmerge
from regard_server.domain.errors import NotMerged
from regard_server.domain.family import below, compile_family
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.snapshot import Member, Snapshot
from regard_server.usecases.customer_changes import (
    Asked,
    Changed,
    NewId,
    check_etag,
    own_entry,
    revision_of_earlier,
)
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import read_ledger


def unmerge_customers(tx: Transaction, merged: CustomerKey, asked: Asked, *, now: datetime, new_id: NewId) -> Changed:
    """Cost: the ledgers of both are read. Raises NotMerged, EtagMismatch and RequestIdReused."""
    earlier = earlier_unmerge(tx, merged, asked, now=now)
    if earlier is not None:
        return earlier
    before = tx.customers.load([merged]).get(merged)
    member = None if before is None else _member(before, merged.customer)
    if before is None or member is None:
        raise NotMerged(customer=merged.customer)
    root, into = CustomerKey(merged.tenant, before.customer), CustomerKey(merged.tenant, member.into)
    check_etag(root.customer, before, asked)
    now, revision = max(now, before.updated_at), before.revision + 1
    leaving = below(merged.customer, before.members)
    staying = [one for one in before.members if one not in leaving and one != member]
    said = Unmerge(surviving=into.customer, merged=merged.customer, reason=asked.reason)
    rows = [
        LedgerRow(
            merged,
            own_entry(said, asked, revision=revision, now=now, new_id=new_id),
            asked.request,
            asked.request_digest,
        ),
        LedgerRow(
            into,
            own_entry(
                said, asked, revision=revision, now=now, new_id=new_id, owner="" if into == root else into.customer
            ),
            root=root,
        ),
    ]

    def compiled(key: CustomerKey, members: Sequence[Member]) -> Snapshot:
        family = [key, *(CustomerKey(key.tenant, one.customer) for one in members)]
        ledgers = [read_ledger(tx, one, pending=rows) for one in family]
        return compile_family(ledgers, members, revision=revision, updated_at=now, now=now, reach=asked.policy.reach)

    surviving, separated = compiled(root, staying), compiled(merged, leaving)
    tx.customers.save({root: (before.revision, surviving)})
    tx.customers.separate(merged, separated)
    for one in leaving:
        tx.customers.merge(CustomerKey(merged.tenant, one.customer), root=merged.customer)
    tx.checkpoints.add(root, surviving)
    tx.checkpoints.add(merged, separated)
    tx.ledger.append(rows)
    return Changed(
        revision=revision,
        profile=surviving,
        separated=separated,
        announced={root: surviving, merged: separated},
    )


def earlier_unmerge(tx: Transaction, merged: CustomerKey, asked: Asked, *, now: datetime) -> Changed | None:
    """What the same request was answered, if it came before, with the profiles of both as they are now."""
    revision = revision_of_earlier(tx, asked, now=now)
    if revision is None:
        return None
    assert asked.request is not None
    [row] = tx.ledger.by_request(asked.request)
    assert isinstance(row.entry.content, Unmerge)
    into = CustomerKey(merged.tenant, row.entry.content.surviving)
    known = tx.customers.load([into, merged])
    return Changed(revision=revision, profile=known[into], separated=known[merged])


def _member(snapshot: Snapshot, customer: str) -> Member | None:
    return next((member for member in snapshot.members if member.customer == customer), None)
