"""Messages of entries as bytes, kept in memory: the same entry is shown in many answers, and to build its message costs more
than all else that is done for one.

An entry is never edited. What may differ from one showing to the next is its state, and what has replaced it.
"""

from collections.abc import Hashable, Iterable

from regard_server.domain.content import Content
from regard_server.domain.entry import Entry, EntryState
from regard_server.domain.ledger import CustomerKey
from regard_server.rpc.convert.entries import entry_message
from regard_server.rpc.convert.wire import with_length

OVERHEAD_BYTES = 400
"""What keeping one takes beside its bytes."""


class EntryBytes:
    """Begins anew when it has `bytes_max`: those in use are soon there again. Any thread may use it."""

    def __init__(self, *, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._bytes = 0
        self._kept: dict[CustomerKey, dict[Hashable, bytes]] = {}

    def of(self, key: CustomerKey, entries: Iterable[Entry[Content]], state: EntryState) -> list[bytes]:
        """Of each its message, and before it its length. `key` is whose profile they count for."""
        kept = self._kept.setdefault(key, {})
        found = []
        for entry in entries:
            place = entry.version, state
            data = kept.get(place)
            if data is None:
                data = with_length(entry_message(key.customer, entry, state).SerializeToString())
                kept[place] = data
                self._make_room(len(data) + OVERHEAD_BYTES)
            found.append(data)
        return found

    def _make_room(self, added: int) -> None:
        self._bytes += added
        if self._bytes > self._bytes_max:
            self._kept = {}
            self._bytes = 0
