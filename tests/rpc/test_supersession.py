"""SupersedeEntry: one entry replaces another from its day on, whatever they are about; retracted, it replaces nothing."""

from datetime import timedelta
from typing import Any

import pytest

from regard import v1
from regard.v1 import EntryState, commitment_pb2, entry_pb2, profile_pb2
from regard.v1 import profile_service_pb2 as pb
from serving import Clock

from .entries import CLUB, MIRA, request_id, responded, said
from .random_writes import at
from .untyped import Commitment, Consent, ListEntriesRequest, Moment, Provenance, ScreenOffersRequest
from .wire import PROFILES, SCREENING, Wire

U1 = "customers/u1"
DAY = timedelta(days=1)
SAID = Provenance(basis=1, quote="In these words.", recorder=MIRA)


def record(wire: Wire, *entries: Any) -> list[str]:
    request = pb.RecordEntriesRequest(customer=U1, entries=entries)
    answer = wire.ask(f"{PROFILES}/RecordEntries", request, pb.RecordEntriesResponse)
    return [entry.name for entry in answer.entries]


def superseding(name: str, entry: Any, **more: Any) -> pb.SupersedeEntryRequest:
    return pb.SupersedeEntryRequest(name=name, entry=entry, **more)


def supersede(wire: Wire, name: str, entry: Any, **more: Any) -> pb.SupersedeEntryResponse:
    return wire.ask(f"{PROFILES}/SupersedeEntry", superseding(name, entry, **more), pb.SupersedeEntryResponse)


def retract(wire: Wire, name: str) -> None:
    request = pb.RetractEntryRequest(name=name, reason="A mishearing.", recorder=MIRA)
    wire.ask(f"{PROFILES}/RetractEntry", request, pb.RetractEntryResponse)


def profile(wire: Wire) -> profile_pb2.Profile:
    return wire.ask(f"{PROFILES}/GetProfile", pb.GetProfileRequest(customer=U1), pb.GetProfileResponse).profile


def stances(wire: Wire) -> dict[str, int]:
    return {entry.preference.topic: entry.preference.stance for entry in profile(wire).preferences}


def states(wire: Wire, **times: Any) -> dict[str, str]:
    request = ListEntriesRequest(customer=U1, **times)
    answer = wire.ask(f"{PROFILES}/ListEntries", request, pb.ListEntriesResponse)
    return {entry.name: EntryState.Name(entry.state).removeprefix("ENTRY_STATE_") for entry in answer.entries}


def test_the_new_entry_counts_and_the_old_one_doesnt_and_both_say_so(wire: Wire) -> None:
    [old] = record(wire, said("sports/golf", "never"))

    answer = supersede(wire, old, said("sports/golf/mini-golf", "dislikes"))

    assert stances(wire) == {"sports/golf/mini-golf": entry_pb2.STANCE_DISLIKES}
    assert (answer.entry.supersedes, answer.superseded.superseded_by) == (old, answer.entry.name)
    assert answer.superseded.state == EntryState.ENTRY_STATE_SUPERSEDED
    assert (answer.revision, answer.replayed) == (2, False)
    assert states(wire) == {answer.entry.name: "ACTIVE", old: "SUPERSEDED"}


def test_until_the_day_of_the_new_entry_the_old_one_counts(wire: Wire, clock: Clock) -> None:
    [old] = record(wire, said("sports/golf", "never"))
    new = supersede(wire, old, said("sports/golf", "likes", effective_time=clock.now + 10 * DAY)).entry.name

    assert stances(wire) == {"sports/golf": entry_pb2.STANCE_NEVER}
    assert states(wire) == {new: "ACTIVE", old: "ACTIVE"}
    assert states(wire, as_of_time=at(clock.now + 10 * DAY))[old] == "SUPERSEDED"

    clock.advance(10 * DAY)
    assert stances(wire) == {"sports/golf": entry_pb2.STANCE_LIKES}
    assert states(wire)[old] == "SUPERSEDED"


def test_the_old_entry_stays_replaced_when_the_new_one_expires(wire: Wire, clock: Clock) -> None:
    [old] = record(wire, said("sports/golf", "never"))
    supersede(wire, old, said("sports/golf", "likes", expire_time=clock.now + DAY))

    clock.advance(DAY)

    assert stances(wire) == {}
    assert states(wire)[old] == "SUPERSEDED"


def test_the_old_entry_counts_again_when_the_new_one_is_retracted(wire: Wire, clock: Clock) -> None:
    [old] = record(wire, said("sports/golf", "never"))
    clock.advance(400 * DAY)
    new = supersede(wire, old, said("travel/cruises")).entry.name
    clock.advance(400 * DAY)

    retract(wire, new)

    assert stances(wire) == {"sports/golf": entry_pb2.STANCE_NEVER}
    assert states(wire)[old] == "ACTIVE"


