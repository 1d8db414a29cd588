"""A meaningful thing in the customer's life with us."""

from datetime import datetime
from typing import Unpack

from regard.arguments import enum_value, timestamp
from regard.entries.entry import EntryArguments, entry
from regard.v1 import Entry, Handling, Moment, MomentKind, Sensitivity


def moment(
    title: str,
    *,
    kind: str | int,
    handling: str | int,
    story: str = "",
    occurred_time: datetime | None = None,
    sensitivity: str | int | None = None,
    pauses_selling_until: datetime | None = None,
    **arguments: Unpack[EntryArguments],
) -> Entry:
    """What an agent should know years later, before answering; `stated` with a quote, else `observed`.

    title: in a few words.
    kind: `milestone`, `loss`, `hardship`, `gesture`, `story` or `fault`.
    handling: what to do with it when speaking to the customer: `mention-warmly`, `know-dont-raise` or `avoid`.
    story: what there is to tell. The customer's own words belong in `quote`.
    occurred_time: when it happened; left out where nobody said.
    sensitivity: `ordinary` (the default), `private` or `special-category`.
    pauses_selling_until: until then nothing is sold to the customer.
    The others: `regard.EntryArguments`.
    """
    told = Moment(
        title=title,
        story=story,
        occurred_time=timestamp("occurred_time", occurred_time),
        handling=enum_value(Handling, handling),
        sensitivity=enum_value(Sensitivity, sensitivity),
        pauses_selling_until=timestamp("pauses_selling_until", pauses_selling_until),
        kind=enum_value(MomentKind, kind),
    )
    return entry({"moment": told}, **arguments)
