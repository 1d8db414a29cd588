"""What a profile shows at an instant: what is in force of each field, what is not there and why, and what contradicts."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeVar

from regard_server.domain.channel import Purpose
from regard_server.domain.content import (
    Commitment,
    Consent,
    ContactRule,
    ContactSort,
    Content,
    IdentityLink,
    Interaction,
    Moment,
    OfferResponse,
    Preference,
    Restriction,
    RestrictionStatus,
)
from regard_server.domain.contradictions import (
    Conflict,
    settle,
    strictness_of_consent,
    strictness_of_quiet_hours,
    strictness_of_restriction,
)
from regard_server.domain.entry import Entry
from regard_server.domain.room import INTERACTIONS_MAX
from regard_server.domain.seat import seat_of
from regard_server.domain.snapshot import Snapshot

ContentT = TypeVar("ContentT", bound=Content)

DECIDING_FIELDS = ("preferences", "consents", "contact_rules", *ContactSort, "restrictions")
OTHER_FIELDS = ("moments", "commitments", "interactions", "identities", "responses")
_SHOWN = ("consents", "contact_rules", "restrictions", *OTHER_FIELDS)
_SORTS: frozenset[str] = frozenset(ContactSort)


class FieldStatus(IntEnum):
    PRESENT = 1
    MISSING = 2
    EMPTY = 3
    OUT_OF_DATE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldState:
    field: str
    status: FieldStatus
    out_of_date_at: datetime | None = None
    left_out: int = 0


@dataclass(slots=True)
class ProfileView:
    consents: list[Entry[Consent]] = field(default_factory=list)
    contact_rules: list[Entry[ContactRule]] = field(default_factory=list)
    restrictions: list[Entry[Restriction]] = field(default_factory=list)
    moments: list[Entry[Moment]] = field(default_factory=list)
    commitments: list[Entry[Commitment]] = field(default_factory=list)
    interactions: list[Entry[Interaction]] = field(default_factory=list)
    identities: list[Entry[IdentityLink]] = field(default_factory=list)
    responses: list[Entry[OfferResponse]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    field_states: list[FieldState] = field(default_factory=list)


def view_at(snapshot: Snapshot, at: datetime, *, preferences: Sequence[Entry[Preference]]) -> ProfileView:
    """`preferences` are those in force."""
    view = ProfileView()
    view.consents = consents_in_force(snapshot, at, view.conflicts)
    view.contact_rules = contact_rules_in_force(snapshot, at, view.conflicts)
    view.restrictions = restrictions_in_force(snapshot, at, view.conflicts)
    _add_conflicts_of_preferences(snapshot, at, view.conflicts)
    view.moments = sorted(_covering(snapshot.moments, at), key=lambda entry: entry.order, reverse=True)
    view.commitments = sorted(_covering(snapshot.commitments, at), key=_due_first)
    interactions = sorted(_covering(snapshot.interactions, at), key=lambda entry: entry.order, reverse=True)
    view.interactions = interactions[:INTERACTIONS_MAX]
    view.identities = sorted(snapshot.identities, key=lambda entry: (entry.content.scheme, entry.content.value))
    within = [entry for entry in _covering(snapshot.responses, at) if entry.effective_at >= snapshot.horizon_at]
    view.responses = sorted(within, key=lambda entry: entry.order, reverse=True)
    view.field_states = _field_states(snapshot, at, view, preferences)
    return view


def consents_in_force(snapshot: Snapshot, at: datetime, conflicts: list[Conflict]) -> list[Entry[Consent]]:
    """For each purpose and channel that something is said of, the one that counts, by these. Adds the contradictions."""
    found = _settled(
        snapshot,
        _newest_each(snapshot.consents, at, lambda entry: (entry.content.purpose, entry.content.channel)),
        conflicts,
        says=lambda entry: entry.content.status,
        strictness=strictness_of_consent,
    )
    return sorted(found, key=lambda entry: (entry.content.purpose, entry.content.channel))


def contact_rules_in_force(snapshot: Snapshot, at: datetime, conflicts: list[Conflict]) -> list[Entry[ContactRule]]:
    """Of each sort the one that counts, on the strongest basis, in the order of the sorts; and of each instruction not to
    contact the last time that it was given, newest first. Adds the contradictions."""
    found: list[Entry[ContactRule]] = []
    for sort in ContactSort:
        covering = [entry for entry in _covering(snapshot.contact_rules, at) if entry.content.sort is sort]
        if sort is ContactSort.DO_NOT_CONTACT:
            newest = {seat_of(entry): entry for entry in sorted(covering, key=lambda entry: entry.order)}
            found += sorted(newest.values(), key=lambda entry: entry.order, reverse=True)
        elif covering:
            strongest = min(entry.provenance.basis for entry in covering)
            on_it = [entry for entry in covering if entry.provenance.basis is strongest]
            found += _settled(
                snapshot,
                _newest_each(on_it, at, lambda _: None),
                conflicts,
                says=lambda entry: entry.content,
                strictness=strictness_of_quiet_hours if sort is ContactSort.QUIET_HOURS else None,
            )
    return found


def restrictions_in_force(snapshot: Snapshot, at: datetime, conflicts: list[Conflict]) -> list[Entry[Restriction]]:
    """Those that restrict some purpose, by their first purpose. Adds the contradictions."""
    found: dict[tuple[str, str], Entry[Restriction]] = {}
    for purpose in Purpose:
        naming = [entry for entry in snapshot.restrictions if purpose in entry.content.purposes]
        for winner in _settled(
            snapshot,
            _newest_each(naming, at, lambda _: None),
            conflicts,
            says=lambda entry: entry.content.status,
            strictness=strictness_of_restriction,
        ):
            if winner.content.status is RestrictionStatus.RESTRICTED:
                found.setdefault(winner.key, winner)
    return list(found.values())


def _covering(entries: Iterable[Entry[ContentT]], at: datetime) -> list[Entry[ContentT]]:
    return [entry for entry in entries if entry.covers(at)]


def _newest_each(entries: Iterable[Entry[ContentT]], at: datetime, about: Any) -> dict[Hashable, list[Entry[ContentT]]]:
    """By what they are about, the newest of each ledger."""
    newest: dict[tuple[Any, str], Entry[ContentT]] = {}
    for entry in _covering(entries, at):
        place = about(entry), entry.owner
        other = newest.get(place)
        if other is None or entry.order > other.order:
            newest[place] = entry
    found: dict[Hashable, list[Entry[ContentT]]] = {}
    for (what, _), entry in sorted(newest.items(), key=lambda item: item[0]):
        found.setdefault(what, []).append(entry)
    return found


def _settled(
    snapshot: Snapshot, found: dict[Hashable, list[Entry[ContentT]]], conflicts: list[Conflict], **how: Any
) -> list[Entry[ContentT]]:
    winners = []
    for candidates in found.values():
        winner, conflict = settle(candidates, merged_at=snapshot.merged_at, **how)
        winners.append(winner)
        if conflict is not None:
            conflicts.append(conflict)
    return winners


def _add_conflicts_of_preferences(snapshot: Snapshot, at: datetime, conflicts: list[Conflict]) -> None:
    if snapshot.members:
        _settled(
            snapshot,
            _newest_each(
                snapshot.preferences,
                at,
                lambda entry: (entry.provenance.basis, entry.content.topic, entry.content.offer_type),
            ),
            conflicts,
            says=lambda entry: entry.content.stance,
        )


def _due_first(entry: Entry[Commitment]) -> tuple[bool, datetime]:
    return entry.content.due_at is None, entry.content.due_at or entry.created_at


def _field_states(
    snapshot: Snapshot, at: datetime, view: ProfileView, preferences: Sequence[Entry[Preference]]
) -> list[FieldState]:
    shown = {name: bool(getattr(view, name)) for name in _SHOWN}
    shown["preferences"] = bool(preferences)
    shown |= {sort: any(entry.content.sort is sort for entry in view.contact_rules) for sort in ContactSort}
    return [_field_state(snapshot, at, name, is_there=shown[name]) for name in (*DECIDING_FIELDS, *OTHER_FIELDS)]


def _field_state(snapshot: Snapshot, at: datetime, name: str, *, is_there: bool) -> FieldState:
    if is_there:
        return FieldState(field=name, status=FieldStatus.PRESENT, left_out=snapshot.left_out.get(name, 0))
    if name not in snapshot.recorded:
        return FieldState(field=name, status=FieldStatus.MISSING)
    ends = [entry.expire_at for entry in _entries_of(snapshot, name) if _has_expired(entry, at)]
    ends.append(snapshot.recorded[name])
    last = max((end for end in ends if end is not None), default=None)
    if last is None:
        return FieldState(field=name, status=FieldStatus.EMPTY)
    return FieldState(field=name, status=FieldStatus.OUT_OF_DATE, out_of_date_at=last)


def _entries_of(snapshot: Snapshot, name: str) -> list[Entry[Any]]:
    if name in _SORTS:
        return [entry for entry in snapshot.contact_rules if entry.content.sort == name]
    return list(getattr(snapshot, name))


def _has_expired(entry: Entry[Any], at: datetime) -> bool:
    return entry.expire_at is not None and entry.expire_at <= at and entry.ends_at == entry.expire_at


def next_change(snapshot: Snapshot, at: datetime) -> datetime | None:
    """When time alone may next change the view; None where it never will."""
    entries: Iterable[Entry[Any]] = (
        *snapshot.preferences,
        *snapshot.consents,
        *snapshot.contact_rules,
        *snapshot.restrictions,
        *snapshot.moments,
        *snapshot.commitments,
        *snapshot.interactions,
        *snapshot.responses,
    )
    changes = [
        change
        for entry in entries
        for change in (entry.effective_at, entry.ends_at)
        if change is not None and change > at
    ]
    return min(changes, default=None)