def test_what_the_old_entry_outweighed_applies_again(wire: Wire, clock: Clock) -> None:
    record(wire, said("sports/golf", "never"))
    clock.advance(10 * DAY)
    [wrong_topic] = record(wire, said("sports/golf", "likes"))
    clock.advance(10 * DAY)
    record(wire, said("food-and-drink"))  # by now the first is no longer in the snapshot
    record(wire, said("sports/golf", "likes"))
    clock.advance(10 * DAY)
    [latest] = record(wire, said("sports/golf", "neutral"))

    supersede(wire, latest, said("travel/cruises"))
    assert stances(wire)["sports/golf"] == entry_pb2.STANCE_LIKES
    retract(wire, wrong_topic)
    assert stances(wire)["sports/golf"] == entry_pb2.STANCE_LIKES


def test_a_change_of_mind_every_day_for_years_leaves_room(wire: Wire, clock: Clock) -> None:
    """What was new when the next one came is dropped later: else the profile would be full."""
    for _ in range(250):
        record(wire, entry_pb2.Entry(provenance=SAID, consent=Consent(purpose=1, channel=1, status=1)))
        clock.advance(timedelta(hours=7))

    [consent] = profile(wire).consents
    assert consent.revision == 250


def test_a_decline_that_was_corrected_is_what_it_was_corrected_to(wire: Wire, clock: Clock) -> None:
    [declined] = record(wire, responded("declined"))
    happened = clock.now
    clock.advance(5 * DAY)

    corrected = supersede(wire, declined, responded("accepted")).entry

    [response] = profile(wire).offer_responses
    assert response.offer_response.outcome == entry_pb2.OUTCOME_ACCEPTED
    assert corrected.effective_time.ToDatetime(tzinfo=happened.tzinfo) == happened


def test_a_commitment_is_settled_by_the_same_in_another_status(wire: Wire) -> None:
    def commitment(status: Any = 0, outcome: str = "") -> entry_pb2.Entry:
        promised = Commitment(what="Send the form.", kind=1, owner=MIRA, status=status, outcome=outcome)
        return entry_pb2.Entry(provenance=SAID, commitment=promised)

    [opened] = record(wire, commitment())
    assert [entry.name for entry in profile(wire).commitments] == [opened]

    supersede(wire, opened, commitment(commitment_pb2.COMMITMENT_STATUS_KEPT, "Sent."))

    assert not profile(wire).commitments


def test_a_moment_can_be_corrected_and_keeps_its_day(wire: Wire, clock: Clock) -> None:
    def moment(title: str) -> entry_pb2.Entry:
        return entry_pb2.Entry(provenance=SAID, moment=Moment(title=title, handling=1, kind=1))

    [wrong] = record(wire, moment("Five years with us"))
    clock.advance(DAY)

    supersede(wire, wrong, moment("Ten years with us"))

    assert [entry.moment.title for entry in profile(wire).moments] == ["Ten years with us"]


def test_the_same_request_again_changes_nothing(wire: Wire) -> None:
    [old] = record(wire, said())
    first = supersede(wire, old, said("travel/cruises"), request_id=request_id(1))

    again = supersede(wire, old, said("travel/cruises"), request_id=request_id(1))

    assert again.replayed
    assert (again.entry, again.superseded, again.revision) == (first.entry, first.superseded, first.revision)
    assert len(states(wire)) == 2


@pytest.mark.parametrize("first", ["retracted", "superseded", "never there", "of another kind", "of the service"])
def test_what_cant_be_replaced_is_refused_with_the_reason(wire: Wire, first: str) -> None:
    [name] = record(wire, said())
    entry = said("travel/cruises")
    expected = {
        "retracted": "ENTRY_RETRACTED",
        "superseded": "ENTRY_SUPERSEDED",
        "never there": "ENTRY_NOT_FOUND",
    }.get(first, "INVALID_FIELD")
    if first == "retracted":
        retract(wire, name)
    elif first == "superseded":
        supersede(wire, name, said("food-and-drink"))
    elif first == "never there":
        name = f"{U1}/entries/nothing"
    elif first == "of another kind":
        entry = responded()
    else:
        retract(wire, name)
        name = next(iter(states(wire)))
    before = len(states(wire))

    assert wire.refused(f"{PROFILES}/SupersedeEntry", superseding(name, entry)).reason == expected
    assert len(states(wire)) == before


def test_an_etag_of_before_is_refused(wire: Wire) -> None:
    [name] = record(wire, said())
    etag = profile(wire).etag
    record(wire, said("food-and-drink"))

    refused = wire.refused(f"{PROFILES}/SupersedeEntry", superseding(name, said("travel/cruises"), etag=etag))

    assert refused.reason == "ETAG_MISMATCH"


def test_the_first_acceptance_stays_the_reason_whatever_else_is_retracted(wire: Wire, clock: Clock) -> None:
    [first] = record(wire, responded("accepted"))
    clock.advance(800 * DAY)
    record(wire, responded("accepted"))
    [wrong] = record(wire, responded("declined", "another-club"))

    def reasons() -> list[str]:
        request = ScreenOffersRequest(customer=U1, offers=[CLUB], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP")
        [decision] = wire.ask(f"{SCREENING}/ScreenOffers", request, v1.ScreenOffersResponse).decisions
        return [name for suppression in decision.suppressions for name in suppression.entries]

    assert reasons() == [first]
    retract(wire, wrong)
    assert reasons() == [first]
