"""What a language of briefs has; `english` and `german` are two. Addressed to the agent, of the customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum

from regard_server.domain.brief.line import Section, WithheldReason
from regard_server.domain.brief.saying import Saying
from regard_server.domain.policy import Money

NANO = Decimal("1e-9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """`sayings` have places in braces, named as the facts that go there; none that begins a line begins with one. `words` are those for the members of each enum that a saying names. `day`, `at` and `amount` are
    patterns of a date, an instant with its zone, and a sum of money."""

    sayings: Mapping[Saying, str]
    headings: Mapping[Section, str]
    words: Mapping[type[IntEnum], Mapping[IntEnum, str]]
    months: tuple[str, ...]
    day: str
    at: str
    amount: str
    decimal_point: str
    quotation_marks: tuple[str, str]
    data_only: str
    unknown: str
    omitted: str
    withheld: Mapping[WithheldReason, str]

    def told_day(self, at: datetime) -> str:
        return self.day.format(day=at.day, month=self.months[at.month - 1], year=at.year)

    def told_instant(self, at: datetime, zone: str) -> str:
        return self.at.format(day=self.told_day(at), clock=f"{at:%H:%M}", zone=zone)

    def told_amount(self, money: Money) -> str:
        """With two digits after the point at least, and no more than it has."""
        total = money.units + money.nanos * NANO
        places = max(2, len(f"{total.normalize():f}".partition(".")[2]))
        return self.amount.format(
            currency=money.currency, number=f"{total:.{places}f}".replace(".", self.decimal_point)
        )

    def word(self, member: IntEnum) -> str:
        return self.words[type(member)][member]
