"""Floors: below which revision memory is neither used nor kept, resource by resource.

A write that is about to commit sets a floor; it ends when all who set it have told how they ended, when a load has reached
it, or when no transaction can last that long. A load is kept only if it has all that was announced since it began, and all that
another load has brought meanwhile.
"""

from collections.abc import Iterator
from typing import NamedTuple

from regard_server.domain.freshness.announcement import CLOSED, Announcement, Resource

NOTHING_HEARD = -1
Write = tuple[str, int]
NOBODY: frozenset[Write] = frozenset()
NOTHING_NEW = 0
"""The revision that a write announces of what it announced before and then didn't make."""


class Load:
    """A read of the database on its way to memory."""

    __slots__ = ("heard", "void")

    def __init__(self) -> None:
        self.heard = NOTHING_HEARD
        self.void = False


class Floor(NamedTuple):
    """`set_by` are the writes that may still commit."""

    revision: int
    set_by: frozenset[Write]
    until: float


class Floors:
    def __init__(self) -> None:
        self._floors: dict[Resource, Floor] = {}
        """Those that end first come first."""
        self._loads: dict[Resource, list[Load]] = {}
        self._heard_beside_write: dict[Resource, int] | None = None
        self._write_is_void = False

    def reaches(self, resource: Resource, revision: int) -> bool:
        """Whether memory may be used, or kept, that has this revision."""
        floor = self._floors.get(resource)
        return floor is None or revision >= floor.revision

    def set(self, announced: Announcement, *, until: float) -> None:
        """A write is about to commit."""
        write = frozenset({(announced.process, announced.write)})
        for resource, revision in announced.revisions.items():
            before = self._floors.pop(resource, Floor(NOTHING_HEARD, NOBODY, until))
            self._floors[resource] = Floor(
                max(before.revision, revision), before.set_by | write, max(before.until, until)
            )
            self._hear(resource, revision)

    def lift(self, resource: Resource, announced: Announcement) -> None:
        """The write has committed: whoever begins to read from now on sees it."""
        revision = announced.revisions[resource]
        self._hear(resource, revision)
        self.end(resource, NOTHING_NEW if revision == CLOSED else revision)
        floor = self._floors.get(resource)
        if floor is None:
            return
        others = floor.set_by - {(announced.process, announced.write)}
        if others:
            self._floors[resource] = floor._replace(set_by=others)
        else:
            del self._floors[resource]

    def end(self, resource: Resource, revision: int) -> None:
        """Memory has this revision, or nothing."""
        floor = self._floors.get(resource)
        if floor is not None and floor.revision <= revision:
            del self._floors[resource]

    def expire(self, now: float) -> Iterator[Resource]:
        """Ends the floors whose time is over, and tells whose: what memory has of them is to be dropped."""
        while self._floors:
            resource, floor = next(iter(self._floors.items()))
            if floor.until > now:
                return
            del self._floors[resource]
            yield resource

    def forget(self) -> None:
        """Ends all of them: nothing is heard any more."""
        self._floors.clear()

    def begin_load(self, resource: Resource) -> Load:
        load = Load()
        self._loads.setdefault(resource, []).append(load)
        return load

    def end_load(self, resource: Resource, load: Load, revision: int) -> bool:
        """Whether what was read, at this revision, may be kept."""
        self.give_up_load(resource, load)
        if load.void or revision < load.heard or not self.reaches(resource, revision):
            return False
        self.end(resource, revision)
        # Others, on their way for longer, may bring less: the floor that is ended holds for them.
        self._hear(resource, revision)
        return True

    def give_up_load(self, resource: Resource, load: Load) -> None:
        loads = self._loads[resource]
        loads.remove(load)
        if not loads:
            del self._loads[resource]

    def void_loads(self, resource: Resource) -> None:
        """What is being read of it may be older than what memory is about to be told."""
        for load in self._loads.get(resource, ()):
            load.void = True

    def void_all_loads(self) -> None:
        for loads in self._loads.values():
            for load in loads:
                load.void = True
        self._write_is_void = True

    def begin_write(self) -> None:
        """A write of this process begins; there is one at a time. What is announced beside it is remembered."""
        self._heard_beside_write, self._write_is_void = {}, False

    def end_write(self) -> None:
        self._heard_beside_write = None

    def is_newest(self, resource: Resource, revision: int) -> bool:
        """Of what a write of this process made: whether nothing newer was announced beside it, for all we know."""
        heard = self._heard_beside_write
        if heard is None:
            return True
        return not self._write_is_void and revision >= heard.get(resource, NOTHING_HEARD)

    def _hear(self, resource: Resource, revision: int) -> None:
        for load in self._loads.get(resource, ()):
            load.heard = max(load.heard, revision)
        if self._heard_beside_write is not None:
            self._heard_beside_write[resource] = max(revision, self._heard_beside_write.get(resource, NOTHING_HEARD))
