"""Which column of a CSV file is what of an entry: the mapping file, in TOML. The client's README has an example.

    [columns]            a field of an entry = the column that has it
    [constants]          a field = what it is where the column is empty, or where there is none
    [values.FIELD]       what stands in the column = what it means
    [times]              formats = ["iso", "%d.%m.%Y", "unix", "unix-ms"], zone = "Europe/Vienna" (default UTC)
    [csv]                delimiter = ";"

The fields are the arguments of `regard.preference` and `regard.offer_response`. A row with an `offer_id` is an offer
response, any other a preference. Without a mapping the columns have the names of the fields.
"""

import csv
import io
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from regard.arguments import customer_name, enum_value
from regard.bulk.rejects import INVALID_FIELD, NOT_CSV, NOT_UTF8, FaultyLine
from regard.entries import offer_response, preference
from regard.v1 import Basis, Channel, Entry, Outcome, Stance

# Each field, and its place in an entry, by which rejects name it.
PLACES: Mapping[str, str] = {
    "customer": "customer",
    "name": "entry.name",
    "topic": "entry.preference.topic",
    "offer_type": "entry.preference.offer_type",
    "stance": "entry.preference.stance",
    "note": "entry.preference.note",
    "offer_id": "entry.offer_response.offer_id",
    "outcome": "entry.offer_response.outcome",
    "reason": "entry.offer_response.reason",
    "topics": "entry.offer_response.topics",
    "offer_channel": "entry.offer_response.channel",
    "basis": "entry.provenance.basis",
    "quote": "entry.provenance.quote",
    "channel": "entry.provenance.channel",
    "recorder": "entry.provenance.recorder",
    "source_system": "entry.provenance.source_system",
    "source_id": "entry.provenance.source_id",
    "stated_time": "entry.provenance.stated_time",
    "confidence": "entry.provenance.confidence",
    "effective_time": "entry.effective_time",
    "expire_time": "entry.expire_time",
}
ENUMS: Mapping[str, type[int]] = {
    "stance": Stance,
    "outcome": Outcome,
    "basis": Basis,
    "channel": Channel,
    "offer_channel": Channel,
}
TIMES = frozenset({"stated_time", "effective_time", "expire_time"})
OF_RESPONSES = frozenset({"outcome", "reason", "topics", "offer_channel"})
OF_PREFERENCES = frozenset({"topic", "stance", "note"})
TABLES = {"columns", "constants", "values", "times", "csv"}


