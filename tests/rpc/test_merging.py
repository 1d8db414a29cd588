"""Merged customers: two ledgers and one profile, under both names; and each as it was, once they are unmerged."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import regard
from databases import ON_SQLITE
from regard import Client, errors, v1
from regard.v1 import ConflictRule, Entry, EntryState, Stance
from regard_server.domain import contradictions
from regard_server.rpc import freshness
from regard_server.rpc.profile_memory import ProfileMemory
from serving import Clock, serving

from .customers import (
    EMAIL,
    PHONE,
    Customers,
    address_as,
    consent,
    evidence,
    merge_request,
    quiet_hours,
    topics,
    unmerge_request,
)
from .entries import CLUB, MIRA, request_id, responded, said
from .wire import Wire

ONE = request_id(1)
HOUR = timedelta(hours=1)


@pytest.fixture
def customers(wire: Wire) -> Customers:
    return Customers(wire)


@pytest.fixture
def merged(client: Client, customers: Customers, clock: Clock) -> Customers:
    """`m`, who dislikes golf and travel, is merged into `s`, who dislikes culture."""
    client.record_entries("m", [said(name="customers/m/entries/golf")])
    client.record_entries("m", [said("travel", name="customers/m/entries/travel")])
    clock.advance(HOUR)
    client.record_entries("s", [said("culture", name="customers/s/entries/culture")])
    clock.advance(HOUR)
    customers.merge("s", "m")
    clock.advance(HOUR)
    return customers


def names(entries: Sequence[Entry]) -> list[str]:
    return [entry.name for entry in entries]


def ledger(client: Client, customer: str) -> list[tuple[str, str]]:
    """Customers and kinds of the entries listed, last first."""
    return [(entry.name.split("/")[1], entry.WhichOneof("content") or "") for entry in client.iterate_entries(customer)]


def without_revision(profile: v1.Profile) -> v1.Profile:
    """What an unmerge restores: all but that something was written."""
    copy = v1.Profile()
    copy.CopyFrom(profile)
    for field in ("revision", "etag", "update_time", "offer_responses_horizon_time"):
        copy.ClearField(field)
    return copy


def test_both_names_show_one_profile_in_every_way_to_read_it(client: Client, merged: Customers) -> None:
    profile = client.get_profile("s").profile

    assert profile.name == "customers/s"
    assert topics(client, "s") == {"culture", "sports/golf", "travel"}
    assert list(profile.merged_customers) == ["customers/m"]
    assert client.get_profile("m") == client.get_profile("s")
    batch = client.batch_get_profiles(["m", "s", "m"]).results
    assert [result.customer for result in batch] == ["customers/m", "customers/s", "customers/m"]
    assert [result.response.profile for result in batch] == [profile] * 3
    assert client.list_entries("m").entries == client.list_entries("s").entries
    asked: dict[str, Any] = {"purpose": "loyalty", "channel": "app"}
    screened = client.screen_offers("s", [CLUB], **asked)
    assert evidence(client, "m") == evidence(client, "s") == ["customers/m/entries/golf"]
    assert client.screen_offers("m", [CLUB], **asked) == screened
    together = client.batch_screen_offers(["m", "s"], [CLUB], **asked).results
    assert [result.response for result in together] == [screened, screened]
    [chunk] = client.screen_audience(["m", "s"], offers=[CLUB], **asked)
    assert [result.response for result in chunk.results] == [screened, screened]
    assert profile.revision == screened.revision


def test_entries_of_the_surviving_customer_are_named_after_it_whoever_is_asked_for(
    client: Client, customers: Customers
) -> None:
    client.record_entries("s", [said(name="customers/s/entries/golf")])
    client.record_entries("m", [said("culture")])
    customers.merge("s", "m")

    assert evidence(client, "m") == ["customers/s/entries/golf"]


def test_the_revision_after_a_merge_is_above_those_of_both(client: Client, merged: Customers) -> None:
    profile = client.get_profile("m").profile

    assert (profile.revision, profile.etag) == (3, "r3")
    assert client.record_entries("m", [said("wellness")]).revision == 4
    assert client.record_entries("s", [said("wellness")]).revision == 5


def test_both_ledgers_tell_of_the_merge_and_stay_as_they_are(client: Client, merged: Customers) -> None:
    assert ledger(client, "s") == [
        ("s", "merge"),
        ("m", "merge"),
        ("s", "preference"),
        ("m", "preference"),
        ("m", "preference"),
    ]
    merges = client.list_entries("m", kinds=["merge"]).entries
    assert [
        (entry.merge.surviving_customer, entry.merge.merged_customer, entry.merge.reason, entry.provenance.recorder)
        for entry in merges
    ] == [("customers/s", "customers/m", "The same person.", MIRA)] * 2


def test_the_pages_of_two_ledgers_have_each_entry_once(client: Client, merged: Customers, clock: Clock) -> None:
    for number in range(6):
        if number % 3 == 0:
            clock.advance(timedelta(minutes=1))
        client.record_entries("sm"[number % 2], [said("travel"), said("culture")])
    everything = names(client.list_entries("s").entries)

    for page_size in (1, 2, 3, 7):
        assert names(list(client.iterate_entries("m", page_size=page_size))) == everything
    assert len(set(everything)) == len(everything) == 17


def test_entries_go_into_the_ledger_that_they_are_addressed_to(client: Client, merged: Customers) -> None:
    recorded = client.record_entries("m", [said("wellness", name="customers/m/entries/wellness")])

    assert names(recorded.entries) == ["customers/m/entries/wellness"]
    assert topics(client, "s") == {"culture", "sports/golf", "travel", "wellness"}
    merged.unmerge("m")
    assert topics(client, "m") == {"sports/golf", "travel", "wellness"}
    assert topics(client, "s") == {"culture"}


def test_an_entry_is_retracted_and_superseded_by_its_own_name(client: Client, merged: Customers) -> None:
    retracted = client.retract_entry("customers/m/entries/golf", reason="A mishearing.", recorder=MIRA)
    superseded = merged.wire.ask(
        "/regard.v1.ProfileService/SupersedeEntry",
        v1.SupersedeEntryRequest(name="customers/m/entries/travel", entry=said("travel", "likes")),
        v1.SupersedeEntryResponse,
    )

    assert (retracted.revision, superseded.revision) == (4, 5)
    assert superseded.entry.name.startswith("customers/m/entries/")
    for customer in ("s", "m"):
        preferences = client.get_profile(customer).profile.preferences
        assert {entry.preference.topic: Stance.Name(entry.preference.stance) for entry in preferences} == {
            "culture": "STANCE_DISLIKES",
            "travel": "STANCE_LIKES",
        }
        assert evidence(client, customer) == []
        states = {entry.name: entry.state for entry in client.list_entries(customer).entries}
        assert states["customers/m/entries/golf"] == EntryState.ENTRY_STATE_RETRACTED
        assert states["customers/m/entries/travel"] == EntryState.ENTRY_STATE_SUPERSEDED
    with pytest.raises(errors.EntryNotFound):
        client.retract_entry("customers/s/entries/golf", reason="Not in this ledger.", recorder=MIRA)


def test_a_retraction_by_the_old_name_is_seen_by_both(client: Client, merged: Customers) -> None:
    """Memory knows both names before it."""
    assert evidence(client, "s") == evidence(client, "m") != []

    client.retract_entry("customers/m/entries/golf", reason="A mishearing.", recorder=MIRA)

    assert evidence(client, "s") == evidence(client, "m") == []


def test_etags_are_those_of_the_one_profile(client: Client, merged: Customers) -> None:
    etag = client.get_profile("s").profile.etag

    with pytest.raises(errors.EtagMismatch) as caught:
        client.record_entries("m", [said("wellness")], etag="r2")
    assert (caught.value.customer, caught.value.etag) == ("customers/s", etag)
    after = client.record_entries("m", [said("wellness")], etag=etag).etag
    with pytest.raises(errors.EtagMismatch):
        client.record_entries("s", [said("wellness")], etag=etag)
    assert client.record_entries("s", [said("wellness")], etag=after).etag == client.get_profile("m").profile.etag


def test_one_batch_writes_to_both_names_in_its_order(client: Client, merged: Customers) -> None:
    results = client.batch_record_entries(
        [v1.RecordEntriesRequest(customer=f"customers/{name}", entries=[said("wellness")]) for name in "msm"]
    ).results

    assert [result.response.revision for result in results] == [4, 5, 6]
    assert [result.response.entries[0].name.split("/")[1] for result in results] == ["m", "s", "m"]
    assert client.get_profile("s").profile.revision == 6
    merged.unmerge("m")
    assert {entry.revision for entry in client.list_entries("m").entries} == {1, 2, 3, 4, 6, 7}


def test_a_request_is_repeated_under_the_name_that_it_was_sent_under(client: Client, customers: Customers) -> None:
    client.record_entries("s", [said("culture")])
    before = client.record_entries("m", [said()], request_id=ONE)
    customers.merge("s", "m")
    during = client.record_entries("m", [said("travel")], request_id=request_id(2))

    for _ in range(2):
        for first, topic, number in ((before, "sports/golf", 1), (during, "travel", 2)):
            again = client.record_entries("m", [said(topic)], request_id=request_id(number))
            assert again.replayed
            assert (again.entries, again.revision) == (first.entries, first.revision)
            with pytest.raises(errors.RequestIdReused):
                client.record_entries("s", [said(topic)], request_id=request_id(number))
        if client.get_profile("s").profile.merged_customers:
            customers.unmerge("m")


def test_a_source_is_known_by_the_customer_that_it_was_recorded_for(client: Client, merged: Customers) -> None:
    row = said("wellness", source_system="crm", source_id="row-1")
    client.record_entries("m", [row])

    assert client.record_entries("m", [row]).replayed
    assert not client.record_entries("s", [row]).replayed
    assert len(client.get_profile("s").profile.preferences) == 4


def test_an_unmerge_gives_both_back_what_they_had(client: Client, customers: Customers, clock: Clock) -> None:
    client.record_entries("s", [said("culture"), said(stance="likes"), address_as("Ben")])
    customers.link("s", EMAIL)
    clock.advance(HOUR)
    client.record_entries("m", [said(), responded("accepted"), responded("declined", "trip"), consent("REFUSED")])
    gone = client.record_entries("m", [quiet_hours(22, 7)]).entries[0].name
    client.retract_entry(gone, reason="A mishearing.", recorder=MIRA)
    customers.link("m")
    before = {name: client.get_profile(name).profile for name in "sm"}
    clock.advance(HOUR)

    customers.merge("s", "m")
    unmerged = customers.unmerge("m")

    after = {name: client.get_profile(name).profile for name in "sm"}
    assert {name: without_revision(after[name]) for name in "sm"} == {
        name: without_revision(before[name]) for name in "sm"
    }
    assert {profile.revision for profile in after.values()} == {unmerged.revision} == {6}
    assert (unmerged.surviving_customer.name, unmerged.customer.name) == ("customers/s", "customers/m")
    assert unmerged.customer.create_time == before["m"].create_time
    assert not unmerged.surviving_customer.merged_customers
    assert ledger(client, "m")[:2] == [("m", "unmerge"), ("m", "merge")]
    assert ledger(client, "s")[:2] == [("s", "unmerge"), ("s", "merge")]


def test_a_merged_customer_begins_with_the_first_entry_of_either(
    client: Client, customers: Customers, clock: Clock
) -> None:
    client.record_entries("m", [said()])
    begun = client.get_profile("m").profile.create_time
    clock.advance(HOUR)
    client.record_entries("s", [said()])
    own = client.get_profile("s").profile.create_time

    assert customers.merge("s", "m").customer.create_time == begun
    unmerged = customers.unmerge("m")

    assert unmerged.surviving_customer.create_time == own
    assert unmerged.customer.create_time == begun


def test_customers_can_be_merged_unmerged_and_merged_again(client: Client, merged: Customers) -> None:
    merged.unmerge("m")
    merged.merge("m", "s")

    assert client.get_profile("s").profile.name == "customers/m"
    assert topics(client, "s") == {"culture", "sports/golf", "travel"}
    assert merged.unmerge("s").revision == 6


def test_merges_of_merges_show_one_profile_and_come_apart_one_by_one(client: Client, customers: Customers) -> None:
    for name, topic in (("a", "culture"), ("b", "travel"), ("c", "sports/golf"), ("d", "wellness")):
        client.record_entries(name, [said(topic)])
    customers.merge("b", "c")
    customers.merge("a", "b")
    customers.merge("a", "d")
    whole = client.get_profile("a").profile
    assert list(whole.merged_customers) == ["customers/b", "customers/c", "customers/d"]
    assert all(client.get_profile(name).profile == whole for name in "bcd")
    client.record_entries("c", [said("sports")])

    # c from b, though both are a now.
    apart = customers.unmerge("c")

    assert apart.surviving_customer.name == "customers/a"
    assert topics(client, "c") == {"sports/golf", "sports"}
    assert topics(client, "b") == topics(client, "a") == {"culture", "travel", "wellness"}
    assert [entry.name.split("/")[1] for entry in client.list_entries("a", kinds=["unmerge"]).entries] == ["b"]

    customers.merge("a", "c")
    customers.unmerge("b")
    assert topics(client, "b") == {"travel"}
    assert topics(client, "a") == {"culture", "wellness", "sports/golf", "sports"}


def test_whoever_was_merged_into_the_one_who_leaves_goes_along(client: Client, customers: Customers) -> None:
    for name, topic in (("a", "culture"), ("b", "travel"), ("c", "sports/golf")):
        client.record_entries(name, [said(topic)])
    customers.merge("b", "c")
    customers.merge("a", "b")
    client.record_entries("c", [said("sports")])
    assert topics(client, "c") == {"culture", "travel", "sports/golf", "sports"}

    customers.unmerge("b")

    assert client.get_profile("c").profile.name == "customers/b"
    assert topics(client, "c") == topics(client, "b") == {"travel", "sports/golf", "sports"}
    assert topics(client, "a") == {"culture"}
    assert client.record_entries("c", [said("wellness")]).revision == client.get_profile("b").profile.revision
    customers.unmerge("c")
    assert topics(client, "c") == {"sports/golf", "sports", "wellness"}
    assert topics(client, "b") == {"travel"}


@pytest.mark.parametrize(
    ("surviving", "merged_one", "reason", "metadata"),
    [
        ("x", "c", "CUSTOMER_MERGED", {"customer": "customers/c", "surviving_customer": "customers/a"}),
        ("c", "x", "CUSTOMER_MERGED", {"customer": "customers/c", "surviving_customer": "customers/a"}),
        ("a", "c", "CUSTOMER_MERGED", {"customer": "customers/c", "surviving_customer": "customers/a"}),
        ("d", "c", "CUSTOMER_MERGED", {"customer": "customers/c", "surviving_customer": "customers/a"}),
        ("b", "a", "MERGE_CYCLE", {"customer": "customers/b"}),
        ("c", "a", "MERGE_CYCLE", {"customer": "customers/c"}),
        ("c", "b", "MERGE_CYCLE", {"customer": "customers/c"}),
        ("a", "a", "INVALID_FIELD", {}),
        ("nobody", "nobody", "INVALID_FIELD", {}),
    ],
)
def test_a_merge_that_cant_be_is_refused_and_changes_nothing(
    client: Client, customers: Customers, surviving: str, merged_one: str, reason: str, metadata: dict[str, str]
) -> None:
    """c is merged into b, and b and d into a."""
    for name in "abcdx":
        client.record_entries(name, [said()])
    customers.merge("b", "c")
    customers.merge("a", "b")
    customers.merge("a", "d")
    before = customers.everybody(show_merged=True)

    refusal = customers.refused("MergeCustomers", merge_request(surviving, merged_one))

    code = "INVALID_ARGUMENT" if reason == "INVALID_FIELD" else "FAILED_PRECONDITION"
    assert (refusal.code.name, refusal.reason) == (code, reason)
    assert refusal.error.metadata == metadata
    assert customers.everybody(show_merged=True) == before


@pytest.mark.parametrize("name", ["s", "nobody", "x"])
def test_who_isnt_merged_cant_be_unmerged(client: Client, merged: Customers, name: str) -> None:
    client.record_entries("x", [said()])

    refusal = merged.refused("UnmergeCustomers", unmerge_request(name))

    assert (refusal.code.name, refusal.reason) == ("FAILED_PRECONDITION", "NOT_MERGED")
    assert refusal.error.metadata == {"customer": f"customers/{name}"}


@pytest.mark.parametrize(("surviving", "merged_one"), [("known", "new"), ("new", "known"), ("new", "newer")])
def test_a_customer_nobody_knows_begins_with_a_merge(
    client: Client, customers: Customers, surviving: str, merged_one: str
) -> None:
    client.record_entries("known", [said()])

    customers.merge(surviving, merged_one)

    known = {"known"} & {surviving, merged_one}
    assert topics(client, surviving) == topics(client, merged_one) == ({"sports/golf"} if known else set())
    customers.unmerge(merged_one)
    for name in (surviving, merged_one):
        assert topics(client, name) == ({"sports/golf"} if name == "known" else set())
        assert client.get_profile(name).profile.revision == (3 if known else 2)


def test_repeating_a_merge_changes_nothing(client: Client, merged: Customers) -> None:
    again = merged.merge("s", "m")
    client.record_entries("x", [said("wellness")])
    merged.merge("x", "s")
    deeper = merged.merge("s", "m")

    assert (again.replayed, again.revision, again.customer.name) == (True, 3, "customers/s")
    assert (deeper.replayed, deeper.revision, deeper.customer.name) == (True, 4, "customers/x")
    assert client.get_profile("m").profile.revision == 4


def test_a_merge_that_comes_again_after_an_unmerge_doesnt_undo_it(client: Client, customers: Customers) -> None:
    client.record_entries("m", [said()])
    first = customers.merge("s", "m", request_id=ONE)
    customers.merge("s", "m", request_id=request_id(2))  # has nothing to do
    customers.unmerge("m", request_id=ONE)

    again = customers.merge("s", "m", request_id=ONE)

    assert (again.replayed, again.revision, again.customer.name) == (True, first.revision, "customers/s")
    assert customers.merge("s", "m", request_id=request_id(2)).replayed
    assert client.get_profile("m").profile.name == "customers/m"
    assert customers.refused("MergeCustomers", merge_request("m", "s", request_id=ONE)).reason == "REQUEST_ID_REUSED"


def test_an_unmerge_that_comes_again_after_a_merge_doesnt_undo_it(client: Client, merged: Customers) -> None:
    first = merged.unmerge("m", request_id=ONE)
    merged.merge("s", "m")

    again = merged.unmerge("m", request_id=ONE)

    assert (again.replayed, again.revision) == (True, first.revision)
    assert client.get_profile("m").profile.name == "customers/s"


def test_a_merge_and_an_unmerge_compare_the_surviving_customers_etag(client: Client, customers: Customers) -> None:
    ours = client.record_entries("s", [said()]).etag
    theirs = client.record_entries("m", [said(), said("culture")]).etag
    theirs = client.record_entries("m", [said("travel")]).etag

    refusal = customers.refused("MergeCustomers", merge_request("s", "m", etag=theirs))
    assert refusal.reason == "ETAG_MISMATCH"
    assert refusal.error.metadata == {"customer": "customers/s", "etag": ours}
    assert customers.refused("MergeCustomers", merge_request("new", "m", etag=ours)).reason == "ETAG_MISMATCH"
    etag = customers.merge("s", "m", etag=ours).etag

    assert customers.refused("UnmergeCustomers", unmerge_request("m", etag=theirs)).reason == "ETAG_MISMATCH"
    assert customers.unmerge("m", etag=etag).etag == client.get_profile("m").profile.etag


def test_the_strictest_consent_holds_until_the_customer_says_something_newer(
    client: Client, customers: Customers, clock: Clock
) -> None:
    refused = client.record_entries("m", [consent("REFUSED")]).entries[0].name
    clock.advance(HOUR)
    given = client.record_entries("s", [consent("GIVEN")]).entries[0].name
    clock.advance(HOUR)

    customers.merge("s", "m")

    profile = client.get_profile("m").profile
    assert names(profile.consents) == [refused]
    [conflict] = profile.conflicts
    assert (conflict.entry, list(conflict.others), conflict.rule) == (
        refused,
        [given],
        ConflictRule.CONFLICT_RULE_STRICTEST,
    )
    clock.advance(HOUR)
    newer = client.record_entries("m", [consent("GIVEN", quote="Go ahead.")]).entries[0].name
    assert names(client.get_profile("s").profile.consents) == [newer]

    customers.unmerge("m")
    assert names(client.get_profile("s").profile.consents) == [given]
    assert names(client.get_profile("m").profile.consents) == [newer]


def test_control_without_the_strictest_rule_a_refusal_is_lost(
    client: Client, customers: Customers, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        contradictions, "max", lambda entries, **_: max(entries, key=lambda entry: entry.order), raising=False
    )
    with pytest.raises(AssertionError):
        test_the_strictest_consent_holds_until_the_customer_says_something_newer(client, customers, clock)


def test_contact_rules_contradict_and_the_longest_silence_holds(
    client: Client, customers: Customers, clock: Clock
) -> None:
    long = client.record_entries("m", [quiet_hours(20, 10), address_as("Ben")]).entries
    clock.advance(HOUR)
    short = client.record_entries("s", [quiet_hours(22, 7), address_as("Dr Holt")]).entries
    clock.advance(HOUR)

    display_name = customers.merge("s", "m").customer.display_name

    profile = client.get_profile("s").profile
    assert names(profile.contact_rules) == [long[0].name, short[1].name]
    assert {conflict.entry: list(conflict.others) for conflict in profile.conflicts} == {
        long[0].name: [short[0].name],
        short[1].name: [long[1].name],
    }
    assert display_name == "Dr Holt"
    assert customers.unmerge("m").customer.display_name == "Ben"


def test_a_dislike_of_either_suppresses(client: Client, customers: Customers) -> None:
    client.record_entries("s", [said("sports", "likes")])
    client.record_entries("m", [said()])
    assert evidence(client, "s") == []

    customers.merge("s", "m")

    assert len(evidence(client, "s")) == 1


def test_what_either_accepted_isnt_lost(client: Client, customers: Customers) -> None:
    client.record_entries("m", [responded("accepted")])
    before = client.get_profile("m").profile.offer_responses

    customers.merge("s", "m")

    assert client.get_profile("s").profile.offer_responses == before


def test_a_merge_that_the_profile_has_no_room_for_is_refused(client: Client, customers: Customers) -> None:
    for name, first in (("s", 0), ("m", 60)):
        for number in range(first, first + 60):
            customers.link(name, v1.Identity(scheme="card", value=str(number)))

    refusal = customers.refused("MergeCustomers", merge_request("s", "m"))

    assert (refusal.reason, refusal.error.metadata["limit"]) == ("PROFILE_FULL", "identities")
    assert client.get_profile("m").profile.name == "customers/m"


def test_identities_lead_to_the_surviving_customer_and_go_with_their_ledger(client: Client, merged: Customers) -> None:
    merged.link("m")
    merged.link("s", EMAIL)

    assert merged.found(PHONE) == merged.found(EMAIL) == "s"
    assert [identity.scheme for identity in merged.lookup().customer.identities] == ["email", "phone"]
    assert merged.link("s").replayed  # it is the family's
    merged.unmerge("m")

    assert (merged.found(PHONE), merged.found(EMAIL)) == ("m", "s")
    assert [identity.scheme for identity in merged.lookup().customer.identities] == ["phone"]


def test_an_identity_is_unlinked_through_any_name_in_the_ledger_that_has_it(client: Client, merged: Customers) -> None:
    merged.link("m")

    merged.unlink("s")

    assert not client.get_profile("m").profile.identities
    assert ledger(client, "s")[:2] == [("m", "identity_link"), ("m", "identity_link")]
    merged.link("s")
    merged.unmerge("m")
    assert merged.found() == "s"
    assert not client.get_profile("m").profile.identities


def test_merged_customers_are_listed_on_request_with_what_is_their_own(client: Client, customers: Customers) -> None:
    for name in "abc":
        client.record_entries(name, [said()])
    customers.link("b", EMAIL)
    customers.link("c", PHONE)
    customers.merge("b", "c")
    customers.merge("a", "b")

    assert [one.name for one in customers.everybody()] == ["customers/a"]
    listed = customers.everybody(show_merged=True, page_size=1)
    assert [one.name for one in listed] == ["customers/a", "customers/b", "customers/c"]
    assert [one.surviving_customer for one in listed] == ["", "customers/a", "customers/a"]
    assert [list(one.merged_customers) for one in listed] == [
        ["customers/b", "customers/c"],
        ["customers/c"],
        [],
    ]
    assert [[identity.scheme for identity in one.identities] for one in listed] == [
        ["email", "phone"],
        ["email", "phone"],
        ["phone"],
    ]
    assert {one.revision for one in listed} == {client.get_profile("a").profile.revision}


def test_tokens_of_either_name_hold_for_both(client: Client, merged: Customers) -> None:
    asked: dict[str, Any] = {"purpose": "loyalty", "channel": "app"}
    tokens = [
        client.record_entries("m", [said("wellness")]).freshness_token,
        client.record_entries("s", [said("wellness")]).freshness_token,
        client.get_profile("m").freshness_token,
        client.screen_offers("m", [CLUB], **asked).freshness_token,
        client.list_entries("m").freshness_token,
        merged.merge("s", "m").freshness_token,
        merged.link("m").freshness_token,
        merged.lookup().freshness_token,
    ]

    for token in tokens:
        at_least = regard.at_least_as_fresh(token)
        for name in ("s", "m", "s"):
            client.get_profile(name, consistency=at_least)
            client.list_entries(name, consistency=at_least)
            client.screen_offers(name, [CLUB], consistency=at_least, **asked)
        merged.lookup(consistency=at_least)
    merged.unmerge("m")
    for name in ("s", "m"):
        client.get_profile(name, consistency=regard.at_least_as_fresh(tokens[0]))


def unreached(tmp_path: Path, clock: Clock) -> set[tuple[str, str]]:
    """Which name, read with a token of which name, is refused by a database from before the token; all after the merge."""
    database, backup = tmp_path / "regard.db", tmp_path / "backup.db"
    url = f"sqlite:///{database}"
    with serving(url, clock) as target, Client(target) as client, Wire(target) as wire:
        client.record_entries("s", [said()])
        Customers(wire).merge("s", "m")
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(backup)) as copy:
            source.backup(copy)
        tokens = {
            "m": client.record_entries("m", [said()]).freshness_token,
            "s": client.get_profile("m").freshness_token,
        }
    for leftover in ("regard.db-wal", "regard.db-shm"):
        (tmp_path / leftover).unlink(missing_ok=True)
    shutil.copy(backup, database)
    refused = set()
    with serving(url, clock) as target, Client(target) as client:
        for of, token in tokens.items():
            for name in ("s", "m"):
                try:
                    client.get_profile(name, consistency=regard.at_least_as_fresh(token))
                except errors.FreshnessNotReached:
                    refused.add((name, of))
    return refused


def test_a_token_of_either_name_is_missed_under_both(tmp_path: Path, clock: Clock) -> None:
    assert unreached(tmp_path, clock) == {(name, of) for name in "sm" for of in "sm"}


def test_control_tokens_compared_by_name_alone_are_missed_under_one(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "is_shown", lambda *_: False)

    assert unreached(tmp_path, clock) == {("s", "s"), ("m", "m")}


def test_memory_never_takes_the_one_for_the_other(database_url: str, clock: Clock) -> None:
    """Both names read before and after every step, from memory that has room for everything."""
    with serving(database_url, clock) as target, Client(target) as client, Wire(target) as wire:
        never_mistaken(client, Customers(wire))


def test_without_memory_the_answers_are_the_same(database_url: str, clock: Clock) -> None:
    with (
        serving(database_url, clock, entries_in_memory_max=0) as target,
        Client(target) as client,
        Wire(target) as wire,
    ):
        never_mistaken(client, Customers(wire))


def never_mistaken(client: Client, customers: Customers) -> None:
    own = {"a": "culture", "b": "travel", "c": "sports/golf"}
    together: dict[str, str] = dict(zip("abc", "abc", strict=True))

    def hold() -> None:
        for _ in range(2):  # the second from memory
            for name in "abc":
                family = {own[other] for other, root in together.items() if root == together[name]}
                assert topics(client, name) == family
                assert client.get_profile(name).profile.name == f"customers/{together[name]}"

    hold_unknown = [client.get_profile(name).profile.revision for name in "abc"]
    assert hold_unknown == [0, 0, 0]
    for name, topic in own.items():
        client.record_entries(name, [said(topic)])
    hold()
    for surviving, merged_one in (("b", "c"), ("a", "b")):
        customers.merge(surviving, merged_one)
        together |= {name: surviving for name, root in together.items() if root == merged_one}
        hold()
        for name in "abc":
            client.record_entries(name, [said(own[name])])
            hold()
    customers.unmerge("b")
    together |= {"b": "b", "c": "b"}
    hold()
    client.record_entries("c", [said(own["c"])])
    hold()
    customers.unmerge("c")
    together["c"] = "c"
    hold()


@ON_SQLITE
@pytest.mark.parametrize("broken", ["aliases are kept", "the separated one isn't announced"])
def test_control_memory_that_isnt_told_shows_the_wrong_profile(
    database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    if broken == "aliases are kept":
        monkeypatch.setattr(ProfileMemory, "_note_merged", lambda *_: None)
    else:
        announce = ProfileMemory.announce

        def announce_all_but(memory: ProfileMemory, key: Any, snapshot: Any) -> None:
            if key.customer == "a":
                announce(memory, key, snapshot)

        monkeypatch.setattr(ProfileMemory, "announce", announce_all_but)
    with (
        serving(database_url, clock) as target,
        Client(target) as client,
        Wire(target) as wire,
        pytest.raises(AssertionError),
    ):
        never_mistaken(client, Customers(wire))


@ON_SQLITE
def test_control_a_retraction_announced_under_the_old_name_is_not_seen(
    client: Client, merged: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regard_server.rpc.worker.root_key", lambda key, _: key)
    with pytest.raises(AssertionError):
        test_a_retraction_by_the_old_name_is_seen_by_both(client, merged)
