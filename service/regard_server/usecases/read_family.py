"""Reading the ledgers of a customer and of all merged into it as one."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.compile import FIELD_OF
from regard_server.domain.content import KIND_OF, Content, EntryKind
from regard_server.domain.entry import Entry
from regard_server.domain.family import LedgerRead, counting
from regard_server.domain.ledger import CustomerKey, LedgerRow, reference_of
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.ports import Transaction

KINDS_OF_A_SNAPSHOT = tuple(KIND_OF[content] for content in FIELD_OF)


def root_key(key: CustomerKey, snapshot: Snapshot | None) -> CustomerKey:
    """Of the customer whose profile this one's entries count for."""
    return key if snapshot is None else CustomerKey(key.tenant, snapshot.customer)


def family_of(key: CustomerKey, snapshot: Snapshot | None) -> tuple[CustomerKey, ...]:
    """The surviving customer first, then those merged into it."""
    if snapshot is None:
        return (key,)
    members = (CustomerKey(key.tenant, member.customer) for member in snapshot.members)
    return (root_key(key, snapshot), *members)


def counting_entries(
    tx: Transaction,
    family: Sequence[CustomerKey],
    *,
    kinds: Sequence[EntryKind] = KINDS_OF_A_SNAPSHOT,
    known_at: datetime | None = None,
    effective_from: datetime | None = None,
    pending: Sequence[LedgerRow] = (),
) -> list[Entry[Content]]:
    """All that are not retracted, each with what replaces it, in the order of recording. `pending` are rows about to be
    appended. Cost: the whole ledgers are gone through, and what is of these kinds and times is decoded."""
    return counting(
        [
            read_ledger(tx, key, kinds=kinds, known_at=known_at, effective_from=effective_from, pending=pending)
            for key in family
        ]
    )


def counting_entries_of_many(
    tx: Transaction, families: Sequence[Sequence[CustomerKey]], *, kinds: Sequence[EntryKind]
) -> list[list[Entry[Content]]]:
    """As `counting_entries`, for several families, with as many statements as for one."""
    keys = [key for family in families for key in family]
    entries, references = tx.ledger.read_many(keys, kinds), tx.ledger.references_of_many(keys)
    return [
        counting([LedgerRead(key, entries.get(key, ()), references.get(key, ())) for key in family])
        for family in families
    ]


def read_ledger(
    tx: Transaction,
    key: CustomerKey,
    *,
    kinds: Sequence[EntryKind] = tuple(EntryKind),
    known_at: datetime | None = None,
    effective_from: datetime | None = None,
    pending: Sequence[LedgerRow] = (),
) -> LedgerRead:
    """One ledger whole; of `pending` the rows that are its own."""
    own = [row for row in pending if row.key == key]
    entries = tx.ledger.read(key, kinds, known_at=known_at, effective_from=effective_from)
    entries += [row.entry for row in own if row.entry.kind in kinds]
    references = tx.ledger.references(key, known_at=known_at)
    references += [said for row in own if (said := reference_of(row)) is not None]
    return LedgerRead(key, entries, references)
