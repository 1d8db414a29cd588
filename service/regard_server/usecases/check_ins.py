"""The check-ins that come with a write, or go with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from regard_server.domain.check_ins import KINDS, check_ins_after, drafts_of_correction, trigger_of
from regard_server.domain.content import Content
from regard_server.domain.entry import Draft, Entry
from regard_server.domain.ledger import CustomerKey, LedgerRow, target_of
from regard_server.domain.policy import Policy
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import read_ledger


def may_ask(entries: Iterable[Entry[Content]], policy: Policy, snapshot: Snapshot | None) -> bool:
    """Whether check-ins may come or go when one of these entries comes, or counts no longer. Most writes say no, and pay
    nothing."""
    if not policy.check_ins and (snapshot is None or "commitments" not in snapshot.recorded):
        return False
    return any(trigger_of(entry) is not None for entry in entries)


def check_in_drafts(
    tx: Transaction,
    key: CustomerKey,
    entry: Entry[Content],
    *,
    policy: Policy,
    snapshot: Snapshot | None,
    pending: Sequence[LedgerRow],
    now: datetime,
) -> list[Draft]:
    """New check-ins, and retractions of those that were made before. `snapshot` is the profile before this write, and
    `pending` are rows about to be appended. Cost: of something new, nothing; else what the ledger has of its kind, and the
    commitments, are read."""
    is_new = not entry.supersedes and not any(target_of(row.entry) == entry.id for row in pending)
    if is_new:
        return list(check_ins_after(entry, policy.check_ins, snapshot, now=now))
    ledger = read_ledger(tx, key, kinds=(*KINDS, entry.kind), pending=pending)
    return drafts_of_correction(ledger, entry.id, policy.check_ins, snapshot, now=now)
