"""A request id makes a write safe to repeat: with the same body it has effect once, for at least seven days."""

from datetime import timedelta
from typing import Any

import pytest

import regard
from regard import Client, errors
from regard.v1 import (
    EntryState,
    ImportOffersRequest,
    ImportOffersResponse,
    ImportTopicsRequest,
    ImportTopicsResponse,
    RecordEntriesRequest,
)
from serving import Clock

from .entries import CLUB, request_id, responded, said
from .wire import CATALOG, Wire

ONE, OTHER = request_id(1), request_id(2)


def test_a_repeated_write_has_effect_once_and_the_same_answer(client: Client) -> None:
    first = client.record_entries("u1", [said(), said("culture")], request_id=ONE)
    again = client.record_entries("u1", [said(), said("culture")], request_id=ONE)

    assert (first.replayed, again.replayed) == (False, True)
    assert list(again.entries) == list(first.entries)
    assert (again.revision, again.etag) == (first.revision, first.etag) == (1, client.get_profile("u1").profile.etag)
    assert len(client.list_entries("u1").entries) == 2


def test_a_write_is_repeated_as_it_was_however_much_came_after(client: Client, clock: Clock) -> None:
    first = client.record_entries("u1", [said()], request_id=ONE)
    clock.advance(timedelta(days=6))
    client.record_entries("u1", [said(stance="likes")])

    again = client.record_entries("u1", [said()], request_id=ONE)

    assert again.replayed
    assert list(again.entries) == list(first.entries)
    assert again.revision == 1
    assert client.get_profile("u1").profile.revision == 2


def test_a_write_on_an_etag_is_repeated_though_the_etag_has_moved_on(client: Client) -> None:
    etag = client.record_entries("u1", [said()]).etag
    first = client.record_entries("u1", [said("culture")], request_id=ONE, etag=etag)

    again = client.record_entries("u1", [said("culture")], request_id=ONE, etag=etag)

    assert again.replayed
    assert again.revision == first.revision == 2


def test_a_write_of_something_short_lived_is_repeated_after_its_end(client: Client, clock: Clock) -> None:
    entry = said(expire_time=clock.now + timedelta(hours=1))
    first = client.record_entries("u1", [entry], request_id=ONE)
    clock.advance(timedelta(hours=2))

    again = client.record_entries("u1", [entry], request_id=ONE)

    assert again.replayed
    assert [one.name for one in again.entries] == [one.name for one in first.entries]
    assert again.entries[0].state == EntryState.ENTRY_STATE_EXPIRED


def test_a_repeated_write_says_what_holds_of_its_entries_now(client: Client) -> None:
    name = client.record_entries("u1", [said()], request_id=ONE).entries[0].name
    client.retract_entry(name, reason="A mishearing.", recorder="agents/mira.holt")

    again = client.record_entries("u1", [said()], request_id=ONE)

    assert again.replayed
    assert again.entries[0].state == EntryState.ENTRY_STATE_RETRACTED


def test_a_request_id_counts_in_upper_and_lower_case(client: Client) -> None:
    lower = "0199abcd-ef00-7000-8000-00000000abcd"
    client.record_entries("u1", [said()], request_id=lower)

    assert client.record_entries("u1", [said()], request_id=lower.upper()).replayed


@pytest.mark.parametrize(
    ("customer", "entry"),
    [("u1", said("culture")), ("u2", said()), ("u1", said(quote="Other words.")), ("u1", responded())],
    ids=["another topic", "another customer", "other words", "another kind"],
)
def test_a_request_id_with_another_body_is_refused_and_changes_nothing(
    client: Client, customer: str, entry: regard.v1.Entry
) -> None:
    client.record_entries("u1", [said()], request_id=ONE)

    with pytest.raises(errors.RequestIdReused) as caught:
        client.record_entries(customer, [entry], request_id=ONE)

    assert caught.value.request_id == ONE
    assert len(client.list_entries("u1").entries) == 1
    assert not client.list_entries("u2").entries


