"""What a brief is made of, before it is put into words: lines of phrases, and the facts that these name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple

from regard_server.domain.brief.saying import Saying
from regard_server.domain.entry import Entry
from regard_server.domain.profile import ProfileStatus
from regard_server.domain.span import LATEST

ENTRIES_MAX = 20
"""A line names at most this many entries, the newest."""


class Section(IntEnum):
    """In the order in which a brief tells them."""

    RELATIONSHIP_OWNER = 1
    ADDRESS = 2
    DO_AND_DONT = 3
    OPEN = 4
    COMMITMENTS = 5
    LAST_TIME = 6
    MOMENTS = 7
    GESTURES = 8
    ALLOWANCES = 9
    OFFERS_NOT_TO_MAKE = 10
    LIKES = 11


class Audience(IntEnum):
    """Who reads it."""

    HUMAN = 1
    AI = 2


class WithheldReason(IntEnum):
    PURPOSE = 1
    AUDIENCE = 2
    RESTRICTED = 3


class Quote(NamedTuple):
    """The customer's own words."""

    words: str


class Note(NamedTuple):
    """Anything else of an entry that somebody wrote freely, a name as well as a story: it may hold what others said."""

    words: str


class House(NamedTuple):
    """Words of the company itself: of its policy, of its topics."""

    words: str


class Day(NamedTuple):
    at: datetime


class Instant(NamedTuple):
    at: datetime


class Clock(NamedTuple):
    """Minutes since midnight, by the customer's clock."""

    minutes: int


class Each(NamedTuple):
    """Several facts, told one after the other."""

    facts: Sequence["Fact"]


Fact = Quote | Note | House | Day | Instant | Clock | Each | IntEnum | int


class Phrase(NamedTuple):
    """A sentence, or a part of one, with what stands in its places."""

    saying: Saying
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`rank` is how much it matters, 0 most; lines of the same rank matter in their order. What it rests on: entries, or
    the company's policy."""

    section: Section
    rank: int
    phrases: tuple[Phrase, ...]
    entries: tuple[Entry[Any], ...] = ()
    policy: bool = False


class Withheld(NamedTuple):
    """`section` None is all of them."""

    section: Section | None
    reason: WithheldReason
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that there is to tell, in its order and however much it is; the same until `until`, unless something is
    recorded or set."""

    status: ProfileStatus
    lines: tuple[Line, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    owner: str = ""
    """The relationship owner's name; empty where nobody is named."""
    until: datetime = LATEST


@dataclass(slots=True)
class Draft:
    """A brief that is being made."""

    lines: list[Line] = field(default_factory=list)
    withheld: dict[tuple[Section, WithheldReason], int] = field(default_factory=dict)
    changes: list[datetime] = field(default_factory=list)
    """Instants at which time alone changes what it says, beside the profile's own."""

    def add(
        self, section: Section, rank: int, phrases: Sequence[Phrase], *entries: Entry[Any], policy: bool = False
    ) -> None:
        self.lines.append(
            Line(section=section, rank=rank, phrases=tuple(phrases), entries=entries[:ENTRIES_MAX], policy=policy)
        )

    def withhold(self, section: Section, reason: WithheldReason) -> None:
        self.withheld[section, reason] = self.withheld.get((section, reason), 0) + 1


def phrase(saying: Saying, **facts: Fact) -> Phrase:
    return Phrase(saying, facts)
