"""Snapshots that an older release wrote, or another format: compiled anew from the ledger."""

import sys
from dataclasses import replace
from datetime import timedelta

from regard_server.domain.content import EntryKind
from regard_server.domain.family import LedgerRead, compile_family, merged_directly
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import Reach
from regard_server.domain.snapshot import Member, Snapshot
from regard_server.storage.ledger import LedgerTables

WHOLE_LEDGER = Reach(horizon=timedelta(days=200 * 365), depth=sys.maxsize, window_min=timedelta())
"""Reading knows no policy, so it keeps what any could need. The next write leaves out what the policy in force doesn't."""


def compiled_anew(ledger: LedgerTables, key: CustomerKey, revision: int) -> Snapshot:
    """Of a customer who isn't merged. Cost: the ledgers of the customer and of all merged into it are read."""
    ledgers = [_read(ledger, key)]
    members: list[Member] = []
    for known in ledgers:  # which grows by those whom the ledgers name
        for member in merged_directly(known):
            members.append(member)
            ledgers.append(_read(ledger, CustomerKey(key.tenant, member.customer)))
    entries = [entry for known in ledgers for entry in known.entries]
    updated_at = max(entry.created_at for entry in entries)
    compiled = compile_family(
        ledgers, members, revision=revision, updated_at=updated_at, now=updated_at, reach=WHOLE_LEDGER
    )
    return replace(compiled, since_checkpoint=len(entries))


def _read(ledger: LedgerTables, key: CustomerKey) -> LedgerRead:
    return LedgerRead(key, ledger.read(key, tuple(EntryKind)), ledger.references(key))
