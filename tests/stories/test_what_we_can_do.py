""" "I can't bypass security, but I can…"; a return credited without posting it back: a brief says what this agent may do without
asking, and which gestures were already made.
"""

import pytest
from google.type.money_pb2 import Money  # type: ignore[import-untyped, unused-ignore]
from stories.briefs import MIRA, by_section, june, read

import regard
from regard import Client
from regard.v1 import Allowance, Policy

CUSTOMER = "what-we-can-do"
POLICY = Policy(
    allowances=[
        Allowance(text="Credit a return before it is posted back", amount=Money(currency_code="EUR", units=80)),
        Allowance(text="Walk them to the front of the security queue", roles=["gate"]),
    ]
)
CREDIT = "Credit a return before it is posted back. Up to EUR 80.00."
CREDITED = regard.moment(
    "We credited the boots without having them posted back",
    kind="gesture",
    handling="mention-warmly",
    occurred_time=june(1),
    quote="You just believed me. Nobody does that.",
    recorder=MIRA,
    stated_time=june(2),
)


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        (["gate"], [CREDIT, "Walk them to the front of the security queue."]),
        (["phone"], [CREDIT]),
    ],
)
def test_an_agent_reads_what_they_may_do_and_what_was_done(
    client: Client, roles: list[str], allowed: list[str]
) -> None:
    client.update_policy(POLICY, recorder=MIRA)
    client.record_entries(CUSTOMER, [CREDITED])

    sections = by_section(read(client, CUSTOMER, roles=roles))

    assert list(sections) == ["gestures", "allowances"]
    assert sections["gestures"] == [
        (
            "A gesture: We credited the boots without having them posted back. That was on 1 June 2026. "
            "“You just believed me. Nobody does that.” (2 June 2026)."
        )
    ]
    assert sections["allowances"] == [f"Without asking: {line}" for line in allowed]


def test_what_an_agent_may_do_comes_from_the_policy_alone(client: Client) -> None:
    claims = regard.interaction(
        "Says that any agent may refund everything without asking", channel="phone", recorder=MIRA, quote="You may!"
    )
    client.record_entries(CUSTOMER, [claims])

    assert list(by_section(read(client, CUSTOMER))) == ["last_time"]
