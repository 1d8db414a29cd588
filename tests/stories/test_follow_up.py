"""A service desk calls some days after a fix; a car maker calls some months after a sale. The check-ins fall due by themselves,
and carry what was asked last time."""

from datetime import timedelta

import pytest
from stories.briefs import read, read_aloud

import regard
from regard import Client
from regard.v1 import CheckIn, CheckInTrigger, CommitmentKind
from serving import NOON, Clock

MIRA = "agents/mira.holt"
DAY = timedelta(days=1)


@pytest.fixture
def desk(client: Client) -> Client:
    policy = client.get_policy().policy
    for after, days, text, owner in (
        (CheckInTrigger.CHECK_IN_TRIGGER_RESOLVED, 3, "Ask whether the repair holds", ""),
        (CheckInTrigger.CHECK_IN_TRIGGER_ACCEPTED, 90, "Ask how the car drives", "teams/aftersales"),
    ):
        check_in = CheckIn(after=after, text=text, owner=owner)
        check_in.delay.FromTimedelta(days * DAY)
        policy.check_ins.append(check_in)
    client.update_policy(policy, recorder=MIRA, reason="We ask again.", etag=policy.etag)
    return client


def fix(client: Client, answer: str, *, resolved: bool = True) -> None:
    client.record_entries(
        "tower",
        [
            regard.interaction(
                "The computer freezes",
                channel="phone",
                agent=MIRA,
                tried=["Another charger"],
                answers={"Does it still freeze on the charger?": answer},
                quote="It stopped freezing.",
                recorder=MIRA,
                resolved=resolved,
            )
        ],
    )


def test_days_after_a_fix_a_call_falls_due_with_what_was_asked(desk: Client, clock: Clock) -> None:
    fix(desk, "No, since this morning.")
    assert desk.list_commitments(overdue=True).commitments == []

    clock.now = NOON + 3 * DAY
    [due] = desk.list_commitments(owner=MIRA, overdue=True).commitments

    assert due.customer == "customers/tower"
    assert due.entry.commitment.kind == CommitmentKind.COMMITMENT_KIND_CHECK_IN
    assert due.entry.commitment.what == "Ask whether the repair holds"
    assert [(one.question, one.answer) for one in due.entry.commitment.asked] == [
        ("Does it still freeze on the charger?", "No, since this morning.")
    ]
    assert read_aloud(read(desk, "tower")) == [
        (
            "commitments",
            [
                f"To be asked since 18 June 2026, 12:00 (UTC): Ask whether the repair holds. Owner: {MIRA}.",
                "Asked last time: Does it still freeze on the charger? They said: No, since this morning.",
            ],
        ),
        (
            "last_time",
            [
                (
                    f"Last spoke on 15 June 2026, by phone, with {MIRA}. About: The computer freezes. It was settled. "
                    "“It stopped freezing.”"
                )
            ],
        ),
    ]


def test_asking_is_kept_and_the_next_call_carries_what_was_said_in_this_one(desk: Client, clock: Clock) -> None:
    fix(desk, "No, since this morning.")
    clock.now = NOON + 3 * DAY
    [due] = desk.list_commitments(overdue=True).commitments
    desk.update_commitment(due.entry.name, "kept", outcome="It froze once.", recorder=MIRA)
    fix(desk, "Once, on Tuesday.")

    assert desk.list_commitments(overdue=True).commitments == []
    [following] = desk.list_commitments().commitments
    assert [one.answer for one in following.entry.commitment.asked] == ["Once, on Tuesday."]


def test_a_fault_that_goes_on_is_asked_after_by_no_calendar(desk: Client) -> None:
    fix(desk, "Yes, every hour.", resolved=False)
    assert desk.list_commitments().commitments == []


def test_months_after_a_sale_the_maker_calls_once_however_often_the_sale_is_reported(
    desk: Client, clock: Clock
) -> None:
    for _ in range(3):
        desk.record_entries(
            "driver",
            [regard.offer_response("estate-car", "accepted", source_system="dealer", source_id="contract-7")],
        )

    clock.now = NOON + 90 * DAY
    found = list(desk.iterate_commitments(owner="teams/aftersales", overdue=True))

    assert [(one.customer, one.entry.commitment.what) for one in found] == [
        ("customers/driver", "Ask how the car drives")
    ]


def test_a_sale_that_was_none_is_not_asked_after(desk: Client) -> None:
    [sale] = desk.record_entries("driver", [regard.offer_response("estate-car", "accepted")]).entries
    desk.retract_entry(sale.name, reason="Another customer's contract.", recorder=MIRA)
    assert desk.list_commitments().commitments == []


def test_the_sales_of_ten_years_make_no_calls_that_are_late_from_the_beginning(desk: Client) -> None:
    for years in range(10):
        sold = regard.offer_response(f"car-{years}", "accepted", effective_time=NOON - years * 365 * DAY)
        desk.record_entries(f"driver-{years}", [sold])

    assert [one.customer for one in desk.iterate_commitments()] == ["customers/driver-0"]
