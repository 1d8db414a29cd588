"""What can't be recorded is refused as INVALID_ARGUMENT, names the field, and leaves nothing behind."""

from datetime import timedelta
from typing import Any

import pytest

import regard
from regard import Client, errors
from regard.v1 import Entry, ProfileStatus, Provenance, RecordEntriesRequest
from serving import NOON

from .entries import CLUB, MIRA, responded, said
from .wire import PROFILES, Wire

UNKNOWN_CUSTOMER = ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER


def fields_refused(client: Client, *entries: Entry, **more: Any) -> list[str]:
    """The fields that the refusal names; nothing is recorded."""
    with pytest.raises(errors.InvalidField) as caught:
        client.record_entries("u1", entries, **more)
    assert client.get_profile("u1").profile.status == UNKNOWN_CUSTOMER
    assert not client.list_entries("u1").entries
    return [violation.field for violation in caught.value.violations]


def test_what_was_stated_needs_somebody_who_wrote_it_down(client: Client) -> None:
    assert fields_refused(client, said(recorder="")) == ["entries[0].provenance.recorder"]


def test_what_was_stated_needs_the_customers_words_or_where_they_are(client: Client) -> None:
    assert fields_refused(client, said(quote="")) == ["entries[0].provenance.quote"]


def test_what_was_stated_by_nobody_in_no_words_is_told_both(client: Client) -> None:
    assert fields_refused(client, said(), said(quote="", recorder="")) == [
        "entries[1].provenance.recorder",
        "entries[1].provenance.quote",
    ]


def test_a_source_id_stands_in_for_the_words(client: Client) -> None:
    client.record_entries("u1", [said(quote="", source_id="crm-row-17")])

    assert client.get_profile("u1").profile.revision == 1


@pytest.mark.parametrize("basis", ["observed", "inferred"])
def test_what_was_not_stated_needs_neither_recorder_nor_words(client: Client, basis: str) -> None:
    client.record_entries("u1", [said(quote="", recorder="", basis=basis)])

    assert client.get_profile("u1").profile.revision == 1


@pytest.mark.parametrize("basis", ["observed", "inferred"])
def test_never_is_for_the_customer_to_say(client: Client, basis: str) -> None:
    assert fields_refused(client, said(stance="never", basis=basis)) == ["entries[0].preference.stance"]


@pytest.mark.parametrize("basis", ["stated", "observed"])
def test_only_what_was_inferred_has_a_confidence(client: Client, basis: str) -> None:
    assert fields_refused(client, said(basis=basis, confidence=0.5)) == ["entries[0].provenance.confidence"]


def test_a_source_system_without_a_source_id_is_refused(client: Client) -> None:
    assert fields_refused(client, said(source_system="crm")) == ["entries[0].provenance.source_id"]


@pytest.mark.parametrize(
    "times",
    [
        {"effective_time": NOON, "expire_time": NOON},
        {"effective_time": NOON, "expire_time": NOON - timedelta(microseconds=1)},
        {"stated_time": NOON, "expire_time": NOON - timedelta(days=1)},
        {"expire_time": NOON},
    ],
    ids=["at once", "before", "before it was stated", "before it is recorded"],
)
def test_what_expires_before_it_begins_is_refused(client: Client, times: dict[str, Any]) -> None:
    assert fields_refused(client, said(**times)) == ["entries[0].expire_time"]


def test_what_happened_doesnt_expire(client: Client) -> None:
    assert fields_refused(client, responded(expire_time=NOON + timedelta(days=1))) == ["entries[0].expire_time"]


def test_a_retraction_is_not_recorded_as_an_entry(client: Client) -> None:
    entry = Entry(provenance=said().provenance)
    entry.retraction.entry = "customers/u1/entries/e1"

    assert fields_refused(client, entry) == ["entries[0].retraction"]


def test_an_entry_named_after_another_customer_is_refused(client: Client) -> None:
    assert fields_refused(client, said(name="customers/u2/entries/e1")) == ["entries[0].name"]
    assert client.get_profile("u2").profile.status == UNKNOWN_CUSTOMER


