"""Listing the ledgers of a customer and of those merged into it, last recorded first."""

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regard_server.domain.content import Content, EntryKind
from regard_server.domain.entry import Entry, EntryState, state_at
from regard_server.domain.family import in_family, place_of
from regard_server.domain.ledger import CustomerKey, Place
from regard_server.domain.succession import References
from regard_server.usecases.family_known_at import family_known_at
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import family_of

AFTER_ALL = (1 << 62, 0)
"""The place after every entry of a ledger: where the first page begins."""

MICROSECOND = timedelta(microseconds=1)
READS_PER_PAGE_MAX = 10
"""How often a page reads on for entries in the wanted states; after that it comes short, with a token to go on."""


QUOTED_CHARACTERS_MAX = 4_000_000
"""A page comes short before its quotes make it larger than a channel carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """Entries with their states, of this customer and those merged into it; `next_before` is where the next page begins, None
    at the end."""

    customer: str
    entries: list[tuple[Entry[Content], EntryState]]
    next_before: Place | None


def list_entries(
    tx: Transaction,
    key: CustomerKey,
    *,
    kinds: Collection[EntryKind],
    states: Collection[EntryState],
    before: Place | None,
    page_size: int,
    now: datetime,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> EntryPage:
    """Empty `kinds` or `states` mean all. States are those at `as_of`, else at `known_at`, else now; `before` None begins."""
    snapshot = tx.customers.load([key]).get(key)
    family = family_of(key, snapshot) if known_at is None else family_known_at(tx, key, known_at)
    wanted_kinds = kinds or tuple(EntryKind)
    wanted_states = states or tuple(EntryState)
    # Where the clock of this machine is behind the one that wrote, what was recorded from then on is in force all the same.
    at = as_of or known_at or (now if snapshot is None else max(now, snapshot.updated_at))
    found: list[tuple[Entry[Content], EntryState]] = []
    size = 0
    for _ in range(READS_PER_PAGE_MAX):
        rows = _before(tx, family, wanted_kinds, before, rows_max=page_size + 1, known_at=known_at)
        references = _references(tx, rows, known_at)
        for owner, read in rows:
            size += len(read.provenance.quote)
            if len(found) == page_size or (found and size > QUOTED_CHARACTERS_MAX):
                return EntryPage(customer=family[0].customer, entries=found, next_before=before)
            before = place_of(owner, read)
            entry = in_family(references[owner].of(owner.customer, read), owner, family[0])
            state = state_at(entry, at, retracted=references[owner].is_retracted(owner.customer, entry.id))
            if state in wanted_states:
                found.append((entry, state))
        if len(rows) <= page_size:
            return EntryPage(customer=family[0].customer, entries=found, next_before=None)
    return EntryPage(customer=family[0].customer, entries=found, next_before=before)


Row = tuple[CustomerKey, Entry[Content]]


def _before(
    tx: Transaction,
    family: Sequence[CustomerKey],
    kinds: Collection[EntryKind],
    before: Place | None,
    *,
    rows_max: int,
    known_at: datetime | None,
) -> list[Row]:
    """The last recorded entries before this place, of all the ledgers."""

    def of(key: CustomerKey) -> Iterator[Row]:
        bound, until = AFTER_ALL, known_at
        if before is not None:
            # Of those recorded at the very instant, the ledgers of customers named later have come already.
            last = before.created_at if key.customer <= before.customer else before.created_at - MICROSECOND
            until = last if known_at is None else min(last, known_at)
            if before.customer == key.customer:
                bound = before.revision, before.ordinal
        return (
            (key, entry) for entry in tx.ledger.page(key, kinds=kinds, before=bound, rows_max=rows_max, known_at=until)
        )

    merged = heapq.merge(*(of(key) for key in family), key=lambda row: place_of(*row), reverse=True)
    return [row for row, _ in zip(merged, range(rows_max), strict=False)]


def _references(tx: Transaction, rows: Sequence[Row], known_at: datetime | None) -> dict[CustomerKey, References]:
    ids: dict[CustomerKey, list[str]] = {}
    for owner, entry in rows:
        ids.setdefault(owner, []).append(entry.id)
    return {
        owner: References(tx.ledger.references_to(owner, wanted, known_at=known_at)) for owner, wanted in ids.items()
    }
