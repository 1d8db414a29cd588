"""`regard profile` shows every field of a profile, what is not there and why, and what day it is of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import regard
from regard.cli.app import run
from regard.v1 import (
    Conflict,
    ConflictRule,
    Entry,
    FieldState,
    FieldStatus,
    GetProfileRequest,
    GetProfileResponse,
    Identity,
    ListEntriesRequest,
    ListEntriesResponse,
    Profile,
    ProfileStatus,
    Purpose,
    Restriction,
    RestrictionStatus,
    ScreenOffersRequest,
    ScreenOffersResponse,
)

from .answers import instant
from .scripted_server import ScriptedServer

Show = Callable[..., str]

MIRA: Any = {"recorder": "agents/mira.holt", "stated_time": datetime(2024, 5, 3, tzinfo=UTC)}
RESTRICTED = Restriction(
    purposes=[Purpose.PURPOSE_MARKETING], status=RestrictionStatus.RESTRICTION_STATUS_RESTRICTED, reason="disputed"
)


def full(**more: Any) -> Profile:
    return Profile(
        name="customers/u1",
        revision=12,
        status=ProfileStatus.PROFILE_STATUS_RESTRICTED,
        update_time=instant(2024, 5, 3),
        restrictions=[Entry(restriction=RESTRICTED)],
        contact_rules=[
            regard.address_as("Frau Dr. Brandt", language="de", **MIRA),
            regard.quiet_hours("22:00", "07:30", days=["saturday"], **MIRA),
            regard.do_not_contact(channels=["phone"], **MIRA),
        ],
        commitments=[
            regard.commitment(
                "Call her", kind="callback", owner="agents/mira.holt", due_time=datetime(2020, 1, 1, 10, 30, tzinfo=UTC)
            ),
            regard.commitment("Send it", owner="teams/returns", due_time=datetime.now(UTC) + timedelta(days=3)),
        ],
        moments=[
            regard.moment("Her husband died", kind="loss", handling="avoid", sensitivity="private", **MIRA),
            regard.moment("A calculator", kind="story", handling="mention-warmly", quote="She gave it to me.", **MIRA),
        ],
        preferences=[regard.preference(topic="sports/golf", stance="dislikes", quote="No golf.", **MIRA)],
        interactions=[
            regard.interaction(
                "It stops",
                channel="phone",
                issue_restated="It lights up and stops.",
                confirmed_by_customer=True,
                reading="It is all he has of her",
                feeling="worried",
                tried=["new batteries"],
                answers={"Which model?": "The grey one"},
                **MIRA,
            )
        ],
        offer_responses=[regard.offer_response("golf-club", "declined", **MIRA)],
        consents=[regard.consent("marketing", "refused", consent_channel="email", quote="No mails.", **MIRA)],
        identities=[Identity(scheme="email", value="ada@example.org")],
        merged_customers=["customers/u2"],
        conflicts=[
            Conflict(
                entry="customers/u1/entries/1",
                others=["customers/u2/entries/7"],
                rule=ConflictRule.CONFLICT_RULE_STRICTEST,
            )
        ],
        field_states=[
            FieldState(field="preferences", status=FieldStatus.FIELD_STATUS_PRESENT),
            FieldState(field="moments", status=FieldStatus.FIELD_STATUS_PRESENT, left_out_count=1200),
            FieldState(field="time_zone", status=FieldStatus.FIELD_STATUS_MISSING),
            FieldState(field="preferred_person", status=FieldStatus.FIELD_STATUS_EMPTY),
            FieldState(
                field="consents",
                status=FieldStatus.FIELD_STATUS_OUT_OF_DATE,
                out_of_date_time=instant(2025, 1, 2),
            ),
        ],
        **more,
    )


@pytest.fixture
def show(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> Show:
    def answer(*arguments: str) -> str:
        assert run([*arguments, "--target", server.target]) == 0
        output = capsys.readouterr()
        assert output.err == ""
        assert all(len(line) <= 80 for line in output.out.splitlines())
        return output.out

    return answer


def sections(text: str) -> dict[str, str]:
    """What stands under each heading, on one line."""
    found: dict[str, str] = {}
    for line in text.splitlines()[1:]:
        if line and not line.startswith(" "):
            found[line] = ""
        elif line:
            found[list(found)[-1]] += " ".join(line.split()) + " "
    return found


def test_each_field_has_a_section_and_what_an_agent_needs_first_comes_first(server: ScriptedServer, show: Show) -> None:
    server.script("GetProfile", GetProfileResponse(profile=full()))

    text = show("profile", "u1")
    found = sections(text)

    assert text.startswith("customers/u1 · revision 12 · last entry 3 May 2024\n")
    assert list(found) == [
        "with customers/u2, merged into it",
        "Restricted",
        "Contact",
        "Promised",
        "Moments",
        "Dislikes",
        "Conversations",
        "Offers",
        "Consents",
        "Identities",
        "Contradictions",
        "Not known",
    ]
    for heading, told in [
        ("Restricted", "disputed"),
        ("Contact", "“Frau Dr. Brandt”"),
        ("Contact", "22:00 to 07:30"),
        ("Promised", "due 1 January 2020"),
        ("Moments", "sensitive: private"),
        ("Conversations", "restated, confirmed by the customer: It lights"),
        ("Conversations", "asked: Which model? “The grey one”"),
        ("Conversations", "tried: new batteries"),
        ("Conversations", "felt: worried"),
        ("Conversations", "the agent's reading: It is all he has of her"),
        ("Consents", "“No mails.”"),
        ("Identities", "email ada@example.org"),
        ("Contradictions", "customers/u1/entries/1 counts, as the strictest; not customers/u2/entries/7"),
    ]:
        assert told in found[heading], heading
    assert found["Promised"].count("overdue") == 1
    assert found["Moments"].index("→ never bring it up") < found["Moments"].index("→ mention it warmly")


def test_what_is_not_there_is_told_with_its_cause(server: ScriptedServer, show: Show) -> None:
    server.script("GetProfile", GetProfileResponse(profile=full()))

    assert [line.strip() for line in show("profile", "u1").split("Not known\n")[1].splitlines()] == [
        "1,200 more moments: see regard entries",
        "out of date, ask again: consents (since 2 January 2025)",
        "said before, and nothing of it counts now: preferred person",
        "never recorded: time zone",
    ]


def test_a_commitment_is_overdue_by_the_day_that_was_asked_for(server: ScriptedServer, show: Show) -> None:
    server.script("GetProfile", GetProfileResponse(profile=full()))

    text = show("profile", "u1", "--as-of", "2019-12-31", "--known-at", "2024-05-03T10:00Z")

    assert "overdue" not in text
    assert "as of 31 December 2019, as known on 3 May 2024, 10:00 UTC" in " ".join(text.split())


@pytest.mark.parametrize("known_at", [None, "2024-05-03"])
def test_the_two_times_are_asked_for(server: ScriptedServer, show: Show, known_at: str | None) -> None:
    times = ["--as-of", "2024-05-02", *(["--known-at", known_at] if known_at else [])]
    screen = ["screen", "u1", "--offer", "golf", "--purpose", "loyalty", "--channel", "app"]
    server.script("GetProfile", GetProfileResponse(profile=full()))
    server.script("ListEntries", ListEntriesResponse())
    server.script("ScreenOffers", ScreenOffersResponse())

    show("profile", "u1", *times)
    show("entries", "u1", *times)
    screened = show(*screen, *times)

    kinds: list[Any] = [GetProfileRequest, ListEntriesRequest, ScreenOffersRequest]
    for kind, call in zip(kinds, server.received, strict=True):
        sent = kind.FromString(call.body)
        assert sent.as_of_time.ToJsonString() == "2024-05-02T00:00:00Z"
        assert sent.HasField("known_at_time") == (known_at is not None)
    assert "as of 2 May 2024" in screened


def test_a_customer_nobody_knew_then_is_told_apart_from_one_nobody_knows(server: ScriptedServer, show: Show) -> None:
    unknown = Profile(name="customers/u1", status=ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER)
    server.script("GetProfile", *[GetProfileResponse(profile=unknown)] * 2)

    assert "by then" in show("profile", "u1", "--known-at", "2024-05-03")
    assert "by then" not in show("profile", "u1")


def test_the_ledger_tells_what_replaced_what(server: ScriptedServer, show: Show) -> None:
    entry = regard.commitment("Call her", status="kept", outcome="Done.", name="customers/u1/entries/2")
    entry.supersedes, entry.superseded_by = "customers/u1/entries/1", "customers/u1/entries/3"
    server.script("ListEntries", ListEntriesResponse(entries=[entry]))

    text = show("entries", "u1")

    assert "promise, kept: Call her" in text
    assert "replaces customers/u1/entries/1\nreplaced by customers/u1/entries/3" in text
