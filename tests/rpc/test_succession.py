"""SupersedeEntry: from the new entry's effective time on the old one no longer counts, and nothing else changes."""

from datetime import datetime, timedelta
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from regard import Client
from regard.v1 import (
    Channel,
    Entry,
    EntryState,
    Interaction,
    Moment,
    Provenance,
    RecordEntriesRequest,
    SupersedeEntryRequest,
    SupersedeEntryResponse,
)
from serving import Clock

from .entries import MIRA, said
from .wire import PROFILES, Wire

SUPERSEDE = f"{PROFILES}/SupersedeEntry"
DAY = timedelta(days=1)


def timestamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made


def supersede(wire: Wire, name: str, entry: Entry, **more: Any) -> SupersedeEntryResponse:
    return wire.ask(SUPERSEDE, SupersedeEntryRequest(name=name, entry=entry, **more), SupersedeEntryResponse)


def topics(client: Client) -> list[str]:
    return [entry.preference.topic for entry in client.get_profile("u1").profile.preferences]


def states(client: Client) -> list[str]:
    """First recorded first."""
    listed = client.list_entries("u1").entries
    return [EntryState.Name(entry.state).removeprefix("ENTRY_STATE_") for entry in reversed(listed)]


def interaction(summary: str, at: datetime) -> Entry:
    return Entry(
        provenance=Provenance(basis="BASIS_OBSERVED", recorder=MIRA),
        effective_time=timestamp(at),
        interaction=Interaction(channel=Channel.CHANNEL_PHONE, summary=summary),
    )


def test_what_the_old_entry_outweighed_applies_again_where_the_new_one_is_about_something_else(
    client: Client, wire: Wire, clock: Clock
) -> None:
    client.record_entries("u1", [said("sports/golf", effective_time=clock.now - 10 * DAY)])
    newer = client.record_entries("u1", [said("sports/golf", "likes", effective_time=clock.now - 5 * DAY)])

    supersede(wire, newer.entries[0].name, said("culture"))

    assert sorted(topics(client)) == ["culture", "sports/golf"]


def test_what_the_old_entry_outweighed_applies_again_when_the_new_one_expires(
    client: Client, wire: Wire, clock: Clock
) -> None:
    first = client.record_entries("u1", [said("sports/golf", effective_time=clock.now - 10 * DAY)]).entries[0]
    newer = client.record_entries("u1", [said("sports/golf", "likes", effective_time=clock.now - 5 * DAY)])
    supersede(wire, newer.entries[0].name, said("sports/golf", "neutral", expire_time=clock.now + DAY))

    clock.advance(3 * DAY)

    assert [entry.name for entry in client.get_profile("u1").profile.preferences] == [first.name]


def test_an_interaction_moved_back_in_time_makes_room_for_the_one_before(
    client: Client, wire: Wire, clock: Clock
) -> None:
    days = range(11)
    recorded = [
        client.record_entries("u1", [interaction(f"Of {day} days ago.", clock.now - day * DAY)]) for day in days
    ]

    supersede(wire, recorded[0].entries[0].name, interaction("Of long ago.", clock.now - 99 * DAY))

    shown = [entry.interaction.summary for entry in client.get_profile("u1").profile.interactions]
    assert shown == [f"Of {day} days ago." for day in range(1, 11)]


def test_an_entry_that_is_superseded_before_it_begins_is_told_as_superseded(
    client: Client, wire: Wire, clock: Clock
) -> None:
    begins = client.record_entries("u1", [said(effective_time=clock.now + 5 * DAY)]).entries[0]

    answer = supersede(wire, begins.name, said("culture"))

    assert answer.superseded.state == EntryState.ENTRY_STATE_SUPERSEDED
    assert states(client) == ["SUPERSEDED", "ACTIVE"]


def test_a_clock_that_is_set_back_brings_nothing_back(client: Client, wire: Wire, clock: Clock) -> None:
    old = client.record_entries("u1", [said()]).entries[0]
    clock.advance(DAY)
    supersede(wire, old.name, said("culture"))
    clock.advance(-timedelta(hours=1))

    assert states(client) == ["SUPERSEDED", "ACTIVE"]
    new = client.list_entries("u1").entries[0].name
    assert supersede(wire, new, said("travel")).superseded.state == EntryState.ENTRY_STATE_SUPERSEDED


def test_a_pause_that_ends_before_it_is_recorded_is_refused(wire: Wire, clock: Clock) -> None:
    moment = Entry(
        provenance=Provenance(basis="BASIS_OBSERVED", recorder=MIRA),
        moment=Moment(
            title="A loss",
            handling="HANDLING_AVOID",
            kind="MOMENT_KIND_LOSS",
            pauses_selling_until=timestamp(clock.now - DAY),
        ),
    )

    refusal = wire.refused(f"{PROFILES}/RecordEntries", RecordEntriesRequest(customer="customers/u1", entries=[moment]))

    assert (refusal.reason, refusal.fields) == ("INVALID_FIELD", ["entries[0].moment.pauses_selling_until"])
