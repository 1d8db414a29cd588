"""Searching in a few texts, as a test writes it."""

from datetime import UTC, datetime, timedelta

from regard_server.domain.search import Document, Match, SearchIndex, Snippet, Text, parse_query, snippets_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def document(number: int, text: str, *, weight: float = 1.0) -> Document:
    """The higher its number, the newer it is."""
    texts = (Text(field="quote", text=text, weight=weight),)
    return Document(id=f"entries/{number:04}", texts=texts, at=NOON + timedelta(days=number))


def documents(*texts: str) -> list[Document]:
    return [document(number, text) for number, text in enumerate(texts)]


def matches(query: str, *texts: str) -> list[Match]:
    return SearchIndex(documents(*texts)).search(parse_query(query), matches_max=1000)


def found(query: str, *texts: str) -> list[str]:
    """The texts that are found, best first."""
    by_id = {one.id: one.texts[0].text for one in documents(*texts)}
    return [by_id[match.document_id] for match in matches(query, *texts)]


def snippets(query: str, text: str) -> list[Snippet]:
    one = document(0, text)
    return [
        snippet
        for match in SearchIndex([one]).search(parse_query(query), matches_max=1)
        for snippet in snippets_of(one, match)
    ]


def marked(query: str, text: str) -> str:
    """The first snippet with its hits in brackets; empty if nothing is found."""
    return next((show(snippet) for snippet in snippets(query, text)), "")


def show(snippet: Snippet) -> str:
    shown, at = "", 0
    for start, end in snippet.hits:
        shown += f"{snippet.text[at:start]}[{snippet.text[start:end]}]"
        at = end
    return ("…" if snippet.is_cut_before else "") + shown + snippet.text[at:] + ("…" if snippet.is_cut_after else "")
