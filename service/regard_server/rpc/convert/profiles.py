"""Profiles."""

from datetime import datetime

from regard.v1 import profile_pb2 as pb
from regard_server.domain.entry import EntryState
from regard_server.domain.etag import etag_of
from regard_server.domain.profile import Profile
from regard_server.domain.standing import LATEST
from regard_server.rpc.convert.entries import entry_message
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import timestamp
from regard_server.rpc.convert.names import customer_name

BASIC = pb.PROFILE_VIEW_BASIC
SCREENING = pb.PROFILE_VIEW_SCREENING


def profile_message(customer: str, profile: Profile, view: pb.ProfileView, at: datetime) -> tuple[pb.Profile, datetime]:
    """The profile in this view, and the instant at which time alone may change it."""
    message = pb.Profile(
        name=customer_name(customer),
        revision=profile.revision,
        etag=etag_of(profile.revision),
        status=number(profile.status),
    )
    snapshot = profile.snapshot
    if snapshot is None:
        return message, LATEST
    message.create_time.CopyFrom(timestamp(snapshot.created_at))
    message.update_time.CopyFrom(timestamp(snapshot.updated_at))
    if view == BASIC:
        return message, LATEST
    preferences, changes_at = profile.preferences_in_force(at)
    message.preferences.extend(entry_message(customer, entry, EntryState.ACTIVE) for entry in preferences)
    if view != SCREENING:
        message.offer_responses_horizon_time.CopyFrom(timestamp(snapshot.horizon_at))
        responses = profile.responses_newest_first()
        message.offer_responses.extend(entry_message(customer, entry, EntryState.ACTIVE) for entry in responses)
    return message, changes_at or LATEST
