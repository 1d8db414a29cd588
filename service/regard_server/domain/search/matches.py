"""What is searched, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a document. A hit in a field of weight 2 counts as much as two in one of weight 1."""

    field: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What can be found: an entry, seen as its texts; `at` breaks ties, the newer first."""

    id: str
    texts: tuple[Text, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """How many documents there are, and how many have a term, or all terms of a row (with spaces between them).

    For candidates that an index has found: among them every word that was asked for is common.
    """

    documents: int
    of_terms: Mapping[str, int] = field(default_factory=dict)


class Likeness(IntEnum):
    """How a word of the text is like the word that was asked for; best first."""

    EXACT = 1
    PREFIX = 2
    VARIANT = 3
    """Another spelling ("Koeln") or another ending ("refunded" for refund)."""
    NEAR_MISS = 4


class Hit(NamedTuple):
    """A place in a document: which of its texts, which position there, by which term. A tuple, since a search makes hundreds."""

    text: int
    position: int
    term: str
    value: float
    """Of the word that it answers: how telling, and how like."""
    word: int
    """Which word of the query."""
    is_first_letter: bool = False
    """Of the term, a pair of letters of a script without spaces, only the first was asked for."""
    is_in_row: bool = False
    """Only beside others does the term answer: the document may have it elsewhere too, where it is no hit."""


class WordMatch(NamedTuple):
    """A word of the query as typed, and how the document has it at best."""

    word: str
    likeness: Likeness


class Match(NamedTuple):
    """A document that was found. Scores compare within one search only."""

    document_id: str
    score: float
    has_all_words: bool
    words: tuple[WordMatch, ...]
    hits: tuple[Hit, ...]
