"""Three long calls about one computer fault: each adviser sees what was said, tried and felt; nothing is asked twice; only the
name is confirmed.
"""

from datetime import timedelta

from stories.briefs import ADA, JONAS, MIRA, by_section, june, read, read_aloud

import regard
from regard import Client
from regard.v1 import GetBriefResponse
from serving import Clock

CUSTOMER = "three-calls"
QUESTIONS = ("Which model is it?", "Since when?", "Does it stop on battery too?")
FIRST = regard.interaction(
    "Computer freezes in the middle of work",
    channel="phone",
    agent=MIRA,
    issue_restated="The picture stands still after ten minutes, the fan goes on.",
    confirmed_by_customer=True,
    tried=["restarted", "another charger"],
    answers={"Which model is it?": "The 14-inch one", "Since when?": "The update in May"},
    feeling="rushed",
    reading="His report is due on Friday; the machine isn't what worries him.",
    case_id="case-311",
    quote="My report is due and I look like an idiot.",
    recorder=MIRA,
    stated_time=june(1),
)
SECOND = regard.interaction(
    "Still freezes; on battery it doesn't",
    channel="phone",
    agent=JONAS,
    issue_restated="It freezes on mains power only.",
    confirmed_by_customer=True,
    tried=["ran it on battery"],
    answers={"Does it stop on battery too?": "No"},
    feeling="tired",
    case_id="case-311",
    quote="You already knew all that. Thank you.",
    recorder=JONAS,
    stated_time=june(2),
)
NAME = regard.address_as("Mr. Okafor", quote="Okafor, with a k.", recorder=MIRA, stated_time=june(1))


def left_to_ask(brief: GetBriefResponse) -> list[str]:
    told = "\n".join(line.text for line in brief.lines)
    return [question for question in QUESTIONS if f"Asked already: {question}" not in told]


def test_the_second_adviser_reads_what_the_first_one_heard(client: Client) -> None:
    assert left_to_ask(read(client, CUSTOMER)) == list(QUESTIONS)
    client.record_entries(CUSTOMER, [FIRST, NAME])

    brief = read(client, CUSTOMER)

    assert read_aloud(brief) == [
        ("address", ["Call them Mr. Okafor. “Okafor, with a k.” (1 June 2026)."]),
        (
            "open",
            [
                (
                    "They confirmed on 1 June 2026 that this is it: "
                    "The picture stands still after ten minutes, the fan goes on. Case case-311."
                ),
                "Already tried: restarted; another charger.",
                "Asked already: Which model is it? They said: The 14-inch one.",
                "Asked already: Since when? They said: The update in May.",
            ],
        ),
        (
            "last_time",
            [
                (
                    f"Last spoke on 1 June 2026, by phone, with {MIRA}. About: Computer freezes in the middle of work. "
                    "Not recorded as settled. They felt: rushed. “My report is due and I look like an idiot.”"
                ),
                f"A reading by {MIRA}, not their words: His report is due on Friday; the machine isn't what worries him.",
            ],
        ),
    ]
    assert left_to_ask(brief) == ["Does it stop on battery too?"]


def test_the_third_adviser_asks_nothing(client: Client) -> None:
    client.record_entries(CUSTOMER, [FIRST, NAME])
    client.record_entries(CUSTOMER, [SECOND])

    brief = read(client, CUSTOMER)

    assert left_to_ask(brief) == []
    assert read_aloud(brief) == [
        ("address", ["Call them Mr. Okafor. “Okafor, with a k.” (1 June 2026)."]),
        (
            "open",
            [
                "They confirmed on 2 June 2026 that this is it: It freezes on mains power only. Case case-311.",
                (
                    "Before that, on 1 June 2026, they confirmed: "
                    "The picture stands still after ten minutes, the fan goes on."
                ),
                "Already tried: restarted; another charger; ran it on battery.",
                "Asked already: Which model is it? They said: The 14-inch one.",
                "Asked already: Since when? They said: The update in May.",
                "Asked already: Does it stop on battery too? They said: No.",
            ],
        ),
        (
            "last_time",
            [
                (
                    f"Last spoke on 2 June 2026, by phone, with {JONAS}. About: Still freezes; on battery it doesn't. "
                    "Not recorded as settled. They felt: tired. “You already knew all that. Thank you.”"
                ),
                (
                    f"Before that on 1 June 2026, by phone, with {MIRA}. About: Computer freezes in the middle of work. "
                    "They felt: rushed. “My report is due and I look like an idiot.”"
                ),
                f"A reading by {MIRA}, not their words: His report is due on Friday; the machine isn't what worries him.",
            ],
        ),
    ]


def test_ten_calls_about_other_things_later_it_is_still_known(client: Client, clock: Clock) -> None:
    client.record_entries(CUSTOMER, [FIRST, NAME, SECOND])
    for number in range(12):
        clock.advance(timedelta(days=1))
        other = regard.interaction(f"Invoice {number}", channel="email", resolved=True, recorder=ADA)
        client.record_entries(CUSTOMER, [other])

    brief = read(client, CUSTOMER)

    assert left_to_ask(brief) == []
    assert list(by_section(brief)) == ["address", "open", "last_time"]
    assert by_section(brief)["last_time"][0].startswith("Last spoke on 27 June 2026, by e-mail")


def test_once_it_is_settled_it_is_open_no_longer(client: Client) -> None:
    client.record_entries(CUSTOMER, [FIRST, NAME, SECOND])
    fixed = regard.interaction(
        "A new charger came", channel="phone", resolved=True, case_id="case-311", recorder=ADA, stated_time=june(9)
    )
    [settled] = client.record_entries(CUSTOMER, [fixed]).entries

    assert "open" not in by_section(read(client, CUSTOMER))
    client.retract_entry(settled.name, reason="Another customer's.", recorder=ADA)
    assert left_to_ask(read(client, CUSTOMER)) == []
