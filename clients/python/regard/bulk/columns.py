"""CSV files whose columns have the names of what they hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from regard.bulk.csv_mapping import read_fields
from regard.bulk.parsing import UNREADABLE
from regard.bulk.records import Record, Source
from regard.bulk.rejects import NOT_CSV, FaultyLine


class WrongHeader(ValueError):
    """The first line doesn't name the columns."""


@dataclass(frozen=True, slots=True)
class Columns:
    names: tuple[str, ...]

    @classmethod
    def of(cls, source: Source, *, required: str, known: Mapping[str, object]) -> tuple[Self, Iterator[Record]]:
        """The columns that the header names, and the rows after it. Raises WrongHeader."""
        rows = source.rows()
        header = next(rows, None)
        try:
            names = tuple(name.strip() for name in read_fields(header.raw, ",")) if header else ()
        except FaultyLine as error:
            raise WrongHeader(f"the first line is no header: {error}") from error
        unknown = [name for name in names if name not in known]
        if unknown or required not in names:
            raise WrongHeader(f"the first line has to name the columns, out of {', '.join(known)}; got {names}")
        return cls(names), rows

    def read(self, record: Record) -> dict[str, str]:
        """What a row holds under each name, without what is empty. Raises FaultyLine."""
        require_readable(record)
        row = read_fields(record.raw, ",")
        if len(row) != len(self.names):
            raise FaultyLine("", NOT_CSV, f"has {len(row)} fields, and the header has {len(self.names)}")
        return {name: value.strip() for name, value in zip(self.names, row, strict=True) if value.strip()}


def require_readable(record: Record) -> None:
    """Raises FaultyLine for a line that is too long or broken."""
    if record.unreadable:
        raise FaultyLine("", record.unreadable, UNREADABLE[record.unreadable])


def joined(text: str) -> list[str]:
    """`a|b` as a and b."""
    return [part.strip() for part in text.split("|") if part.strip()]
