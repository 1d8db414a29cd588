"""Friction: what annoyed whom, counted over ledgers. Entries of one customer go in; tallies come out, and add up.

A response counts in its period unless it was retracted, superseded or only INFERRED. A presentation overrides a wish when
screening, with what was on record just before it, would have suppressed the offer for what the customer stated, and what
has become known since doesn't say otherwise.
"""

import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Content,
    EntryKind,
    OfferResponse,
    Outcome,
    Preference,
    Stance,
)
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.offer import Offer
from regard_server.domain.offer_set import OfferSet
from regard_server.domain.policy import Policy, SuppressionReason
from regard_server.domain.profile import Profile
from regard_server.domain.screening import decide
from regard_server.domain.snapshot import empty_snapshot
from regard_server.domain.suppression import is_stated
from regard_server.domain.taxonomy import Taxonomy

KINDS = (EntryKind.PREFERENCE, EntryKind.OFFER_RESPONSE, EntryKind.COMMITMENT)
"""What a tally is made from."""
CAUSE_CHARACTERS_MAX = 200
"""So much of a reason counts; as the contract says."""
CAUSES_KEPT_MAX = 20_000
"""In a tally; what is met after so many different ones is counted as another cause."""
ROWS_KEPT_MAX = 10_000
"""Offer types, and topics, in a tally; what is met after so many is in the total only."""
WRITINGS_KEPT_MAX = 20
"""Of one cause."""

