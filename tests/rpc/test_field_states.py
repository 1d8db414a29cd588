"""A field of the profile can be there, missing, empty or out of date, and says which."""

from datetime import timedelta
from typing import Any

import pytest
from google.type.timeofday_pb2 import TimeOfDay

from regard.v1 import (
    contact_rule_pb2,
    entry_pb2,
    profile_pb2,
)
from regard.v1 import profile_service_pb2 as pb
from serving import Clock

from .entries import MIRA, responded, said
from .random_writes import at
from .untyped import Commitment, Consent, ContactRule, DoNotContact, Interaction, Moment, Provenance
from .wire import PROFILES, Wire

U1 = "customers/u1"
DAY = timedelta(days=1)
SAID = Provenance(basis=1, quote="In these words.", recorder=MIRA)
FIELDS = (
    "preferences",
    "consents",
    "contact_rules",
    "quiet_hours",
    "do_not_contact",
    "preferred_channel",
    "preferred_person",
    "address_as",
    "time_zone",
    "restrictions",
    "moments",
    "commitments",
    "interactions",
    "identities",
    "offer_responses",
)


def rule(**said: Any) -> entry_pb2.Entry:
    return entry_pb2.Entry(provenance=SAID, contact_rule=ContactRule(**said))


def one_of(field: str) -> entry_pb2.Entry:
    night = contact_rule_pb2.QuietHours(start=TimeOfDay(hours=21), end=TimeOfDay(hours=7))
    entries = {
        "preferences": said(),
        "consents": entry_pb2.Entry(provenance=SAID, consent=Consent(purpose=1, channel=1, status=1)),
        "quiet_hours": rule(quiet_hours=night),
        "do_not_contact": rule(do_not_contact=DoNotContact()),
        "preferred_channel": rule(preferred_channel=1),
        "preferred_person": rule(preferred_person=MIRA),
        "address_as": rule(address_as=contact_rule_pb2.AddressAs(name="Frau Dr. Brandt")),
        "time_zone": rule(time_zone="Europe/Lisbon"),
        "moments": entry_pb2.Entry(provenance=SAID, moment=Moment(title="A day", handling=1, kind=1)),
        "commitments": entry_pb2.Entry(provenance=SAID, commitment=Commitment(what="Call.", kind=1, owner=MIRA)),
        "interactions": entry_pb2.Entry(provenance=SAID, interaction=Interaction(channel=1, summary="An invoice.")),
        "offer_responses": responded(),
    }
    return entries[field]


EXPIRING = [
    field
    for field in FIELDS
    if field not in ("contact_rules", "restrictions", "identities", "interactions", "offer_responses")
]
RECORDED = [*EXPIRING, "interactions", "offer_responses"]


def states(wire: Wire, **more: Any) -> dict[str, profile_pb2.FieldState]:
    request = pb.GetProfileRequest(customer=U1, **more)
    profile = wire.ask(f"{PROFILES}/GetProfile", request, pb.GetProfileResponse).profile
    return {state.field: state for state in profile.field_states}


def status(wire: Wire, field: str, **more: Any) -> str:
    return profile_pb2.FieldStatus.Name(states(wire, **more)[field].status).removeprefix("FIELD_STATUS_")


def record(wire: Wire, *entries: Any) -> list[str]:
    request = pb.RecordEntriesRequest(customer=U1, entries=entries)
    answer = wire.ask(f"{PROFILES}/RecordEntries", request, pb.RecordEntriesResponse)
    return [entry.name for entry in answer.entries]


def retract(wire: Wire, name: str) -> None:
    request = pb.RetractEntryRequest(name=name, reason="A mishearing.", recorder=MIRA)
    wire.ask(f"{PROFILES}/RetractEntry", request, pb.RetractEntryResponse)


@pytest.mark.parametrize("field", RECORDED)
def test_what_was_recorded_is_present_and_all_else_is_missing(wire: Wire, field: str) -> None:
    record(wire, one_of(field))

    present = {name for name in states(wire) if status(wire, name) == "PRESENT"}
    of_rules = {"contact_rules"} if one_of(field).HasField("contact_rule") else set()
    assert present == {field} | of_rules
    assert tuple(states(wire)) == FIELDS
    assert {status(wire, name) for name in set(FIELDS) - present} == {"MISSING"}


