"""What a word is worth to each document that has it, before how rare it is: by the weight of the text, how like it is, and how
often it is said there."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

from regard_server.domain.search.lexicon import TEXT_BITS, Reading
from regard_server.domain.search.ranking import said_again

OFTEN_MIN = 100
"""A term that stands in so many places is worked out before it is asked for, where an index is asked often."""


class Worth:
    """Made once of the texts' documents and weights."""

    def __init__(self, document_of: Sequence[int], weights: Sequence[float]) -> None:
        self._document_of = document_of
        self._weights = weights
        self._often: dict[str, Mapping[int, float]] = {}

    def prepare(self, places: Mapping[str, Sequence[int]]) -> None:
        """Some ten of a thousand terms make up a third of what people say: these are ready then."""
        for term, there in places.items():
            if len(there) >= OFTEN_MIN:
                self._often[term] = self._best(*_in_texts([(1.0, there)]))

    def by_document(self, readings: Sequence[Reading]) -> Mapping[int, float]:
        """Of each document that has one of these, best first, what its best text is worth."""
        if not readings:
            return {}
        most = max(readings, key=_places_of) if self._often else readings[0]
        ready = self._often.get(most.terms[0]) if len(most.terms) == 1 else None
        if ready is None:
            return self._best(*_in_texts([(reading.quality, reading.places) for reading in readings]))
        if most.quality != 1.0:
            ready = {number: worth * most.quality for number, worth in ready.items()}
        others = [(reading.quality, reading.places) for reading in readings if reading is not most]
        return self._with_others(ready, most, others) if others else ready

    def _with_others(
        self, ready: Mapping[int, float], most: Reading, others: Sequence[tuple[float, Sequence[int]]]
    ) -> Mapping[int, float]:
        """The texts that have another reading are gone through again, with both."""
        touched = {place >> TEXT_BITS for _, places in others for place in places}
        again = [place for text in touched for place in places_in_text(most.places, text)]
        in_order = sorted([*others, (most.quality, again)], key=_quality, reverse=True)
        worth = dict(ready)
        for number, value in self._best(*_in_texts(in_order)).items():
            if value > worth.get(number, 0.0):
                worth[number] = value
        return worth

    def _best(self, quality: Mapping[int, float], times: Mapping[int, int]) -> dict[int, float]:
        document_of, weights = self._document_of, self._weights
        worth: dict[int, float] = {}
        for text, count in times.items():
            value = weights[text] * quality[text]
            if count > 1:
                value *= said_again(count)
            number = document_of[text]
            if number not in worth or value > worth[number]:
                worth[number] = value
        return worth


def places_in_text(places: Sequence[int], text: int) -> Sequence[int]:
    start = bisect_left(places, text << TEXT_BITS)
    return places[start : bisect_left(places, (text + 1) << TEXT_BITS, start)]


def _in_texts(readings: Sequence[tuple[float, Sequence[int]]]) -> tuple[dict[int, float], Counter[int]]:
    """Of each text that has one of these, best first: the quality of the best, and in how many places it has any."""
    quality: dict[int, float] = {}
    for best, places in reversed(readings):  # the best has the last word
        quality.update(dict.fromkeys([place >> TEXT_BITS for place in places], best))
    every = set().union(*[places for _, places in readings])
    return quality, Counter([place >> TEXT_BITS for place in every])


def _places_of(reading: Reading) -> int:
    return len(reading.places)


def _quality(reading: tuple[float, Sequence[int]]) -> float:
    return reading[0]
