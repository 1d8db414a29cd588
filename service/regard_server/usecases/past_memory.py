"""What this process has read of the past; no I/O, and any thread may use it.

What was known once stays so: a snapshot of a revision, as reached from a checkpoint, never becomes another. So nothing is
announced here, and who asks has always read from the database which checkpoint was the last, and what came since.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple

from regard_server.domain.compile import FIELD_OF
from regard_server.domain.entry import Entry
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Accepted, Presentation, Snapshot

REACHED_PER_CHECKPOINT_MAX = 4
"""Beside the checkpoint itself, the last ones."""
POINTERS_PER_ENTRY = 64
"""What a further snapshot takes, most of whose entries others have too: so many of them weigh as much as one entry."""
_ENTRIES = tuple(FIELD_OF.values())


class Start(NamedTuple):
    """A checkpoint, by what no other one has, for the policy's reach of this id: what is reached from there differs by it."""

    root: CustomerKey
    revision: int
    created_at: datetime
    reach_id: int


class Reached(NamedTuple):
    """A snapshot, so many entries after its checkpoint."""

    snapshot: Snapshot
    entries_since: int


class _Customer:
    """Snapshots of one customer, each checkpoint's first, and what they have in common: most entries are in many of them."""

    def __init__(self) -> None:
        self.reached: dict[Start, list[Reached]] = {}
        self.entries: dict[Hashable, Entry[Any]] = {}
        self.presentations: dict[Hashable, Presentation] = {}
        self.accepted: dict[Hashable, Accepted] = {}
        self.pointers = 0
        self.counted = 0

    @property
    def weight(self) -> int:
        return (
            1 + len(self.entries) + (len(self.presentations) + len(self.accepted) + self.pointers) // POINTERS_PER_ENTRY
        )


class PastMemory:
    """Least recently used customers go first when there are more than `entries_max` entries in all."""

    def __init__(self, *, entries_max: int) -> None:
        self._entries_max = entries_max
        self._entries = 0
        self._customers: OrderedDict[CustomerKey, _Customer] = OrderedDict()
        self._lock = Lock()

    def last(self, start: Start, known_at: datetime) -> Reached | None:
        """What was reached from this checkpoint, at that instant or nearest before it."""
        with self._lock:
            customer = self._customers.get(start.root)
            if customer is None:
                return None
            self._customers.move_to_end(start.root)
            before = (one for one in customer.reached.get(start, ()) if one.snapshot.updated_at <= known_at)
            return max(before, key=lambda one: one.snapshot.revision, default=None)

    def begin(self, start: Start, snapshot: Snapshot) -> Reached:
        """Keeps the checkpoint's own snapshot, and answers it with the entries that others have too."""
        with self._lock:
            customer = self._customers.setdefault(start.root, _Customer())
            return self._keep(start, customer, Reached(_shared(snapshot, customer), 0))

    def keep(self, start: Start, reached: Reached) -> None:
        """Of one that was reached from what this memory answered."""
        with self._lock:
            customer = self._customers.get(start.root)
            if customer is not None and start in customer.reached:
                self._keep(start, customer, reached)

    def _keep(self, start: Start, customer: _Customer, reached: Reached) -> Reached:
        kept = customer.reached.setdefault(start, [])
        if len(kept) > REACHED_PER_CHECKPOINT_MAX:
            customer.pointers -= _pointers(kept.pop(1).snapshot)
        kept.append(reached)
        customer.pointers += _pointers(reached.snapshot)
        self._entries += customer.weight - customer.counted
        customer.counted = customer.weight
        self._customers.move_to_end(start.root)
        while self._entries > self._entries_max:
            _, dropped = self._customers.popitem(last=False)
            self._entries -= dropped.counted
        return reached


def _shared(snapshot: Snapshot, customer: _Customer) -> Snapshot:
    fields: dict[str, Any] = {name: _known(getattr(snapshot, name), customer.entries) for name in _ENTRIES}
    presentations, accepted = customer.presentations, customer.accepted
    fields["presentations"] = tuple(
        [presentations.setdefault((*one.key, one.at), one) for one in snapshot.presentations]
    )
    fields["accepted"] = {
        offer: accepted.setdefault((offer, first.entry_id, first.owner, first.at), first)
        for offer, first in snapshot.accepted.items()
    }
    return replace(snapshot, **fields)


def _known(entries: Iterable[Entry[Any]], known: dict[Hashable, Entry[Any]]) -> tuple[Entry[Any], ...]:
    return tuple([known.setdefault(one.version, one) for one in entries])


def _pointers(snapshot: Snapshot) -> int:
    return sum(len(getattr(snapshot, name)) for name in (*_ENTRIES, "presentations", "accepted"))
