"""An entry that names its source, or itself, is recorded once, however often it is sent."""

from datetime import timedelta
from typing import Any

import pytest

from regard import Client, errors
from regard.v1 import Entry, EntryState
from serving import Clock

from .entries import CLUB, responded, said

ROW = {"source_system": "crm", "source_id": "row-17"}
NAME = "customers/u1/entries/first-wish"


@pytest.mark.parametrize("known_by", [ROW, {"source_id": "row-17"}, {"name": NAME}], ids=["source", "id", "name"])
def test_what_is_recorded_again_changes_nothing(client: Client, clock: Clock, known_by: dict[str, str]) -> None:
    first = client.record_entries("u1", [said(**known_by)])
    clock.advance(timedelta(days=30))
    again = client.record_entries("u1", [said(**known_by)])

    assert (first.replayed, again.replayed) == (False, True)
    assert list(again.entries) == list(first.entries)
    assert again.revision == 1
    assert len(client.list_entries("u1").entries) == 1


@pytest.mark.parametrize(
    "other",
    [
        said(stance="likes", **ROW),
        said("culture", **ROW),
        said(quote="Other words.", **ROW),
        said(recorder="agents/jonas.weld", **ROW),
        said(note="A remark.", **ROW),
        said(channel="phone", **ROW),
        said(basis="observed", **ROW),
    ],
    ids=["stance", "topic", "quote", "recorder", "note", "channel", "basis"],
)
def test_a_source_that_says_something_else_is_refused_and_changes_nothing(client: Client, other: Entry) -> None:
    first = client.record_entries("u1", [said(**ROW)])

    with pytest.raises(errors.SourceIdReused) as caught:
        client.record_entries("u1", [said("travel"), other])

    assert caught.value.entry == first.entries[0].name
    assert caught.value.source_id == "row-17"
    assert client.get_profile("u1").profile.revision == 1


@pytest.mark.parametrize("field", ["effective_time", "stated_time", "expire_time"])
def test_a_source_that_says_it_of_another_time_is_refused(client: Client, clock: Clock, field: str) -> None:
    def at(days: int) -> Entry:
        time: dict[str, Any] = {field: clock.now + timedelta(days=days)}
        return said(**ROW, **time)

    client.record_entries("u1", [at(1)])

    assert client.record_entries("u1", [at(1)]).replayed
    with pytest.raises(errors.SourceIdReused):
        client.record_entries("u1", [at(2)])


def test_a_name_that_says_something_else_is_refused_and_changes_nothing(client: Client) -> None:
    client.record_entries("u1", [said(name=NAME)])

    with pytest.raises(errors.EntryExists) as caught:
        client.record_entries("u1", [said("culture", name=NAME)])

    assert caught.value.entry == NAME
    assert client.get_profile("u1").profile.revision == 1


def test_names_and_sources_belong_to_one_customer(client: Client) -> None:
    client.record_entries("u1", [said(name=NAME, **ROW)])

    assert not client.record_entries("u2", [said(name="customers/u2/entries/first-wish", **ROW)]).replayed


def test_a_source_stands_for_one_entry_of_each_kind(client: Client) -> None:
    client.record_entries("u1", [said(**ROW), responded(**ROW)])

    assert client.record_entries("u1", [responded(**ROW), said(**ROW)]).replayed
    assert client.get_profile("u1").profile.revision == 1


def test_the_same_source_twice_in_one_request_is_refused_and_nothing_recorded(client: Client) -> None:
    with pytest.raises(errors.SourceIdReused):
        client.record_entries("u1", [said(**ROW), said("culture", **ROW)])

    assert not client.list_entries("u1").entries


def test_only_what_is_new_of_a_request_is_added(client: Client) -> None:
    client.record_entries("u1", [said(**ROW)])

    response = client.record_entries("u1", [said(**ROW), said("culture", source_system="crm", source_id="row-18")])

    assert not response.replayed
    assert [entry.revision for entry in response.entries] == [1, 2]
    assert len(client.list_entries("u1").entries) == 2


def test_a_short_lived_entry_is_recorded_once_though_it_comes_again_after_its_end(client: Client, clock: Clock) -> None:
    entry = said(expire_time=clock.now + timedelta(hours=1), **ROW)
    first = client.record_entries("u1", [entry])
    clock.advance(timedelta(hours=2))

    again = client.record_entries("u1", [entry])

    assert again.replayed
    assert [one.name for one in again.entries] == [one.name for one in first.entries]


def test_a_retracted_entry_that_comes_again_stays_retracted_and_says_so(client: Client) -> None:
    name = client.record_entries("u1", [said(**ROW)]).entries[0].name
    client.retract_entry(name, reason="A mishearing.", recorder="agents/mira.holt")

    again = client.record_entries("u1", [said(**ROW)])

    assert again.replayed
    assert not client.get_profile("u1").profile.preferences
    assert again.entries[0].state == EntryState.ENTRY_STATE_RETRACTED


def test_a_response_comes_again_unchanged_though_the_catalogue_has_changed_in_between(client: Client) -> None:
    client.import_offers([CLUB])
    first = client.record_entries("u1", [responded(**ROW)])
    changed: Any = type(CLUB)()
    changed.CopyFrom(CLUB)
    changed.offer_type = "gift"
    client.import_offers([changed])

    again = client.record_entries("u1", [responded(**ROW)])

    assert again.replayed
    assert list(again.entries) == list(first.entries)
    assert again.entries[0].offer_response.offer_type == "membership"
