"""`regard commitments`: what is asked, and what people get to see."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

import regard
from regard.cli.app import run
from regard.v1 import (
    Answer,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Entry,
    ListCommitmentsRequest,
    ListCommitmentsResponse,
    OpenCommitment,
    Provenance,
    UpdateCommitmentRequest,
    UpdateCommitmentResponse,
)

from .answers import instant
from .scripted_server import ScriptedServer

Show = Callable[..., str]
NAME = "customers/u1/entries/c1"
MIRA = ["--recorder", "agents/mira.holt"]
CALL = Commitment(
    what="Call about\nthe refund",
    kind=CommitmentKind.COMMITMENT_KIND_CALLBACK,
    owner="agents/mira.holt",
    due_time=instant(2026, 6, 18),
    status=CommitmentStatus.COMMITMENT_STATUS_OPEN,
    follows="customers/u1/entries/i7",
    asked=[Answer(question="Which lamp?", answer="The red one")],
)


def opened(commitment: Commitment = CALL, **more: object) -> OpenCommitment:
    entry = Entry(name=NAME, provenance=Provenance(quote="Thursday, please.\x1b[2J"), commitment=commitment)
    return OpenCommitment(customer="customers/u2", entry=entry, **more)  # type: ignore[arg-type]


@pytest.fixture
def show(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> Show:
    def called(*arguments: str) -> str:
        assert run([*arguments, "--target", server.target]) == 0
        return capsys.readouterr().out

    return called


def test_each_is_shown_with_when_it_is_due_for_whom_and_by_whom(server: ScriptedServer, show: Show) -> None:
    sometime = Commitment(what="Send the bill", kind=CommitmentKind.COMMITMENT_KIND_PROMISE, owner="teams/returns")
    server.script("ListCommitments", ListCommitmentsResponse(commitments=[opened(overdue=True), opened(sometime)]))

    lines = show("commitments").splitlines()

    assert lines[:6] == [
        "18 June 2026, 12:00 UTC, overdue  callback: Call about the refund",
        "  for customers/u2, owner agents/mira.holt",
        "  asked: Which lamp? The red one",
        "  follows customers/u1/entries/i7",
        "  “Thursday, please.�[2J”",
        f"  {NAME}",
    ]
    assert lines[7] == "no due time  promise: Send the bill"


def test_what_is_asked_for_is_sent(server: ScriptedServer, show: Show) -> None:
    server.script("ListCommitments", ListCommitmentsResponse(next_page_token="more"), ListCommitmentsResponse())

    told = show(
        *("commitments", "--owner", "agents/mira.holt", "--overdue", "--due-before", "2026-07-01"),
        *("--customer", "u1", "--kind", "check-in", "--page-size", "7", "--page-token", "t"),
    )
    nothing = show("commitments")

    asked = [ListCommitmentsRequest.FromString(call.body) for call in server.received]
    assert asked[0] == ListCommitmentsRequest(
        customer="customers/u1",
        owner="agents/mira.holt",
        overdue=True,
        due_before_time=asked[0].due_before_time,
        kinds=[CommitmentKind.COMMITMENT_KIND_CHECK_IN],
        page_size=7,
        page_token="t",
    )
    assert asked[0].due_before_time.ToDatetime() == datetime(2026, 7, 1)
    assert "repeat with --page-token more" in told
    assert nothing == "Nothing is open.\n"


def test_a_list_that_may_lack_some_says_so(server: ScriptedServer, show: Show) -> None:
    server.script("ListCommitments", ListCommitmentsResponse(incomplete=True))
    assert "may still be missing" in show("commitments")


@pytest.mark.parametrize(
    ("command", "status", "word"),
    [("keep", "KEPT", "Kept"), ("break", "BROKEN", "Broken"), ("cancel", "CANCELLED", "Cancelled")],
)
def test_what_became_of_one_is_said(server: ScriptedServer, show: Show, command: str, status: str, word: str) -> None:
    settled = Entry(name=NAME, commitment=Commitment(what="Call", status=f"COMMITMENT_STATUS_{status}"))
    server.script("UpdateCommitment", UpdateCommitmentResponse(commitment=settled, revision=4))

    told = show(
        *("commitments", command, NAME, "--outcome", "Spoke.", "--effective-time", "2026-06-18T10:00Z", *MIRA),
        *("--etag", "r3", "--request-id", "00000000-0000-7000-8000-000000000001"),
    )

    asked = UpdateCommitmentRequest.FromString(server.received[0].body)
    assert asked.status == CommitmentStatus.Value(f"COMMITMENT_STATUS_{status}")
    assert (asked.name, asked.outcome, asked.recorder, asked.etag) == (NAME, "Spoke.", "agents/mira.holt", "r3")
    assert asked.effective_time.ToDatetime(tzinfo=UTC) == datetime(2026, 6, 18, 10, tzinfo=UTC)
    assert asked.request_id == "00000000-0000-7000-8000-000000000001"
    assert told.startswith(f"{word}, revision 4:")
    assert len(server.received) == 1


def test_json_has_the_whole_answer(server: ScriptedServer, show: Show) -> None:
    server.script("ListCommitments", ListCommitmentsResponse(commitments=[opened()]))
    server.script("UpdateCommitment", UpdateCommitmentResponse(revision=4))

    listed = json.loads(show("commitments", "--json"))
    kept = json.loads(show("commitments", "keep", NAME, *MIRA, "--json"))

    assert listed["commitments"][0]["entry"]["commitment"]["owner"] == "agents/mira.holt"
    assert kept["revision"] == "4"


@pytest.mark.parametrize(
    "arguments", [["keep", NAME], ["keep", *MIRA], ["--kind", "wish"], ["--due-before", "tomorrow"], ["forget", NAME]]
)
def test_what_is_wrong_is_refused_and_nothing_is_sent(server: ScriptedServer, arguments: list[str]) -> None:
    assert run(["commitments", *arguments, "--target", server.target]) == 2
    assert not server.received


def test_iterate_goes_through_all_pages_in_both_clients(server: ScriptedServer) -> None:
    def pages() -> list[ListCommitmentsResponse]:
        return [
            ListCommitmentsResponse(commitments=[opened(), opened()], next_page_token="2"),
            ListCommitmentsResponse(commitments=[opened()]),
        ]

    async def awaited() -> int:
        async with regard.AsyncClient(server.target) as client:
            return len([one async for one in client.iterate_commitments(owner="teams/returns")])

    server.script("ListCommitments", *pages(), *pages())
    with regard.Client(server.target) as client:
        assert len(list(client.iterate_commitments(owner="teams/returns"))) == 3
    assert asyncio.run(awaited()) == 3
    asked = [ListCommitmentsRequest.FromString(call.body) for call in server.received]
    assert [(one.page_token, one.owner) for one in asked] == [("", "teams/returns"), ("2", "teams/returns")] * 2
