"""A customer books a call-back; a head of the company answers every mail within a day. Each is a commitment with an owner and a
due time; due and overdue ones are listed, and whether they were kept is recorded."""

from datetime import timedelta

import pytest
from stories.briefs import by_section, read

import regard
from regard import Client
from regard.v1 import CommitmentStatus
from serving import NOON, Clock

MIRA, HEAD = "agents/mira.holt", "people/the-head"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
QUOTE = "Thursday at ten, please, not earlier."


@pytest.fixture
def booked(client: Client) -> Client:
    client.record_entries(
        "lamp",
        [
            regard.commitment(
                "Call about the refund of the lamp",
                kind="callback",
                owner=MIRA,
                due_time=NOON + 3 * DAY,
                quote=QUOTE,
                channel="email",
                recorder="agents/jonas.weld",
            )
        ],
    )
    client.record_entries(
        "letter", [regard.commitment("Answer the mail about the lift", owner=HEAD, due_time=NOON + DAY)]
    )
    return client


def mine(client: Client, owner: str, **asked: bool) -> list[tuple[str, str]]:
    found = client.iterate_commitments(owner=owner, **asked)  # type: ignore[arg-type]
    return [(one.customer.removeprefix("customers/"), one.entry.commitment.what) for one in found]


def test_each_sees_what_they_owe_and_by_when(booked: Client, clock: Clock) -> None:
    everybodys = [one.entry.commitment.owner for one in booked.iterate_commitments()]
    assert everybodys == [HEAD, MIRA]  # the first due first
    assert mine(booked, MIRA) == [("lamp", "Call about the refund of the lamp")]
    assert mine(booked, MIRA, overdue=True) == []

    clock.now = NOON + 3 * DAY
    assert mine(booked, MIRA, overdue=True) == [("lamp", "Call about the refund of the lamp")]
    assert mine(booked, HEAD, overdue=True) == [("letter", "Answer the mail about the lift")]


def test_the_agent_reads_what_is_overdue_first_in_the_customers_words(booked: Client, clock: Clock) -> None:
    for what, due_time in (("Send the bill", None), ("Ask how the new one shines", NOON + 9 * DAY)):
        booked.record_entries("lamp", [regard.commitment(what, owner="teams/returns", due_time=due_time)])
    booked.record_entries("lamp", [regard.interaction("The lamp flickers", channel="email", recorder=MIRA)])
    clock.now = NOON + 3 * DAY + HOUR

    sections = by_section(read(booked, "lamp"))

    assert list(sections) == ["commitments", "last_time"]
    assert sections["commitments"] == [
        (
            "Call-back overdue since 18 June 2026, 12:00 (UTC): Call about the refund of the lamp. "
            f"Owner: {MIRA}. “{QUOTE}” (15 June 2026)."
        ),
        "Due 24 June 2026, 12:00 (UTC): Ask how the new one shines. Owner: teams/returns.",
        "Promised, without a date: Send the bill. Owner: teams/returns.",
    ]


def test_kept_or_broken_is_recorded_and_told(booked: Client, clock: Clock) -> None:
    [call] = booked.list_commitments(owner=MIRA).commitments
    [answer] = booked.list_commitments(owner=HEAD).commitments
    clock.now = NOON + 2 * DAY
    booked.update_commitment(answer.entry.name, "broken", outcome="Nobody wrote.", recorder=HEAD)
    clock.now = NOON + 3 * DAY
    booked.update_commitment(call.entry.name, "kept", outcome="Called at ten.", recorder=MIRA)

    assert list(booked.iterate_commitments()) == []
    assert by_section(read(booked, "lamp")) == {}
    [kept, opened] = booked.list_entries("lamp").entries
    assert (kept.commitment.status, kept.commitment.outcome) == (
        CommitmentStatus.COMMITMENT_STATUS_KEPT,
        "Called at ten.",
    )
    assert opened.superseded_by == kept.name
    report = booked.get_friction_report(end_time=NOON + 30 * DAY).report
    assert [(row.kept, row.kept_late, row.broken) for row in report.commitments] == [(0, 0, 1), (1, 0, 0)]
    assert report.kept_rate == 0.5


def test_called_a_day_late_is_not_kept_in_time(booked: Client, clock: Clock) -> None:
    [call] = booked.list_commitments(owner=MIRA).commitments
    clock.now = NOON + 4 * DAY
    booked.update_commitment(call.entry.name, "kept", recorder=MIRA)

    rows = booked.get_friction_report(end_time=NOON + 30 * DAY).report.commitments
    assert [(row.kept, row.kept_late, row.kept_rate) for row in rows if row.kept] == [(1, 1, 0.0)]
