"""Which topics an offer may be about, by the words of its title and description. Suggestions, for a person to confirm.

A topic is suggested when one of its names (label, synonyms, last part of its path) is in the text as a whole phrase, in
singular or plural, or with one letter wrong. The score, above 0 to 100, says how much that tells: names of several words
more than single ones, the title more than the description, a misspelling or a name that several topics share less.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from regard.v1 import Offer, Topic

WORDS_SCORES = (90.0, 96.0, 99.0)
"""Of names of one, two, and three or more words."""
IN_DESCRIPTION = 0.8
MISSPELLED = 0.8
SHARED = 0.9
FURTHER_NAME = 3.0
"""Each further name of the topic that is there too makes it so much surer."""
MISSPELLED_LETTERS_MIN = 5
"""Of shorter words, one letter makes another word; and hardly anybody gets the first one wrong."""
ANCESTOR_MARGIN = 15.0
SUGGESTIONS_MAX = 5
WITHOUT_MEANING = frozenset({"and", "for", "in", "of", "on", "or", "other", "the", "to", "with", "your"})
"""What is no name, though it may be the whole label of a topic that somebody made."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`matched`: the words of the text that it comes from."""

    topic: str
    label: str
    score: float
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text as it stands there, as it is compared, and whether it was taken for another."""

    text: str
    stem: str
    misspelled: bool = False


Phrase = tuple[str, ...]


class TopicNames:
    """The names of all topics, looked up by phrases. The topics that were moved stand for those they were moved to."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        by_path = {topic.path: topic for topic in topics}
        self._named: defaultdict[Phrase, dict[str, Topic]] = defaultdict(dict)
        for topic in by_path.values():
            meant = by_path.get(topic.moved_to, topic) if topic.moved_to else topic
            for name in (topic.label, *topic.synonyms, topic.path.rpartition("/")[2].replace("-", " ")):
                phrase = tuple(word.stem for word in words_of(name))
                if phrase and not WITHOUT_MEANING.issuperset(phrase):
                    self._named[phrase][meant.path] = meant
        self._longest = max(map(len, self._named), default=0)
        self._words = {word for phrase in self._named for word in phrase}
        self._near: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._words:
            if len(word) >= MISSPELLED_LETTERS_MIN - 1:
                for shorter in _one_letter_less(word):
                    self._near[shorter].add(word)

    def suggest(self, offer: Offer) -> list[Suggestion]:
        """The likeliest first, at most 5. A topic is left out where one below it is as likely."""
        found: defaultdict[str, dict[Phrase, tuple[float, str]]] = defaultdict(dict)
        labels: dict[str, str] = {}
        for text, weight in ((offer.title, 1.0), (offer.description, IN_DESCRIPTION)):
            for topic, part, score in self._matches(text):
                labels[topic.path] = topic.label
                name = tuple(word.stem for word in part)
                matched = score * weight, " ".join(word.text for word in part)
                found[topic.path][name] = max(found[topic.path].get(name, matched), matched)
        suggestions = [
            Suggestion(path, labels[path], _together(score for score, _ in names.values()), _texts(names.values()))
            for path, names in found.items()
        ]
        nearest = [one for one in suggestions if not any(_outdoes(other, one) for other in suggestions)]
        return sorted(nearest, key=lambda one: (-one.score, one.topic))[:SUGGESTIONS_MAX]

    def _matches(self, text: str) -> Iterator[tuple[Topic, Sequence[Word], float]]:
        words = [self._corrected(word) for word in words_of(text)]
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._longest, len(words)) + 1):
                part = words[start:end]
                topics = self._named.get(tuple(word.stem for word in part), {})
                score = WORDS_SCORES[min(len(part), len(WORDS_SCORES)) - 1]
                score *= MISSPELLED if any(word.misspelled for word in part) else 1.0
                score *= SHARED if len(topics) > 1 else 1.0
                for topic in topics.values():
                    yield topic, part, score

    def _corrected(self, word: Word) -> Word:
        """A word that no name has, as the one word that differs from it in one letter; else as it is."""
        if word.stem in self._words or len(word.stem) < MISSPELLED_LETTERS_MIN:
            return word
        near = {found for shorter in _one_letter_less(word.stem) for found in self._near.get(shorter, ())}
        near = {found for found in near if found[0] == word.stem[0]}
        return Word(word.text, near.pop(), misspelled=True) if len(near) == 1 else word


def words_of(text: str) -> Sequence[Word]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("\u2019", "")
    return [Word(word, _singular(word)) for word in re.findall(r"\w+", plain)]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _one_letter_less(word: str) -> Iterator[str]:
    """The word itself, and each word that it is without one letter: two words that share one differ in one letter or two
    neighbours."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _together(scores: Iterable[float]) -> float:
    ranked = sorted(scores, reverse=True)
    return round(min(100.0, ranked[0] + FURTHER_NAME * (len(ranked) - 1)), 1)


def _texts(names: Iterable[tuple[float, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for _, text in sorted(names, reverse=True)))


def _outdoes(other: Suggestion, one: Suggestion) -> bool:
    """An offer about golf memberships is about golf: to say the nearer is enough."""
    return other.topic.startswith(f"{one.topic}/") and other.score >= one.score - ANCESTOR_MARGIN
