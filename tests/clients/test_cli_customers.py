"""Who is who, restrictions and search on the command line; what is asked, and what people get to see."""

from collections.abc import Callable
from typing import Any

import grpc
import pytest

import regard
from regard.cli.app import run
from regard.v1 import (
    Customer,
    CustomerMatch,
    Entry,
    EntryMatch,
    Identity,
    LinkIdentityRequest,
    LinkIdentityResponse,
    ListCustomersResponse,
    LookupCustomerResponse,
    MergeCustomersRequest,
    MergeCustomersResponse,
    Purpose,
    Restriction,
    RestrictionStatus,
    RestrictProcessingRequest,
    RestrictProcessingResponse,
    SearchCustomersResponse,
    SearchEntriesRequest,
    SearchEntriesResponse,
    Snippet,
    Span,
    UnlinkIdentityRequest,
    UnlinkIdentityResponse,
    UnmergeCustomersResponse,
)

from .answers import failed, instant
from .scripted_server import ScriptedServer

Show = Callable[..., str]

ADA = Customer(
    name="customers/u1",
    display_name="Frau Dr. Brandt",
    identities=[Identity(scheme="email", value="ada@example.org")],
    merged_customers=["customers/u2"],
    update_time=instant(2024, 5, 3),
)
GONE = Customer(name="customers/u2", surviving_customer="customers/u1")
WRITE = ["--recorder", "agents/mira.holt", "--reason", "she said so"]


