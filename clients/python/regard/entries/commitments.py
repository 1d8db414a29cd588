"""What we promised the customer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Unpack

from regard.arguments import enum_value, timestamp
from regard.entries.entry import EntryArguments, entry
from regard.v1 import Answer, Commitment, CommitmentKind, CommitmentStatus, Entry


def commitment(
    what: str,
    *,
    kind: str | int = "promise",
    owner: str = "",
    due_time: datetime | None = None,
    status: str | int | None = None,
    outcome: str = "",
    follows: str = "",
    asked: Mapping[str, str] | None = None,
    **arguments: Unpack[EntryArguments],
) -> Entry:
    """What we promised, with owner and due time; `stated` with a quote, else `observed`.

    It is settled by `update_commitment`.

    what: what was promised.
    kind: `promise`, `callback` or `check-in`; the last two need a due_time.
    owner: who answers for it, such as `agents/mira.holt` or `teams/returns`. Required while it is open.
    due_time: by when.
    status: `open` (the default), `kept`, `broken` or `cancelled`.
    outcome: what came of it, once it isn't open.
    follows: the entry that it comes from, `customers/{customer}/entries/{entry}` of the same customer.
    asked: what the customer was asked last time, and answered.
    The others: `regard.EntryArguments`.
    """
    promised = Commitment(
        what=what,
        kind=enum_value(CommitmentKind, kind),
        owner=owner,
        due_time=timestamp("due_time", due_time),
        status=enum_value(CommitmentStatus, status),
        outcome=outcome,
        follows=follows,
        asked=[Answer(question=question, answer=answer) for question, answer in (asked or {}).items()],
    )
    return entry({"commitment": promised}, **arguments)
