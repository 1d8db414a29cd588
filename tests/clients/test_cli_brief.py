"""`regard brief` and `regard note`: what is asked, and what people get to see."""

import io
import json
from collections.abc import Callable

import pytest

from regard.cli.app import run
from regard.v1 import (
    Audience,
    BriefFormat,
    BriefLine,
    BriefSection,
    Channel,
    Entry,
    GetBriefRequest,
    GetBriefResponse,
    OmittedLines,
    ProfileStatus,
    Purpose,
    RecordEntriesRequest,
    RecordEntriesResponse,
    Withheld,
    WithheldReason,
)

from .scripted_server import ScriptedServer

Show = Callable[..., str]
NAME = "customers/u1/entries/e1"
BRIEF = GetBriefResponse(
    lines=[
        BriefLine(
            section=BriefSection.BRIEF_SECTION_ADDRESS,
            heading="How to address them",
            text="Call them Jon.",
            entries=[NAME],
        ),
        BriefLine(
            section=BriefSection.BRIEF_SECTION_DO_AND_DONT,
            heading="Do and don't",
            text="Never: Shellfish.",
            entries=[NAME],
            shortened=True,
        ),
        BriefLine(
            section=BriefSection.BRIEF_SECTION_DO_AND_DONT,
            heading="Do and don't",
            text="There is no consent: leave it.",
            policy=True,
        ),
    ],
    omitted=3,
    omitted_lines=[OmittedLines(section=BriefSection.BRIEF_SECTION_LIKES, count=3)],
    withheld=[
        Withheld(section=BriefSection.BRIEF_SECTION_MOMENTS, reason=WithheldReason.WITHHELD_REASON_PURPOSE, count=2)
    ],
    customer="customers/u1",
    profile_status=ProfileStatus.PROFILE_STATUS_KNOWN,
)


