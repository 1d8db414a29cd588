"""Near-misses: words that someone who typed this one may have meant.

Counted in typing errors: a letter too many, one missing, another one, or two swapped. Plain Python, so that the domain
and what lies behind it can use it; what can't be near is passed over by its first letter, its length and its letters. With
another first letter a word is only near when that letter is the error, and those few are looked up.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

ONE_ERROR_LENGTH_MIN = 5
"""Shorter words are near to too many others: "card" to "care", "hard" and "cars"."""
TWO_ERRORS_LENGTH_MIN = 7
"""Two errors leave the first letter alone."""


class NearMiss(NamedTuple):
    errors: int
    term: str


class Vocabulary:
    """Terms, to be asked for near-misses. Immutable but for the order that it brings into them when first asked."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for term in terms:
            self._by_length[len(term)].append(term)
        self._letters: dict[tuple[int, str], list[tuple[int, str]]] = {}
        self._tails: dict[int, dict[str, list[str]]] = {}

    def near_misses(self, term: str) -> list[NearMiss]:
        """Nearest first. None for a short term, or one that isn't a word: a number is never nearly another."""
        errors_max = errors_allowed(term)
        if not errors_max:
            return []
        letters = _letters(term)
        found = [
            NearMiss(errors, near)
            for length in range(len(term) - errors_max, len(term) + errors_max + 1)
            for near_letters, near in self._beginning(term[0], length)
            if (letters ^ near_letters).bit_count() <= 2 * errors_max
            and 0 < (errors := typing_errors(term, near)) <= errors_max
        ]
        found += [NearMiss(1, near) for near in self._with_another_first_letter(term)]
        return sorted(found)

    def _beginning(self, letter: str, length: int) -> list[tuple[int, str]]:
        known = self._letters.get((length, letter))
        if known is None:
            terms = (term for term in self._by_length.get(length, ()) if term[0] == letter and _is_word(term))
            known = [(_letters(term), term) for term in terms]
            self._letters[length, letter] = known
        return known

    def _with_another_first_letter(self, term: str) -> set[str]:
        """One error away: another first letter, one more before it, it missing, or it swapped with the second."""
        near = {*self._followed_by(term[1:]), *self._followed_by(term)}
        near.update(one for one in (term[1:], term[1] + term[0] + term[2:]) if one in self._followed_by(one[1:]))
        return {one for one in near if one[0] != term[0] and _is_word(one)}

    def _followed_by(self, tail: str) -> list[str]:
        """The terms that are this after their first letter."""
        length = len(tail) + 1
        tails = self._tails.get(length)
        if tails is None:
            tails = self._tails[length] = {}
            for term in self._by_length.get(length, ()):
                tails.setdefault(term[1:], []).append(term)
        return tails.get(tail, [])


def near_misses(term: str, vocabulary: Iterable[str]) -> list[NearMiss]:
    """For a vocabulary that is asked once, such as what a full-text index has of about this length."""
    return Vocabulary(vocabulary).near_misses(term)


def errors_allowed(term: str) -> int:
    """In a word of this length."""
    if len(term) < ONE_ERROR_LENGTH_MIN or not _is_word(term):
        return 0
    return 1 if len(term) < TWO_ERRORS_LENGTH_MIN else 2


def typing_errors(one: str, other: str) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours that make the one the other, each place once."""
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return abs(len(one) - len(other))
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return _errors_between(one[start : len(one) - end], other[start : len(other) - end])


def _errors_between(one: str, other: str) -> int:
    if not one or not other or len(one) == len(other) == 1:
        return max(len(one), len(other))
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, other_letter in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other_letter))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == other_letter:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        before_last, last = last, current
    return last[-1]


def _is_word(term: str) -> bool:
    return not any(letter.isdigit() for letter in term)


def _letters(term: str) -> int:
    """Its letters as a set of bits; two letters may share one, which only lets more through."""
    bits = 0
    for letter in term:
        bits |= 1 << (ord(letter) & 63)
    return bits
