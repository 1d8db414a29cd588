"""The agent repeats the problem in their own words, the customer says "yes, that's it": the understanding is recorded as
confirmed by the customer, and the brief leads with it.
"""

from stories.briefs import JONAS, MIRA, by_section, june, read

import regard
from regard import Client
from regard.v1 import Entry

CUSTOMER = "restated"


def conversation(restated: str, *, day: int, confirmed: bool, agent: str = MIRA) -> Entry:
    return regard.interaction(
        "The invoice again",
        channel="agent-call",
        agent=agent,
        issue_restated=restated,
        confirmed_by_customer=confirmed,
        case_id="case-7",
        recorder=agent,
        stated_time=june(day),
    )


def test_what_they_confirmed_leads_over_what_was_only_understood_later(client: Client) -> None:
    client.record_entries(
        CUSTOMER,
        [
            regard.interaction(
                "Billed twice, they write", channel="email", case_id="case-7", recorder=MIRA, stated_time=june(1)
            ),
            conversation("The second invoice is for a phone that you sent back.", day=2, confirmed=True),
            conversation("You want the money by Friday.", day=3, confirmed=False, agent=JONAS),
        ],
    )

    sections = by_section(read(client, CUSTOMER))

    assert list(sections) == ["open", "last_time"]
    assert sections["open"] == [
        "They confirmed on 2 June 2026 that this is it: The second invoice is for a phone that you sent back. Case case-7.",
        f"As {JONAS} understood it on 3 June 2026, and not confirmed by them yet: You want the money by Friday.",
    ]


def test_until_they_confirm_it_it_is_said_not_to_be_confirmed(client: Client) -> None:
    client.record_entries(
        CUSTOMER, [conversation("You want the money by Friday.", day=3, confirmed=False, agent=JONAS)]
    )

    assert by_section(read(client, CUSTOMER))["open"] == [
        f"As {JONAS} understood it on 3 June 2026, and not confirmed by them yet: You want the money by Friday. Case case-7."
    ]