def test_a_request_id_with_another_etag_is_another_body(client: Client) -> None:
    client.record_entries("u1", [said()], request_id=ONE)

    with pytest.raises(errors.RequestIdReused):
        client.record_entries("u1", [said()], request_id=ONE, etag="r1")


def test_a_request_id_with_another_body_is_refused_wherever_the_new_entries_are(client: Client) -> None:
    known = said("culture", source_id="crm-1")
    client.record_entries("u1", [known])
    client.record_entries("u1", [known, said()], request_id=ONE)  # of these only the second is new

    with pytest.raises(errors.RequestIdReused):
        client.record_entries("u1", [said("travel")], request_id=ONE)
    assert len(client.list_entries("u1").entries) == 2


def test_request_ids_are_told_apart_by_method(client: Client) -> None:
    name = client.record_entries("u1", [said()], request_id=ONE).entries[0].name

    retracted = client.retract_entry(name, reason="A mishearing.", recorder="agents/mira.holt", request_id=ONE)

    assert not retracted.replayed
    assert client.get_profile("u1").profile.revision == 2


def test_two_request_ids_are_two_writes_though_they_say_the_same(client: Client) -> None:
    client.record_entries("u1", [said()], request_id=ONE)

    assert not client.record_entries("u1", [said()], request_id=OTHER).replayed
    assert len(client.list_entries("u1").entries) == 2


def test_a_request_id_is_kept_for_seven_days_and_then_free(client: Client, clock: Clock) -> None:
    client.record_entries("u1", [said()], request_id=ONE)

    clock.advance(timedelta(days=7) - timedelta(microseconds=1))
    assert client.record_entries("u1", [said()], request_id=ONE).replayed
    with pytest.raises(errors.RequestIdReused):
        client.record_entries("u1", [said("culture")], request_id=ONE)

    clock.advance(timedelta(microseconds=1))
    assert not client.record_entries("u1", [said("culture")], request_id=ONE).replayed
    assert client.record_entries("u1", [said("culture")], request_id=ONE).replayed
    with pytest.raises(errors.RequestIdReused):
        client.record_entries("u1", [said()], request_id=ONE)
    assert len(client.list_entries("u1").entries) == 2


def test_a_request_that_was_rejected_leaves_its_id_free(client: Client) -> None:
    client.record_entries("u1", [said()])
    with pytest.raises(errors.EtagMismatch):
        client.record_entries("u1", [said("culture")], request_id=ONE, etag="r9")

    assert not client.record_entries("u1", [said("travel")], request_id=ONE).replayed


def test_a_batch_and_a_single_call_repeat_each_other(client: Client) -> None:
    request = RecordEntriesRequest(customer="customers/u1", entries=[said()], request_id=ONE)
    [result] = client.batch_record_entries([request]).results

    again = client.record_entries("u1", [said()], request_id=ONE)

    assert again.replayed
    assert list(again.entries) == list(result.response.entries)


def test_without_a_request_id_from_the_caller_each_call_is_a_write_of_its_own(client: Client) -> None:
    assert [client.record_entries("u1", [said()]).revision for _ in range(3)] == [1, 2, 3]


def test_a_request_that_found_all_its_entries_known_is_repeated_as_it_was(client: Client) -> None:
    known = said(source_id="crm-1")
    etag = client.record_entries("u1", [known]).etag
    first = client.record_entries("u1", [known], request_id=ONE, etag=etag)
    client.record_entries("u1", [said("culture")])

    again = [client.record_entries("u1", [known], request_id=ONE, etag=etag) for _ in range(2)]

    assert {(answer.replayed, answer.revision, answer.etag) for answer in [first, *again]} == {(True, 1, etag)}
    assert client.get_profile("u1").profile.revision == 2


