"""The parts of a report, free of how they are shown: sentences, a table, and what a chart shows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Cell = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Numbers stand right, words left."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars of counts, stacked: `series` has for each name a count for each label. `upright` where the labels are times."""

    labels: Sequence[str]
    series: Mapping[str, Sequence[int]]
    upright: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(any(counts) for counts in self.series.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a customer said, and what it is about."""

    words: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`is_welcome`: what is said here is good news."""

    title: str
    is_welcome: bool = False
    said: Sequence[str] = ()
    table: Table | None = None
    chart: Chart | None = None
    quotes: Sequence[Quote] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`figures` are the few numbers to remember, each with what it counts; `in_short` says in words what they mean."""

    title: str
    subtitle: str
    figures: Sequence[tuple[str, str]]
    in_short: Sequence[str]
    sections: Sequence[Section]
    notes: Sequence[str] = ()
