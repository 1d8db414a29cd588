"""Reading the ledgers of a customer and of all merged into it as one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from regard_server.domain.compile import FIELD_OF
from regard_server.domain.content import KIND_OF, Content, EntryKind
from regard_server.domain.entry import Entry
from regard_server.domain.ledger import CustomerKey, LedgerRow, Place, reference_of
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.succession import References
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
    pending: Sequence[LedgerRow] = (),
) -> list[Entry[Content]]:
    """All that are not retracted, each with what replaces it, in the order of recording. `pending` are rows about to be
    appended. Cost: the whole ledgers are read."""
    found: list[tuple[Place, Entry[Content]]] = []
    root = family[0]
    for key in family:
        own = [row for row in pending if row.key == key]
        entries = tx.ledger.read(key, kinds, known_at=known_at)
        entries += [row.entry for row in own if row.entry.kind in kinds]
        references = References(
            [*tx.ledger.references(key, known_at=known_at), *(said for row in own if (said := reference_of(row)))]
        )
        found += [
            (place_of(key, entry), in_family(references.of(key.customer, entry), key, root))
            for entry in entries
            if not references.is_retracted(key.customer, entry.id)
        ]
    found.sort(key=lambda placed: placed[0])
    return [entry for _, entry in found]


def in_family(entry: Entry[Content], key: CustomerKey, root: CustomerKey) -> Entry[Content]:
    """The entry of this customer's ledger as one of the root's profile."""
    return entry if key == root else replace(entry, owner=key.customer)


def place_of(key: CustomerKey, entry: Entry[Content]) -> Place:
    return Place(entry.created_at, key.customer, entry.revision, entry.ordinal)
