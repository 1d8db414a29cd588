"""What a language of briefs has; `english` and `german` are two. Addressed to the agent, of the customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from regard_server.domain.brief.line import Section, WithheldReason
from regard_server.domain.brief.saying import Saying


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """`sayings` have places in braces, named as the facts that go there. `day`, `at` and `hours` are patterns of a date, an
    instant with its zone, and an hour of the day."""

    sayings: Mapping[Saying, str]
    headings: Mapping[Section, str]
    words: Mapping[IntEnum, str]
    months: tuple[str, ...]
    day: str
    at: str
    quotation_marks: tuple[str, str]
    unknown: str
    restricted: str
    omitted: str
    withheld: Mapping[WithheldReason, str]
    data_only: str

    def told_day(self, at: datetime) -> str:
        return self.day.format(day=at.day, month=self.months[at.month - 1], year=at.year)

    def told_instant(self, at: datetime, zone: str) -> str:
        return self.at.format(day=self.told_day(at), clock=f"{at:%H:%M}", zone=zone)
