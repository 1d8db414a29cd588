"""What was asked and answered while things failed, and whether one order explains it: linearizability, customer by customer.

A profile is a register whose value, the revision, only grows, and each write has its own; so the order of writes is known,
and a history is linearizable if and only if nothing that began after an answer shows less than that answer did, no write
that began after it has as little, and nothing shows what nobody had begun to write.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple


class Operation(NamedTuple):
    """`revision` is what it showed, or made. Instants are of one monotonic clock."""

    customer: str
    what: str
    began_at: float
    ended_at: float
    revision: int
    is_write: bool = False


class Attempt(NamedTuple):
    """A write that may have happened: nobody heard of its end."""

    customer: str
    began_at: float


@dataclass(slots=True)
class History:
    operations: list[Operation] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    """Offers cleared after their dislike was acknowledged."""
    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By the words of a write: whose it is, and at which revision."""

    @property
    def reads(self) -> int:
        return sum(1 for one in self.operations if not one.is_write)

    @property
    def writes(self) -> int:
        return len(self.acknowledged)


def violations(history: History, *, of_reads: bool = True) -> list[str]:
    """Without `of_reads`, what a read has shown binds no later one; what was acknowledged does."""
    customers = sorted({one.customer for one in history.operations})
    return [
        found
        for customer in customers
        for found in _of_customer(
            [one for one in history.operations if one.customer == customer],
            [one.began_at for one in history.attempts if one.customer == customer],
            of_reads,
        )
    ]


def _of_customer(operations: Sequence[Operation], attempts: Sequence[float], of_reads: bool) -> Iterator[str]:
    by_end = sorted((one for one in operations if one.is_write or of_reads), key=attrgetter("ended_at"))
    shown, ended = 0, 0
    last: Operation | None = None
    for one in sorted(operations, key=attrgetter("began_at")):
        while ended < len(by_end) and by_end[ended].ended_at < one.began_at:
            if by_end[ended].revision > shown:
                last, shown = by_end[ended], by_end[ended].revision
            ended += 1
        if one.revision < shown + one.is_write:
            yield f"{one.what} of {one.customer} shows {one.revision} after {last} had ended"
    yield from _from_nowhere(operations, attempts)
    revisions = [one.revision for one in operations if one.is_write]
    if len(set(revisions)) != len(revisions):
        yield f"two writes of {operations[0].customer} were given one revision"


def _from_nowhere(operations: Sequence[Operation], attempts: Sequence[float]) -> Iterator[str]:
    """Revisions are numbered without gaps, so that each takes a write that had begun by then."""
    begun = sorted([*attempts, *(one.began_at for one in operations if one.is_write)])
    number = 0
    for one in sorted(operations, key=attrgetter("ended_at")):
        while number < len(begun) and begun[number] <= one.ended_at:
            number += 1
        if one.revision > number:
            yield f"{one.what} of {one.customer} shows {one.revision} when {number} writes had begun"
