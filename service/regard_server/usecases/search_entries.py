"""Searching the ledgers of a customer and of all merged into it. It needs no index: they are read, and ranked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from regard_server.domain.content import Content, EntryKind
from regard_server.domain.entry import Entry, EntryState, state_at
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.search import QUERY_WORDS_MAX, Query, SearchIndex, Snippet, parse_query, snippets_of
from regard_server.domain.search.entry_texts import document_id, document_of
from regard_server.domain.succession import References
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import family_of

SNIPPETS_MAX = 3
ENTRY_WEIGHT = 1_000
"""What an entry takes of memory beside its texts, counted in characters."""


class FoundEntry(NamedTuple):
    """`customer` is whose ledger it is in."""

    customer: str
    entry: Entry[Content]
    state: EntryState
    score: float
    snippets: Sequence[Snippet]


@dataclass(frozen=True, slots=True)
class FoundEntries:
    entries: list[FoundEntry]
    has_more: bool


def parse(text: str) -> Query:
    """Raises InvalidFields for a query without a word, or with too many."""
    query = parse_query(text)
    if not query.words:
        raise InvalidFields(FieldViolation("query", "has no word to look for"))
    if len(query.words) > QUERY_WORDS_MAX:
        raise InvalidFields(FieldViolation("query", f"has over {QUERY_WORDS_MAX} words"))
    return query


class SearchableLedger:
    """All entries of a family as they were at a revision of its profile, ready to be searched again and again."""

    def __init__(self, root: CustomerKey, revision: int, entries: Sequence[tuple[str, Entry[Content], bool]]) -> None:
        """`entries`: each with whose ledger it is in, and whether it is retracted."""
        self.root = root
        self.revision = revision
        self._entries = {
            document_id(customer, entry.id): (customer, entry, retracted) for customer, entry, retracted in entries
        }
        self._documents = {key: document_of(customer, entry) for key, (customer, entry, _) in self._entries.items()}
        self._index = SearchIndex(self._documents.values(), is_kept=True)
        self.weight = ENTRY_WEIGHT * (1 + len(entries)) + sum(
            len(text.text) for document in self._documents.values() for text in document.texts
        )

    def search(
        self,
        query: Query,
        *,
        kinds: Collection[EntryKind],
        states: Collection[EntryState],
        page_size: int,
        now: datetime,
    ) -> FoundEntries:
        """Best first. Empty `kinds` or `states` mean all; states are those now."""

        def is_wanted(key: str) -> bool:
            _, entry, _ = self._entries[key]
            return (not kinds or entry.kind in kinds) and (not states or self._state(key, now) in states)

        matches = self._index.search(query, matches_max=page_size + 1, wanted=is_wanted if kinds or states else None)
        found = []
        for match in matches[:page_size]:
            customer, entry, retracted = self._entries[match.document_id]
            state = state_at(entry, now, retracted=retracted)
            snippets = snippets_of(self._documents[match.document_id], match)[:SNIPPETS_MAX]
            found.append(FoundEntry(customer, entry, state, match.score, snippets))
        return FoundEntries(found, has_more=len(matches) > page_size)

    def _state(self, key: str, now: datetime) -> EntryState:
        _, entry, retracted = self._entries[key]
        return state_at(entry, now, retracted=retracted)


def searchable_ledger(tx: Transaction, key: CustomerKey) -> SearchableLedger:
    """Cost: the whole ledgers are read, and some 25 µs an entry to make them ready."""
    snapshot = tx.customers.load([key]).get(key)
    family = family_of(key, snapshot)
    entries: list[tuple[str, Entry[Content], bool]] = []
    for owner in family:
        references = References(tx.ledger.references(owner))
        entries += [
            (
                owner.customer,
                references.of(owner.customer, entry),
                references.is_retracted(owner.customer, entry.id),
            )
            for entry in tx.ledger.read(owner, tuple(EntryKind))
        ]
    return SearchableLedger(family[0], 0 if snapshot is None else snapshot.revision, entries)
