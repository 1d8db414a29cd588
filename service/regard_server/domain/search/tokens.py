"""The one tokeniser: of entries and of queries, for the search within a customer and for the full-text index.

A text is a row of positions, and at each stand the terms by which it can be found:

- a word: its folded form ("Mothers" → mothers);
- a word with joints ("don't", "e-mail", "A-4711", "jo.smith@example.com"): the whole without them, then its parts;
- a number: without the signs that group its thousands ("1,200.50" → 1200, 50; "1.200,00" → 1200);
- in a stretch without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese): at the position of each letter that letter
  with the next one ("計算機" → 計算, 算機, 機), so that a part of any length can be found;
- an emoji: one word made of its code points, whatever the tone of its skin ("👍🏽" → xemoji1f44d).

Everything else separates. Terms have letters, digits and marks only, in lower case, so with spaces between them they pass
a plain tokeniser unchanged: SQLite's FTS5 with `tokenize=ascii`. (Its unicode61 splits Hindi at the vowel signs.)
"""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from regard_server.domain.search.characters import EMOJI
from regard_server.domain.search.folding import fold
from regard_server.domain.search.pieces import ASCII_WORD, STRETCH, WORD, pieces_of, terms_of

_PARTS_MAX = 16
"""More words than that, with joints between them, are several words."""
_REMEMBERED_MAX = 50_000
_REMEMBERED_LENGTH_MAX = 40
"""Longer ones hardly come again."""
_JOINT = "(?:['’＇‘·‐‑.@&_-]|(?<=[0-9]),(?=[0-9]))"  # noqa: RUF001  # apostrophes and hyphens as people type them
PLAIN_JOINTS = frozenset("'.@&_-,")
"""Those of a plain text; a comma joins digits only."""
_NO_START = "(?![\\x00-\\x22\\x24-\\x29\\x2b-\\x7f])"
"""No emoji begins with these: most of what separates words is passed over with one look."""
_JOINED = f"(?:(?! ){_JOINT}"
_RAW = re.compile(f"{WORD}{_JOINED}{WORD}){{0,{_PARTS_MAX - 1}}}+|{_NO_START}(?:{EMOJI}|{STRETCH})")
_RAW_ASCII = re.compile(f"{ASCII_WORD}{_JOINED}{ASCII_WORD}){{0,{_PARTS_MAX - 1}}}+")
"""The same for plain texts, at half the cost; a test holds the two equal."""


class Token(NamedTuple):
    """A term, its position, and which characters of the text it stands for: from start to before end."""

    term: str
    position: int
    start: int
    end: int


def raw_words(text: str) -> list[str]:
    """The words of a text as they were typed, in order; of a plain text in lower case."""
    return _RAW_ASCII.findall(text.lower()) if text.isascii() else _RAW.findall(text)


def tokens(text: str, *, positions: Collection[int] | None = None) -> Iterator[Token]:
    """In order of their positions; of some positions only, at a fraction of the cost."""
    return _tokens_ascii(text, positions) if text.isascii() else _tokens(text, positions)


def _tokens_ascii(text: str, positions: Collection[int] | None) -> Iterator[Token]:
    """Each word has one position."""
    words: Iterator[tuple[int, re.Match[str]]] = enumerate(_RAW_ASCII.finditer(text))
    if positions is not None:
        words = (one for one in islice(words, max(positions, default=-1) + 1) if one[0] in positions)
    for position, raw in words:
        word, offset = raw[0], raw.start()
        if word.isalnum():
            yield Token(fold(word), position, offset, raw.end())
        else:
            for term, start, end in pieces_of(word)[0]:
                yield Token(term, position, offset + start, offset + end)


def _tokens(text: str, positions: Collection[int] | None) -> Iterator[Token]:
    position = 0
    last = len(text) if positions is None else max(positions, default=-1)
    for raw in _RAW.finditer(text):
        if position > last:
            return
        word, offset = raw[0], raw.start()
        if positions is not None and position not in positions and word.isascii():
            position += 1  # a plain word has one
            continue
        for pieces in pieces_of(word):
            if positions is None or position in positions:
                for term, start, end in pieces:
                    yield Token(term, position, offset + start, offset + end)
            position += 1


class _TermRows(dict[str, tuple[tuple[str, ...], ...]]):
    """The terms of words as they were typed, position by position; each word is folded once and remembered."""

    def __missing__(self, raw: str) -> tuple[tuple[str, ...], ...]:
        row = terms_of(raw)
        if len(raw) <= _REMEMBERED_LENGTH_MAX:
            if len(self) >= _REMEMBERED_MAX:
                self.clear()
            self[raw] = row
        return row


TERM_ROWS = _TermRows()
"""Of all texts: most words come again and again, and folding one costs more than all else that is done to it. Any thread may
use it."""


def index_text(texts: Iterable[str]) -> str:
    """What a full-text index takes in for these texts: their terms in order, with spaces between."""
    rows = TERM_ROWS
    return " ".join(term for text in texts for raw in raw_words(text) for terms in rows[raw] for term in terms)