def test_the_id_of_a_request_that_found_all_its_entries_known_is_refused_with_another_body(
    client: Client, clock: Clock
) -> None:
    known = said(source_id="crm-1")
    client.record_entries("u1", [known])
    client.record_entries("u1", [known], request_id=ONE)

    for other in ([said("culture")], [known, said("culture")]):
        with pytest.raises(errors.RequestIdReused):
            client.record_entries("u1", other, request_id=ONE)
    alone, together = (
        RecordEntriesRequest(customer=f"customers/{customer}", entries=[said("culture")], request_id=request)
        for customer, request in (("u1", ONE), ("u2", OTHER))
    )
    outcomes = client.batch_record_entries([alone, together]).results
    assert [result.HasField("response") for result in outcomes] == [False, True]
    assert client.get_profile("u1").profile.revision == 1

    clock.advance(timedelta(days=7))
    assert client.record_entries("u1", [said("culture")], request_id=ONE).revision == 2


def test_the_id_of_a_request_that_found_the_entry_retracted_is_refused_with_another_body(client: Client) -> None:
    first, second = (entry.name for entry in client.record_entries("u1", [said(), said("culture")]).entries)
    client.retract_entry(first, reason="A mishearing.", recorder="agents/mira.holt")
    for _ in range(2):
        again = client.retract_entry(first, reason="A mishearing.", recorder="agents/mira.holt", request_id=ONE)
        assert again.replayed

    with pytest.raises(errors.RequestIdReused):
        client.retract_entry(second, reason="A mishearing.", recorder="agents/mira.holt", request_id=ONE)
    assert client.get_profile("u1").profile.revision == 2


TOPIC = regard.v1.Topic(path="gardens", label="Gardens")
IMPORTS = pytest.mark.parametrize(
    ("method", "request_type", "answer_type", "one", "other"),
    [
        (
            "ImportOffers",
            ImportOffersRequest,
            ImportOffersResponse,
            {"offers": [CLUB]},
            {"offers": [regard.offer("lawn", topics=["gardens"])]},
        ),
        (
            "ImportTopics",
            ImportTopicsRequest,
            ImportTopicsResponse,
            {"topics": [TOPIC]},
            {"topics": [regard.v1.Topic(path="golf-again", label="Golf again")]},
        ),
    ],
    ids=["offers", "topics"],
)


@IMPORTS
def test_a_repeated_import_is_answered_as_the_first_whatever_came_between(
    wire: Wire, method: str, request_type: Any, answer_type: Any, one: Any, other: Any
) -> None:
    def imported(what: Any, request_id: str = "") -> Any:
        return wire.ask(f"{CATALOG}/{method}", request_type(**what, request_id=request_id), answer_type)

    first = imported(one, ONE)
    imported(other)
    again = imported(one, ONE)

    assert (first.changed_count, first.replayed, again.replayed) == (1, False, True)
    again.replayed = False
    assert again == first
    assert not imported(one, OTHER).replayed
    refusal = wire.refused(f"{CATALOG}/{method}", request_type(**other, request_id=ONE))
    assert refusal.reason == "REQUEST_ID_REUSED"


@IMPORTS
def test_the_request_id_of_an_import_is_kept_for_seven_days_and_then_free(
    wire: Wire, clock: Clock, method: str, request_type: Any, answer_type: Any, one: Any, other: Any
) -> None:
    wire.ask(f"{CATALOG}/{method}", request_type(**one, request_id=ONE), answer_type)
    clock.advance(timedelta(days=7) - timedelta(microseconds=1))
    assert wire.refused(f"{CATALOG}/{method}", request_type(**other, request_id=ONE)).reason == "REQUEST_ID_REUSED"

    clock.advance(timedelta(microseconds=1))
    assert not wire.ask(f"{CATALOG}/{method}", request_type(**other, request_id=ONE), answer_type).replayed


def test_an_import_that_was_rejected_leaves_its_id_free(wire: Wire) -> None:
    orphan = ImportTopicsRequest(topics=[regard.v1.Topic(path="no/parent", label="Orphan")], request_id=ONE)
    assert wire.refused(f"{CATALOG}/ImportTopics", orphan).reason == "INVALID_FIELD"

    accepted = ImportTopicsRequest(topics=[TOPIC], request_id=ONE)
    assert wire.ask(f"{CATALOG}/ImportTopics", accepted, ImportTopicsResponse).changed_count == 1
