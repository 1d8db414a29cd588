"""What a brief is made of, before it is put into words: lines of phrases, and the facts that these name."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple, TypeVar

from regard_server.domain.brief.saying import Saying
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.policy import Money
from regard_server.domain.profile import ProfileStatus
from regard_server.domain.span import LATEST
from regard_server.domain.suppression import Evidence, said_at

T = TypeVar("T")
LINES_MAX = 100
"""Of one sort; no budget has room for more of each."""
ENTRIES_MAX = 20
"""A line names at most this many entries."""


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


class Asked(NamedTuple):
    """What a brief is for. `channel` UNSPECIFIED is not known yet; no `roles` are all of them."""

    purpose: Purpose
    channel: Channel
    audience: Audience
    now: datetime
    roles: Collection[str] = ()


class WithheldReason(IntEnum):
    PURPOSE = 1
    AUDIENCE = 2
    RESTRICTED = 3


class Weekday(IntEnum):
    """After ISO 8601."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


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


class Amount(NamedTuple):
    money: Money


Fact = Quote | Note | House | Day | Instant | Clock | Each | Amount | IntEnum


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
    entries: tuple[Evidence, ...] = ()
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
    beyond: Mapping[Section, int] = field(default_factory=dict)
    """Lines of each section that no budget has room for, those of entries for which the profile has none among them."""


@dataclass(slots=True)
class Draft:
    """A brief that is being made."""

    lines: list[Line] = field(default_factory=list)
    withheld: dict[tuple[Section, WithheldReason], int] = field(default_factory=dict)
    changes: list[datetime] = field(default_factory=list)
    """Instants at which time alone changes what it says, beside the profile's own."""
    secrets: set[str] = field(default_factory=set)
    """Quotes of what is withheld: they aren't told with anything else that was said in the same breath either."""
    beyond: Counter[Section] = field(default_factory=Counter)
    """Lines that are left out from the beginning: there is never room for all."""

    def first(self, found: Sequence[T], section: Section, most: int = LINES_MAX) -> Sequence[T]:
        """So many of what would each have a line; the others are counted."""
        if len(found) > most:
            self.beyond[section] += len(found) - most
        return found[:most]

    def add(self, section: Section, rank: int, phrases: Sequence[Phrase], *entries: Evidence) -> None:
        """A line that rests on these entries, which are one at least; a guess is marked as one."""
        guessed = all(isinstance(entry, Entry) and entry.provenance.basis is Basis.INFERRED for entry in entries)
        told = (*phrases, phrase(Saying.GUESSED)) if guessed else tuple(phrases)
        self.lines.append(Line(section=section, rank=rank, phrases=told, entries=entries[:ENTRIES_MAX]))

    def add_of_policy(self, section: Section, rank: int, phrases: Sequence[Phrase]) -> None:
        """A line that rests on the company's policy."""
        self.lines.append(Line(section=section, rank=rank, phrases=tuple(phrases), policy=True))

    def withhold(self, section: Section, reason: WithheldReason) -> None:
        """One entry more."""
        self.withheld[section, reason] = self.withheld.get((section, reason), 0) + 1


def phrase(saying: Saying, **facts: Fact) -> Phrase:
    return Phrase(saying, facts)


def notes(words: Sequence[str]) -> Each:
    return Each([Note(one) for one in words])


def in_their_words(entry: Entry[Any]) -> list[Phrase]:
    """The quote with its day; nothing where there is none."""
    quote = entry.provenance.quote
    return [phrase(Saying.IN_THEIR_WORDS, quote=Quote(quote), day=Day(said_at(entry)))] if quote else []


def each_quote_once(lines: Sequence[Line], secrets: Collection[str] = ()) -> list[Line]:
    """Who said something in one breath on two matters is quoted in the line that matters more, which is there wherever the
    other is; what is secret nowhere. All keep their entries."""
    told = set(secrets)
    found: dict[int, Line] = {}
    for place in sorted(range(len(lines)), key=lambda place: lines[place].rank):
        line = lines[place]
        quotes = {words for one in line.phrases for words in _quotes(one)}
        if not quotes.isdisjoint(told):
            kept = tuple(one for one in line.phrases if told.isdisjoint(_quotes(one)))
            line = replace(line, phrases=kept)
        told |= quotes
        found[place] = line
    return [found[place] for place in range(len(lines))]


def _quotes(one: Phrase) -> list[str]:
    return [fact.words for fact in one.facts.values() if isinstance(fact, Quote)]
