"""Which interactions a snapshot keeps: the last ones, and of cases that are still open those before, so that nothing is asked
twice, however much was spoken of since."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.content import Interaction
from regard_server.domain.entry import Entry
from regard_server.domain.room import INTERACTIONS_MAX, OPEN_INTERACTIONS_MAX

Interactions = tuple[Entry[Interaction], ...]


def kept_interactions(interactions: Interactions, before: Interactions, now: datetime) -> Interactions:
    """`before` are those that were kept until now. The last ones; of open cases the last before these; and of those yet to
    begin, which take no room from the others until then, as many as of the last ones."""
    if len(interactions) <= INTERACTIONS_MAX:
        return interactions
    in_order = sorted(interactions, key=lambda entry: entry.order)
    begun = [entry for entry in in_order if entry.effective_at <= now]
    last, earlier = begun[-INTERACTIONS_MAX:], begun[:-INTERACTIONS_MAX]
    still_open = _of_open_cases(begun, _that_can_be_told(earlier, before, now))
    first = max(0, len(still_open) - OPEN_INTERACTIONS_MAX)
    return (*still_open[first:], *last, *in_order[len(begun) :][-INTERACTIONS_MAX:])


def _that_can_be_told(
    earlier: Sequence[Entry[Interaction]], before: Interactions, now: datetime
) -> list[Entry[Interaction]]:
    """Without those that come after the fact, and begin before all of the last ones that were known: what settled their case
    may be among those that were not kept."""
    known = sorted([entry for entry in before if entry.effective_at <= now], key=lambda entry: entry.order)
    if len(known) < INTERACTIONS_MAX:
        return list(earlier)
    kept, since = {entry.key for entry in known}, known[-INTERACTIONS_MAX].order
    return [entry for entry in earlier if entry.key in kept or entry.order > since]


def _of_open_cases(
    begun: Sequence[Entry[Interaction]], earlier: Sequence[Entry[Interaction]]
) -> list[Entry[Interaction]]:
    """Of the earlier ones those after which nothing settled their case. Both are in the order of time."""
    settled = {entry.content.case_id: entry.order for entry in begun if entry.content.resolved}
    return [
        entry
        for entry in earlier
        if entry.content.case_id
        and (entry.content.case_id not in settled or entry.order > settled[entry.content.case_id])
    ]
