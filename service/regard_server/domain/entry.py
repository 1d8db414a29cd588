"""Entries: what we were told or what happened, with provenance; never edited.

The numbers of the enums are those of the contract (`regard/v1/*.proto`); a test holds them equal.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Generic, TypeVar


class Basis(IntEnum):
    STATED = 1
    OBSERVED = 2
    INFERRED = 3


class Channel(IntEnum):
    UNSPECIFIED = 0
    EMAIL = 1
    SMS = 2
    PHONE = 3
    PUSH = 4
    POST = 5
    MESSAGING = 6
    WEB = 7
    APP = 8
    IN_PERSON = 9
    AGENT_CALL = 10


OUTBOUND_CHANNELS = frozenset(
    {Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.PUSH, Channel.POST, Channel.MESSAGING}
)


class Purpose(IntEnum):
    MARKETING = 1
    LOYALTY = 2
    SERVICE = 3
    RESEARCH = 4


SELLING_PURPOSES = frozenset({Purpose.MARKETING, Purpose.LOYALTY})


class Stance(IntEnum):
    LIKES = 1
    DISLIKES = 2
    NEVER = 3
    NEUTRAL = 4


class Outcome(IntEnum):
    PRESENTED = 1
    ACCEPTED = 2
    DECLINED = 3
    IGNORED = 4
    COMPLAINED = 5


class EntryKind(IntEnum):
    PREFERENCE = 1
    OFFER_RESPONSE = 2
    RETRACTION = 3


class EntryState(IntEnum):
    """What holds of an entry at the time of reading; never stored."""

    ACTIVE = 1
    RETRACTED = 2
    EXPIRED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who said it, when, by which way and in which words."""

    basis: Basis
    quote: str = ""
    channel: Channel = Channel.UNSPECIFIED
    recorder: str = ""
    source_system: str = ""
    source_id: str = ""
    stated_at: datetime | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """A stance on a topic and all below it, or on an offer type; exactly one of the two is not empty."""

    topic: str = ""
    offer_type: str = ""
    stance: Stance
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferResponse:
    """What became of an offer."""

    offer_id: str
    offer_type: str = ""
    topics: tuple[str, ...] = ()
    outcome: Outcome
    reason: str = ""
    channel: Channel = Channel.UNSPECIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """The entry with this id, of the same customer, was wrong."""

    entry_id: str
    reason: str = ""


Content = Preference | OfferResponse | Retraction
ContentT_co = TypeVar("ContentT_co", bound=Content, covariant=True)

KIND_OF: dict[type, EntryKind] = {
    Preference: EntryKind.PREFERENCE,
    OfferResponse: EntryKind.OFFER_RESPONSE,
    Retraction: EntryKind.RETRACTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry that a caller wants recorded. An empty `id` asks for a new one."""

    provenance: Provenance
    content: Content
    id: str = ""
    effective_at: datetime | None = None
    expire_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[ContentT_co]):
    """An entry of the ledger. Its place there is (revision, ordinal): the write that it came with, and where in it."""

    id: str
    provenance: Provenance
    content: ContentT_co
    effective_at: datetime
    expire_at: datetime | None
    revision: int
    ordinal: int
    created_at: datetime

    @property
    def kind(self) -> EntryKind:
        return KIND_OF[type(self.content)]

    @property
    def place(self) -> tuple[int, int]:
        return self.revision, self.ordinal

    def covers(self, at: datetime) -> bool:
        """Whether its interval, from effective_at to before expire_at, holds this instant."""
        return self.effective_at <= at and (self.expire_at is None or at < self.expire_at)


def state_at(entry: Entry[Content], at: datetime, *, retracted: bool) -> EntryState:
    if retracted:
        return EntryState.RETRACTED
    if entry.expire_at is not None and entry.expire_at <= at:
        return EntryState.EXPIRED
    return EntryState.ACTIVE
