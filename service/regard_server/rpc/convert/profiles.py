"""Profiles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from regard.v1 import customer_pb2
from regard.v1 import profile_pb2 as pb
from regard_server.domain.content import Content, Preference
from regard_server.domain.contradictions import Conflict
from regard_server.domain.entry import Entry, EntryState
from regard_server.domain.etag import etag_of
from regard_server.domain.profile import ProfileStatus, profile_status
from regard_server.domain.profile_view import DECIDING_FIELDS, FieldState, view_at
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.span import LATEST
from regard_server.rpc.convert.entries import fill_in
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import maybe_timestamp, timestamp
from regard_server.rpc.convert.names import customer_name, entry_name

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
    if snapshot is None:
        return pb.Profile(name=customer_name(customer), status=number(ProfileStatus.UNKNOWN_CUSTOMER)), LATEST
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
    until = shown.until or LATEST
    if view == BASIC:
        return message, until
    _add(message.preferences, customer, preferences)
    _add(message.consents, customer, shown.consents)
    _add(message.contact_rules, customer, shown.contact_rules)
    _add(message.restrictions, customer, shown.restrictions)
    message.conflicts.extend(_conflict(customer, conflict) for conflict in shown.conflicts)
    in_view = shown.field_states
    if view == SCREENING:
        in_view = [state for state in in_view if state.field in DECIDING_FIELDS]
    else:
        _add(message.moments, customer, shown.moments)
        _add(message.commitments, customer, shown.commitments)
        _add(message.interactions, customer, shown.interactions)
        message.identities.extend(
            customer_pb2.Identity(scheme=link.content.scheme, value=link.content.value) for link in shown.identities
        )
        message.offer_responses_horizon_time.CopyFrom(timestamp(snapshot.horizon_at))
        _add(message.offer_responses, customer, shown.responses)
    message.field_states.extend(_field_state(state) for state in in_view)
    return message, until


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
