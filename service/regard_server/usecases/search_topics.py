"""Finding topics by what a person would type: labels, synonyms and paths, misspelled or half typed too."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, utils

from regard_server.domain.taxonomy import Taxonomy, Topic

SCORE_MIN = 72.0
"""Below that, of 100, two names are mostly alike by chance: "tacos" is at 67 with "tobacco"."""
NEAREST_MAX = 5
WORD_START_MIN = 3
"""Fewer letters begin too many words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMatch:
    topic: Topic
    score: float
    matched: str


def search_topics(taxonomy: Taxonomy, query: str, *, matches_max: int) -> list[TopicMatch]:
    """Best first, each topic once, aliases left out. Cost: one comparison with each name of the taxonomy."""
    wanted = utils.default_process(query)
    matches = [
        match
        for topic in taxonomy.topics.values()
        if not topic.moved_to and (match := _best_match(wanted, topic)).score >= SCORE_MIN
    ]
    matches.sort(key=lambda match: (-match.score, match.topic.path.count("/"), match.topic.path))
    return matches[:matches_max]


@lru_cache(maxsize=256)  # a bad import names the same few unknown topics again and again
def nearest_topics(taxonomy: Taxonomy, path: str) -> tuple[str, ...]:
    """The known paths that someone who wrote this one may have meant, at most 5."""
    whole = search_topics(taxonomy, path.replace("/", " ").replace("-", " "), matches_max=NEAREST_MAX)
    last = search_topics(taxonomy, path.rpartition("/")[2].replace("-", " "), matches_max=NEAREST_MAX)
    ranked = sorted([*last, *whole], key=lambda match: -match.score)
    return tuple(dict.fromkeys(match.topic.path for match in ranked))[:NEAREST_MAX]


def _best_match(wanted: str, topic: Topic) -> TopicMatch:
    names = (topic.label, *topic.synonyms, topic.path.rpartition("/")[2], topic.path)
    score, name = max((_score(wanted, utils.default_process(name)), name) for name in names)
    return TopicMatch(topic=topic, score=round(score, 1), matched=name)


def _score(wanted: str, name: str) -> float:
    """A whole match before a beginning, that before a name among the words, that before a misspelling."""
    if not wanted:
        return 0.0
    ratio = fuzz.ratio(wanted, name)
    share = len(wanted) / max(len(name), 1)
    if name.startswith(wanted):
        return max(ratio, 92.0 + 8.0 * share)
    if len(wanted) >= WORD_START_MIN and any(word.startswith(wanted) for word in name.split()):
        return max(ratio, 84.0 + 7.0 * share)
    if f" {name} " in f" {wanted} ":
        return max(ratio, 84.0 + 7.0 / share)
    return max(ratio, 0.9 * fuzz.token_sort_ratio(wanted, name))
