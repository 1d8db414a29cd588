"""Finding customers by what an agent types: names, identities, the beginnings of ids."""

from dataclasses import dataclass
from datetime import datetime

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.search import Document, Match, SearchIndex
from regard_server.domain.search.customer_texts import customer_document
from regard_server.domain.search.sought import Sort
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.find_candidates import find_candidates
from regard_server.usecases.ports import Transaction
from regard_server.usecases.search_all_entries import complete_index
from regard_server.usecases.search_entries import parse

IDS_MAX = 100
"""Customers whose ids begin with what was typed."""


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """`matched` is the name, identity or id that the query was found in."""

    snapshot: Snapshot
    score: float
    matched: str


def search_customers(tx: Transaction, tenant: str, text: str, *, page_size: int, now: datetime) -> list[FoundCustomer]:
    """Best first, of those who are merged the surviving ones. Raises InvalidFields and SearchIndexOff.

    The index finds entries that ever gave a customer such a name or identity; what holds now decides.
    """
    query = parse(text)
    candidates = find_candidates(complete_index(tx), tenant, query, sort=Sort.NAME)
    named = [key for key, _ in tx.ledger.at_places(tenant, candidates.places)]
    keys = dict.fromkeys([*_ids_beginning(tx, tenant, text.strip()), *named])
    snapshots = {snapshot.customer: snapshot for snapshot in tx.customers.load(keys).values()}
    documents = {customer: customer_document(snapshot, now) for customer, snapshot in snapshots.items()}
    index = SearchIndex(documents.values(), frequencies=candidates.frequencies)
    return [
        FoundCustomer(snapshots[match.document_id], match.score, _matched(documents[match.document_id], match))
        for match in index.search(query, matches_max=page_size)
    ]


def _ids_beginning(tx: Transaction, tenant: str, begin: str) -> list[CustomerKey]:
    """Ids aren't in the index: there are as many as customers, and the table has them in order."""
    longer = tx.customers.page(tenant, after=begin, show_merged=True, rows_max=IDS_MAX)
    return [CustomerKey(tenant, one) for one in (begin, *(name for name, _ in longer if name.startswith(begin)))]


def _matched(document: Document, match: Match) -> str:
    values: dict[int, float] = {}
    for hit in match.hits:
        values[hit.text] = values.get(hit.text, 0.0) + hit.value * document.texts[hit.text].weight
    return document.texts[max(values, key=lambda text: values[text])].text
