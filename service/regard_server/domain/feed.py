"""The change feed: what is told of an entry, and in which order a stretch of the feed is told.

Inside a partition the numbers are the order of commits. A merge and an unmerge have an entry in the partition of either
customer, its twin in that of the other: they are told together, so that what came before is told before, and what comes
after, after, in whichever partition it is. Since the twins were committed at once, waiting for one never ends in a circle.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from regard_server.domain.content import EntryKind
from regard_server.domain.ledger import FEED_PARTITIONS, CustomerKey, FeedPlace

Positions = tuple[int, ...]
"""For each partition the number of the last change that was told; or of the last one that there is."""

BEGINNING: Positions = (0,) * FEED_PARTITIONS


class Change(NamedTuple):
    """What the feed knows of an entry: never what it says. `target_id` as in `ledger.target_of`.

    `twin` is where the other customer's entry of the same merge or unmerge is; None where there is none.
    """

    place: FeedPlace
    key: CustomerKey
    entry_id: str
    kind: EntryKind
    revision: int
    created_at: datetime
    target_id: str
    twin: FeedPlace | None = None

    @property
    def event_id(self) -> str:
        """The same wherever the database is restored, and telling nothing of other tenants."""
        told = "\0".join((*self.key, self.entry_id)).encode()
        return blake2b(told, digest_size=16).hexdigest()


class Write(NamedTuple):
    """The changes of one write, in its order, and how far it takes each partition that it is in."""

    changes: tuple[Change, ...]
    ends: tuple[FeedPlace, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole writes in the order in which they are told, and where that leads to, which may be further than the last of them:
    past what other tenants wrote."""

    writes: Sequence[Write]
    until: Positions


def behind(positions: Positions, heads: Positions) -> bool:
    return any(position < head for position, head in zip(positions, heads, strict=True))


def distance(positions: Positions, heads: Positions) -> int:
    """How many changes of all tenants lie between."""
    return sum(heads) - sum(positions)


def furthest(one: Positions, other: Positions) -> Positions:
    return tuple(map(max, one, other))


def next_stretch(positions: Positions, heads: Positions, numbers_max: int) -> Positions:
    """Where reading on by so many numbers of each partition leads to."""
    return tuple(min(position + numbers_max, head) for position, head in zip(positions, heads, strict=True))


def in_order(changes: Sequence[Change], until: Positions, heads: Positions) -> Stretch:
    """`changes` are all of a tenant from where it has been told to, up to `until`, by place; `heads` is of one instant.

    The last write of a partition is left for the next stretch where more of it may follow, and so is a merge whose twin
    is further on.
    """
    parts = _parts(changes)
    reached = list(until)
    for partition, waiting in parts.items():
        if until[partition] < heads[partition] and waiting[-1].end.seq == until[partition]:
            reached[partition] = waiting.pop().begin - 1
    writes = []
    upcoming = [waiting[0].turn for waiting in parts.values() if waiting]
    heapify(upcoming)
    while upcoming:
        turn = heappop(upcoming)
        waiting = parts[turn[1].partition]
        if not waiting or waiting[0].turn != turn:
            continue  # it came with its twin
        together = _together(waiting[0], parts, reached)
        if not together:
            continue  # it comes with its twin, when that one's turn has come
        writes.append(
            Write(tuple(change for part in together for change in part.changes), tuple(part.end for part in together))
        )
        for part in together:
            waiting = parts[part.end.partition]
            waiting.popleft()
            if waiting:
                heappush(upcoming, waiting[0].turn)
    for partition, waiting in parts.items():
        if waiting:
            reached[partition] = waiting[0].begin - 1
    return Stretch(writes, tuple(reached))


class _Part(NamedTuple):
    """What a write has in one partition."""

    changes: list[Change]

    @property
    def begin(self) -> int:
        return self.changes[0].place.seq

    @property
    def end(self) -> FeedPlace:
        return self.changes[-1].place

    @property
    def turn(self) -> tuple[datetime, FeedPlace]:
        """Among the partitions the earlier recorded comes first; nothing rests on it."""
        return self.changes[0].created_at, self.changes[0].place

    @property
    def twin(self) -> FeedPlace | None:
        """Where the write goes on in another partition."""
        twin = self.changes[0].twin
        return None if twin is None or twin.partition == self.end.partition else twin

    def goes_on_with(self, change: Change) -> bool:
        last = self.changes[-1]
        return (change.key, change.revision) == (last.key, last.revision) or change.twin == last.place


def _parts(changes: Sequence[Change]) -> dict[int, deque[_Part]]:
    parts: dict[int, deque[_Part]] = {}
    for change in changes:
        waiting = parts.setdefault(change.place.partition, deque())
        if waiting and waiting[-1].goes_on_with(change):
            waiting[-1].changes.append(change)
        else:
            waiting.append(_Part([change]))
    return parts


def _together(part: _Part, parts: dict[int, deque[_Part]], reached: Sequence[int]) -> list[_Part]:
    """All parts of the write; none while there is something to be told before."""
    if part.twin is None:
        return [part]
    partition, seq = part.twin
    waiting = parts.get(partition)
    upcoming = waiting[0].begin if waiting else reached[partition] + 1
    if upcoming < seq or (upcoming == seq and not waiting):
        return []
    return [part, waiting[0]] if waiting and upcoming == seq else [part]
