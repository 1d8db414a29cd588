"""Searching the ledgers of all customers of a tenant, through the full-text index."""

from collections.abc import Collection, Iterable
from datetime import datetime

from regard_server.domain.content import Content, EntryKind
from regard_server.domain.entry import Entry, EntryState, state_at
from regard_server.domain.errors import SearchIndexOff
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.search import Query, SearchIndex, snippets_of
from regard_server.domain.search.entry_texts import document_id, document_of
from regard_server.domain.search.sought import Sort
from regard_server.domain.succession import References
from regard_server.usecases.find_candidates import find_candidates
from regard_server.usecases.ports import FullText, Transaction
from regard_server.usecases.search_entries import SNIPPETS_MAX, FoundEntries, FoundEntry


def search_all_entries(
    tx: Transaction,
    tenant: str,
    query: Query,
    *,
    kinds: Collection[EntryKind],
    states: Collection[EntryState],
    page_size: int,
    now: datetime,
) -> FoundEntries:
    """Best first, ranked as within one customer. Empty `kinds` or `states` mean all; states are those now.

    Raises SearchIndexOff, also while the index doesn't have all entries yet.
    """
    candidates = find_candidates(complete_index(tx), tenant, query, sort=Sort.WORD, kinds=kinds)
    rows = {
        document_id(key.customer, entry.id): (key, entry)
        for key, entry in tx.ledger.at_places(tenant, candidates.places)
    }
    documents = {name: document_of(key.customer, entry) for name, (key, entry) in rows.items()}
    index = SearchIndex(documents.values(), frequencies=candidates.frequencies)
    matches = index.search(query, matches_max=len(rows) if states else page_size + 1)
    found: list[FoundEntry] = []
    for start in range(0, len(matches), page_size + 1):
        # What became of an entry is asked of its customer's ledger, and so of those only that may be shown.
        some = matches[start : start + page_size + 1]
        references = _references(tx, [rows[match.document_id] for match in some])
        for match in some:
            key, entry = rows[match.document_id]
            said = references[key]
            entry = said.of(key.customer, entry)
            state = state_at(entry, now, retracted=said.is_retracted(key.customer, entry.id))
            if not states or state in states:
                snippets = snippets_of(documents[match.document_id], match)[:SNIPPETS_MAX]
                found.append(FoundEntry(key.customer, entry, state, match.score, snippets))
        if len(found) > page_size:
            break
    return FoundEntries(found[:page_size], has_more=len(found) > page_size)


def complete_index(tx: Transaction) -> FullText:
    """Raises SearchIndexOff, also while it doesn't have all entries yet: half an answer would look like a whole one."""
    if tx.full_text is None or tx.full_text.missing() is not None:
        raise SearchIndexOff
    return tx.full_text


def _references(tx: Transaction, rows: Iterable[tuple[CustomerKey, Entry[Content]]]) -> dict[CustomerKey, References]:
    ids: dict[CustomerKey, list[str]] = {}
    for key, entry in rows:
        ids.setdefault(key, []).append(entry.id)
    return {key: References(tx.ledger.references_to(key, wanted)) for key, wanted in ids.items()}
