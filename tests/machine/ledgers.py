"""What must hold of ledgers, read off the contract's words: every entry that was ever recorded, in a plain list.

Nothing here knows the service's code. Of a ledger nothing is kept that can be worked out, nothing is bounded, and nothing
is quick.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from regard.v1 import CommitmentStatus, Entry, EntryState, Outcome

EVENTS = frozenset({"offer_response", "interaction", "moment"})
"""What happened stays so: what supersedes one of these corrects it from its beginning."""


def instant(timestamp: Timestamp) -> datetime:
    return timestamp.ToDatetime(tzinfo=UTC)


def timestamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made


def maybe(message: Any, field: str) -> datetime | None:
    return instant(getattr(message, field)) if message.HasField(field) else None


@dataclass(frozen=True, eq=False)
class Known:
    """An entry of this customer's ledger. `message` is how it must be told, but for what becomes of it later; since it is
    never edited, what is read off it once is kept: the model reads each a thousand times."""

    customer: str
    message: Entry
    ordinal: int

    @cached_property
    def name(self) -> str:
        return self.message.name

    @cached_property
    def kind(self) -> str:
        return self.message.WhichOneof("content") or ""

    @cached_property
    def content(self) -> Any:
        return getattr(self.message, self.kind)

    @property
    def basis(self) -> int:
        return self.message.provenance.basis

    @cached_property
    def replaces(self) -> str:
        """What it stands in the place of: of a reservation what releases it, or what was presented under it. A correction only
        repeats what the corrected response was presented under."""
        if self.message.supersedes or self.kind not in ("release", "offer_response"):
            return self.message.supersedes
        return str(self.content.reservation)

    @cached_property
    def effective_at(self) -> datetime:
        return instant(self.message.effective_time)

    @cached_property
    def expire_at(self) -> datetime | None:
        return maybe(self.message, "expire_time")

    @cached_property
    def recorded_at(self) -> datetime:
        return instant(self.message.create_time)

    @cached_property
    def place(self) -> tuple[datetime, str, int, int]:
        """In the ledgers of merged customers the time of recording compares places."""
        return self.recorded_at, self.customer, self.message.revision, self.ordinal

    @cached_property
    def order(self) -> tuple[datetime, tuple[datetime, int, int, str]]:
        """Of two in force the one of the greater (effective time, place in the ledger) counts. Of two ledgers the time of
        recording compares places; what the contract leaves open is by the id."""
        return self.effective_at, (self.recorded_at, self.message.revision, self.ordinal, self.name.split("/")[-1])


class Ledgers:
    """The entries of some customers as they were known at an instant, or now."""

    def __init__(self, entries: Iterable[Known], known_at: datetime | None = None) -> None:
        self.entries = [entry for entry in entries if known_at is None or entry.recorded_at <= known_at]
        self._retracted = {entry.content.entry for entry in self.entries if entry.kind == "retraction"}
        self._superseding: dict[str, list[Known]] = {}
        for entry in self.entries:
            if entry.replaces:
                self._superseding.setdefault(entry.replaces, []).append(entry)

    def of_kind(self, kind: str) -> list[Known]:
        return [entry for entry in self.entries if entry.kind == kind]

    def is_retracted(self, entry: Known) -> bool:
        return entry.name in self._retracted

    def successor(self, entry: Known) -> Known | None:
        """What replaces it first."""
        return next(iter(self.successors(entry)), None)

    def successors(self, entry: Known) -> list[Known]:
        """All that replace it: of one that was retracted, what replaces that."""
        found = []
        for superseding in self._superseding.get(entry.name, ()):
            found += self.successors(superseding) if self.is_retracted(superseding) else [superseding]
        return found

    def replaced_at(self, entry: Known) -> datetime | None:
        """From when on its successor stands in its place."""
        successor = self.successor(entry)
        if successor is None:
            return None
        return entry.effective_at if entry.kind in EVENTS else successor.effective_at

    def counts(self, entry: Known, at: datetime) -> bool:
        replaced_at = self.replaced_at(entry)
        return (
            not self.is_retracted(entry)
            and entry.effective_at <= at
            and (entry.expire_at is None or at < entry.expire_at)
            and (replaced_at is None or at < replaced_at)
        )

    def has_run_out(self, entry: Known, at: datetime) -> bool:
        """It counted until it expired, and was not replaced before that."""
        if self.is_retracted(entry) or entry.expire_at is None or at < entry.expire_at:
            return False
        replaced_at = self.replaced_at(entry)
        return replaced_at is None or entry.expire_at <= replaced_at

    def in_force(self, kind: str, at: datetime) -> list[Known]:
        return [entry for entry in self.entries if entry.kind == kind and self.counts(entry, at)]

    def state(self, entry: Known, at: datetime) -> int:
        replaced_at = self.replaced_at(entry)
        if self.is_retracted(entry):
            return EntryState.ENTRY_STATE_RETRACTED
        if replaced_at is not None and replaced_at <= at:
            return EntryState.ENTRY_STATE_SUPERSEDED
        if entry.expire_at is not None and entry.expire_at <= at:
            return EntryState.ENTRY_STATE_EXPIRED
        return EntryState.ENTRY_STATE_ACTIVE

    def told(self, entry: Known, at: datetime) -> Entry:
        """The entry as an answer at this instant has it."""
        message = Entry()
        message.CopyFrom(entry.message)
        message.state = self.state(entry, at)  # type: ignore[assignment]
        successor = self.successor(entry)
        if successor is not None:
            message.superseded_by = successor.name
        return message


def newest(entries: Iterable[Known]) -> Known:
    return max(entries, key=lambda entry: entry.order)


def newest_first(entries: Iterable[Known]) -> list[Known]:
    return sorted(entries, key=lambda entry: entry.order, reverse=True)


def is_open(entry: Known) -> bool:
    return entry.content.status in (
        CommitmentStatus.COMMITMENT_STATUS_OPEN,
        CommitmentStatus.COMMITMENT_STATUS_UNSPECIFIED,
    )


def was_presented(entry: Known) -> bool:
    return bool(entry.content.outcome == Outcome.OUTCOME_PRESENTED)
