"""Ledgers whole, many at once: the first recorded entry first, each in its state."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard_server.domain.content import Content, EntryKind
from regard_server.domain.entry import Entry, EntryState, state_at
from regard_server.domain.family import in_family, place_of
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.succession import References
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import family_of

ALL_KINDS = tuple(EntryKind)


@dataclass(frozen=True, slots=True)
class ExportedLedger:
    """Of a customer, or of a family; `length` counts also the entries in other states."""

    customer: str
    entries: list[tuple[int, Entry[Content], EntryState]]
    """Each with its place among all, from 0."""
    length: int


def next_ledgers(tx: Transaction, tenant: str, *, after: str, customers_max: int) -> list[tuple[CustomerKey, ...]]:
    """The customers after this one in the order of their names, merged or not, each alone."""
    page = tx.customers.page(tenant, after=after, show_merged=True, rows_max=customers_max)
    return [(CustomerKey(tenant, customer),) for customer, _ in page]


def families(tx: Transaction, keys: Sequence[CustomerKey]) -> list[tuple[CustomerKey, ...]]:
    """Each customer with all that are merged with it; the surviving one first."""
    snapshots = tx.customers.load(dict.fromkeys(keys))
    return [family_of(key, snapshots.get(key)) for key in keys]


def export_ledgers(
    tx: Transaction, families: Sequence[Sequence[CustomerKey]], *, states: Collection[EntryState], now: datetime
) -> list[ExportedLedger]:
    """Of each family what is in these states now. Cost: the whole ledgers, in two statements for some hundred customers."""
    keys = list(dict.fromkeys(key for family in families for key in family))
    entries, references = tx.ledger.read_many(keys, ALL_KINDS), tx.ledger.references_of_many(keys)
    said = {key: References(found) for key, found in references.items()}
    none = References(())
    ledgers = []
    for family in families:
        rows = sorted(
            ((place_of(key, entry), key, entry) for key in family for entry in entries.get(key, ())),
            key=lambda row: row[0],
        )
        # Where the clock of this machine is behind the one that wrote, what was recorded is in force all the same.
        at = max(now, rows[-1][0].created_at) if rows else now
        exported = []
        for index, (_, key, entry) in enumerate(rows):
            of_ledger = said.get(key, none)
            found = in_family(of_ledger.of(key.customer, entry), key, family[0])
            state = state_at(found, at, retracted=of_ledger.is_retracted(key.customer, entry.id))
            if state in states:
                exported.append((index, found, state))
        ledgers.append(ExportedLedger(family[0].customer, exported, len(rows)))
    return ledgers
