"""Loyal to one airline because of one person there: the named relationship owner comes first, in routing and in the brief."""

from datetime import UTC, datetime

import regard
from regard import Client
from regard.v1 import BriefSection

CUSTOMER = "by-name"
QUOTE = "I fly with you because of Mira. She remembers."


def test_the_one_they_come_for_comes_first(client: Client) -> None:
    client.record_entries(
        CUSTOMER,
        [
            regard.commitment("Rebook the night train", owner="agents/mira.holt"),
            regard.address_as("Jon", quote="Jon will do.", recorder="agents/mira.holt"),
            regard.preferred_person(
                "agents/mira.holt",
                quote=QUOTE,
                recorder="agents/theo.marsh",
                stated_time=datetime(2023, 9, 2, tzinfo=UTC),
            ),
        ],
    )

    brief = client.get_brief(CUSTOMER, purpose="service", channel="agent-call")

    assert brief.relationship_owner == "agents/mira.holt"
    assert [line.section for line in brief.lines] == [
        BriefSection.BRIEF_SECTION_RELATIONSHIP_OWNER,
        BriefSection.BRIEF_SECTION_ADDRESS,
        BriefSection.BRIEF_SECTION_COMMITMENTS,
    ]
    assert brief.lines[0].text == (
        f"Looked after by agents/mira.holt: put them through, or ask there first. “{QUOTE}” (2 September 2023)."
    )


def test_without_a_name_nobody_is_named(client: Client) -> None:
    client.record_entries(CUSTOMER, [regard.address_as("Jon", quote="Jon will do.", recorder="agents/mira.holt")])

    brief = client.get_brief(CUSTOMER, purpose="service", channel="agent-call")

    assert brief.relationship_owner == ""
    assert [line.section for line in brief.lines] == [BriefSection.BRIEF_SECTION_ADDRESS]
