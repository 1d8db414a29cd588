"""Topics: a tree of paths. A topic never vanishes; a moved or retired one stays as an alias of what stands for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from regard_server.domain.errors import FieldViolation, InvalidFields

ALIAS_HOPS_MAX = 8
"""How many moves in a row are followed; a longer chain is refused at import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    path: str
    label: str
    synonyms: tuple[str, ...] = ()
    moved_to: str = ""


def parent_of(path: str) -> str:
    """The path one up; empty for a root."""
    return path.rpartition("/")[0]


class Taxonomy:
    """All topics of a tenant at one version. Immutable but for what it remembers of its own paths."""

    def __init__(self, topics: Mapping[str, Topic], *, version: int) -> None:
        self.topics = topics
        self.version = version
        self._canonical: dict[str, str] = {}
        self._lineages: dict[str, tuple[str, ...]] = {}

    def knows(self, path: str) -> bool:
        return path in self.topics or self.canonical(path) in self.topics

    def canonical(self, path: str) -> str:
        """The path that stands for this one today: aliases of the topic, and of those above it, are followed."""
        known = self._canonical.get(path)
        if known is not None:
            return known
        canonical = path
        for _ in range(ALIAS_HOPS_MAX):
            moved = self._moved(canonical)
            if moved is None:
                break
            canonical = moved
        if path in self.topics:  # only known paths are remembered, so that callers can't fill the memory
            self._canonical[path] = canonical
        return canonical

    def lineage(self, path: str) -> tuple[str, ...]:
        """The canonical path and all above it, nearest first."""
        known = self._lineages.get(path)
        if known is not None:
            return known
        node = self.canonical(path)
        nodes = []
        while node:
            nodes.append(node)
            node = parent_of(node)
        lineage = tuple(nodes)
        if path in self.topics:
            self._lineages[path] = lineage
        return lineage

    def with_topics(self, changed: Iterable[Topic], *, version: int) -> "Taxonomy":
        """The taxonomy after an import. Raises InvalidFields for a missing parent, a missing alias or a circle."""
        changes = list(changed)
        topics = dict(self.topics) | {topic.path: topic for topic in changes}
        taxonomy = Taxonomy(topics, version=version)
        violations = [
            FieldViolation(f"topics[{index}].{field}", description)
            for index, topic in enumerate(changes)
            for field, description in taxonomy._faults(topic)
        ]
        if not violations and not taxonomy._every_alias_arrives():
            violations = [
                FieldViolation(f"topics[{index}].moved_to", f"makes aliases a circle, or over {ALIAS_HOPS_MAX} hops")
                for index, topic in enumerate(changes)
                if topic.moved_to
            ]
        if violations:
            raise InvalidFields(*violations)
        return taxonomy

    def _moved(self, path: str) -> str | None:
        node = path
        while node:
            topic = self.topics.get(node)
            if topic is not None and topic.moved_to:
                return topic.moved_to + path[len(node) :]
            node = parent_of(node)
        return None

    def _faults(self, topic: Topic) -> Iterable[tuple[str, str]]:
        parent = parent_of(topic.path)
        if parent and parent not in self.topics:
            yield "path", f"its parent {parent!r} is not a topic"
        if topic.moved_to and topic.moved_to not in self.topics:
            yield "moved_to", f"{topic.moved_to!r} is not a topic"

    def _every_alias_arrives(self) -> bool:
        """An import may lengthen the way of an alias that it doesn't name."""
        return all(self._moved(self.canonical(path)) is None for path, topic in self.topics.items() if topic.moved_to)