def test_a_name_given_twice_is_refused(client: Client) -> None:
    name = "customers/u1/entries/e1"

    assert fields_refused(client, said(name=name), said("culture", name=name)) == [
        "entries[0].name",
        "entries[1].name",
    ]


@pytest.mark.parametrize("nanos", [-1, 1_000_000_000, -(2**31), 2**31 - 1])
@pytest.mark.parametrize("field", ["effective_time", "expire_time", "provenance.stated_time"])
def test_nanoseconds_that_make_no_instant_are_refused(client: Client, field: str, nanos: int) -> None:
    entry = said(effective_time=NOON, expire_time=NOON + timedelta(days=1), stated_time=NOON)
    owner: Any = entry.provenance if "." in field else entry
    getattr(owner, field.rpartition(".")[2]).nanos = nanos

    assert fields_refused(client, entry) == [f"entries[0].{field}"]


def test_one_bad_entry_keeps_its_whole_request_out(client: Client) -> None:
    assert fields_refused(client, said("culture"), said("travel"), said(recorder="")) == [
        "entries[2].provenance.recorder"
    ]


def test_an_unknown_topic_in_a_preference_is_refused_with_the_nearest_known(client: Client) -> None:
    with pytest.raises(errors.UnknownTopic) as caught:
        client.record_entries("u1", [said("culture"), said("sport/golf")])

    assert caught.value.topic == "sport/golf"
    assert "sports/golf" in caught.value.nearest
    assert [violation.field for violation in caught.value.violations] == ["entries[1].preference.topic"]
    assert client.get_profile("u1").profile.status == UNKNOWN_CUSTOMER


def test_an_unknown_topic_that_is_near_nothing_is_refused_without_a_guess(client: Client) -> None:
    with pytest.raises(errors.UnknownTopic) as caught:
        client.record_entries("u1", [said("zzzzqqqq")])

    assert caught.value.nearest == ()


def test_an_unknown_topic_in_an_offer_suppresses_that_offer_and_not_the_call(client: Client) -> None:
    client.record_entries("u1", [said("culture", stance="likes")])
    fine, unclassified = regard.offer("fine", topics=["culture"]), regard.offer("odd", topics=["culture", "moonwalks"])

    decisions = client.screen_offers("u1", [unclassified, fine], purpose="loyalty", channel="app").decisions

    assert [(decision.offer_id, len(decision.suppressions)) for decision in decisions] == [("fine", 0), ("odd", 1)]
    [suppression] = decisions[1].suppressions
    assert regard.v1.SuppressionReason.Name(suppression.reason) == "SUPPRESSION_REASON_OFFER_UNCLASSIFIED"
    assert suppression.topic == "moonwalks"


@pytest.mark.parametrize("broken", [b"\xff", b"\x0a\x05ab", b"\x0a\x02\xc3\x28", b"\x0a\x03\xed\xa0\x80"])
def test_bytes_that_are_no_message_are_malformed(wire: Wire, broken: bytes) -> None:
    refusal = wire.refused(f"{PROFILES}/RecordEntries", broken)

    assert (refusal.code.name, refusal.reason) == ("INVALID_ARGUMENT", "MALFORMED_MESSAGE")


def test_a_request_of_another_shape_is_refused(wire: Wire) -> None:
    refusal = wire.refused(f"{PROFILES}/RecordEntries", CLUB.SerializeToString())

    assert refusal.code.name == "INVALID_ARGUMENT"


def test_an_entry_without_provenance_or_content_is_told_both(wire: Wire) -> None:
    bare = RecordEntriesRequest(customer="customers/u1", entries=[Entry()])

    fields = wire.refused(f"{PROFILES}/RecordEntries", bare).fields

    assert sorted(fields) == ["entries[0].content", "entries[0].provenance"]


def test_many_wrong_fields_are_told_as_far_as_they_fit(wire: Wire) -> None:
    wrong = [Entry(provenance=Provenance(recorder=MIRA)) for _ in range(100)]
    refusal = wire.refused(f"{PROFILES}/RecordEntries", RecordEntriesRequest(customer="customers/u1", entries=wrong))

    assert "entries[0].provenance.basis" in refusal.fields
    assert 5 <= len(refusal.fields) <= 20
