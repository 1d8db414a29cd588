"""Searching as a test writes it: what was found, and what is marked in it."""

from typing import Any

from regard.v1 import EntryMatch, SearchEntriesRequest, SearchEntriesResponse

from .wire import PROFILES, Refusal, Wire

ALL = "-"


def search(wire: Wire, query: str, customer: str = "u1", **more: Any) -> SearchEntriesResponse:
    request = SearchEntriesRequest(customer=f"customers/{customer}", query=query, **more)
    return wire.ask(f"{PROFILES}/SearchEntries", request, SearchEntriesResponse)


def refused_search(wire: Wire, query: str, customer: str = "u1", **more: Any) -> Refusal:
    request = SearchEntriesRequest(customer=f"customers/{customer}", query=query, **more)
    return wire.refused(f"{PROFILES}/SearchEntries", request)


def quotes(found: SearchEntriesResponse) -> list[str]:
    return [match.entry.provenance.quote for match in found.matches]


def marked(match: EntryMatch) -> list[str]:
    """What its first snippet marks."""
    snippet = match.snippets[0]
    return [snippet.text[hit.start : hit.end] for hit in snippet.hits]
