"""An entry of each kind from plain arguments: with the basis that is usual for it, and refused where it can't be."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import pytest
from google.type.dayofweek_pb2 import DayOfWeek
from google.type.timeofday_pb2 import TimeOfDay

import regard
from regard.v1 import (
    AddressAs,
    Answer,
    Basis,
    Channel,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Consent,
    ConsentStatus,
    ContactRule,
    DoNotContact,
    Entry,
    Handling,
    Interaction,
    Moment,
    MomentKind,
    Purpose,
    QuietHours,
    Sensitivity,
)

Make = Callable[..., Entry]

STATED_ALONE: dict[str, Make] = {
    "preference": lambda **more: regard.preference(topic="sports/golf", stance="likes", **more),
    "consent": lambda **more: regard.consent("marketing", "given", consent_channel="email", **more),
    "quiet_hours": lambda **more: regard.quiet_hours("22:00", "07:00", **more),
    "do_not_contact": regard.do_not_contact,
    "preferred_channel": lambda **more: regard.preferred_channel("email", **more),
    "preferred_person": lambda **more: regard.preferred_person("agents/mira.holt", **more),
    "address_as": lambda **more: regard.address_as("Ada", **more),
    "time_zone": lambda **more: regard.time_zone("Europe/Lisbon", **more),
}
HAPPENED: dict[str, Make] = {
    "offer_response": lambda **more: regard.offer_response("golf", "declined", **more),
    "moment": lambda **more: regard.moment("A calculator", kind="story", handling="mention-warmly", **more),
    "interaction": lambda **more: regard.interaction("A broken calculator", channel="phone", **more),
    "commitment": lambda **more: regard.commitment("A call", owner="agents/mira.holt", **more),
}
ALL = STATED_ALONE | HAPPENED


@pytest.mark.parametrize("make", STATED_ALONE.values(), ids=STATED_ALONE)
def test_what_only_the_customer_can_say_is_stated(make: Make) -> None:
    assert make().provenance.basis == Basis.BASIS_STATED


@pytest.mark.parametrize("make", HAPPENED.values(), ids=HAPPENED)
def test_what_happened_is_stated_where_the_customer_is_quoted(make: Make) -> None:
    assert make().provenance.basis == Basis.BASIS_OBSERVED
    assert make(quote="She gave it to me.").provenance.basis == Basis.BASIS_STATED
    assert make(quote="She gave it to me.", basis="inferred").provenance.basis == Basis.BASIS_INFERRED


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_every_kind_says_where_it_comes_from(make: Make) -> None:
    made = make(
        quote="Yes.",
        recorder="agents/mira.holt",
        stated_time=datetime(2024, 5, 3, tzinfo=UTC),
        expire_time=datetime(2025, 5, 3, tzinfo=UTC),
        source_system="crm",
        source_id="17",
        name="customers/u1/entries/1",
    )

    origin = made.provenance
    assert (origin.quote, origin.recorder, origin.source_system, origin.source_id) == (
        "Yes.",
        "agents/mira.holt",
        "crm",
        "17",
    )
    assert origin.stated_time.ToJsonString() == "2024-05-03T00:00:00Z"
    assert (made.expire_time.ToJsonString(), made.name) == ("2025-05-03T00:00:00Z", "customers/u1/entries/1")


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_what_is_misspelled_or_has_no_time_zone_is_refused(make: Make) -> None:
    with pytest.raises(TypeError, match="qoute"):
        make(qoute="Yes.")
    with pytest.raises(ValueError, match="stated_time"):
        make(stated_time=datetime.fromisoformat("2024-05-03"))
    with pytest.raises(ValueError):
        make(basis="guessed")


def test_a_moment_is_what_an_agent_should_know() -> None:
    made = regard.moment(
        "His mother's calculator",
        kind="story",
        handling="mention-warmly",
        story="She helped design it.",
        occurred_time=datetime(1984, 9, 1, tzinfo=UTC),
        sensitivity="private",
        pauses_selling_until=datetime(2026, 9, 1, tzinfo=UTC),
    )

    assert made.moment == Moment(
        title="His mother's calculator",
        kind=MomentKind.MOMENT_KIND_STORY,
        handling=Handling.HANDLING_MENTION_WARMLY,
        story="She helped design it.",
        occurred_time=datetime(1984, 9, 1, tzinfo=UTC),
        sensitivity=Sensitivity.SENSITIVITY_PRIVATE,
        pauses_selling_until=datetime(2026, 9, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "answers",
    [{"Which?": "The grey one", "Since?": "May"}, [("Which?", "The grey one"), ("Since?", "May")]],
    ids=["mapping", "pairs"],
)
def test_an_interaction_reached_us_by_the_channel_that_they_spoke_by(answers: Any) -> None:
    made = regard.interaction(
        "It doesn't start",
        channel="agent-call",
        issue_restated="It stops at the logo.",
        confirmed_by_customer=True,
        reading="Afraid of the deadline",
        feeling="angry",
        tried=["other cable", "restart"],
        answers=answers,
        agent="agents/mira.holt",
        resolved=True,
        case_id="c-7",
    )

    assert made.provenance.channel == Channel.CHANNEL_AGENT_CALL
    assert made.interaction == Interaction(
        channel=Channel.CHANNEL_AGENT_CALL,
        summary="It doesn't start",
        issue_restated="It stops at the logo.",
        confirmed_by_customer=True,
        reading="Afraid of the deadline",
        feeling="angry",
        tried=["other cable", "restart"],
        answers=[Answer(question="Which?", answer="The grey one"), Answer(question="Since?", answer="May")],
        agent="agents/mira.holt",
        resolved=True,
        case_id="c-7",
    )


def test_a_commitment_has_an_owner_and_a_due_time() -> None:
    made = regard.commitment(
        "Call about the refund",
        kind="callback",
        owner="teams/returns",
        due_time=datetime(2026, 6, 18, 10, tzinfo=UTC),
        status="kept",
        outcome="Called at ten.",
    )

    assert made.commitment == Commitment(
        what="Call about the refund",
        kind=CommitmentKind.COMMITMENT_KIND_CALLBACK,
        owner="teams/returns",
        due_time=datetime(2026, 6, 18, 10, tzinfo=UTC),
        status=CommitmentStatus.COMMITMENT_STATUS_KEPT,
        outcome="Called at ten.",
    )


def test_the_channel_of_a_consent_is_not_the_one_that_it_came_by_and_has_to_be_said() -> None:
    made = regard.consent(
        "marketing",
        "withdrawn",
        consent_channel="email",
        channel="phone",
        legal_basis="GDPR-6-1-a",
        document="newsletter-2026-03",
    )

    assert made.provenance.channel == Channel.CHANNEL_PHONE
    assert made.consent == Consent(
        purpose=Purpose.PURPOSE_MARKETING,
        channel=Channel.CHANNEL_EMAIL,
        status=ConsentStatus.CONSENT_STATUS_WITHDRAWN,
        legal_basis="GDPR-6-1-a",
        document="newsletter-2026-03",
    )
    assert regard.consent("marketing", "given", consent_channel=None).consent.channel == Channel.CHANNEL_UNSPECIFIED
    with pytest.raises(TypeError):
        regard.consent("marketing", "given", channel="email")  # type: ignore[call-arg]


def test_contact_rules_of_each_sort() -> None:
    ten_to_midnight = QuietHours(start=TimeOfDay(hours=22), end=TimeOfDay(hours=24), days=[DayOfWeek.SATURDAY])
    instruction = DoNotContact(channels=[Channel.CHANNEL_PHONE], purposes=[Purpose.PURPOSE_MARKETING])
    for made, expected in [
        (regard.quiet_hours("22:00", "24:00", days=["saturday"]), ContactRule(quiet_hours=ten_to_midnight)),
        (
            regard.do_not_contact(channels=["phone"], purposes=["marketing"]),
            ContactRule(do_not_contact=instruction),
        ),
        (regard.do_not_contact(), ContactRule(do_not_contact=DoNotContact())),
        (regard.preferred_channel("email"), ContactRule(preferred_channel=Channel.CHANNEL_EMAIL)),
        (regard.preferred_person("agents/mira.holt"), ContactRule(preferred_person="agents/mira.holt")),
        (
            regard.address_as("Frau Dr. Brandt", pronouns="she/her", language="de"),
            ContactRule(address_as=AddressAs(name="Frau Dr. Brandt", pronouns="she/her", language="de")),
        ),
        (regard.time_zone("Europe/Lisbon"), ContactRule(time_zone="Europe/Lisbon")),
    ]:
        assert made.contact_rule == expected


@pytest.mark.parametrize(
    "given", ["7:30", "07:30:20", "25:00", "evening", "", time(7, 30, 1), time(7, 30, tzinfo=UTC)], ids=str
)
def test_quiet_hours_are_hours_and_minutes_by_the_customers_clock(given: time | str) -> None:
    with pytest.raises(ValueError):
        regard.quiet_hours(given, "08:00")
    assert regard.quiet_hours(time(7, 30), "08:00") == regard.quiet_hours("07:30", time(8))