Key = TypeVar("Key", bound=Hashable)
Entries = Sequence[Entry[Content]]
Month = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `start_at` to before `end_at`, seen at `now`: what is later than that doesn't count either."""

    start_at: datetime
    end_at: datetime
    now: datetime

    def covers(self, at: datetime) -> bool:
        return self.start_at <= at < self.end_at

    def has_seen(self, at: datetime) -> bool:
        return self.covers(at) and at <= self.now

    @property
    def months(self) -> list[Month]:
        """Every month that it touches, in UTC."""
        first, last = self.start_at, self.end_at
        ends_with_month = (last.day, last.hour, last.minute, last.second, last.microsecond) == (1, 0, 0, 0, 0)
        end = last.year * 12 + last.month - 1 + (not ends_with_month)
        return [(month // 12, month % 12 + 1) for month in range(first.year * 12 + first.month - 1, end)]


@dataclass(slots=True)
class Counts:
    """Responses, and the customers with any friction among them."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    overridden_wishes: int = 0
    unheard_wishes: int = 0
    customers: int = 0

    @property
    def friction(self) -> int:
        return self.outcomes[Outcome.DECLINED] + self.outcomes[Outcome.COMPLAINED] + self.overridden_wishes

    def merge(self, other: "Counts") -> None:
        self.outcomes.update(other.outcomes)
        self.overridden_wishes += other.overridden_wishes
        self.unheard_wishes += other.unheard_wishes
        self.customers += other.customers


@dataclass(slots=True)
class CauseCounts:
    """Declines and complaints with one cause; `writings` are the forms in which it was written."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    offer_types: Counter[str] = field(default_factory=Counter)
    writings: Counter[str] = field(default_factory=Counter)
    customers: int = 0

    @property
    def responses(self) -> int:
        return self.outcomes.total()

    @property
    def written(self) -> str:
        """As it was written most often."""
        return min(self.writings, key=lambda writing: (-self.writings[writing], writing))

    def merge(self, other: "CauseCounts") -> None:
        self.outcomes.update(other.outcomes)
        self.offer_types.update(other.offer_types)
        for writing, count in other.writings.items():
            self.note(writing, count)
        self.customers += other.customers

    def note(self, writing: str, count: int = 1) -> None:
        if writing in self.writings or len(self.writings) < WRITINGS_KEPT_MAX:
            self.writings[writing] += count


@dataclass(slots=True)
class CommitmentCounts:
    """As they stand; `late` are those of each status that were still open after they, or what they replaced, were due. An open
    one that is late is overdue."""

    statuses: Counter[CommitmentStatus] = field(default_factory=Counter)
    late: Counter[CommitmentStatus] = field(default_factory=Counter)
    overdue: int = 0

    @property
    def kept_rate(self) -> float | None:
        """How many of those that fell due were kept in time; None where none fell due."""
        kept = self.statuses[CommitmentStatus.KEPT]
        fell_due = kept + self.statuses[CommitmentStatus.BROKEN] + self.late[CommitmentStatus.CANCELLED] + self.overdue
        return (kept - self.late[CommitmentStatus.KEPT]) / fell_due if fell_due else None

    def merge(self, other: "CommitmentCounts") -> None:
        self.statuses.update(other.statuses)
        self.late.update(other.late)
        self.overdue += other.overdue


@dataclass(slots=True)
class FrictionTally:
    """Of any number of customers."""

    customers_read: int = 0
    total: Counts = field(default_factory=Counts)
    offer_types: dict[str, Counts] = field(default_factory=dict)
    topics: dict[str, Counts] = field(default_factory=dict)
    channels: dict[Channel, Counts] = field(default_factory=dict)
    months: dict[Month, Counts] = field(default_factory=dict)
    causes: dict[str, CauseCounts] = field(default_factory=dict)
    other_causes: int = 0
    without_cause: int = 0
    commitments: dict[CommitmentKind, CommitmentCounts] = field(default_factory=dict)

    def merge(self, other: "FrictionTally") -> None:
        """Adds what was counted of other customers."""
        self.customers_read += other.customers_read
        self.total.merge(other.total)
        _merge_rows(self.offer_types, other.offer_types)
        _merge_rows(self.topics, other.topics)
        _merge_rows(self.channels, other.channels)
        _merge_rows(self.months, other.months)
        for key, cause in other.causes.items():
            known = self.cause(key)
            if known is None:
                self.other_causes += cause.responses
            else:
                known.merge(cause)
        self.other_causes += other.other_causes
        self.without_cause += other.without_cause
        for kind, counts in other.commitments.items():
            self.commitments.setdefault(kind, CommitmentCounts()).merge(counts)

    @property
    def all_commitments(self) -> CommitmentCounts:
        """Of all kinds together."""
        whole = CommitmentCounts()
        for counts in self.commitments.values():
            whole.merge(counts)
        return whole

    def cause(self, key: str) -> CauseCounts | None:
        """None for one more than there is room for."""
        if key not in self.causes and len(self.causes) >= CAUSES_KEPT_MAX:
            return None
        return self.causes.setdefault(key, CauseCounts())


def friction_of(
    entries: Entries, *, period: Period, policy: Policy, taxonomy: Taxonomy, merged_at: datetime | None = None
) -> FrictionTally:
    """Of one customer, from the entries of all their ledgers that count, each with its succession. `merged_at`: when the
    last of these ledgers was joined to the others."""
    tally = FrictionTally(customers_read=1)
    wishes = _Wishes(entries, policy=policy, taxonomy=taxonomy, merged_at=merged_at)
    promised = {entry.key: entry for entry in entries if isinstance(entry.content, Commitment)}
    for entry in entries:
        if isinstance(entry.content, OfferResponse):
            if period.has_seen(entry.effective_at) and _happened(entry):
                _add_response(tally, entry, entry.content, wishes, taxonomy)
        elif isinstance(entry.content, Commitment):
            _add_commitment(tally, entry, entry.content, promised, period)
    rows: Iterable[Counts] = (
        tally.total,
        *tally.offer_types.values(),
        *tally.topics.values(),
        *tally.channels.values(),
        *tally.months.values(),
    )
    for row in rows:
        row.customers = int(row.friction > 0)
    for cause in tally.causes.values():
        cause.customers = 1
    return tally


def cause_key(reason: str) -> str:
    """What two reasons have in common when they are one cause; empty where there is none."""
    words = " ".join(unicodedata.normalize("NFKC", reason[:CAUSE_CHARACTERS_MAX]).casefold().split())
    begin, end = 0, len(words)
    while begin < end and _is_punctuation(words[begin]):
        begin += 1
    while end > begin and _is_punctuation(words[end - 1]):
        end -= 1
    return words[begin:end]


def _is_punctuation(character: str) -> bool:
    return character == " " or unicodedata.category(character).startswith("P")


def _happened(entry: Entry[Content]) -> bool:
    """Nobody only guessed it, and it was not corrected, which for what happened is from its beginning."""
    return entry.provenance.basis is not Basis.INFERRED and not _is_superseded(entry, entry.effective_at)


def _is_superseded(entry: Entry[Content], at: datetime) -> bool:
    succession = entry.succession
    return succession is not None and succession.superseded_at is not None and succession.superseded_at <= at


def _add_response(
    tally: FrictionTally, entry: Entry[Content], response: OfferResponse, wishes: "_Wishes", taxonomy: Taxonomy
) -> None:
    overridden = unheard = False
    if response.outcome is Outcome.PRESENTED:
        overridden, unheard = wishes.against(entry, response)
    topics = {taxonomy.canonical(topic) for topic in response.topics} or {""}
    rows = [
        tally.total,
        _row(tally.offer_types, response.offer_type),
        *(_row(tally.topics, topic) for topic in topics),
        _row(tally.channels, response.channel),
        _row(tally.months, (entry.effective_at.year, entry.effective_at.month)),
    ]
    for row in rows:
        row.outcomes[response.outcome] += 1
        row.overridden_wishes += overridden
        row.unheard_wishes += unheard
    if response.outcome in (Outcome.DECLINED, Outcome.COMPLAINED):
        _add_cause(tally, response)


def _add_cause(tally: FrictionTally, response: OfferResponse) -> None:
    key = cause_key(response.reason)
    if not key:
        tally.without_cause += 1
        return
    cause = tally.cause(key)
    if cause is None:
        tally.other_causes += 1
        return
    cause.outcomes[response.outcome] += 1
    cause.offer_types[response.offer_type] += 1
    cause.note(" ".join(response.reason[:CAUSE_CHARACTERS_MAX].split()))


def _add_commitment(
    tally: FrictionTally,
    entry: Entry[Content],
    commitment: Commitment,
    promised: Mapping[tuple[str, str], Entry[Content]],
    period: Period,
) -> None:
    """Where the entry that settles it leaves the due time out, it is that of what it settles."""
    if entry.effective_at > period.now or _is_superseded(entry, period.now):
        return
    due_at, was_late = commitment.due_at, False
    version = entry
    while (before := promised.get((version.owner, version.supersedes))) is not None:
        assert isinstance(before.content, Commitment)
        due_at = due_at or before.content.due_at
        is_open = before.content.status is CommitmentStatus.OPEN
        was_late = was_late or (is_open and _is_past(before.content.due_at, version.effective_at))
        version = before
    if not period.covers(due_at or entry.effective_at):
        return
    counts = tally.commitments.setdefault(commitment.kind, CommitmentCounts())
    counts.statuses[commitment.status] += 1
    counts.late[commitment.status] += was_late
    counts.overdue += commitment.status is CommitmentStatus.OPEN and due_at is not None and due_at <= period.now


def _is_past(due_at: datetime | None, at: datetime) -> bool:
    return due_at is not None and due_at < at


def _row(rows: dict[Key, Counts], key: Key) -> Counts:
    """Past the room for them, one that is in no table."""
    if key not in rows and len(rows) >= ROWS_KEPT_MAX:
        return Counts()
    return rows.setdefault(key, Counts())


def _merge_rows(rows: dict[Key, Counts], others: dict[Key, Counts]) -> None:
    for key, counts in others.items():
        _row(rows, key).merge(counts)


class _Wishes:
    """The preferences of one customer, to be asked what they said against an offer when it was made."""

    def __init__(self, entries: Entries, *, policy: Policy, taxonomy: Taxonomy, merged_at: datetime | None) -> None:
        self._preferences = [entry for entry in entries if isinstance(entry.content, Preference)]
        self._policy = policy
        self._taxonomy = taxonomy
        self._merged_at = merged_at
        self._are_against_something = any(
            entry.content.stance in (Stance.DISLIKES, Stance.NEVER) and entry.provenance.basis is Basis.STATED
            for entry in self._preferences
            if isinstance(entry.content, Preference)
        )

    def against(self, presented: Entry[Content], response: OfferResponse) -> tuple[bool, bool]:
        """Whether one was overridden; else, whether one had been said and was not on record yet."""
        if not self._are_against_something:
            return False, False
        at = presented.effective_at
        offer = Offer(id=response.offer_id, offer_type=response.offer_type, topics=response.topics)
        offers = OfferSet([offer], policy=self._policy, taxonomy=self._taxonomy)
        if not self._speak_against(offers, self._preferences, at):
            return False, False
        recorded = {wish.key: self._recorded_at(wish, presented) for wish in self._preferences}
        # What was recorded at the very instant was said of this offer, not before it.
        if self._speak_against(offers, [wish for wish in self._preferences if recorded[wish.key] < at], at):
            return True, False
        said = [
            wish
            for wish in self._preferences
            if recorded[wish.key] < at or (wish.provenance.stated_at is not None and wish.provenance.stated_at < at)
        ]
        return False, self._speak_against(offers, said, at)

    def _recorded_at(self, wish: Entry[Content], presented: Entry[Content]) -> datetime:
        """Since when it was on record for the customer of this presentation."""
        if wish.owner == presented.owner or self._merged_at is None:
            return wish.created_at
        return max(wish.created_at, self._merged_at)

    def _speak_against(self, offers: OfferSet, wishes: Entries, at: datetime) -> bool:
        if not wishes:
            return False
        snapshot = replace(empty_snapshot("", at), preferences=tuple(wishes))  # type: ignore[arg-type]  # all are preferences
        profile = Profile(snapshot, policy=self._policy, taxonomy=self._taxonomy)
        decisions, _ = decide(profile, offers, purpose=Purpose.MARKETING, channel=Channel.UNSPECIFIED, at=at)
        return any(
            suppression.reason is SuppressionReason.DISLIKED and is_stated(suppression.evidence[0])
            for suppression in decisions[0].suppressions
        )
