"""The terms of an index and where they stand, asked for what a person has typed."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from regard_server.domain.search.matches import Likeness
from regard_server.domain.search.near_misses import Vocabulary
from regard_server.domain.search.pieces import EMOJI_START
from regard_server.domain.search.query import QueryWord, beginning, is_lone_letter, variants

TEXT_BITS = 32
"""A place is one number: above these bits that of its text, below them its position there."""
_AFTER_ALL = "\U0010ffff"
_PREFIX_QUALITY_MIN = 0.6
_PREFIX_QUALITY_SPAN = 0.3
"""The more of the word is typed, the surer it is meant: "calc" counts 0.72 for calculator, "calculato" 0.87."""
_VARIANT_QUALITY = 0.55
_NEAR_MISS_QUALITY = {1: 0.4, 2: 0.25}


class Reading(NamedTuple):
    """One way to read a word of the query: as this row of neighbouring terms, and where their rows begin. A tuple, since half a
    word is read in dozens of ways."""

    likeness: Likeness
    quality: float
    terms: tuple[str, ...]
    places: Sequence[int]
    is_first_letter: bool = False


class Lexicon:
    """Immutable but for its order for near-misses. A place is one number: places of neighbours differ by 1."""

    def __init__(self, places: Mapping[str, Sequence[int]]) -> None:
        self._places = places
        self._sorted = sorted(places)

    def readings(self, word: QueryWord) -> list[Reading]:
        """Best first; a word that the texts have is taken as meant."""
        readings = [
            reading
            for which, form in enumerate(word.forms)
            for reading in self._of_form(form, begins=word.begins and which == 0)
        ]
        readings += self._variants(word)
        readings.sort(key=lambda reading: (-reading.quality, len(reading.terms), reading.terms))
        return readings or self.near_misses(word)

    def near_misses(self, word: QueryWord) -> list[Reading]:
        """Nearest first."""
        if not word.varies or len(word.forms[0]) > 1:
            return []
        return [
            self._reading(Likeness.NEAR_MISS, _NEAR_MISS_QUALITY[errors], (term,))
            for errors, term in self._vocabulary.near_misses(word.forms[0][0])
        ]

    def row(self, place: int, terms: Sequence[str]) -> list[tuple[int, str]]:
        """Where each of these neighbours stands whose first is at this place."""
        if len(terms) == 1:
            return [(place, terms[0])]
        row = [(place, terms[0])]
        for term in terms[1:]:
            places = self._places[term]
            at = row[-1][0] + 1
            found = bisect_left(places, at)
            row.append((at if found < len(places) and places[found] == at else at - 1, term))
        return row

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._sorted)

    def _of_form(self, form: tuple[str, ...], *, begins: bool) -> Iterator[Reading]:
        *head, last = form
        if any(term not in self._places for term in head):
            return
        if last in self._places:
            yield self._reading(Likeness.EXACT, 1.0, form)
        if begins:
            is_letter = is_lone_letter(last)
            for term in self._longer(last):
                if is_letter:  # it is in the text, and this pair only how the index has it
                    yield self._reading(Likeness.EXACT, 1.0, (*head, term), is_first_letter=True)
                else:
                    quality = _PREFIX_QUALITY_MIN + _PREFIX_QUALITY_SPAN * len(last) / len(term)
                    yield self._reading(Likeness.PREFIX, quality, (*head, term))

    def _longer(self, term: str) -> list[str]:
        begin = beginning(term)
        start = bisect_left(self._sorted, begin)
        longer = self._sorted[start : bisect_left(self._sorted, begin + _AFTER_ALL, start)]
        if EMOJI_START.startswith(term):
            longer = [one for one in longer if not one.startswith(EMOJI_START)]
        return longer[1:] if longer[:1] == [term] else longer

    def _variants(self, word: QueryWord) -> Iterator[Reading]:
        for variant in variants(word):
            if variant in self._places:
                yield self._reading(Likeness.VARIANT, _VARIANT_QUALITY, (variant,))

    def _reading(
        self, likeness: Likeness, quality: float, terms: tuple[str, ...], *, is_first_letter: bool = False
    ) -> Reading:
        places: Sequence[int] = self._places[terms[0]]
        if len(terms) > 1:
            places = self._rows(terms)
        return Reading(likeness, quality, terms, places, is_first_letter)

    def _rows(self, terms: tuple[str, ...]) -> list[int]:
        """Where the first stands with all others after it, each at the next position or, as parts of one word, the same."""
        ends = {place: place for place in self._places[terms[0]]}
        for term in terms[1:]:
            here = set(self._places[term])
            ends = {
                start: end + 1 if end + 1 in here else end
                for start, end in ends.items()
                if end + 1 in here or end in here
            }
        return list(ends)
