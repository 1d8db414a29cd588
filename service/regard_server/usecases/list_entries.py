"""Listing the ledger of one customer, last recorded first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from regard_server.domain.entry import Content, Entry, EntryKind, EntryState, state_at
from regard_server.domain.ledger import CustomerKey
from regard_server.usecases.ports import Transaction

AFTER_ALL = (1 << 62, 0)
"""The place after every entry of a ledger: where the first page begins."""

READS_PER_PAGE_MAX = 10
"""How often a page reads on for entries in the wanted states; after that it comes short, with a token to go on."""


QUOTED_CHARACTERS_MAX = 4_000_000
"""A page comes short before its quotes make it larger than a channel carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """Entries with their states; `next_before` is where the next page begins, None at the end."""

    entries: list[tuple[Entry[Content], EntryState]]
    next_before: tuple[int, int] | None


def list_entries(
    tx: Transaction,
    key: CustomerKey,
    *,
    kinds: Collection[EntryKind],
    states: Collection[EntryState],
    before: tuple[int, int],
    page_size: int,
    now: datetime,
) -> EntryPage:
    """Empty `kinds` or `states` mean all."""
    wanted_kinds = kinds or tuple(EntryKind)
    wanted_states = states or tuple(EntryState)
    found: list[tuple[Entry[Content], EntryState]] = []
    size = 0
    for _ in range(READS_PER_PAGE_MAX):
        rows = tx.ledger.page(key, kinds=wanted_kinds, before=before, rows_max=page_size + 1)
        retracted = tx.ledger.retracted_among(key, [entry.id for entry in rows])
        for entry in rows:
            size += len(entry.provenance.quote)
            if len(found) == page_size or (found and size > QUOTED_CHARACTERS_MAX):
                return EntryPage(entries=found, next_before=before)
            before = entry.place
            state = state_at(entry, now, retracted=entry.id in retracted)
            if state in wanted_states:
                found.append((entry, state))
        if len(rows) <= page_size:
            return EntryPage(entries=found, next_before=None)
    return EntryPage(entries=found, next_before=before)
