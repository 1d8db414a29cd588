"""What a word is made of: the terms by which it can be found, position by position."""

import re
from functools import lru_cache
from typing import NamedTuple

from regard_server.domain.search.characters import (
    EMOJI,
    INVISIBLE,
    LETTER,
    MARKS,
    SPACELESS,
    SPACELESS_MARKS,
    STACKERS,
    TONES,
)
from regard_server.domain.search.folding import TERM_LENGTH_MAX, fold

EMOJI_START = "xemoji"
EMOJI_JOINT = "x"

ASCII_WORD = "[0-9A-Za-z]++"
WORD = f"(?:{ASCII_WORD}|{LETTER})(?:{ASCII_WORD}|(?![\\x00-\\x7f])(?:{LETTER}|[{MARKS}{INVISIBLE}]))*+"
STRETCH = f"[{SPACELESS}][{SPACELESS}{INVISIBLE}]*+"

_PART = re.compile(WORD)
_STRETCH = re.compile(STRETCH)
_UNIT = re.compile(f"[{SPACELESS}](?:[{SPACELESS_MARKS}{INVISIBLE}]|(?<=[{STACKERS}])[{SPACELESS}])*+")
_EMOJI = re.compile(EMOJI)
_COLOURING = re.compile(f"[{TONES}\\ufe0e\\ufe0f\\u200d]")
_NUMBER = re.compile(r"(\d{1,3}(?:([,.'\u2019])\d{3})(?:\2\d{3})*|\d+)(?:[,.](\d+))?")
_NO_DIGIT = re.compile(r"\D")


class Piece(NamedTuple):
    """A term, and which characters of the word it stands for: from start to before end."""

    term: str
    start: int
    end: int


Row = tuple[tuple[Piece, ...], ...]
"""The pieces of a word at each of its positions; a word without spaces inside has one position, a stretch has many."""


def pieces_of(word: str) -> Row:
    if word.isascii() and word.isalnum():
        return ((Piece(fold(word), 0, len(word)),),)
    if _STRETCH.match(word):
        return _stretch(word)
    if not word.isascii() and _EMOJI.fullmatch(word):
        term = EMOJI_START + EMOJI_JOINT.join(f"{ord(sign):x}" for sign in _COLOURING.sub("", word))
        return ((Piece(term[:TERM_LENGTH_MAX], 0, len(word)),),)
    number = _NUMBER.fullmatch(word)
    return (_of_number(number) if number else _with_joints(word),)


def terms_of(word: str) -> tuple[tuple[str, ...], ...]:
    """The terms alone, position by position: most of what is indexed is plain words and stretches, quicker this way."""
    if word.isascii() and word.isalnum():
        return ((fold(word),),)
    if _STRETCH.match(word):
        letters = [_fold_unit(unit) for unit in _UNIT.findall(word)]
        return tuple((letter + after,) for letter, after in zip(letters, [*letters[1:], ""], strict=True) if letter)
    return tuple(tuple(piece.term for piece in pieces) for pieces in pieces_of(word))


def units(stretch: str) -> list[tuple[int, int]]:
    """Where the letters of a stretch without spaces are, each with its marks."""
    return [unit.span() for unit in _UNIT.finditer(stretch)]


def _stretch(word: str) -> Row:
    spans = units(word)
    terms = [_fold_unit(word[start:end]) for start, end in spans]
    last = len(spans) - 1
    return tuple(
        (Piece(terms[at] + terms[at + 1], spans[at][0], spans[at + 1][1]),)
        if at < last
        else (Piece(terms[at], *spans[at]),)
        for at in range(len(spans))
        if terms[at]
    )


_fold_unit = lru_cache(maxsize=8192)(fold)  # the letters of a script are few


def _of_number(number: re.Match[str]) -> tuple[Piece, ...]:
    whole = Piece(fold(_NO_DIGIT.sub("", number[1])), *number.span(1))
    if number[3] and number[3].strip("0"):
        return whole, Piece(fold(number[3]), *number.span(3))
    return (whole,)


def _with_joints(word: str) -> tuple[Piece, ...]:
    parts = [Piece(fold(part[0]), *part.span()) for part in _PART.finditer(word)]
    if len(parts) > 1:
        parts.insert(0, Piece("".join(part.term for part in parts)[:TERM_LENGTH_MAX], 0, len(word)))
    return tuple(part for part in parts if part.term)