class WrongMapping(ValueError):
    """The mapping file says something that it can't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvMapping:
    """What a mapping file says. `columns` is None without one: then the columns are named as the fields."""

    columns: Mapping[str, str] | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    time_formats: Sequence[str] = ("iso",)
    zone: tzinfo = UTC
    delimiter: str = ","

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises OSError, and WrongMapping."""
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8-sig"))
            for name in read.keys() - TABLES:
                raise WrongMapping(f"has no table [{name}]; it has {', '.join(sorted(TABLES))}")
            times, layout = read.get("times", {}), read.get("csv", {})
            loaded = cls(
                columns=_texts("columns", read.get("columns", {})),
                constants=_texts("constants", read.get("constants", {})),
                values={name: _texts(f"values.{name}", table) for name, table in read.get("values", {}).items()},
                time_formats=tuple(times.get("formats", ("iso",))),
                zone=ZoneInfo(times["zone"]) if "zone" in times else UTC,
                delimiter=layout.get("delimiter", ","),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongMapping(str(error).strip("'\"")) from error
        loaded._require_fields()
        return loaded

    def _require_fields(self) -> None:
        for name in {*(self.columns or {}), *self.constants, *self.values}:
            if name not in PLACES:
                raise WrongMapping(f"{name!r} is no field; the fields are {', '.join(PLACES)}")
        if len(self.delimiter) != 1:
            raise WrongMapping(f"the delimiter is one character; got {self.delimiter!r}")

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where in a row each field is. Raises WrongMapping for columns that the header doesn't have."""
        columns = self.columns if self.columns is not None else {name: name for name in header}
        for name, column in columns.items():
            if column not in header:
                raise WrongMapping(f"the file has no column {column!r}; it has {', '.join(map(repr, header))}")
            if name not in PLACES:
                raise WrongMapping(f"the column {name!r} is no field; say with --mapping what it is")
        if "customer" not in columns and "customer" not in self.constants:
            raise WrongMapping("it has to say which column is the customer")
        return {name: list(header).index(column) for name, column in columns.items()}


@dataclass(frozen=True, slots=True)
class CsvEntries:
    """Reads the rows of one file. `places`: where in a row each field is; `width`: how many fields a row has."""

    mapping: CsvMapping
    places: Mapping[str, int]
    width: int

    @classmethod
    def under(cls, mapping: CsvMapping, header: bytes) -> Self:
        """For the rows under this header. Raises WrongMapping."""
        try:
            names = [name.strip() for name in read_fields(header, mapping.delimiter)]
        except FaultyLine as error:
            raise WrongMapping(f"the first line is no header: {error}") from error
        return cls(mapping, mapping.places(names), len(names))

    def read(self, raw: bytes) -> tuple[str, Entry]:
        """The customer's resource name and the entry of a row. Raises FaultyLine."""
        row = read_fields(raw, self.mapping.delimiter)
        if len(row) != self.width:
            raise FaultyLine("", NOT_CSV, f"has {len(row)} fields, and the header has {self.width}")
        given = dict(self.mapping.constants)
        given.update((name, row[place].strip()) for name, place in self.places.items() if row[place].strip())
        arguments = {name: self._argument(name, value) for name, value in given.items()}
        customer = arguments.pop("customer", "")
        if not customer:
            raise FaultyLine("customer", INVALID_FIELD, "is required, and empty")
        return customer_name(customer), _entry(arguments)

    def _argument(self, name: str, value: str) -> Any:
        meant = self.mapping.values.get(name, {}).get(value, value)
        convert = _CONVERT.get(name)
        try:
            if name in TIMES:
                return read_time(meant, self.mapping)
            return meant if convert is None else convert(meant)
        except ValueError as error:
            raise FaultyLine(PLACES[name], INVALID_FIELD, f"{value!r}: {error}") from error


def read_fields(raw: bytes, delimiter: str) -> list[str]:
    """The fields of a row. Raises FaultyLine."""
    try:
        return next(csv.reader(io.StringIO(raw.decode(), newline=""), delimiter=delimiter, strict=True))
    except UnicodeDecodeError as error:
        raise FaultyLine("", NOT_UTF8, f"byte {error.start + 1} of the line is not UTF-8") from error
    except csv.Error as error:
        raise FaultyLine("", NOT_CSV, f"is no row of CSV: {error}") from error


def read_time(text: str, mapping: CsvMapping) -> datetime:
    """In the first format that fits; without a time zone of its own, in the mapping's. Raises ValueError."""
    for form in mapping.time_formats:
        try:
            read = _read_time(text, form)
        except (ValueError, OverflowError):
            continue
        return read if read.tzinfo else read.replace(tzinfo=mapping.zone)
    raise ValueError(f"is no time in the formats {', '.join(mapping.time_formats)}")


def _read_time(text: str, form: str) -> datetime:
    if form == "iso":
        return datetime.fromisoformat(text)
    if form == "unix":
        return datetime.fromtimestamp(float(text), UTC)
    if form == "unix-ms":
        return datetime.fromtimestamp(float(text) / 1000, UTC)
    return datetime.strptime(text, form)  # noqa: DTZ007  the mapping has the zone


def _entry(arguments: dict[str, Any]) -> Entry:
    of_offer = "offer_id" in arguments
    for name in (OF_PREFERENCES if of_offer else OF_RESPONSES) & arguments.keys():
        kind = "an offer response" if of_offer else "a preference, which a row without an offer_id is"
        raise FaultyLine(PLACES[name], INVALID_FIELD, f"is not of {kind}")
    required = "outcome" if of_offer else "stance"
    if required not in arguments:
        raise FaultyLine(PLACES[required], INVALID_FIELD, "is required, and empty")
    try:
        if of_offer:
            return offer_response(arguments.pop("offer_id"), arguments.pop("outcome"), **arguments)
        return preference(**arguments)
    except ValueError as error:
        raise FaultyLine("entry", INVALID_FIELD, str(error)) from error


def _texts(table_name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise WrongMapping(f"[{table_name}] is to be a table; got {table!r}")
    for name, value in table.items():
        if not isinstance(value, str):
            raise WrongMapping(f"{name!r} is to be a text, in quotation marks; got {value!r}")
    return dict(table)


def _enum(kind: type[int]) -> Callable[[str], int]:
    return lambda text: enum_value(kind, text.strip().replace(" ", "-"))


_CONVERT: Mapping[str, Callable[[str], Any]] = {
    **{name: _enum(kind) for name, kind in ENUMS.items()},
    "confidence": float,
    "topics": lambda text: [topic.strip() for topic in text.split("|") if topic.strip()],
}
