"""Reading one entry with what has become of it."""

from datetime import datetime
from typing import NamedTuple

from regard_server.domain.content import Content
from regard_server.domain.entry import Entry, EntryState, state_at
from regard_server.domain.errors import EntryNotFound
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.succession import References
from regard_server.usecases.ports import Transaction


class Found(NamedTuple):
    entry: Entry[Content]
    retracted: bool

    @classmethod
    def of(cls, key: CustomerKey, entry: Entry[Content], references: References) -> "Found":
        """An entry of this customer's ledger."""
        return cls(references.of(key.customer, entry), references.is_retracted(key.customer, entry.id))

    def at(self, now: datetime) -> tuple[Entry[Content], EntryState]:
        return self.entry, state_at(self.entry, now, retracted=self.retracted)


def read_entry(tx: Transaction, key: CustomerKey, entry_id: str) -> Found:
    """Raises EntryNotFound."""
    entry = tx.ledger.by_id(key, [entry_id]).get(entry_id)
    if entry is None:
        raise EntryNotFound(customer=key.customer, entry_id=entry_id)
    return Found.of(key, entry, References(tx.ledger.references_to(key, [entry_id])))
