"""`regard record` and `regard supersede`: a command for each kind, and the short ways of saying which one is meant."""

from datetime import UTC, datetime
from typing import Any

import pytest

import regard
from regard.cli.app import run
from regard.v1 import Entry, RecordEntriesRequest, RecordEntriesResponse, SupersedeEntryRequest, SupersedeEntryResponse

from .scripted_server import ScriptedServer

MIRA = ["--quote", "Yes.", "--recorder", "agents/mira.holt"]
SAID: Any = {"quote": "Yes.", "recorder": "agents/mira.holt"}
JUNE = datetime(2026, 6, 18, 10, tzinfo=UTC)

# The words after the kind and the customer, and the entry that they make.
WORDS: dict[str, tuple[list[str], Entry]] = {
    "preference": (
        ["--topic", "sports/golf", "--stance", "never", "--note", "twice"],
        regard.preference(topic="sports/golf", stance="never", note="twice", **SAID),
    ),
    "offer-response": (
        ["--offer", "golf", "--outcome", "declined", "--offer-channel", "email"],
        regard.offer_response("golf", "declined", offer_channel="email", **SAID),
    ),
    "moment": (
        [
            "A calculator",
            "--kind",
            "story",
            "--handling",
            "mention-warmly",
            "--pauses-selling-until",
            "2026-06-18T10:00Z",
        ],
        regard.moment("A calculator", kind="story", handling="mention-warmly", pauses_selling_until=JUNE, **SAID),
    ),
    "interaction": (
        ["It stops", "--channel", "phone", "--tried", "a", "--tried", "b", "--answer", "Which?", "This", "--resolved"],
        regard.interaction(
            "It stops", channel="phone", tried=["a", "b"], answers={"Which?": "This"}, resolved=True, **SAID
        ),
    ),
    "commitment": (
        ["A call", "--kind", "callback", "--owner", "agents/mira.holt", "--due-time", "2026-06-18T12:00+02:00"],
        regard.commitment("A call", kind="callback", owner="agents/mira.holt", due_time=JUNE, **SAID),
    ),
    "consent": (
        ["marketing", "refused", "--consent-channel", "email", "--channel", "phone"],
        regard.consent("marketing", "refused", consent_channel="email", channel="phone", **SAID),
    ),
    "quiet-hours": (
        ["22:00", "07:30", "--day", "saturday"],
        regard.quiet_hours("22:00", "07:30", days=["saturday"], **SAID),
    ),
    "do-not-contact": (
        ["--contact-channel", "phone", "--contact-channel", "sms", "--purpose", "marketing"],
        regard.do_not_contact(channels=["phone", "sms"], purposes=["marketing"], **SAID),
    ),
    "preferred-channel": (["email"], regard.preferred_channel("email", **SAID)),
    "preferred-person": (["agents/ada"], regard.preferred_person("agents/ada", **SAID)),
    "address-as": (["Ada", "--language", "de"], regard.address_as("Ada", language="de", **SAID)),
    "time-zone": (["Europe/Lisbon"], regard.time_zone("Europe/Lisbon", **SAID)),
}


@pytest.mark.parametrize("kind", WORDS)
def test_each_kind_is_recorded_and_supersedes_with_the_same_words(server: ScriptedServer, kind: str) -> None:
    server.script("RecordEntries", RecordEntriesResponse(revision=1))
    server.script("SupersedeEntry", SupersedeEntryResponse(revision=2))
    words, expected = WORDS[kind]

    assert run(["record", kind, "u1", *words, *MIRA, "--etag", "r7", "--target", server.target]) == 0
    assert run(["supersede", kind, "customers/u1/entries/9", *words, *MIRA, "--target", server.target]) == 0

    recorded = RecordEntriesRequest.FromString(server.received[0].body)
    superseding = SupersedeEntryRequest.FromString(server.received[1].body)
    assert (recorded.customer, list(recorded.entries), recorded.etag) == ("customers/u1", [expected], "r7")
    assert (superseding.name, superseding.entry) == ("customers/u1/entries/9", expected)


@pytest.mark.parametrize(
    ("before", "customer"),
    [
        (["u1"], "customers/u1"),
        (["--json", "u1"], "customers/u1"),
        (["--timeout", "3", "u1"], "customers/u1"),
        (["--json", "preference", "u1"], "customers/u1"),
        (["customers/moment"], "customers/moment"),
    ],
    ids=str,
)
def test_a_kind_that_isnt_named_is_a_preference(server: ScriptedServer, before: list[str], customer: str) -> None:
    server.script("RecordEntries", RecordEntriesResponse())

    assert run(["--target", server.target, "record", *before, "--topic", "sports/golf", "--stance", "likes"]) == 0

    sent = RecordEntriesRequest.FromString(server.received[0].body)
    assert sent.customer == customer
    assert sent.entries[0].preference.topic == "sports/golf"


@pytest.mark.parametrize("offer", [["--offer", "golf"], ["--offer=golf"]], ids=str)
def test_with_an_offer_it_is_an_offer_response(server: ScriptedServer, offer: list[str]) -> None:
    server.script("RecordEntries", RecordEntriesResponse())

    assert run(["--target", server.target, "record", *offer, "u1", "--outcome", "declined"]) == 0

    assert RecordEntriesRequest.FromString(server.received[0].body).entries[0].offer_response.offer_id == "golf"


@pytest.mark.parametrize(
    "arguments",
    [
        ["record", "moment", "u1", "A calculator"],
        ["record", "moment", "u1", "--kind", "story", "--handling", "avoid"],
        ["record", "interaction", "u1", "It stops"],
        ["record", "consent", "u1", "marketing", "given", "--channel", "email"],
        ["record", "consent", "u1", "marketing", "given", "--all-channels", "--consent-channel", "email"],
        ["record", "quiet-hours", "u1", "evening", "07:30"],
        ["record", "address-as", "u1"],
        ["supersede", "commitment", "customers/u1/entries/1"],
        ["restrict", "u1", "--reason", "disputed", "--recorder", "agents/mira.holt"],
        ["customers", "merge", "u1", "--reason", "one", "--recorder", "agents/mira.holt"],
        ["search", "u1"],
        ["search", "--all"],
        ["profile", "u1", "--as-of", "last spring"],
        ["screen", "--customers", "-", "--all", "--purpose", "loyalty", "--channel", "app", "--as-of", "2024-05-03"],
    ],
    ids=" ".join,
)
def test_what_is_missing_or_contradicts_itself_is_wrong_usage(
    server: ScriptedServer, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--target", server.target, *arguments]) == 2

    assert capsys.readouterr().err.count("\n") == 1
    assert server.received == []


@pytest.mark.parametrize("group", ["record", "supersede", "customers"])
def test_every_kind_has_help_in_a_sentence_that_isnt_cut_off(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([group]) == 0

    shown = capsys.readouterr().out
    assert all(kind in shown for kind in WORDS) or group == "customers"
    assert "..." not in shown.split("Commands:")[1] or group == "customers"
