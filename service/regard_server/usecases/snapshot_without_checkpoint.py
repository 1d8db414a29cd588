"""A profile as it was known at an instant, where no checkpoint tells it: compiled from all that was recorded by then.

For ledgers from before there were checkpoints, checkpoints that an older release wrote, and policies that look further back
than a checkpoint does.
"""

from datetime import datetime

from regard_server.domain.family import compile_family
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import Reach
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.family_known_at import family_by_merges
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import read_ledger


def snapshot_without_checkpoint(tx: Transaction, key: CustomerKey, known_at: datetime, reach: Reach) -> Snapshot | None:
    """None where nobody knew the customer. Cost: the whole ledgers are read."""
    root, members = family_by_merges(tx, key, known_at)
    family = (root, *(CustomerKey(root.tenant, member.customer) for member in members))
    ledgers = [read_ledger(tx, one, known_at=known_at) for one in family]
    entries = [entry for ledger in ledgers for entry in ledger.entries]
    if not entries:
        return None
    updated_at = max(entry.created_at for entry in entries)
    revision = max(entry.revision for entry in entries)
    return compile_family(ledgers, members, revision=revision, updated_at=updated_at, now=updated_at, reach=reach)
