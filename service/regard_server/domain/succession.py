"""Which entries no longer count: retracted, or superseded by one that does count itself."""

from collections.abc import Iterable, Iterator

from regard_server.domain.compile import with_successor
from regard_server.domain.content import Content
from regard_server.domain.entry import Entry
from regard_server.domain.ledger import Reference


class References:
    """What other entries of a family's ledgers say of an entry: that it was wrong, or that they replace it.

    Entries are named by (customer of the ledger, id).
    """

    def __init__(self, references: Iterable[Reference]) -> None:
        self._retracted: set[tuple[str, str]] = set()
        self._successors: dict[tuple[str, str], list[Reference]] = {}
        for reference in sorted(references, key=lambda one: one.place):
            target = reference.key.customer, reference.target_id
            if reference.is_retraction:
                self._retracted.add(target)
            else:
                self._successors.setdefault(target, []).append(reference)

    def is_retracted(self, customer: str, entry_id: str) -> bool:
        return (customer, entry_id) in self._retracted

    def successor(self, customer: str, entry_id: str) -> Reference | None:
        """The entry that replaces this one, the first that did."""
        return next(self.successors(customer, entry_id), None)

    def successors(self, customer: str, entry_id: str) -> Iterator[Reference]:
        """All that replace it, as they came: a reservation that was released may have been used all the same. One that was
        retracted is replaced by its own, if it has any."""
        for reference in self._successors.get((customer, entry_id), ()):
            if self.is_retracted(customer, reference.entry_id):
                yield from self.successors(customer, reference.entry_id)
            else:
                yield reference

    def of(self, customer: str, entry: Entry[Content]) -> Entry[Content]:
        """The entry of this customer's ledger with what replaces it."""
        successor = self.successor(customer, entry.id)
        if successor is None:
            return entry
        return with_successor(entry, successor_id=successor.entry_id, effective_at=successor.effective_at)
