"""Searching documents: all entries of one customer, or what a full-text index found among all customers'.

How they are ranked, first to last:

1. Documents that have all words of the query come before those that have some. Words that most documents have ("my",
   "the") don't decide that.
2. Documents that have some words are found too if these carry a third of what the query tells: someone who asks for
   "broken calculator mother" must see the entry that says "my mum's calculator stopped working", and doesn't want all the
   others that say "broken".
3. The score: each word counts by how rare it is, how like it is (as it stands, as a beginning, in another spelling or
   with another ending, misspelled) and the weight of its field; more when said again, more when the words are near each
   other.
4. Of equal scores, the newer document first, then the smaller id, so that the order is always the same.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from heapq import nsmallest

from regard_server.domain.search.lexicon import Lexicon, Reading
from regard_server.domain.search.matches import Document, Frequencies, Hit, Likeness, Match, WordMatch
from regard_server.domain.search.query import Query, QueryWord
from regard_server.domain.search.ranking import NEARNESS_MAX, nearness, rarity, said_again
from regard_server.domain.search.tokens import TERM_ROWS, raw_words

SHARE_MIN = 1 / 3
"""Of what a query tells, by rarity: what the words that a document has must carry."""
RARE_SHARE = 0.005
"""Rarer words may be slips."""
COMMON_SHARE = 0.25
COMMON_DOCUMENTS_MIN = 20
"""Among fewer documents a word that many have is no filler: it may be what they are all about."""
PLACES_SHOWN_MAX = 200
"""Of a word in a document: what says a word more often is shown by where it says it first."""
SORTED_MAX = 500
"""So many are sorted in less time than the best are picked from them."""
_TEXT_BITS = 32
_POSITIONS = (1 << _TEXT_BITS) - 1


@dataclass(slots=True)
class _Found:
    """A word of the query in the documents, and by document what it is worth."""

    word: QueryWord
    readings: list[Reading]
    having: int = 0
    rarity: float = 0.0
    is_common: bool = False
    worth: dict[int, float] = field(default_factory=dict)
    sure: AbstractSet[int] = frozenset()
    """The documents that have the word, were it not misspelled."""

    _places: dict[int, list[int]] | None = None

    @property
    def is_misspelled(self) -> bool:
        return bool(self.readings) and self.readings[0].likeness is Likeness.NEAR_MISS

    def places_in(self, text: int) -> Sequence[int]:
        """Where this text has it."""
        if len(self.readings) == 1:
            places = self.readings[0].places
            start = bisect_left(places, text << _TEXT_BITS)
            return places[start : bisect_left(places, (text + 1) << _TEXT_BITS, start)]
        if self._places is None:
            self._places = {}
            for reading in self.readings:
                for place in reading.places:
                    self._places.setdefault(place >> _TEXT_BITS, []).append(place)
        return self._places.get(text, ())


def _in_texts(readings: Sequence[Reading]) -> Iterable[tuple[int, float, int]]:
    """The texts that have one of these, each with the quality of the best, and how often it has any of them."""
    every = [place for reading in readings for place in reading.places]
    if len(set(every)) < len(every):
        return _in_texts_with_parts(readings)
    quality: dict[int, float] = {}
    for reading in reversed(readings):  # the best has the last word
        quality.update(dict.fromkeys([place >> _TEXT_BITS for place in reading.places], reading.quality))
    times = Counter([place >> _TEXT_BITS for place in every])
    return [(text, best, times[text]) for text, best in quality.items()]


def _in_texts_with_parts(readings: Sequence[Reading]) -> Iterable[tuple[int, float, int]]:
    """The same where one place has several of them, a word and parts of it, and counts once."""
    found: dict[int, tuple[float, list[int]]] = {}
    for reading in readings:
        for place in reading.places:
            known = found.get(place >> _TEXT_BITS)
            if known is None:
                found[place >> _TEXT_BITS] = reading.quality, [place]
            elif known[1][-1] != place:
                known[1].append(place)
    return [(text, quality, len(places)) for text, (quality, places) in found.items()]


class SearchIndex:
    """Made once of documents, asked often. A position of a text is a number: the text's own, then the position's."""

    def __init__(self, documents: Iterable[Document], *, frequencies: Frequencies | None = None) -> None:
        self._documents = tuple(documents)
        self._frequencies = frequencies or Frequencies(documents=len(self._documents))
        self._document_of: list[int] = []
        self._weights: list[float] = []
        self._first_text: list[int] = []
        places: dict[str, list[int]] = defaultdict(list)
        rows = TERM_ROWS
        for number, document in enumerate(self._documents):
            self._first_text.append(len(self._weights))
            for text in document.texts:
                place = len(self._weights) << _TEXT_BITS
                self._document_of.append(number)
                self._weights.append(text.weight)
                for raw in raw_words(text.text):
                    for terms in rows[raw]:
                        for term in terms:
                            places[term].append(place)
                        place += 1
        self._lexicon = Lexicon(dict(places))
        self._order = [0] * len(self._documents)
        """Of documents of equal scores."""
        for place, number in enumerate(sorted(range(len(self._documents)), key=self._newest_first)):
            self._order[number] = place

    def search(self, query: Query, *, matches_max: int, wanted: Callable[[str], bool] | None = None) -> list[Match]:
        """Best first; nothing for a query without words. `wanted` tells by its id whether a document may be shown; those
        that aren't count in what is rare nevertheless."""
        found = [self._find(word, self._lexicon.readings(word)) for word in query.words]
        if len(found) > 1 and not self._some_have_all(found):
            found = [self._misspelled(word) for word in found]
        ranked = self._ranked(found, wanted)
        best = sorted(ranked)[:matches_max] if len(ranked) <= SORTED_MAX else nsmallest(matches_max, ranked)
        return [
            self._match(number, -score, found, has_all_words=not lacks_some) for lacks_some, score, _, number in best
        ]

    def _ranked(
        self, found: Sequence[_Found], wanted: Callable[[str], bool] | None
    ) -> list[tuple[bool, float, int, int]]:
        """Of documents that answer: whether some word is lacking, the score below zero, their order among equals, and which."""
        told = [word for word in found if word.worth]
        numbers: Iterable[int] = told[0].worth if len(told) == 1 else set().union(*(word.worth for word in told))
        if wanted is not None:
            numbers = [number for number in numbers if wanted(self._documents[number].id)]
        order = self._order
        if len(found) == 1:
            rare, worth = found[0].rarity, found[0].worth
            return [(False, -round(rare * worth[number], 6), order[number], number) for number in numbers]
        ranked = []
        share = SHARE_MIN * sum(word.rarity for word in told)
        deciding = [word for word in found if not word.is_common] or found
        for number in numbers:
            having = [word for word in told if number in word.worth]
            carried = 0.0
            for word in having:
                if number in word.sure:
                    carried += word.rarity
            if carried >= share:
                lacks_some = any(number not in word.sure for word in deciding)
                score = -round(self._score(number, having, len(found)), 6)
                ranked.append((lacks_some, score, order[number], number))
        return ranked

    def _newest_first(self, number: int) -> tuple[float, str]:
        document = self._documents[number]
        return -document.at.timestamp(), document.id

    def _misspelled(self, found: _Found) -> _Found:
        """A word that hardly a document has may be a slip that somebody else made too.

        What it may have been meant for counts by its own rarity: "crying" is hardly ever a slip for "trying".
        """
        rare_max = max(1, self._frequencies.documents * RARE_SHARE)
        if not found.readings or found.is_misspelled or found.having > rare_max:
            return found
        slips = [
            replace(slip, quality=slip.quality * min(1.0, self._rarity_of(slip) / found.rarity))
            for slip in self._lexicon.near_misses(found.word)
        ]
        return self._find(found.word, [*found.readings, *slips], sure=found.sure) if slips else found

    def _rarity_of(self, reading: Reading) -> float:
        having = len({self._document_of[place >> _TEXT_BITS] for place in reading.places})
        return rarity(having=self._frequencies.of_terms.get(reading.terms[0], having), of=self._frequencies.documents)

    def _find(self, word: QueryWord, readings: list[Reading], *, sure: AbstractSet[int] | None = None) -> _Found:
        found = _Found(word, readings)
        document_of, weights, worth_of = self._document_of, self._weights, found.worth
        for text, quality, times in _in_texts(readings):
            worth = weights[text] * quality * (said_again(times) if times > 1 else 1.0)
            number = document_of[text]
            if worth > worth_of.get(number, 0.0):
                worth_of[number] = worth
        found.sure = worth_of.keys() if sure is None else sure
        documents = self._frequencies.documents
        found.having = self._having(found)
        found.rarity = rarity(having=found.having, of=documents)
        found.is_common = documents >= COMMON_DOCUMENTS_MIN and found.having > COMMON_SHARE * documents
        return found

    def _having(self, found: _Found) -> int:
        """How many documents have the word: as it stands if any does, else in any way."""
        exact = [reading for reading in found.readings if reading.likeness is Likeness.EXACT] or found.readings
        told = [self._frequencies.of_terms.get(" ".join(reading.terms)) for reading in exact]
        known = [count for count in told if count is not None]
        if known:
            return min(sum(known), self._frequencies.documents)
        if len(exact) == len(found.readings):
            return len(found.worth)
        return len({self._document_of[place >> _TEXT_BITS] for reading in exact for place in reading.places})

    def _some_have_all(self, found: Sequence[_Found]) -> bool:
        deciding = [word for word in found if not word.is_common] or found
        return bool(set.intersection(*(set(word.sure) for word in deciding)))

    def _score(self, number: int, having: Sequence[_Found], words: int) -> float:
        if len(having) == 1:
            return having[0].rarity * having[0].worth[number]
        score = sum(word.rarity * word.worth[number] for word in having)
        first, count = self._first_text[number], len(self._documents[number].texts)
        near = 0.0
        for text in range(first, first + count):
            places = [there for word in having if (there := word.places_in(text))]
            if len(places) > 1:
                near = max(near, nearness(places) * len(places) / words)
        return score * (1 + NEARNESS_MAX * near)

    def _match(self, number: int, score: float, found: Sequence[_Found], *, has_all_words: bool) -> Match:
        document = self._documents[number]
        first = self._first_text[number]
        after = first + len(document.texts)
        words: list[WordMatch] = []
        hits: list[Hit] = []
        for which, word in enumerate(found):
            likenesses = []
            answered: set[int] = set()  # a place that has the word as it stands isn't also one of a longer word
            for reading in word.readings:
                start = bisect_left(reading.places, first << _TEXT_BITS)
                end = bisect_left(reading.places, after << _TEXT_BITS, start)
                if end == start:
                    continue
                likenesses.append(reading.likeness)
                places = [place for place in reading.places[start:end] if place not in answered]
                del places[max(0, PLACES_SHOWN_MAX - len(answered)) :]
                answered.update(places)
                value = word.rarity * reading.quality
                hits += [
                    Hit((at >> _TEXT_BITS) - first, at & _POSITIONS, term, value, which, reading.is_first_letter)
                    for place in places
                    for at, term in self._lexicon.row(place, reading.terms)
                ]
            if likenesses:
                words.append(WordMatch(word=word.word.text, likeness=min(likenesses)))
        return Match(
            document_id=document.id,
            score=score,
            has_all_words=has_all_words,
            words=tuple(words),
            hits=tuple(hits),
        )
