"""He writes about a broken calculator, forty years old: his mother gave it to him, she helped design it. A moment that any agent
sees years later, before answering; found by search.
"""

from datetime import UTC, datetime, timedelta

from stories.briefs import ADA, MIRA, by_section, read

import regard
from regard import Client
from serving import Clock

CUSTOMER = "the-calculator"
QUOTE = "My mother gave it to me. She helped design it."
LETTER = regard.moment(
    "The calculator that his mother helped design",
    kind="story",
    handling="mention-warmly",
    story="Forty years old and broken. She was one of its engineers, and gave it to him when he started school.",
    quote=QUOTE,
    channel="post",
    recorder=MIRA,
    stated_time=datetime(2026, 3, 4, tzinfo=UTC),
)


def test_years_later_it_is_read_before_answering(client: Client, clock: Clock) -> None:
    client.record_entries(CUSTOMER, [LETTER])
    for year in range(9):
        clock.advance(timedelta(days=365))
        question = regard.interaction(f"Invoice of year {year}", channel="email", resolved=True, recorder=ADA)
        client.record_entries(CUSTOMER, [question])

    sections = by_section(read(client, CUSTOMER))

    assert list(sections) == ["last_time", "moments"]
    assert sections["last_time"][0].startswith("Last spoke on ")
    assert sections["moments"] == [
        (
            "Mention it warmly: The calculator that his mother helped design. "
            "Forty years old and broken. She was one of its engineers, and gave it to him when he started school. "
            f"“{QUOTE}” (4 March 2026)."
        )
    ]


def test_a_word_finds_it_misspelled_too(client: Client) -> None:
    client.record_entries(CUSTOMER, [LETTER])

    [found] = client.search_entries(CUSTOMER, "calculater").matches

    assert found.entry.moment.title == "The calculator that his mother helped design"


def test_where_there_is_hardly_room_it_outlasts_what_he_may_be_sold(client: Client) -> None:
    dislikes = [
        regard.preference(topic=topic, stance="dislikes", quote=f"No {topic}, thank you, never mind.", recorder=ADA)
        for topic in ("sports/golf", "food-and-drink/alcohol", "travel/cruises", "shopping")
    ]
    client.record_entries(CUSTOMER, [*dislikes, LETTER])

    brief = read(client, CUSTOMER, characters=500)

    assert "moments" in by_section(brief)
    assert brief.omitted
