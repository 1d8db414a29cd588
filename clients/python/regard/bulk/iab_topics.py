"""Topics from the IAB's taxonomies: TSV with an id, a parent's id and a name, as the IAB Tech Lab publishes it.

A topic's path is made of the names on the way to it, so that it says what it means, and stays when ids change.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from regard.bulk.columns import WrongHeader, require_readable
from regard.bulk.records import Record
from regard.bulk.rejects import INVALID_FIELD, NOT_CSV, NOT_UTF8, FaultyLine
from regard.v1 import Topic

ID, NAME = "Unique ID", "Name"
PARENTS = ("Parent", "Parent ID")
TIER = "Tier "
HEADER_LINES_MAX = 5
"""Before the header there may be a title."""


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    parent: str
    name: str
    tiers: tuple[str, ...]


class IabTopics:
    """The whole taxonomy: a path is known only when all rows are. Raises WrongHeader."""

    def __init__(self, records: Iterable[Record]) -> None:
        lines = iter(records)
        self._header = _header(lines)
        self.rows = list(lines)
        self._by_id: dict[str, Row] = {}
        self._by_tiers: dict[tuple[str, ...], str] = {}
        for row in self._readable():
            self._by_id.setdefault(row.id, row)
            if row.tiers:
                self._by_tiers.setdefault(row.tiers, row.id)

    def read(self, record: Record) -> tuple[str, Topic]:
        """The topic's path and the topic. Raises FaultyLine."""
        row = self._row(record)
        path = "/".join(slug(one.name) or slug(one.id) for one in self._way_to(row))
        return path, Topic(path=path, label=row.name)

    def _way_to(self, row: Row) -> list[Row]:
        way = [row]
        while parent := self._parent_of(way[0]):
            if parent in way:
                raise FaultyLine(PARENTS[0], INVALID_FIELD, f"the parents of {row.id!r} go round in a circle")
            way.insert(0, parent)
        return way

    def _parent_of(self, row: Row) -> Row | None:
        # Some rows of the published files name themselves; then the tiers tell.
        parent = row.parent if row.parent != row.id else self._by_tiers.get(row.tiers[:-1], "")
        if parent and parent not in self._by_id:
            raise FaultyLine(PARENTS[0], INVALID_FIELD, f"there is no row {parent!r}")
        return self._by_id[parent] if parent else None

    def _readable(self) -> Iterator[Row]:
        for record in self.rows:
            try:
                yield self._row(record)
            except FaultyLine:
                continue  # it is told when it is read

    def _row(self, record: Record) -> Row:
        require_readable(record)
        fields = _fields(record)
        if len(fields) <= max(self._header):
            raise FaultyLine("", NOT_CSV, f"has {len(fields)} fields, and the header has {max(self._header) + 1}")
        cells = {name: fields[place].strip() for place, name in self._header.items()}
        row = Row(
            id=cells[ID],
            parent=next((cells[name] for name in PARENTS if name in cells), ""),
            name=cells[NAME],
            tiers=tuple(cell for name, cell in cells.items() if name.startswith(TIER) and cell),
        )
        if not row.id or not row.name:
            raise FaultyLine(NAME if row.id else ID, INVALID_FIELD, "is required, and empty")
        return row


def slug(name: str) -> str:
    """`Café & Bars` as `cafe-and-bars`; empty for a name without a Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def _header(lines: Iterator[Record]) -> Mapping[int, str]:
    for _, record in zip(range(HEADER_LINES_MAX), lines, strict=False):
        names = [field.strip() for field in _fields(record)]
        if ID in names and NAME in names and any(name in names for name in PARENTS):
            return {place: name for place, name in enumerate(names) if name}
    raise WrongHeader(f"the first lines have no columns {ID!r}, {PARENTS[0]!r} and {NAME!r}, with tabs between them")


def _fields(record: Record) -> list[str]:
    try:
        return record.raw.decode().strip("\r\n").split("\t")
    except UnicodeDecodeError as error:
        raise FaultyLine("", NOT_UTF8, f"byte {error.start + 1} of the line is not UTF-8") from error
