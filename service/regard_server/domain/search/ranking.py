"""How much a match is worth: rare words more, words beside each other more, words said again a little more."""

import math
from collections.abc import Sequence

NEARNESS_MAX = 0.6
"""What words side by side add to the value of a document."""
SCORE_DIGITS = 6
"""Scores that are the same in so many are equal: what differs after them comes from the order in which they were added up."""
_AGAIN = 0.1
_AGAIN_MAX = 4


def rarity(*, having: int, of: int) -> float:
    """Of a word that so many of the documents have: below 0.5 for what most have, 6 for one in a hundred, 40 in a thousand.

    The square of the usual measure, so that "wifi" outweighs all of "what did she say about".
    """
    return math.log(1 + (max(of, having) - having + 0.5) / (having + 0.5)) ** 2


def said_again(times: int) -> float:
    """The factor for a word that a text has so many times."""
    return 1 + _AGAIN * min(times - 1, _AGAIN_MAX)


def nearness(places_of_words: Sequence[Sequence[int]]) -> float:
    """Of two and more words of one text: 1 when some place has them all side by side, towards 0 when they are far apart."""
    return (len(places_of_words) - 1) / max(_span(places_of_words), len(places_of_words) - 1)


def _span(places_of_words: Sequence[Sequence[int]]) -> int:
    """From the first to the last position of the shortest part that has every word."""
    places = sorted((place, word) for word, places in enumerate(places_of_words) for place in places)
    latest: dict[int, int] = {}
    shortest = places[-1][0] - places[0][0]
    for place, word in places:
        latest[word] = place
        if len(latest) == len(places_of_words):
            shortest = min(shortest, place - min(latest.values()))
    return shortest
