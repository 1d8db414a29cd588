"""Loyal to one airline because of one person there: the named relationship owner comes first, in routing and in the brief."""

from datetime import UTC, datetime

from stories.briefs import MIRA, by_section, read, read_aloud

import regard
from regard import Client

CUSTOMER = "by-name"
QUOTE = "I fly with you because of Mira. She remembers."


def test_the_one_they_come_for_comes_first(client: Client) -> None:
    client.record_entries(
        CUSTOMER,
        [
            regard.commitment("Rebook the night train", owner=MIRA),
            regard.address_as("Jon", quote="Jon will do.", recorder=MIRA),
            regard.preferred_person(
                MIRA,
                quote=QUOTE,
                recorder="agents/theo.marsh",
                stated_time=datetime(2023, 9, 2, tzinfo=UTC),
            ),
        ],
    )

    brief = read(client, CUSTOMER)

    assert brief.relationship_owner == MIRA
    assert read_aloud(brief) == [
        (
            "relationship_owner",
            [f"Looked after by {MIRA}: put them through, or ask there first. “{QUOTE}” (2 September 2023)."],
        ),
        ("address", ["Call them Jon. “Jon will do.” (15 June 2026)."]),
        ("commitments", [f"Promised, without a date: Rebook the night train. Owner: {MIRA}."]),
    ]


def test_without_a_name_nobody_is_named(client: Client) -> None:
    client.record_entries(CUSTOMER, [regard.address_as("Jon", quote="Jon will do.", recorder=MIRA)])

    brief = read(client, CUSTOMER)

    assert brief.relationship_owner == ""
    assert list(by_section(brief)) == ["address"]
