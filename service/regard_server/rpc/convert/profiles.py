"""Profiles."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from regard.v1 import customer_pb2, entry_pb2
from regard.v1 import profile_pb2 as pb
from regard_server.domain.content import Content, Preference
from regard_server.domain.contradictions import Conflict
from regard_server.domain.entry import Entry, EntryState
from regard_server.domain.etag import etag_of
from regard_server.domain.profile import ProfileStatus, profile_status
from regard_server.domain.profile_view import DECIDING_FIELDS, FieldState, next_change, view_at
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.span import LATEST
from regard_server.rpc.convert.entries import fill_in
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import maybe_timestamp, timestamp
from regard_server.rpc.convert.names import customer_name, entry_name
from regard_server.rpc.convert.wire import tag

BASIC = pb.PROFILE_VIEW_BASIC
SCREENING = pb.PROFILE_VIEW_SCREENING
_NAMES = {"responses": "offer_responses"}


def profile_message(
    customer: str,
    snapshot: Snapshot | None,
    view: pb.ProfileView,
    at: datetime,
    *,
    preferences: Sequence[Entry[Preference]],
) -> tuple[pb.Profile, datetime]:
    """The profile in this view, and the instant at which time alone may change it. `preferences` are those in force."""
    message, shown = _without_entries(customer, snapshot, view, at, preferences)
    for field, entries in shown.items():
        _add(getattr(message, field), customer if snapshot is None else snapshot.customer, entries)
    until = None if snapshot is None else next_change(snapshot, at)
    return message, until or LATEST


def profile_bytes(
    customer: str,
    snapshot: Snapshot | None,
    view: pb.ProfileView,
    at: datetime,
    *,
    preferences: Sequence[Entry[Preference]],
    entry_bytes: Callable[[Sequence[Entry[Content]]], list[bytes]],
) -> bytes:
    """As `profile_message`, of the bytes of entries' messages, each after its length."""
    message, shown = _without_entries(customer, snapshot, view, at, preferences)
    parts = [message.SerializeToString()]
    for field, entries in shown.items():
        before = _TAGS[field]
        for one in entry_bytes(entries):
            parts += (before, one)
    return b"".join(parts)


def _without_entries(
    customer: str,
    snapshot: Snapshot | None,
    view: pb.ProfileView,
    at: datetime,
    preferences: Sequence[Entry[Preference]],
) -> tuple[pb.Profile, dict[str, Sequence[Entry[Any]]]]:
    """The profile, and what of entries goes into which field of it."""
    if snapshot is None:
        return pb.Profile(name=customer_name(customer), status=number(ProfileStatus.UNKNOWN_CUSTOMER)), {}
    shown = view_at(snapshot, at, preferences=preferences)
    customer = snapshot.customer
    message = pb.Profile(
        name=customer_name(customer),
        revision=snapshot.revision,
        etag=etag_of(snapshot.revision),
        status=number(ProfileStatus.RESTRICTED if shown.restrictions else profile_status(snapshot)),
        merged_customers=[customer_name(member.customer) for member in snapshot.members],
        create_time=timestamp(snapshot.created_at),
        update_time=timestamp(snapshot.updated_at),
    )
    if view == BASIC:
        return message, {}
    entries: dict[str, Sequence[Entry[Any]]] = {
        "preferences": preferences,
        "consents": shown.consents,
        "contact_rules": shown.contact_rules,
        "restrictions": shown.restrictions,
    }
    message.conflicts.extend(_conflict(customer, conflict) for conflict in shown.conflicts)
    in_view = shown.field_states
    if view == SCREENING:
        in_view = [state for state in in_view if state.field in DECIDING_FIELDS]
    else:
        entries |= {
            "moments": shown.moments,
            "commitments": shown.commitments,
            "interactions": shown.interactions,
            "offer_responses": shown.responses,
        }
        message.identities.extend(
            customer_pb2.Identity(scheme=link.content.scheme, value=link.content.value) for link in shown.identities
        )
        message.offer_responses_horizon_time.CopyFrom(timestamp(snapshot.horizon_at))
    message.field_states.extend(_field_state(state) for state in in_view)
    return message, entries


_TAGS = {
    field.name: tag(pb.Profile, field.name)
    for field in pb.Profile.DESCRIPTOR.fields
    if field.message_type is entry_pb2.Entry.DESCRIPTOR
}


def _add(messages: Any, customer: str, entries: Sequence[Entry[Content]]) -> None:
    for entry in entries:
        fill_in(messages.add(), customer, entry, EntryState.ACTIVE)


def _conflict(customer: str, conflict: Conflict) -> pb.Conflict:
    return pb.Conflict(
        entry=_name(customer, conflict.entry),
        others=[_name(customer, entry) for entry in conflict.others],
        rule=number(conflict.rule),
    )


def _name(customer: str, entry: Entry[Content]) -> str:
    return entry_name(entry.owner or customer, entry.id)


def _field_state(state: FieldState) -> pb.FieldState:
    return pb.FieldState(
        field=_NAMES.get(state.field, state.field),
        status=number(state.status),
        out_of_date_time=maybe_timestamp(state.out_of_date_at),
        left_out_count=state.left_out,
    )
