"""Lines to entries, in several processes: reading JSON costs the importing side more than anything else does."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice

from regard.bulk.csv_mapping import CsvEntries
from regard.bulk.entry_lines import read_entry_line, recordable
from regard.bulk.records import Record
from regard.bulk.rejects import LINE_TOO_LONG, NOT_CSV, Fault, FaultyLine

BLOCK_RECORDS = 500
BLOCK_BYTES = 1 << 20
BLOCKS_ALONE = 8
"""A file of no more blocks is read before another process has started."""

Parsed = tuple[str, bytes] | Fault
"""A customer and an entry, or what is wrong with the line."""

UNREADABLE = {
    LINE_TOO_LONG: "is longer than 1 MB; so much of it is shown",
    NOT_CSV: "is no row of CSV: a quotation mark is in the wrong place, or never closed",
}


@dataclass(frozen=True, slots=True)
class Parser:
    """Reads the records of one file: JSON lines, or rows of CSV."""

    rows: CsvEntries | None = None

    def parse(self, record: Record) -> Parsed:
        if record.unreadable:
            return Fault("", record.unreadable, UNREADABLE[record.unreadable])
        try:
            customer, entry = self.rows.read(record.raw) if self.rows else read_entry_line(record.raw)
            return customer, recordable(customer, entry)
        except FaultyLine as error:
            return error.fault

    def parse_all(self, records: list[Record]) -> list[Parsed]:
        return [self.parse(record) for record in records]


def parse_records(records: Iterator[Record], parser: Parser, *, processes: int) -> Iterator[tuple[Record, Parsed]]:
    """Each record with what it is, in their order, with some blocks of them ahead of the caller and no more.

    processes: how many parse; with 1, and for small files, it is this one.
    """
    blocks = in_blocks(records)
    few = list(islice(blocks, BLOCKS_ALONE + 1))
    if processes <= 1 or len(few) <= BLOCKS_ALONE:
        for block in chain(few, blocks):
            yield from zip(block, parser.parse_all(block), strict=True)
        return
    with worker_processes(processes) as pool:
        waiting: deque[tuple[list[Record], Future[list[Parsed]]]] = deque()
        for block in chain(few, blocks):
            waiting.append((block, pool.submit(parser.parse_all, block)))
            if len(waiting) > 2 * processes:
                yield from _settled(*waiting.popleft())
        while waiting:
            yield from _settled(*waiting.popleft())


def in_blocks(records: Iterator[Record]) -> Iterator[list[Record]]:
    """What goes to a process at once: so many records, or bytes."""
    block: list[Record] = []
    size = 0
    for record in records:
        block.append(record)
        size += len(record.raw)
        if len(block) == BLOCK_RECORDS or size >= BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


@contextmanager
def worker_processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that Ctrl-C leaves alone: it goes to all of a terminal's, and this one decides what becomes of the work."""
    # Spawned, since gRPC doesn't survive a fork.
    pool = ProcessPoolExecutor(
        count, multiprocessing.get_context("spawn"), initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
    )
    try:
        with _interrupts_blocked():
            # A process inherits what is blocked while it starts; until then it couldn't say that it wants none.
            started = [pool.submit(int) for _ in range(count)]
            for one in started:
                one.result()
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settled(block: list[Record], future: Future[list[Parsed]]) -> Iterator[tuple[Record, Parsed]]:
    return zip(block, future.result(), strict=True)