@pytest.fixture
def show(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> Show:
    def called(*arguments: str, code: int = 0) -> str:
        assert run([*arguments, "--target", server.target]) == code
        captured = capsys.readouterr()
        return captured.out + captured.err

    return called


def asked(server: ScriptedServer) -> GetBriefRequest:
    return GetBriefRequest.FromString(server.received[0].body)


def noted(server: ScriptedServer) -> Entry:
    return RecordEntriesRequest.FromString(server.received[0].body).entries[0]


def test_a_brief_is_read_under_its_headings_with_what_is_not_there(server: ScriptedServer, show: Show) -> None:
    server.script("GetBrief", BRIEF)

    shown = show("brief", "u1")

    assert shown.splitlines() == [
        "How to address them",
        "  - Call them Jon.",
        "",
        "Do and don't",
        "  - Never: Shellfish. (shortened)",
        "  - There is no consent: leave it.",
        "",
        "Left out for want of room: 3; --characters gives it more.",
        "Withheld for this purpose: 2 in moments.",
    ]
    assert asked(server) == GetBriefRequest(customer="customers/u1", purpose=Purpose.PURPOSE_SERVICE)


def test_the_entries_behind_each_line_are_shown_on_request(server: ScriptedServer, show: Show) -> None:
    server.script("GetBrief", BRIEF)

    assert show("brief", "u1", "--entries").count(NAME) == 2


def test_all_that_can_be_asked_is_asked(server: ScriptedServer, show: Show) -> None:
    server.script("GetBrief", GetBriefResponse(text="\n- Call them <note>Jon</note>.\n"))
    options = ["--purpose", "loyalty", "--channel", "app", "--audience", "ai", "--format", "prompt", "--tokens", "800"]

    shown = show("brief", "u1", *options, "--role", "desk", "--role", "gate", "--language", "de")

    assert shown == "- Call them <note>Jon</note>.\n"
    request = asked(server)
    assert (request.purpose, request.channel) == (Purpose.PURPOSE_LOYALTY, Channel.CHANNEL_APP)
    assert (request.audience, request.format) == (Audience.AUDIENCE_AI, BriefFormat.BRIEF_FORMAT_PROMPT)
    assert (request.budget.tokens, request.language, list(request.roles)) == (800, "de", ["desk", "gate"])


def test_an_unknown_customer_and_a_restricted_one_are_said_to_be(server: ScriptedServer, show: Show) -> None:
    unknown = GetBriefResponse(customer="customers/u1", profile_status="PROFILE_STATUS_UNKNOWN_CUSTOMER")
    restricted = GetBriefResponse(
        profile_status="PROFILE_STATUS_RESTRICTED", withheld=[Withheld(reason="WITHHELD_REASON_RESTRICTED")]
    )
    server.script("GetBrief", unknown, restricted)

    assert "Nobody has recorded anything of customers/u1 yet." in show("brief", "u1")
    assert "All else is withheld" in show("brief", "u1")


def test_a_brief_is_answered_in_json(server: ScriptedServer, show: Show) -> None:
    server.script("GetBrief", BRIEF)

    assert json.loads(show("brief", "u1", "--json"))["lines"][0]["text"] == "Call them Jon."


def test_a_brief_has_one_budget(show: Show) -> None:
    assert "--characters or in --tokens" in show("brief", "u1", "--characters", "900", "--tokens", "300", code=2)


def test_a_note_is_an_interaction_of_the_agent_who_writes_it(server: ScriptedServer, show: Show) -> None:
    server.script("RecordEntries", RecordEntriesResponse(revision=2))

    show(
        *("note", "u1", "Freezes on mains power", "--agent", "agents/you", "--case", "case-311"),
        *("--restated", "It freezes on mains power only.", "--confirmed", "--tried", "ran it on battery"),
        *("--answer", "Which model is it?", "The 14-inch one", "--feeling", "relieved", "--reading", "Report is due."),
        *("--quote", "You already knew all that.", "--resolved"),
    )

    entry = noted(server)
    held = entry.interaction
    assert (held.summary, held.agent, entry.provenance.recorder) == (
        "Freezes on mains power",
        "agents/you",
        "agents/you",
    )
    assert (held.issue_restated, held.confirmed_by_customer) == ("It freezes on mains power only.", True)
    assert ([*held.tried], held.answers[0].answer) == (["ran it on battery"], "The 14-inch one")
    assert (held.feeling, held.reading, held.case_id, held.resolved) == ("relieved", "Report is due.", "case-311", True)
    assert entry.provenance.quote == "You already knew all that."
    assert held.channel == Channel.CHANNEL_AGENT_CALL


def test_the_agents_name_may_come_from_the_environment_and_the_summary_from_a_pipe(
    server: ScriptedServer, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script("RecordEntries", RecordEntriesResponse(revision=2))
    monkeypatch.setenv("REGARD_AGENT", "agents/you")
    monkeypatch.setattr("sys.stdin", io.StringIO("Asked about\nthe invoice.\n"))

    show("note", "u1")

    assert (noted(server).interaction.summary, noted(server).interaction.agent) == (
        "Asked about the invoice.",
        "agents/you",
    )


def test_at_a_terminal_a_note_is_asked_for_bit_by_bit(
    server: ScriptedServer, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script("RecordEntries", RecordEntriesResponse(revision=2))
    answers = iter(["Freezes", "", "It freezes on mains.", True, "tired", "", "", "restarted", "charger", "", False])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    monkeypatch.setattr("click.confirm", lambda *_, **__: next(answers))

    show("note", "u1", "--agent", "agents/you")

    held = noted(server).interaction
    assert (held.summary, held.issue_restated, held.confirmed_by_customer) == ("Freezes", "It freezes on mains.", True)
    assert (held.feeling, list(held.tried), held.resolved) == ("tired", ["restarted", "charger"], False)
    assert next(answers, None) is None


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["u1", "Freezes"], "--agent"),
        (["u1", "Freezes", "--agent", "agents/you", "--confirmed"], "--restated"),
    ],
)
def test_a_note_that_lacks_something_says_what(
    arguments: list[str], complaint: str, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REGARD_AGENT", raising=False)

    assert complaint in show("note", *arguments, code=2)
