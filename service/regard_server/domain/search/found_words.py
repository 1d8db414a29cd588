"""A word of a query as the documents of an index have it: in which ways, where, and what that is worth to each."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from regard_server.domain.search.lexicon import TEXT_BITS, Reading
from regard_server.domain.search.matches import Likeness
from regard_server.domain.search.query import QueryWord
from regard_server.domain.search.worth import places_in_text


@dataclass(slots=True)
class FoundWord:
    """`worth`: by document what the word is worth in its best text."""

    word: QueryWord
    readings: Sequence[Reading]
    worth: Mapping[int, float]
    sure: AbstractSet[int]
    """The documents that have the word, were it not misspelled."""
    having: int = 0
    rarity: float = 0.0
    is_common: bool = False
    _places: dict[int, list[int]] | None = field(default=None, init=False)

    @property
    def is_misspelled(self) -> bool:
        return bool(self.readings) and self.readings[0].likeness is Likeness.NEAR_MISS

    def places_in(self, text: int) -> Sequence[int]:
        """Where this text has it."""
        if len(self.readings) == 1:
            return places_in_text(self.readings[0].places, text)
        if self._places is None:
            self._places = {}
            for reading in self.readings:
                for place in reading.places:
                    self._places.setdefault(place >> TEXT_BITS, []).append(place)
        return self._places.get(text, ())