@pytest.fixture
def show(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> Show:
    def answer(*arguments: str) -> str:
        assert run([*arguments, "--target", server.target]) == 0
        output = capsys.readouterr()
        assert output.err == ""
        return output.out

    return answer


def test_customers_are_shown_with_all_their_names(server: ScriptedServer, show: Show) -> None:
    server.script("ListCustomers", ListCustomersResponse(customers=[ADA, GONE], next_page_token="next"))
    server.script("SearchCustomers", SearchCustomersResponse(matches=[CustomerMatch(customer=ADA)]))
    server.script("LookupCustomer", LookupCustomerResponse(customer=ADA))

    listed = show("customers", "list", "--show-merged")
    found, looked_up = (
        show("customers", "search", "frau", "brandt"),
        show("customers", "lookup", "email", "ada@example.org"),
    )

    assert listed.splitlines()[:4] == [
        "customers/u1  Frau Dr. Brandt  last entry 3 May 2024",
        "  email ada@example.org",
        "  customers/u2 is merged into it",
        "customers/u2",
    ]
    assert "merged into customers/u1" in listed
    assert "--page-token next" in listed
    assert found == looked_up
    assert found in listed


def test_an_empty_answer_says_so(server: ScriptedServer, show: Show) -> None:
    server.script("ListCustomers", ListCustomersResponse())
    server.script("SearchCustomers", SearchCustomersResponse())
    server.script("SearchEntries", SearchEntriesResponse())

    assert show("customers", "list").strip()
    assert show("customers", "search", "xyz").strip()
    assert show("search", "u1", "xyz").strip()


def test_linking_and_merging_say_who_said_so_and_why(server: ScriptedServer, show: Show) -> None:
    server.script("LinkIdentity", LinkIdentityResponse(customer=ADA, revision=4))
    server.script("UnlinkIdentity", UnlinkIdentityResponse(customer=ADA, revision=5))
    server.script("MergeCustomers", MergeCustomersResponse(customer=ADA, revision=6))
    server.script("UnmergeCustomers", UnmergeCustomersResponse(customer=GONE, surviving_customer=ADA, revision=7))
    email = ["email", "ada@example.org"]

    shown = [
        show("customers", "link", "u1", *email, "--recorder", "agents/mira.holt"),
        show("customers", "unlink", "u1", *email, *WRITE),
        show("customers", "merge", "u2", "--into", "u1", *WRITE),
        show("customers", "unmerge", "u2", *WRITE),
    ]

    bodies = [call.body for call in server.received]
    link, unlink = LinkIdentityRequest.FromString(bodies[0]), UnlinkIdentityRequest.FromString(bodies[1])
    merge = MergeCustomersRequest.FromString(bodies[2])
    assert link.identity == unlink.identity == Identity(scheme="email", value="ada@example.org")
    assert (unlink.customer, unlink.reason, unlink.recorder) == ("customers/u1", "she said so", "agents/mira.holt")
    assert (merge.surviving_customer, merge.merged_customer) == ("customers/u1", "customers/u2")
    for number, text in enumerate(shown, start=4):
        assert f"revision {number}" in text
        assert "customers/u1" in text
    assert "customers/u2" in shown[3]


def test_a_restriction_is_made_and_lifted(server: ScriptedServer, show: Show) -> None:
    purposes = [Purpose.PURPOSE_MARKETING, Purpose.PURPOSE_LOYALTY]
    restricted = Restriction(purposes=purposes, status=RestrictionStatus.RESTRICTION_STATUS_RESTRICTED)
    lifted = Restriction(purposes=purposes, status=RestrictionStatus.RESTRICTION_STATUS_LIFTED)
    server.script(
        "RestrictProcessing",
        *[RestrictProcessingResponse(restriction=Entry(restriction=said), revision=3) for said in (restricted, lifted)],
    )
    both = ["--purpose", "marketing", "--purpose", "loyalty", *WRITE]

    assert "processing restricted for marketing, loyalty" in show("restrict", "u1", *both)
    assert "restriction lifted for marketing, loyalty" in show("restrict", "u1", "--lift", *both)

    sent = [RestrictProcessingRequest.FromString(call.body) for call in server.received]
    assert [list(one.purposes) for one in sent] == [purposes, purposes]
    assert [one.status for one in sent] == [restricted.status, lifted.status]


def test_search_marks_what_was_found_and_says_where(server: ScriptedServer, show: Show) -> None:
    text = "Größe\n egal, my mother's 🧮 calculator is broken\u202e"
    hit = text.index("calculator")
    snippet = Snippet(
        field="provenance.quote",
        text=text,
        hits=[Span(start=0, end=5), Span(start=hit, end=hit + len("calculator"))],
        cut_before=True,
    )
    moment = regard.moment(
        "A calculator", kind="story", handling="avoid", recorder="agents/mira.holt", name="customers/u1/entries/1"
    )
    server.script(
        "SearchEntries",
        SearchEntriesResponse(matches=[EntryMatch(entry=moment, snippets=[snippet])], has_more=True),
        SearchEntriesResponse(),
    )

    shown = show("search", "u1", "mother's", "calculatr", "--kind", "moment")
    show("search", "--all", "calculator")

    assert "story: A calculator → never bring it up" in shown
    assert "quote: …*Größe*  egal, my mother's 🧮 *calculator* is broken\ufffd" in shown
    assert "customers/u1/entries/1" in shown
    assert "There is more" in shown
    one, everybody = (SearchEntriesRequest.FromString(call.body) for call in server.received)
    assert (one.customer, one.query) == ("customers/u1", "mother's calculatr")
    assert (everybody.customer, everybody.query) == ("customers/-", "calculator")


@pytest.mark.parametrize(
    ("reason", "metadata", "told"),
    [
        ("ENTRY_RETRACTED", {"entry": "customers/u1/entries/9"}, "customers/u1/entries/9"),
        (
            "ENTRY_SUPERSEDED",
            {"entry": "customers/u1/entries/9", "superseded_by": "customers/u1/entries/12"},
            "entries/12",
        ),
        ("PROFILE_FULL", {"customer": "customers/u1", "limit": "preferences", "maximum": "1000"}, "1,000 preferences"),
        ("IDENTITY_NOT_FOUND", {"scheme": "phone"}, "phone"),
        ("IDENTITY_TAKEN", {"scheme": "email", "customer": "customers/u7"}, "customers/u7"),
        ("CUSTOMER_MERGED", {"customer": "customers/u1", "surviving_customer": "customers/u2"}, "customers/u2"),
        ("MERGE_CYCLE", {"customer": "customers/u1"}, "customers/u1"),
        ("NOT_MERGED", {"customer": "customers/u1"}, "customers/u1"),
        ("SEARCH_INDEX_OFF", {}, "regard search CUSTOMER QUERY"),
    ],
)
def test_each_new_error_says_in_one_line_what_to_do(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str], reason: str, metadata: dict[str, str], told: str
) -> None:
    status: Any = failed(grpc.StatusCode.FAILED_PRECONDITION, reason, metadata=metadata)
    server.script("LookupCustomer", status)

    assert run(["customers", "lookup", "email", "ada@example.org", "--target", server.target]) == 1

    output = capsys.readouterr()
    assert told in output.err
    assert output.err.count("\n") == 1
    assert "said by the service" not in output.err
