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
MANY_ERRORS = 3
"""More than any word may have."""


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
    """Insertions, deletions, substitutions and swaps of neighbours that make the one the other, each place once; at most
    MANY_ERRORS. Told from what lies between the first and the last letter that differ, without counting."""
    one, other = _between_what_is_alike(one, other)
    if not one or not other:
        return min(len(one) + len(other), MANY_ERRORS)
    if len(one) == len(other) and (len(one) == 1 or (len(one) == 2 and one == other[::-1])):
        return 1
    return (
        2
        if (_differs_at_both_ends(one, other) if len(one) >= len(other) else _differs_at_both_ends(other, one))
        else MANY_ERRORS
    )


def _between_what_is_alike(one: str, other: str) -> tuple[str, str]:
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _differs_at_both_ends(longer: str, shorter: str) -> bool:
    """And in nothing else, each end by one error. Two words whose first and whose last letters differ can't be nearer."""
    more = len(longer) - len(shorter)
    if more > 1:
        return more == 2 and longer[1:-1] == shorter
    is_swapped_first = longer[:2] == shorter[1::-1]
    is_swapped_last = longer[-2:] == shorter[:-3:-1]
    if more:
        return (
            longer[1:-1] in (shorter[1:], shorter[:-1])
            or (is_swapped_first and longer[2:-1] == shorter[2:])
            or (is_swapped_last and longer[1:-2] == shorter[:-2])
        )
    return (
        longer[1:-1] == shorter[1:-1]
        or longer[1:] == shorter[:-1]
        or longer[:-1] == shorter[1:]
        or (is_swapped_first and longer[2:-1] == shorter[2:-1])
        or (is_swapped_last and longer[1:-2] == shorter[1:-2])
        or (is_swapped_first and is_swapped_last and longer[2:-2] == shorter[2:-2])
    )


def _is_word(term: str) -> bool:
    return not any(letter.isdigit() for letter in term)


def _letters(term: str) -> int:
    """Its letters as a set of bits; two letters may share one, which only lets more through."""
    bits = 0
    for letter in term:
        bits |= 1 << (ord(letter) & 63)
    return bits