@pytest.mark.parametrize("field", RECORDED)
def test_what_was_retracted_leaves_its_field_empty(wire: Wire, clock: Clock, field: str) -> None:
    [name] = record(wire, one_of(field))
    retract(wire, name)

    assert status(wire, field) == "EMPTY"
    clock.advance(900 * DAY)
    record(wire, said("travel/cruises") if field != "preferences" else responded())
    assert status(wire, field) == "EMPTY"


@pytest.mark.parametrize("field", EXPIRING)
def test_what_has_expired_leaves_its_field_out_of_date_and_says_since_when(
    wire: Wire, clock: Clock, field: str
) -> None:
    entry = one_of(field)
    ends = clock.now + 10 * DAY
    entry.expire_time.CopyFrom(at(ends))
    record(wire, entry)
    clock.advance(10 * DAY - timedelta(microseconds=1))
    assert status(wire, field) == "PRESENT"

    clock.advance(timedelta(microseconds=1))

    for _ in range(2):  # also when the snapshot has dropped it
        assert status(wire, field) == "OUT_OF_DATE"
        assert states(wire)[field].out_of_date_time == at(ends)
        clock.advance(30 * DAY)
        later = one_of(field)
        later.effective_time.CopyFrom(at(clock.now + DAY))
        record(wire, later)
    clock.advance(DAY)
    assert status(wire, field) == "PRESENT"


def test_what_expired_and_was_wrong_is_not_out_of_date(wire: Wire, clock: Clock) -> None:
    [name] = record(wire, said(expire_time=clock.now + DAY))
    clock.advance(30 * DAY)
    record(wire, said("travel/cruises", expire_time=clock.now + timedelta(hours=1), effective_time=clock.now - DAY))
    [other] = list(record(wire, said("food-and-drink")))
    retract(wire, other)
    clock.advance(DAY)
    assert states(wire)["preferences"].out_of_date_time == at(clock.now - DAY + timedelta(hours=1))

    retract(wire, name)

    assert status(wire, "preferences") == "OUT_OF_DATE"


def test_the_last_that_expired_being_wrong_an_emptied_field_is_empty(wire: Wire, clock: Clock) -> None:
    [name] = record(wire, said(expire_time=clock.now + DAY))
    clock.advance(30 * DAY)
    retract(wire, record(wire, said("travel/cruises"))[0])
    assert status(wire, "preferences") == "OUT_OF_DATE"

    retract(wire, name)

    assert status(wire, "preferences") == "EMPTY"


def test_what_is_yet_to_begin_leaves_its_field_empty(wire: Wire, clock: Clock) -> None:
    record(wire, said(effective_time=clock.now + DAY), responded(effective_time=clock.now + DAY))

    assert (status(wire, "preferences"), status(wire, "offer_responses")) == ("EMPTY", "EMPTY")
    clock.advance(DAY)
    assert (status(wire, "preferences"), status(wire, "offer_responses")) == ("PRESENT", "PRESENT")


def test_a_field_of_the_past_is_as_it_was_known(wire: Wire, clock: Clock) -> None:
    begun = clock.now
    record(wire, one_of("moments"))
    clock.advance(DAY)
    [name] = record(wire, said())
    clock.advance(DAY)
    retract(wire, name)

    assert status(wire, "preferences", known_at_time=at(begun)) == "MISSING"
    assert status(wire, "preferences", known_at_time=at(begun + DAY)) == "PRESENT"
    assert status(wire, "preferences") == "EMPTY"


def test_what_there_was_no_room_for_is_counted_and_comes_back(wire: Wire, clock: Clock) -> None:
    names = []
    for start in range(0, 103, 50):
        names += record(wire, *[one_of("moments") for _ in range(min(50, 103 - start))])
        clock.advance(DAY)
    assert states(wire)["moments"].left_out_count == 3

    for name in names[50:54]:
        retract(wire, name)

    moments = states(wire)["moments"]
    assert (profile_pb2.FieldStatus.Name(moments.status), moments.left_out_count) == ("FIELD_STATUS_PRESENT", 0)


def test_view_screening_tells_of_the_deciding_fields_alone(wire: Wire) -> None:
    record(wire, said())

    assert tuple(states(wire, view="PROFILE_VIEW_SCREENING")) == FIELDS[:10]
    assert not states(wire, view="PROFILE_VIEW_BASIC")
