"""Joining the snapshots of two customers who are one: nothing of either is outweighed, since each ledger has seats of its
own, and what contradicts is settled when it is read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from regard_server.domain.compile import FIELD_OF, bounded
from regard_server.domain.entry import Entry
from regard_server.domain.family import in_order
from regard_server.domain.policy import Reach
from regard_server.domain.snapshot import Accepted, Member, Presentation, Snapshot


def joined(surviving: Snapshot, merged: Snapshot, *, now: datetime, reach: Reach) -> Snapshot:
    """The surviving customer's snapshot from the merge on. Its revision is above those of both."""
    member = Member(customer=merged.customer, into=surviving.customer, merged_at=now)
    fields: dict[str, Any] = {}
    for name in FIELD_OF.values():
        theirs = (_owned(entry, merged.customer) for entry in getattr(merged, name))
        fields[name] = (*getattr(surviving, name), *theirs)
    both = replace(
        surviving,
        **fields,
        revision=revision_above(surviving, merged),
        created_at=min(surviving.created_at, merged.created_at),
        updated_at=now,
        accepted=_first(surviving.accepted, merged),
        presentations=_presentations(surviving, merged),
        recorded=_latest(surviving.recorded, merged.recorded),
        left_out=_added(surviving.left_out, merged.left_out),
        members=in_order((*surviving.members, member, *merged.members)),
        since_checkpoint=0,
    )
    return bounded(both, now=now, reach=reach)


def revision_above(surviving: Snapshot, merged: Snapshot) -> int:
    """Of both customers after the merge: whatever was read of either is older."""
    return max(surviving.revision, merged.revision) + 1


def _owned(entry: Entry[Any], customer: str) -> Entry[Any]:
    return entry if entry.owner else replace(entry, owner=customer)


def _added(left_out: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    return {name: left_out.get(name, 0) + theirs.get(name, 0) for name in (*left_out, *theirs)}


def _latest(
    recorded: Mapping[str, datetime | None], theirs: Mapping[str, datetime | None]
) -> dict[str, datetime | None]:
    found = dict(recorded)
    for name, end in theirs.items():
        own = found.get(name)
        found[name] = end if own is None or (end is not None and end > own) else own
    return found


def _first(accepted: Mapping[str, Accepted], merged: Snapshot) -> dict[str, Accepted]:
    found = dict(accepted)
    for offer_id, theirs in merged.accepted.items():
        own = found.get(offer_id)
        if own is None or (theirs.at, theirs.entry_id) < (own.at, own.entry_id):
            found[offer_id] = replace(theirs, owner=theirs.owner or merged.customer)
    return found


def _presentations(surviving: Snapshot, merged: Snapshot) -> tuple[Presentation, ...]:
    theirs = (one if one.owner else one._replace(owner=merged.customer) for one in merged.presentations)
    return tuple(sorted((*surviving.presentations, *theirs)))
