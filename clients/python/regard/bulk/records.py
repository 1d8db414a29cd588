"""The records of a file: lines, or rows of CSV. Plain or gzip, from a path or standard input, with where each one ends."""

import csv
import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO, NamedTuple, cast

from regard.bulk.rejects import LINE_TOO_LONG, NOT_CSV

STANDARD_INPUT = "-"
LINE_BYTES_MAX = 1 << 20
"""A quote of 32,768 characters, escaped, is 400 KB. What is longer is no line of ours, and memory is not for it."""
ROW_LINES_MAX = 1000
SHOWN_BYTES = 1000
"""So much of a line that is too long is kept, to find it again."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP_MAGIC = b"\x1f\x8b"


class Record(NamedTuple):
    """A line, or a row of CSV, which may go over several lines.

    number: of its first line, from 1. end: the offset after it, and next: the number of the line there, to go on.
    raw: without the line's end. unreadable: the reason where it can't be read at all.
    """

    number: int
    end: int
    next: int
    raw: bytes
    unreadable: str = ""


class DamagedFile(Exception):
    """The file can't be read to its end: its gzip data is cut off or damaged."""


class Source:
    """An open file of records.

    size: in bytes, None where nobody knows it. position: how many of them are read; of gzip, compressed ones both.
    """

    def __init__(self, stream: BinaryIO, *, size: int | None, position: Callable[[], int]) -> None:
        self._stream = stream
        self._at = 0
        self.size = size
        self.position = position

    def lines(self, offset: int = 0, number: int = 1) -> Iterator[Record]:
        """The lines from an offset on, which is where the line of that number begins. Blank ones are left out."""
        return (record for record in self._lines(offset, number) if record.raw.strip())

    def rows(self, offset: int = 0, number: int = 1, *, delimiter: str = ",") -> Iterator[Record]:
        """As `lines`, for CSV: a quoted field may have line breaks in it.

        A row that isn't CSV, as when a quotation mark is never closed, is a record of its first line alone: the lines
        after it are read as if it weren't there.
        """
        lines = self._lines(offset, number)
        waiting: list[Record] = []
        while waiting or (line := next(lines, None)) is not None:
            first = waiting.pop(0) if waiting else cast(Record, line)
            if b'"' in first.raw and not first.unreadable:
                yield _quoted_row(first, waiting, lines, delimiter)
            elif first.raw.strip():
                yield first._replace(raw=first.raw.rstrip(b"\r\n"))

    def _lines(self, offset: int, number: int) -> Iterator[Record]:
        """Each line with its end, so that the lines of a row can be joined again."""
        try:
            if offset != self._at:  # what is piped in can't be sought
                self._stream.seek(offset)
            end = offset
            readline = self._stream.readline
            while raw := readline(LINE_BYTES_MAX):
                end += len(raw)
                unreadable = ""
                if len(raw) == LINE_BYTES_MAX and not raw.endswith(b"\n"):
                    unreadable, raw, end = LINE_TOO_LONG, raw[:SHOWN_BYTES], end + self._skip_line()
                if number == 1:
                    raw = raw.removeprefix(BYTE_ORDER_MARK)
                self._at = end
                yield Record(number, end, number + 1, raw, unreadable)
                number += 1
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DamagedFile(f"the gzip data is damaged or cut off after line {number - 1}: {error}") from error

    def _skip_line(self) -> int:
        skipped = 0
        while rest := self._stream.readline(LINE_BYTES_MAX):
            skipped += len(rest)
            if rest.endswith(b"\n"):
                break
        return skipped


def _quoted_row(first: Record, waiting: list[Record], lines: Iterator[Record], delimiter: str) -> Record:
    """The row that begins with this line. Lines that were looked at in vain are left in `waiting`."""
    row, taken = first, 0
    fault = csv_fault(row.raw, delimiter)
    while fault == UNFINISHED and taken < ROW_LINES_MAX:
        if taken == len(waiting):
            waiting.extend(islice(lines, 1))
        if taken == len(waiting) or waiting[taken].unreadable or len(row.raw) > LINE_BYTES_MAX:
            break
        following = waiting[taken]
        taken += 1
        row = row._replace(end=following.end, next=following.next, raw=row.raw + following.raw)
        if b'"' in following.raw:  # nothing else completes a row
            fault = csv_fault(row.raw, delimiter)
    if fault is None:
        del waiting[:taken]
        return row._replace(raw=row.raw.rstrip(b"\r\n"))
    return first._replace(raw=first.raw.rstrip(b"\r\n"), unreadable=NOT_CSV)


UNFINISHED = "unexpected end of data"


def csv_fault(raw: bytes, delimiter: str) -> str | None:
    """What is wrong with a row, None where nothing is; UNFINISHED where more lines may complete it."""
    text = io.StringIO(raw.decode(errors="replace"), newline="")
    try:
        next(csv.reader(text, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return str(error)
    return None


@contextmanager
def open_source(path: str) -> Iterator[Source]:
    """Opens a file, `-` for standard input. Gzip is known by its first bytes. Raises OSError."""
    if path == STANDARD_INPUT:
        yield _source(cast(BinaryIO, sys.stdin.buffer), size=None)
        return
    with open(path, "rb") as raw:  # noqa: PTH123  a path as it was given, to be shown as it was given
        yield _source(raw, size=os.fstat(raw.fileno()).st_size)


def _source(raw: BinaryIO, *, size: int | None) -> Source:
    buffered = cast(io.BufferedReader, raw)
    position = buffered.tell if size is not None else (lambda: 0)
    if buffered.peek(2)[:2] == GZIP_MAGIC:
        unpacked = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=raw)), 1 << 17)
        return Source(cast(BinaryIO, unpacked), size=size, position=position)
    return Source(raw, size=size, position=position)
