"""The best of the documents that answer a query: only those that may be among them are compared one by one.

A rank is whether some word is lacking, the score below zero, and the document's number: the smallest is the best. Numbers are
given by age, the newest first, so that equals come in the right order by themselves.
"""

from bisect import insort
from collections import Counter
from collections.abc import Callable, Sequence

from regard_server.domain.search.found_words import FoundWord
from regard_server.domain.search.ranking import NEARNESS_MAX, SCORE_DIGITS

SHARE_MIN = 1 / 3
"""Of what a query tells, by rarity: what the words that a document has must carry."""
_TINY = 10.0**-SCORE_DIGITS
Rank = tuple[bool, float, int]
Wanted = Callable[[int], bool]
Nearness = Callable[[int], float]
"""Of the words in this document, from 0 to 1."""


def best_of_one(word: FoundWord, count: int, wanted: Wanted | None) -> list[Rank]:
    """Of the documents that have the only word. They are worth one of a few values each, so most are told by that not to be
    among the best."""
    worth = word.worth
    if wanted is not None:
        worth = {number: value for number, value in worth.items() if wanted(number)}
    having = Counter(worth.values())
    scores = {value: -round(word.rarity * value, SCORE_DIGITS) for value in having}
    room = count
    worst = 0.0
    for value in sorted(scores, key=scores.__getitem__):
        if room <= 0 and scores[value] > worst:
            del scores[value]
        else:
            worst = scores[value]
            room -= having[value]
    if len(scores) < len(having):
        return sorted([(False, scores[value], number) for number, value in worth.items() if value in scores])[:count]
    return sorted([(False, scores[value], number) for number, value in worth.items()])[:count]


def best_of_several(found: Sequence[FoundWord], count: int, wanted: Wanted | None, nearness_in: Nearness) -> list[Rank]:
    told = [word for word in found if word.worth]
    if not told:
        return []
    share = SHARE_MIN * sum(word.rarity for word in told)
    have_all = having_all(found)
    rows: tuple[list[tuple[float, int, int]], ...] = ([], [])
    parts = [(word.worth, word.sure, word.rarity) for word in told]
    for number in _having_enough(told, share):
        score = carried = 0.0
        words = 0
        for worth, sure, rarity in parts:
            value = worth.get(number)
            if value is not None:
                score += rarity * value
                words += 1
                if number in sure:
                    carried += rarity
        if carried >= share and (wanted is None or wanted(number)):
            rows[number not in have_all].append((-score, words, number))
    best: list[Rank] = []
    for lacks_some in (False, True):
        some = _best(rows[lacks_some], count - len(best), nearness_in)
        best += [(lacks_some, score, number) for score, number in some]
    return best


def having_all(found: Sequence[FoundWord]) -> set[int]:
    """The documents that have all words that decide that."""
    first, *others = sorted((word.sure for word in deciding(found)), key=len)
    return set(first).intersection(*others)


def deciding(found: Sequence[FoundWord]) -> Sequence[FoundWord]:
    """Those that most documents have don't, unless all are such."""
    return [word for word in found if not word.is_common] or found


def _having_enough(told: Sequence[FoundWord], share: float) -> set[int]:
    """All documents whose words may carry that: not those with none but the least telling ones."""
    in_order = sorted(told, key=lambda word: word.rarity)
    carried = 0.0
    for place, word in enumerate(in_order):
        carried += word.rarity
        if carried >= share - _TINY:
            return set().union(*(one.sure for one in in_order[place:]))
    return set()


def _best(rows: list[tuple[float, int, int]], count: int, nearness_in: Nearness) -> list[tuple[float, int]]:
    """Of these, each its score below zero were its words far apart, how many it has, and its number."""
    rows.sort()
    best: list[tuple[float, int]] = []
    for apart, words, number in rows if count else ():
        score = apart
        if len(best) == count:
            worst = best[-1][0] + _TINY
            if apart * (1 + NEARNESS_MAX) > worst:
                break  # nor can those after it come near
            if words == 1 and apart > worst:
                continue
        if words > 1:
            score *= 1 + NEARNESS_MAX * nearness_in(number)
        insort(best, (round(score, SCORE_DIGITS), number))
        del best[count:]
    return best
