"""Where the ledgers of merged customers contradict each other, and what then counts.

Of consents, quiet hours and restrictions the strictest counts, until the customer says something newer after the merge. Of
everything else the newest counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeVar

from regard_server.domain.content import (
    Consent,
    ConsentStatus,
    ContactRule,
    Content,
    QuietHours,
    Restriction,
    RestrictionStatus,
)
from regard_server.domain.entry import Entry

ContentT = TypeVar("ContentT", bound=Content)

_MINUTES_PER_DAY = 24 * 60


class ConflictRule(IntEnum):
    STRICTEST = 1
    NEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Entries in force on the same thing that don't say the same; `entry` counts, the others are newest first."""

    entry: Entry[Content]
    others: tuple[Entry[Content], ...]
    rule: ConflictRule


def settle(
    candidates: Sequence[Entry[ContentT]],
    *,
    merged_at: datetime | None,
    says: Callable[[Entry[ContentT]], Any],
    strictness: Callable[[Entry[ContentT]], int] | None = None,
) -> tuple[Entry[ContentT], Conflict | None]:
    """Of the entries in force on one thing, at most one of each ledger, the one that counts; and the contradiction, if there
    is one. `says` is what may contradict; without `strictness` the newest counts."""
    newest_first = sorted(candidates, key=lambda entry: entry.order, reverse=True)
    winner, rule = newest_first[0], ConflictRule.NEWEST
    said_since = merged_at is not None and winner.created_at > merged_at
    if strictness is not None and len(newest_first) > 1 and not said_since:
        winner, rule = max(newest_first, key=strictness), ConflictRule.STRICTEST  # of equal ones the newest
    others = tuple(entry for entry in newest_first if says(entry) != says(winner))
    return winner, Conflict(entry=winner, others=others, rule=rule) if others else None


def strictness_of_consent(entry: Entry[Consent]) -> int:
    return int(entry.content.status is not ConsentStatus.GIVEN)


def strictness_of_restriction(entry: Entry[Restriction]) -> int:
    return int(entry.content.status is RestrictionStatus.RESTRICTED)


def strictness_of_quiet_hours(entry: Entry[ContactRule]) -> int:
    """Their minutes in a week."""
    hours = entry.content.quiet_hours or QuietHours(start_minute=0, end_minute=0)
    length = (hours.end_minute - hours.start_minute) % _MINUTES_PER_DAY or _MINUTES_PER_DAY
    return length * (len(hours.days) or 7)


def in_force(
    entries: Sequence[Entry[ContentT]],
    at: datetime,
    *,
    merged_at: datetime | None,
    strictness: Callable[[Entry[ContentT]], int] | None = None,
    by_basis: bool = False,
) -> Entry[ContentT] | None:
    """Of entries on one thing the one that counts at this instant: the newest of each ledger (`by_basis`: of those on the
    strongest basis), and of these the one that `settle` finds."""
    covering = [entry for entry in entries if entry.covers(at)]
    if by_basis and len(covering) > 1:
        strongest = min(entry.provenance.basis for entry in covering)
        covering = [entry for entry in covering if entry.provenance.basis is strongest]
    if len(covering) < 2:
        return covering[0] if covering else None
    newest: dict[str, Entry[ContentT]] = {}
    for entry in covering:
        other = newest.get(entry.owner)
        if other is None or entry.order > other.order:
            newest[entry.owner] = entry
    winner, _ = settle(list(newest.values()), merged_at=merged_at, says=lambda entry: entry.key, strictness=strictness)
    return winner


def instants_of_change(entries: Sequence[Entry[Any]]) -> list[datetime]:
    """At which one of them begins or ends, in order, each once."""
    changes = {entry.effective_at for entry in entries}
    changes.update(end for entry in entries if (end := entry.ends_at) is not None)
    return sorted(changes)
