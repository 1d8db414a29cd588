"""Words to topics: which topics a phrase names. Plain and the same each time; no model.

A phrase names a topic when it is its label, the last part of its path or one of its synonyms, singular or plural, or one
of the words that `extra_topics.csv` adds: rows without a label add to a topic of the default taxonomy, the others are
topics that it lacks, to be imported by the test. A phrase may name several topics.

Its column `kinds` holds what is only a kind of the topic. An offer of broccoli is about vegetables, but who dislikes
broccoli may like the others: kinds describe offers, and say nothing about what a person likes or dislikes. Synonyms of
the default taxonomy that are kinds (sushi, gin, trams) are told again there.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from regard.v1 import Topic

Phrase = tuple[str, ...]
EXTRA = Path(__file__).parent / "extra_topics.csv"

MEANS_SOMETHING_ELSE = frozenset(
    {
        "advent",
        "art",
        "arts",
        "bands",
        "birthday",
        "classes",
        "competition",
        "country",
        "couples",
        "devices",
        "family",
        "families",
        "fuel",
        "game",
        "history",
        "holidays",
        "metal",
        "miles",
        "outfits",
        "parents",
        "plants",
        "plays",
        "politics",
        "pop",
        "riding",
        "rock",
        "rooms",
        "seats",
        "seeds",
        "shops",
        "stocks",
        "stores",
        "suites",
        "trips",
        "tv",
        "walking",
    }
)
"""Single words of the taxonomy that in talk are seldom its topic: "I love the holidays" is about no journey."""

TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


class ExtraRow(NamedTuple):
    path: str
    label: str
    words: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Mention:
    """Words `first` to before `end` of a text name these topics, or kinds of them."""

    first: int
    end: int
    topics: frozenset[str]


class Vocabulary:
    """Phrases, and the topics that they name; and phrases for what is only a kind of a topic."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        rows = extra_rows()
        self._kinds: dict[Phrase, set[str]] = {}
        for row in rows:
            for phrase in map(tokens, row.kinds):
                self._kinds.setdefault(phrase, set()).add(row.path)
        ambiguous = {tokens(word) for word in MEANS_SOMETHING_ELSE}
        self._topics: dict[Phrase, set[str]] = {}
        for topic in topics:
            leaf = topic.path.rpartition("/")[2].replace("-", " ")
            for phrase in map(tokens, (topic.label, leaf, *topic.synonyms)):
                if phrase not in ambiguous and topic.path not in self._kinds.get(phrase, ()):
                    self._topics.setdefault(phrase, set()).add(topic.path)
        for row in rows:
            for phrase in map(tokens, row.words):
                self._topics.setdefault(phrase, set()).add(row.path)
        self._longest = max(map(len, [*self._topics, *self._kinds]))

    def exactly(self, phrase: str) -> frozenset[str]:
        """The topics that this phrase, no word more and no word less, names."""
        return frozenset(self._topics.get(tokens(phrase), ()))

    def is_kind(self, phrase: str) -> bool:
        return tokens(phrase) in self._kinds

    def mentions(self, words: Phrase, *, kinds: bool) -> Iterator[Mention]:
        """From left to right the longest phrases that name a topic, or with `kinds` a kind of one; none overlap."""
        first = 0
        while first < len(words):
            for length in range(min(self._longest, len(words) - first), 0, -1):
                phrase = words[first : first + length]
                found = self._topics.get(phrase, set()) | (self._kinds.get(phrase, set()) if kinds else set())
                if found:
                    yield Mention(first=first, end=first + length, topics=frozenset(found))
                    first += length - 1
                    break
            first += 1


def extra_rows() -> list[ExtraRow]:
    with EXTRA.open(encoding="utf-8", newline="") as file:
        return [
            ExtraRow(row["path"], row["label"], _listed(row["words"]), _listed(row["kinds"]))
            for row in csv.DictReader(file)
        ]


def extra_topics() -> list[Topic]:
    """Those that the default taxonomy lacks."""
    return [
        Topic(path=row.path, label=row.label, synonyms=[*row.words, *row.kinds]) for row in extra_rows() if row.label
    ]


def plain(text: str) -> str:
    """Lower case, with plain apostrophes."""
    return text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def tokens(text: str) -> Phrase:
    """The words of a text, lower case and singular."""
    return tuple(_singular(word) for word in TOKEN.findall(plain(text)))


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("|") if word)


@cache
def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
