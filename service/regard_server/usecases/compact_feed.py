"""Compacting the change feed: moving its horizon, so that nobody needs to be told what is older.

The horizon is the feed's heads as they were when a mark was made: a cut that no transaction crosses, found without reading
what was written. The entries themselves stay in their ledgers.
"""

from datetime import datetime, timedelta

from regard_server.usecases.ports import Transaction

MARKS = 100
"""In the time for which changes are kept: they are kept for up to so much longer."""


def marked_every(kept: timedelta) -> timedelta:
    return kept / MARKS


def compact_feed(tx: Transaction, *, kept: timedelta, now: datetime) -> None:
    """Changes that were written before the newest mark of `kept` ago are no longer told."""
    marks = tx.feed.marks()
    if now - marks[-1] >= marked_every(kept):
        tx.feed.mark(now)
    passed = [marked_at for marked_at in marks if marked_at <= now - kept]
    if len(passed) > 1:
        tx.feed.forget_marks(passed[-1])
