"""Search: pure, for one customer's entries and for what a full-text index finds among all customers'.

One tokeniser makes the terms of both, and one ranking orders what both find.
"""

from regard_server.domain.search.index import SearchIndex
from regard_server.domain.search.matches import Document, Frequencies, Hit, Likeness, Match, Text, WordMatch
from regard_server.domain.search.near_misses import NearMiss, near_misses
from regard_server.domain.search.query import (
    QUERY_WORDS_MAX,
    Query,
    QueryTerm,
    QueryWord,
    parse_query,
    query_terms,
)
from regard_server.domain.search.snippets import SNIPPET_LENGTH_MAX, Snippet, snippets_of
from regard_server.domain.search.tokens import Token, index_text, tokens

__all__ = [
    "QUERY_WORDS_MAX",
    "SNIPPET_LENGTH_MAX",
    "Document",
    "Frequencies",
    "Hit",
    "Likeness",
    "Match",
    "NearMiss",
    "Query",
    "QueryTerm",
    "QueryWord",
    "SearchIndex",
    "Snippet",
    "Text",
    "Token",
    "WordMatch",
    "index_text",
    "near_misses",
    "parse_query",
    "query_terms",
    "snippets_of",
    "tokens",
]
