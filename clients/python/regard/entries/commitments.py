"""What we promised the customer."""

from datetime import datetime
from typing import Unpack

from regard.arguments import enum_value, timestamp
from regard.entries.entry import EntryArguments, entry
from regard.v1 import Commitment, CommitmentKind, CommitmentStatus, Entry


def commitment(
    what: str,
    *,
    kind: str | int = "promise",
    owner: str = "",
    due_time: datetime | None = None,
    status: str | int | None = None,
    outcome: str = "",
    **arguments: Unpack[EntryArguments],
) -> Entry:
    """What we promised, with owner and due time; `stated` with a quote, else `observed`.

    It is settled by `supersede_entry` with the same commitment in another status.

    what: what was promised.
    kind: `promise`, `callback` or `check-in`; the last two need a due_time.
    owner: who answers for it, such as `agents/mira.holt` or `teams/returns`. Required while it is open.
    due_time: by when.
    status: `open` (the default), `kept`, `broken` or `cancelled`.
    outcome: what came of it, once it isn't open.
    The others: `regard.EntryArguments`.
    """
    promised = Commitment(
        what=what,
        kind=enum_value(CommitmentKind, kind),
        owner=owner,
        due_time=timestamp("due_time", due_time),
        status=enum_value(CommitmentStatus, status),
        outcome=outcome,
    )
    return entry({"commitment": promised}, **arguments)
