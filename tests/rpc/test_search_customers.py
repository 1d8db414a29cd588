"""SearchCustomers: who an agent means by half a name, and merged customers as one."""

from collections.abc import Iterable, Iterator

import pytest

import regard
from regard import Client
from regard.v1 import (
    CustomerMatch,
    EntryMatch,
    Identity,
    LinkIdentityRequest,
    LinkIdentityResponse,
    MergeCustomersRequest,
    MergeCustomersResponse,
    SearchCustomersRequest,
    SearchCustomersResponse,
    UnlinkIdentityRequest,
    UnlinkIdentityResponse,
)
from serving import Clock, serving

from .entries import MIRA, said
from .searches import ALL, search
from .wire import CUSTOMERS, Wire


@pytest.fixture
def target(database_url: str, clock: Clock) -> Iterator[str]:
    """With the index on."""
    with serving(database_url, clock, full_text_index=True) as address:
        yield address


def customers(wire: Wire, query: str) -> list[CustomerMatch]:
    return list(
        wire.ask(f"{CUSTOMERS}/SearchCustomers", SearchCustomersRequest(query=query), SearchCustomersResponse).matches
    )


def names(wire: Wire, query: str) -> list[tuple[str, str]]:
    return [(match.customer.name, match.matched) for match in customers(wire, query)]


def named(client: Client, customer: str, name: str) -> None:
    client.record_entries(customer, [regard.address_as(name, quote=f"Call me {name}.", recorder=MIRA)])


def merge(wire: Wire, surviving: str, merged: str) -> None:
    wire.ask(
        f"{CUSTOMERS}/MergeCustomers",
        MergeCustomersRequest(
            surviving_customer=f"customers/{surviving}",
            merged_customer=f"customers/{merged}",
            reason="The same person.",
            recorder=MIRA,
        ),
        MergeCustomersResponse,
    )


def test_by_names_and_identities_half_typed_and_misspelled(client: Client, wire: Wire) -> None:
    named(client, "c-1", "Anna Kowalski")
    named(client, "c-2", "Anna Müller")
    identity = Identity(scheme="email", value="annika@example.com")
    link = LinkIdentityRequest(customer="customers/c-2", identity=identity, recorder=MIRA)
    wire.ask(f"{CUSTOMERS}/LinkIdentity", link, LinkIdentityResponse)

    assert names(wire, "kowalsky") == [("customers/c-1", "Anna Kowalski")]
    assert names(wire, "mueller") == [("customers/c-2", "Anna Müller")]
    assert names(wire, "annika@exam") == [("customers/c-2", "annika@example.com")]
    assert {name for name, _ in names(wire, "anna")} == {"customers/c-1", "customers/c-2"}
    assert names(wire, "c-1") == [("customers/c-1", "c-1")]
    assert customers(wire, "kowalski")[0].customer.display_name == "Anna Kowalski"

    unlink = UnlinkIdentityRequest(customer="customers/c-2", identity=identity, reason="Not hers.", recorder=MIRA)
    wire.ask(f"{CUSTOMERS}/UnlinkIdentity", unlink, UnlinkIdentityResponse)
    assert names(wire, "annika@example.com") == []


def test_a_merged_customer_is_found_as_the_surviving_one(client: Client, wire: Wire) -> None:
    named(client, "c-1", "Anna Kowalski")
    client.record_entries("c-2", [said()])
    merge(wire, "c-2", "c-1")

    assert names(wire, "kowalski") == [("customers/c-2", "Anna Kowalski")]
    assert [name for name, _ in names(wire, "c-1")] == ["customers/c-2"]


def test_the_ledgers_of_merged_customers_are_searched_as_one(client: Client, wire: Wire) -> None:
    mine = client.record_entries("c-1", [said(quote="My calculator is broken.")]).entries[0].name
    theirs = client.record_entries("c-2", [said(quote="The calculator was my mother's.")]).entries[0].name
    assert found(search(wire, "calculator", "c-1").matches) == {mine}

    merge(wire, "c-2", "c-1")

    assert found(search(wire, "calculator", "c-1").matches) == {mine, theirs}
    assert found(search(wire, "calculator", "c-2").matches) == {mine, theirs}
    assert found(search(wire, "calculator", ALL).matches) == {mine, theirs}


def found(matches: Iterable[EntryMatch]) -> set[str]:
    return {match.entry.name for match in matches}
