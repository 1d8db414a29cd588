"""CustomerService: what other systems know a customer by, and the list of customers."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import pytest

import regard
from databases import ON_SQLITE
from regard import Client
from regard.v1 import Identity, IdentityLinkStatus
from regard_server.rpc import batches
from serving import Clock

from .customers import EMAIL, PHONE, Customers, address_as, link_request, topics, unlink_request
from .entries import request_id, said
from .wire import Wire

ONE = request_id(1)


@pytest.fixture
def customers(wire: Wire) -> Customers:
    return Customers(wire)


def links_of(client: Client, customer: str) -> list[tuple[str, str]]:
    """Values and statuses in the ledgers, last first."""
    listed = client.list_entries(customer, kinds=["identity_link"]).entries
    return [
        (entry.identity_link.identity.value, IdentityLinkStatus.Name(entry.identity_link.status)) for entry in listed
    ]


def test_a_customer_is_found_by_what_another_system_knows_them_by(client: Client, customers: Customers) -> None:
    client.record_entries("u1", [said(), address_as("Dr Holt")])

    linked = customers.link("u1")
    customers.link("u2", EMAIL)

    found = customers.lookup().customer
    assert found == linked.customer
    assert (found.name, found.display_name) == ("customers/u1", "Dr Holt")
    assert list(found.identities) == [PHONE]
    assert (found.revision, found.etag) == (linked.revision, linked.etag) == (2, client.get_profile("u1").profile.etag)
    assert customers.found(EMAIL) == "u2"


def test_an_identity_begins_a_customer_nobody_knew(client: Client, customers: Customers) -> None:
    assert customers.link("u1").revision == 1

    profile = client.get_profile("u1").profile
    assert list(profile.identities) == [PHONE]
    assert links_of(client, "u1") == [(PHONE.value, "IDENTITY_LINK_STATUS_LINKED")]


@pytest.mark.parametrize(
    ("linked", "asked"),
    [
        (Identity(scheme="email", value="Mira@Example.org"), Identity(scheme="email", value=" mira@example.ORG ")),
        (
            Identity(scheme="email", value="zo\u00eb@example.org"),
            Identity(scheme="email", value="zoe\u0308@example.org"),
        ),
        (Identity(scheme="card", value="\tA-4711"), Identity(scheme="card", value="A-4711\n")),
    ],
    ids=["capitals of an address", "one letter written in two ways", "spaces around"],
)
def test_an_identity_is_found_however_it_is_written(
    client: Client, customers: Customers, linked: Identity, asked: Identity
) -> None:
    customers.link("u1", linked)

    assert customers.found(asked) == "u1"
    assert customers.refused("LinkIdentity", link_request("u2", asked)).reason == "IDENTITY_TAKEN"
    assert customers.link("u1", asked).replayed
    customers.unlink("u1", asked)
    assert not client.get_profile("u1").profile.identities


@pytest.mark.parametrize(
    "other",
    [Identity(scheme="card", value="a-4711"), Identity(scheme="loyalty", value="A-4711")],
    ids=["capitals of a number", "another scheme"],
)
def test_what_is_written_otherwise_is_another_identity(customers: Customers, other: Identity) -> None:
    customers.link("u1", Identity(scheme="card", value="A-4711"))

    customers.link("u2", other)

    assert customers.found(other) == "u2"


@pytest.mark.parametrize("value", [" ", "\u2003\n"])
def test_nothing_but_spaces_is_no_identity(customers: Customers, value: str) -> None:
    refusal = customers.refused("LinkIdentity", link_request("u1", Identity(scheme="card", value=value)))

    assert (refusal.reason, refusal.fields) == ("INVALID_FIELD", ["identity.value"])


def test_an_identity_of_nobody_is_not_found(customers: Customers) -> None:
    customers.link("u1")

    refusal = customers.refused("UnlinkIdentity", unlink_request("u1", EMAIL))

    assert (refusal.code.name, refusal.reason) == ("NOT_FOUND", "IDENTITY_NOT_FOUND")
    assert refusal.error.metadata == {"scheme": "email"}


def test_an_identity_belongs_to_one_customer(client: Client, customers: Customers) -> None:
    customers.link("u1")

    refusal = customers.refused("LinkIdentity", link_request("u2"))

    assert (refusal.code.name, refusal.reason) == ("ALREADY_EXISTS", "IDENTITY_TAKEN")
    assert refusal.error.metadata == {"scheme": "phone", "customer": "customers/u1"}
    assert PHONE.value not in refusal.message
    assert client.get_profile("u2").profile.revision == 0
    assert customers.refused("UnlinkIdentity", unlink_request("u2")).reason == "IDENTITY_NOT_FOUND"


def test_what_was_unlinked_may_be_linked_to_another(client: Client, customers: Customers) -> None:
    customers.link("u1")

    customers.unlink("u1")

    assert links_of(client, "u1") == [
        (PHONE.value, "IDENTITY_LINK_STATUS_UNLINKED"),
        (PHONE.value, "IDENTITY_LINK_STATUS_LINKED"),
    ]
    assert not client.get_profile("u1").profile.identities
    customers.link("u2")
    assert customers.found() == "u2"


def test_linking_what_is_linked_changes_nothing(client: Client, customers: Customers) -> None:
    customers.link("u1")
    client.record_entries("u1", [said()])

    again = customers.link("u1", request_id=ONE)

    assert (again.replayed, again.revision) == (True, 2)
    assert client.get_profile("u1").profile.revision == 2
    refusal = customers.refused("LinkIdentity", link_request("u1", EMAIL, request_id=ONE))
    assert refusal.reason == "REQUEST_ID_REUSED"


def test_a_link_repeated_after_an_unlink_stays_undone(client: Client, customers: Customers) -> None:
    first = customers.link("u1", request_id=ONE)
    unlinked = customers.unlink("u1", request_id=ONE)

    again = customers.link("u1", request_id=ONE)

    assert (again.replayed, again.revision) == (True, first.revision)
    assert customers.unlink("u1", request_id=ONE).revision == unlinked.revision == 2
    assert not client.get_profile("u1").profile.identities
    assert customers.refused("LookupCustomer", regard.v1.LookupCustomerRequest(identity=PHONE)).code.name == "NOT_FOUND"


def test_a_link_that_had_nothing_to_do_isnt_done_when_it_comes_again(client: Client, customers: Customers) -> None:
    customers.link("u1")
    customers.link("u1", request_id=ONE)
    customers.unlink("u1")

    assert customers.link("u1", request_id=ONE).replayed
    assert not client.get_profile("u1").profile.identities


def test_links_compare_etags(customers: Customers) -> None:
    etag = customers.link("u1").etag

    refusal = customers.refused("LinkIdentity", link_request("u1", EMAIL, etag="r7"))

    assert (refusal.code.name, refusal.reason) == ("ABORTED", "ETAG_MISMATCH")
    assert refusal.error.metadata == {"customer": "customers/u1", "etag": etag}
    assert customers.refused("UnlinkIdentity", unlink_request("u1", etag="r7")).reason == "ETAG_MISMATCH"
    assert customers.link("u1", EMAIL, etag=etag).revision == 2


def test_a_profile_has_room_for_a_hundred_identities(customers: Customers) -> None:
    for number in range(100):
        customers.link("u1", Identity(scheme="card", value=str(number)))

    refusal = customers.refused("LinkIdentity", link_request("u1"))

    assert (refusal.code.name, refusal.reason) == ("RESOURCE_EXHAUSTED", "PROFILE_FULL")
    assert refusal.error.metadata["limit"] == "identities"
    customers.unlink("u1", Identity(scheme="card", value="7"))
    customers.link("u1")


@ON_SQLITE
def test_values_are_not_in_the_table_that_they_are_found_by(customers: Customers, database_url: str) -> None:
    customers.link("u1")

    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        [row] = connection.execute("SELECT * FROM identities").fetchall()
    assert not any(PHONE.value in str(value) or b"7946" in str(value).encode() for value in row)
    plain = sha256(PHONE.value.encode()).digest()
    assert plain not in row  # a digest without a key could be tried out


def test_customers_are_listed_by_name_page_by_page(client: Client, customers: Customers) -> None:
    names = ["B", "a.1", "a0", "a~", "z"]
    for name in reversed(names):
        client.record_entries(name, [said()])

    first = customers.page(page_size=2)

    assert [one.name for one in first.customers] == ["customers/B", "customers/a.1"]
    assert [one.name.removeprefix("customers/") for one in customers.everybody(page_size=2)] == names
    assert [one.name.removeprefix("customers/") for one in customers.everybody()] == names
    assert [one.name.removeprefix("customers/") for one in customers.everybody(page_size=5)] == names


def test_a_page_comes_short_rather_than_be_too_large(
    client: Client, customers: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        customers.link(f"u{number}", Identity(scheme="card", value=f"{number}" * 300))
    monkeypatch.setattr(batches, "ANSWER_BYTES_MAX", 1_000)

    assert len(customers.page().customers) == 2
    assert [one.name for one in customers.everybody()] == [f"customers/u{number}" for number in range(5)]


def test_a_customer_is_listed_with_the_times_of_the_ledger(client: Client, customers: Customers, clock: Clock) -> None:
    client.record_entries("u1", [said()])
    clock.advance(timedelta(days=1))
    customers.link("u1")

    [listed] = customers.everybody()

    assert listed == customers.lookup().customer
    profile = client.get_profile("u1").profile
    assert (listed.create_time, listed.update_time) == (profile.create_time, profile.update_time)
    assert listed.create_time != listed.update_time


def test_a_page_token_is_for_its_own_listing(client: Client, customers: Customers) -> None:
    for number in range(3):
        client.record_entries(f"u{number}", [said()])
    token = customers.page(page_size=1).next_page_token
    topics_token = client.list_topics(page_size=1).next_page_token

    for wrong in (
        regard.v1.ListCustomersRequest(page_token=token, show_merged=True),
        regard.v1.ListCustomersRequest(page_token=topics_token),
        regard.v1.ListCustomersRequest(page_token="AAAA"),
    ):
        assert customers.refused("ListCustomers", wrong).reason == "INVALID_PAGE_TOKEN"


def test_only_the_methods_of_the_service_write_links(client: Client) -> None:
    entry = said()
    entry.identity_link.identity.CopyFrom(PHONE)
    entry.identity_link.status = IdentityLinkStatus.IDENTITY_LINK_STATUS_LINKED

    with pytest.raises(regard.errors.InvalidField):
        client.record_entries("u1", [entry])
    assert topics(client, "u1") == set()
