"""Lines that were not taken in: what is wrong with them, and the file that they are written to."""

import json
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

# What this library itself finds wrong; the service's own reasons are those of ErrorReason.
NOT_UTF8 = "NOT_UTF8"
NOT_JSON = "NOT_JSON"
NOT_CSV = "NOT_CSV"
LINE_TOO_LONG = "LINE_TOO_LONG"
INVALID_FIELD = "INVALID_FIELD"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line. `field` is its path in the line, such as `entry.provenance.recorder`; empty for the whole."""

    field: str
    reason: str
    message: str


class FaultyLine(Exception):
    """A line that can't be sent."""

    def __init__(self, field: str, reason: str, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(field, reason, message)


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that was not taken in, with its number from 1."""

    number: int
    line: bytes
    fault: Fault

    def to_json(self) -> str:
        # What isn't UTF-8 is shown as \xe9: the file itself has to be readable by anybody.
        said = {
            "lineNumber": self.number,
            "field": self.fault.field,
            "reason": self.fault.reason,
            "message": self.fault.message,
            "line": self.line.rstrip(b"\r\n").decode(errors="backslashreplace"),
        }
        return json.dumps(said, ensure_ascii=False)


class RejectsFile:
    """The rejects of one import as JSON Lines. There is a file when there is a reject; an import without removes an old one.

    kept: bytes of an earlier part of the same import, which stay.
    """

    def __init__(self, path: Path, *, kept: int = 0) -> None:
        self.path = path
        self.size = 0
        self._file: BinaryIO | None = None
        if kept and path.exists():
            self._file = path.open("rb+")
            self._file.truncate(kept)
            self.size = self._file.seek(0, SEEK_END)

    def add(self, reject: Reject) -> None:
        if self._file is None:
            self._file = self.path.open("wb")
        # A lone surrogate, which JSON can hold and UTF-8 can't, is shown as \ud800.
        self.size += self._file.write(f"{reject.to_json()}\n".encode(errors="backslashreplace"))

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        elif error is None:
            self.path.unlink(missing_ok=True)
