"""Where the ledgers of merged customers contradict each other, and what then counts.

Of consents, quiet hours and restrictions the strictest counts, until the customer says something newer after the merge. Of
everything else the newest counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeVar

from regard_server.domain.content import Content
from regard_server.domain.entry import Entry

ContentT = TypeVar("ContentT", bound=Content)


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
