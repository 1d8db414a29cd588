"""Ledgers made ready to be searched that this process keeps in memory; no I/O.

Each is of a revision, and is given out for that revision only: whoever asks has the present one from the profile's memory,
which every write is announced to.
"""

from collections import OrderedDict

from regard_server.domain.ledger import CustomerKey
from regard_server.usecases.search_entries import SearchableLedger


class SearchMemory:
    """Least recently used go first when they weigh more than `characters_max` in all."""

    def __init__(self, *, characters_max: int) -> None:
        self._characters_max = characters_max
        self._characters = 0
        self._kept: OrderedDict[CustomerKey, SearchableLedger] = OrderedDict()

    def get(self, root: CustomerKey, revision: int) -> SearchableLedger | None:
        kept = self._kept.get(root)
        if kept is None:
            return None
        if kept.revision < revision:
            self._drop(root)
        if kept.revision != revision:
            return None
        self._kept.move_to_end(root)
        return kept

    def keep(self, ledger: SearchableLedger) -> None:
        """One that is too large by itself isn't kept, nor one that is older than what is there."""
        kept = self._kept.get(ledger.root)
        if ledger.weight > self._characters_max or (kept is not None and kept.revision > ledger.revision):
            return
        self._drop(ledger.root)
        self._kept[ledger.root] = ledger
        self._characters += ledger.weight
        while self._characters > self._characters_max:
            self._drop(next(iter(self._kept)))

    def _drop(self, root: CustomerKey) -> None:
        dropped = self._kept.pop(root, None)
        if dropped is not None:
            self._characters -= dropped.weight
