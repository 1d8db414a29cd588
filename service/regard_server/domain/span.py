"""Spans of time: from an instant to before another."""

from collections.abc import Sequence
from datetime import UTC, datetime

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
"""Stand for "always" and "never ends" where instants are compared."""

Span = tuple[datetime, datetime | None]
"""From the first to before the second, or for ever."""


def chain_end(spans: Sequence[Span], at: datetime) -> datetime | None:
    """The end of those that run at this instant, and of all that overlap or touch them, one after another; None where one
    of them never ends."""
    end = at
    for since, until in sorted(spans, key=lambda span: span[0]):
        if since > end:
            break
        if until is None:
            return None
        end = max(end, until)
    return end


def around(changes: Sequence[datetime], at: datetime) -> tuple[datetime, datetime]:
    """The span, around `at`, that none of these instants divides."""
    since, until = EARLIEST, LATEST
    for change in changes:
        if change > at:
            if change < until:  # noqa: PLR1730  a comparison costs less than a call
                until = change
        elif change > since:
            since = change
    return since, until
