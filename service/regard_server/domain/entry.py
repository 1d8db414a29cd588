"""Entries: what we were told or what happened, with provenance; never edited."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Generic, TypeVar

from regard_server.domain.channel import Channel
from regard_server.domain.content import KIND_OF, Content, EntryKind


class Basis(IntEnum):
    STATED = 1
    OBSERVED = 2
    INFERRED = 3


class EntryState(IntEnum):
    """What holds of an entry at the time of reading; never stored."""

    ACTIVE = 1
    RETRACTED = 2
    EXPIRED = 3
    SUPERSEDED = 4


ContentT_co = TypeVar("ContentT_co", bound=Content, covariant=True)


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
class Draft:
    """An entry that a caller wants recorded. An empty `id` asks for a new one; `supersedes` is the id of what it replaces."""

    provenance: Provenance
    content: Content
    id: str = ""
    effective_at: datetime | None = None
    expire_at: datetime | None = None
    supersedes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """What an entry replaces, and what replaces it from which instant on; ids of the same ledger."""

    supersedes: str = ""
    superseded_by: str = ""
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[ContentT_co]):
    """An entry of the ledger. Its place there is (revision, ordinal): the write that it came with, and where in it.

    `owner` is the customer whose ledger it is in, where that one is merged into the customer whose profile it counts for;
    else it is empty. Retractions and what replaces it come to the ledger later: whoever reads the entry fills them in.
    """

    id: str
    provenance: Provenance
    content: ContentT_co
    effective_at: datetime
    expire_at: datetime | None
    revision: int
    ordinal: int
    created_at: datetime
    owner: str = ""
    succession: Succession | None = None

    @property
    def kind(self) -> EntryKind:
        return KIND_OF[type(self.content)]

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other entry of a profile: ids are unique in one ledger only."""
        return self.owner, self.id

    @property
    def version(self) -> tuple[str, str, datetime, str]:
        """What tells it from every other entry of a profile, and from itself before something replaced it."""
        return self.id, self.owner, self.created_at, self.succession.superseded_by if self.succession else ""

    @property
    def place(self) -> tuple[int, int]:
        return self.revision, self.ordinal

    @property
    def order(self) -> tuple[datetime, datetime, int, int, str]:
        """Of two that cover an instant the one of the greater order counts: (effective time, place in the ledger). Across
        the ledgers of merged customers the time of recording compares places."""
        return self.effective_at, self.created_at, self.revision, self.ordinal, self.id

    @property
    def supersedes(self) -> str:
        return "" if self.succession is None else self.succession.supersedes

    @property
    def ends_at(self) -> datetime | None:
        """The first instant at which it no longer counts, expired or superseded."""
        if self.succession is None or self.succession.superseded_at is None:
            return self.expire_at
        superseded_at = self.succession.superseded_at
        return superseded_at if self.expire_at is None else min(superseded_at, self.expire_at)

    def covers(self, at: datetime) -> bool:
        """Whether it counts at this instant, from effective_at to before its end."""
        if at < self.effective_at:
            return False
        end = self.expire_at if self.succession is None else self.ends_at
        return end is None or at < end


def state_at(entry: Entry[Content], at: datetime, *, retracted: bool) -> EntryState:
    if retracted:
        return EntryState.RETRACTED
    if entry.succession is not None:
        superseded_at = entry.succession.superseded_at
        if superseded_at is not None and superseded_at <= at:
            return EntryState.SUPERSEDED
    if entry.expire_at is not None and entry.expire_at <= at:
        return EntryState.EXPIRED
    return EntryState.ACTIVE
