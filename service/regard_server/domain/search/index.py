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
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from regard_server.domain.search.best import Rank, best_of_one, best_of_several, having_all
from regard_server.domain.search.found_words import FoundWord
from regard_server.domain.search.lexicon import TEXT_BITS, Lexicon, Reading
from regard_server.domain.search.matches import Document, Frequencies, Hit, Likeness, Match, WordMatch
from regard_server.domain.search.query import Query, QueryWord
from regard_server.domain.search.ranking import nearness, rarity
from regard_server.domain.search.tokens import TERM_ROWS, raw_words
from regard_server.domain.search.worth import Worth

RARE_SHARE = 0.005
"""Rarer words may be slips."""
COMMON_SHARE = 0.25
COMMON_DOCUMENTS_MIN = 20
"""Among fewer documents a word that many have is no filler: it may be what they are all about."""
PLACES_SHOWN_MAX = 200
"""Of a word in a document: what says a word more often is shown by where it says it first."""
PLACES_A_DOCUMENT_MAX = 8
"""Of a word with more places than so many for each document that is shown, those in a document are looked up; to go through
them all takes longer then."""
_POSITIONS = (1 << TEXT_BITS) - 1


class SearchIndex:
    """Made once of documents, asked often. Documents and texts have numbers, the newest document the first."""

    def __init__(
        self, documents: Iterable[Document], *, frequencies: Frequencies | None = None, is_kept: bool = False
    ) -> None:
        """`is_kept`: it will be asked often, so that what is common is worth preparing."""
        self._documents = sorted(documents, key=_newest_first)
        self._frequencies = frequencies or Frequencies(documents=len(self._documents))
        self._document_of: list[int] = []
        weights: list[float] = []
        self._first_text: list[int] = []
        places: dict[str, list[int]] = defaultdict(list)
        rows = TERM_ROWS
        for number, document in enumerate(self._documents):
            self._first_text.append(len(weights))
            for text in document.texts:
                place = len(weights) << TEXT_BITS
                self._document_of.append(number)
                weights.append(text.weight)
                for raw in raw_words(text.text):
                    for terms in rows[raw]:
                        for term in terms:
                            places[term].append(place)
                        place += 1
        self._lexicon = Lexicon(dict(places))
        self._worth = Worth(self._document_of, weights)
        if is_kept:
            self._worth.prepare(places)

    def search(self, query: Query, *, matches_max: int, wanted: Callable[[str], bool] | None = None) -> list[Match]:
        """Best first; nothing for a query without words. `wanted` tells by its id whether a document may be shown; those
        that aren't count in what is rare nevertheless."""
        found = [self._find(word, self._lexicon.readings(word)) for word in query.words]
        if not found:
            return []
        documents = self._documents
        may_show = None if wanted is None else lambda number: wanted(documents[number].id)
        if len(found) == 1:
            best = best_of_one(found[0], matches_max, may_show)
        else:
            if not having_all(found):
                found = [self._misspelled(word) for word in found]
            best = best_of_several(found, matches_max, may_show, lambda number: self._nearness(number, found))
        return self._matches(best, found)

    def _misspelled(self, found: FoundWord) -> FoundWord:
        """A word that hardly a document has may be a slip that somebody else made too.

        What it may have been meant for counts by its own rarity: "crying" is hardly ever a slip for "trying".
        """
        rare_max = max(1, self._frequencies.documents * RARE_SHARE)
        if not found.readings or found.is_misspelled or found.having > rare_max:
            return found
        slips = [
            slip._replace(quality=slip.quality * min(1.0, self._rarity_of(slip) / found.rarity))
            for slip in self._lexicon.near_misses(found.word)
        ]
        return self._find(found.word, [*found.readings, *slips], sure=found.sure) if slips else found

    def _rarity_of(self, reading: Reading) -> float:
        having = len({self._document_of[place >> TEXT_BITS] for place in reading.places})
        return rarity(having=self._frequencies.of_terms.get(reading.terms[0], having), of=self._frequencies.documents)

    def _find(self, word: QueryWord, readings: Sequence[Reading], *, sure: AbstractSet[int] | None = None) -> FoundWord:
        worth = self._worth.by_document(readings)
        found = FoundWord(word, readings, worth, worth.keys() if sure is None else sure)
        documents = self._frequencies.documents
        found.having = self._having(found)
        found.rarity = rarity(having=found.having, of=documents)
        found.is_common = documents >= COMMON_DOCUMENTS_MIN and found.having > COMMON_SHARE * documents
        return found

    def _having(self, found: FoundWord) -> int:
        """How many documents have the word: as it stands if any does, else in any way."""
        exact = [reading for reading in found.readings if reading.likeness is Likeness.EXACT] or found.readings
        if self._frequencies.of_terms:
            told = [self._frequencies.of_terms.get(" ".join(reading.terms)) for reading in exact]
            known = [count for count in told if count is not None]
            if known:
                return min(sum(known), self._frequencies.documents)
        if len(exact) == len(found.readings):
            return len(found.worth)
        return len({self._document_of[place >> TEXT_BITS] for reading in exact for place in reading.places})

    def _nearness(self, number: int, found: Sequence[FoundWord]) -> float:
        """Of these words in a document: 1 where some text has all side by side."""
        first = self._first_text[number]
        near = 0.0
        for text in range(first, first + len(self._documents[number].texts)):
            places = [there for word in found if (there := word.places_in(text))]
            if len(places) > 1:
                near = max(near, nearness(places) * len(places) / len(found))
        return near

    def _matches(self, best: Sequence[Rank], found: Sequence[FoundWord]) -> list[Match]:
        numbers = [number for _, _, number in best]
        words: dict[int, list[WordMatch]] = {number: [] for number in numbers}
        hits: dict[int, list[Hit]] = {number: [] for number in numbers}
        for which, word in enumerate(found):
            likeness: dict[int, Likeness] = {}
            for place, reading in self._where(word, numbers).items():
                text = place >> TEXT_BITS
                number = self._document_of[text]
                likeness.setdefault(number, reading.likeness)
                own = text - self._first_text[number]
                value, in_row = word.rarity * reading.quality, len(reading.terms) > 1
                for at, term in self._lexicon.row(place, reading.terms):
                    hits[number].append(Hit(own, at & _POSITIONS, term, value, which, reading.is_first_letter, in_row))
            for number, best_likeness in likeness.items():
                words[number].append(WordMatch(word.word.text, best_likeness))
        return [
            Match(self._documents[number].id, -score, not lacks_some, tuple(words[number]), tuple(hits[number]))
            for lacks_some, score, number in best
        ]

    def _where(self, word: FoundWord, numbers: Sequence[int]) -> dict[int, Reading]:
        """The places of a word in these documents, those of its best reading first: a place that has the word as it stands
        isn't also one of a longer word."""
        shown = set(numbers)
        document_of = self._document_of
        there: dict[int, Reading] = {}
        for reading in word.readings:
            if len(reading.places) > PLACES_A_DOCUMENT_MAX * len(numbers):
                for number in numbers:
                    for place in self._places_in(number, reading.places):
                        there.setdefault(place, reading)
            else:
                for place in reading.places:
                    if document_of[place >> TEXT_BITS] in shown:
                        there.setdefault(place, reading)
        return there if len(there) <= PLACES_SHOWN_MAX else self._first_in_each(there)

    def _first_in_each(self, there: Mapping[int, Reading]) -> dict[int, Reading]:
        """Of the places in a document no more than are shown."""
        room = Counter({self._document_of[place >> TEXT_BITS]: PLACES_SHOWN_MAX for place in there})
        first = {}
        for place, reading in there.items():
            number = self._document_of[place >> TEXT_BITS]
            if room[number]:
                room[number] -= 1
                first[place] = reading
        return first

    def _places_in(self, number: int, places: Sequence[int]) -> Sequence[int]:
        first = self._first_text[number]
        start = bisect_left(places, first << TEXT_BITS)
        return places[start : bisect_left(places, (first + len(self._documents[number].texts)) << TEXT_BITS, start)]


def _newest_first(document: Document) -> tuple[float, str]:
    return -document.at.timestamp(), document.id
