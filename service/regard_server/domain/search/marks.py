"""Where in a text the hits are: which characters of it."""

from collections.abc import Sequence
from typing import NamedTuple

from regard_server.domain.search.folding import TERM_LENGTH_MAX
from regard_server.domain.search.matches import Hit
from regard_server.domain.search.pieces import units
from regard_server.domain.search.tokens import PLAIN_JOINTS, Token, tokens


class Mark(NamedTuple):
    """From start to before end; for which word of the query, and how telling."""

    start: int
    end: int
    word: int
    value: float


def marks_of(text: str, hits: Sequence[Hit]) -> list[Mark]:
    """In order of where they are. A place may answer several words: the one that it tells most of has it."""
    marks = _marks_of_whole_words(text, hits) if text.isascii() else None
    if marks is None:
        wanted = {(hit.position, hit.term): hit for hit in sorted(hits, key=lambda hit: hit.value)}
        marks = [
            Mark(token.start, _end_of_mark(text, token, hit), hit.word, hit.value)
            for token in tokens(text, positions={position for position, _ in wanted})
            if (hit := wanted.get((token.position, token.term)))
        ]
    return sorted(marks) if len(marks) > 1 else marks


def _marks_of_whole_words(text: str, hits: Sequence[Hit]) -> list[Mark] | None:
    """Of a plain text, where each hit is a word without joints: then to look for these words shows the same places, without
    taking the text apart. None where it isn't so."""
    of_terms: dict[str, list[Hit]] = {}
    for hit in hits:
        of_terms.setdefault(hit.term, []).append(hit)
    plain = text.lower()
    marks: list[Mark] = []
    for term, some in of_terms.items():
        _, _, _, value, word, _, is_in_row = some[0]
        if is_in_row or some[-1].word != word or len(term) >= TERM_LENGTH_MAX:
            return None
        starts = _whole_words(plain, term)
        if len(starts) != len(some):
            return None
        length = len(term)
        marks += [Mark(start, start + length, word, value) for start in starts]
    return marks


def _whole_words(text: str, term: str) -> list[int]:
    """Where it stands between two signs that are neither letters nor digits, and join it to nothing."""
    starts = []
    text = f"  {text}  "
    start = text.find(term, 2)
    while start >= 0:
        end = start + len(term)
        before, after = text[start - 1], text[end]
        if before == after == " " or not (
            before.isalnum()
            or after.isalnum()
            or (before in PLAIN_JOINTS and text[start - 2].isalnum())
            or (after in PLAIN_JOINTS and text[end + 1].isalnum())
        ):
            starts.append(start - 2)
        start = text.find(term, end)
    return starts


def _end_of_mark(text: str, token: Token, hit: Hit) -> int:
    return token.start + units(text[token.start : token.end])[0][1] if hit.is_first_letter else token.end
