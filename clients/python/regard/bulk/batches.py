"""Entries to batches: one request a customer, cut where the customer changes, the same way whenever it is done again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from regard.bulk.parsing import Parsed
from regard.bulk.records import Record
from regard.bulk.rejects import Fault, Reject

ENTRIES_PER_REQUEST_MAX = 100
REQUESTS_MAX = 1000
# A batch is to take the service some tenths of a second: long enough to be worth a call, short enough for others.
ENTRIES_ENOUGH = 1000
BYTES_ENOUGH = 4 << 20


class EntryLine(NamedTuple):
    record: Record
    entry: bytes


@dataclass(slots=True)
class Batch:
    """A stretch of the file: everything in it, and nothing else, has an outcome when the batch has.

    No customer has two requests in it, so that entries of a customer are recorded in the order of their lines, whichever
    request is taken in first. An entry that is there twice is sent once.
    """

    requests: dict[str, dict[bytes, EntryLine]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    lines: int = 0
    repeated: int = 0
    entries: int = 0
    size: int = 0
    end: Record | None = None

    def add(self, record: Record, parsed: Parsed) -> None:
        self.lines += 1
        self.end = record
        if isinstance(parsed, Fault):
            self.rejects.append(Reject(record.number, record.raw, parsed))
            return
        customer, entry = parsed
        lines = self.requests.setdefault(customer, {})
        if entry in lines:
            self.repeated += 1
            return
        lines[entry] = EntryLine(record, entry)
        self.entries += 1
        self.size += len(entry)

    def ends_before(self, parsed: Parsed, last: str) -> bool:
        """Whether the next line belongs to the next batch. `last`: the customer of the line before it."""
        if self.lines >= 10 * ENTRIES_ENOUGH:
            return True  # so many can only be rejects and repetitions
        if isinstance(parsed, Fault):
            return False
        customer = parsed[0]
        if len(self.requests.get(customer, ())) >= ENTRIES_PER_REQUEST_MAX:
            return True
        if customer == last:
            return False
        full = self.entries >= ENTRIES_ENOUGH or self.size >= BYTES_ENOUGH
        return full or (customer not in self.requests and len(self.requests) >= REQUESTS_MAX)


def in_batches(lines: Iterable[tuple[Record, Parsed]]) -> Iterator[Batch]:
    """The batches of a file. Where one ends depends on nothing but the lines since the one before ended."""
    batch, last = Batch(), ""
    for record, parsed in lines:
        if batch.lines and batch.ends_before(parsed, last):
            yield batch
            batch = Batch()
        batch.add(record, parsed)
        if not isinstance(parsed, Fault):
            last = parsed[0]
    if batch.lines:
        yield batch
