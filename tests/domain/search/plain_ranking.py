"""The ranking as its rules read: every document is gone through for every word, nothing is made ready and nothing left out."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from regard_server.domain.search import Document, Likeness, Query, tokens
from regard_server.domain.search.best import SHARE_MIN
from regard_server.domain.search.index import COMMON_DOCUMENTS_MIN, COMMON_SHARE, RARE_SHARE
from regard_server.domain.search.lexicon import Lexicon, Reading
from regard_server.domain.search.near_misses import NearMiss, errors_allowed
from regard_server.domain.search.ranking import NEARNESS_MAX, nearness, rarity, said_again

TEXT = 1 << 32


class Word(NamedTuple):
    readings: Sequence[Reading]
    sure: Sequence[Reading]
    """Those that don't take it for misspelled, where it needn't be."""
    rarity: float
    having: int


class PlainIndex:
    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._texts = [(number, text) for number, document in enumerate(documents) for text in document.texts]
        places: dict[str, list[int]] = defaultdict(list)
        for number, (_, text) in enumerate(self._texts):
            for token in tokens(text.text):
                places[token.term].append(number * TEXT + token.position)
        self._lexicon = Lexicon(places)

    def search(self, query: Query) -> list[tuple[str, float, bool]]:
        """All that are found, best first: id, score, and whether it has all words."""
        words = [self._word(readings, readings) for readings in map(self._lexicon.readings, query.words)]
        if len(words) > 1 and not any(
            all(self._has(number, word) for word in self._deciding(words)) for number in self._all
        ):
            words = [
                self._word([*word.readings, *self._slips(said, word)], word.readings)
                for said, word in zip(query.words, words, strict=True)
            ]
        found = []
        for number in self._all:
            document = self._documents[number]
            worths = [(word, self._worth(number, word)) for word in words]
            share = SHARE_MIN * sum(word.rarity for word in words if word.readings)
            carried = sum((word.rarity for word, worth in worths if worth and self._has(number, word)), 0.0)
            if any(worth for _, worth in worths) and (len(words) == 1 or carried >= share):
                has_all = len(words) == 1 or all(self._has(number, word) for word in self._deciding(words))
                score = round(self._score(number, worths), 6)
                found.append((not has_all, -score, -document.at.timestamp(), document.id))
        return [(name, -score, not lacks) for lacks, score, _, name in sorted(found)]

    @property
    def _all(self) -> range:
        return range(len(self._documents))

    def _word(self, readings: Sequence[Reading], sure: Sequence[Reading]) -> Word:
        exact = [one for one in readings if one.likeness is Likeness.EXACT] or readings
        having = sum(1 for number in self._all if any(self._places(number, one) for one in exact))
        return Word(readings, sure, rarity(having=having, of=len(self._documents)), having)

    def _slips(self, said: object, word: Word) -> list[Reading]:
        is_misspelled = bool(word.readings) and word.readings[0].likeness is Likeness.NEAR_MISS
        if not word.readings or is_misspelled or word.having > max(1, len(self._documents) * RARE_SHARE):
            return []
        slips = []
        for slip in self._lexicon.near_misses(said):  # type: ignore[arg-type]
            having = sum(1 for number in self._all if self._places(number, slip))
            quality = slip.quality * min(1.0, rarity(having=having, of=len(self._documents)) / word.rarity)
            slips.append(Reading(slip.likeness, quality, slip.terms, slip.places))
        return slips

    def _deciding(self, words: Sequence[Word]) -> Sequence[Word]:
        many = len(self._documents)
        return [word for word in words if many < COMMON_DOCUMENTS_MIN or word.having <= COMMON_SHARE * many] or words

    def _places(self, number: int, reading: Reading) -> list[int]:
        return [place for place in reading.places if self._texts[place // TEXT][0] == number]

    def _has(self, number: int, word: Word) -> bool:
        return any(self._places(number, one) for one in word.sure)

    def _places_by_text(self, number: int, word: Word) -> dict[int, list[tuple[int, float]]]:
        found: dict[int, list[tuple[int, float]]] = {}
        for reading in word.readings:
            for place in self._places(number, reading):
                there = found.setdefault(place // TEXT, [])
                if all(place != known for known, _ in there):
                    there.append((place, reading.quality))
        return found

    def _worth(self, number: int, word: Word) -> float:
        return max(
            (
                self._texts[text][1].weight * there[0][1] * (said_again(len(there)) if len(there) > 1 else 1.0)
                for text, there in self._places_by_text(number, word).items()
            ),
            default=0.0,
        )

    def _score(self, number: int, worths: Sequence[tuple[Word, float]]) -> float:
        having = [(word, worth) for word, worth in worths if worth]
        score = sum(word.rarity * worth for word, worth in having)
        near = 0.0
        for text in range(len(self._texts)):
            places = [
                [place for place, _ in there]
                for word, _ in having
                if (there := self._places_by_text(number, word).get(text))
            ]
            if len(places) > 1:
                near = max(near, nearness(places) * len(places) / len(worths))
        return score * (1 + NEARNESS_MAX * near)


def plain_near_misses(term: str, vocabulary: Sequence[str]) -> list[NearMiss]:
    errors_max = errors_allowed(term)
    return sorted(
        NearMiss(errors, near)
        for near in set(vocabulary)
        if errors_max and not any(letter.isdigit() for letter in near)
        if 0 < (errors := OSA.distance(term, near)) <= (errors_max if near[0] == term[0] else 1)
    )
