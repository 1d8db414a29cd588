""" "My report is due and I look an idiot", said as anger about a printer: what was said and what lies behind it are kept apart,
the quote, and the agent's reading marked as a reading.
"""

from stories.briefs import MIRA, june, read, read_aloud, texts

import regard
from regard import Client
from regard.v1 import WithheldReason

CUSTOMER = "said-and-unsaid"
QUOTE = "This printer is a disgrace. My report is due and I look an idiot."
READING = "It isn't the printer: he is afraid of standing there without his report."
CALL = regard.interaction(
    "Printer jams on the second page",
    channel="phone",
    agent=MIRA,
    feeling="angry",
    reading=READING,
    quote=QUOTE,
    recorder=MIRA,
    stated_time=june(1),
)
NAME = regard.address_as("Ms. Varga", quote="Varga will do.", recorder=MIRA, stated_time=june(1))


def test_the_words_and_the_reading_of_them_stand_apart(client: Client) -> None:
    client.record_entries(CUSTOMER, [CALL, NAME])

    assert read_aloud(read(client, CUSTOMER)) == [
        ("address", ["Call them Ms. Varga. “Varga will do.” (1 June 2026)."]),
        (
            "last_time",
            [
                (
                    f"Last spoke on 1 June 2026, by phone, with {MIRA}. About: Printer jams on the second page. "
                    f"Not recorded as settled. They felt: angry. “{QUOTE}”"
                ),
                f"A reading by {MIRA}, not their words: {READING}",
            ],
        ),
    ]


def test_to_a_model_the_words_are_a_quote_and_the_reading_is_none(client: Client) -> None:
    client.record_entries(CUSTOMER, [CALL])

    text = read(client, CUSTOMER, format="prompt").text

    assert f"<quote>{QUOTE}</quote>" in text
    assert f"A reading by <note>{MIRA}</note>, not their words: <note>{READING}</note>" in text


def test_neither_mood_nor_reading_is_told_to_sell_by(client: Client) -> None:
    client.record_entries(CUSTOMER, [CALL])

    brief = read(client, CUSTOMER, purpose="marketing")

    assert not any("angry" in line or READING in line for line in texts(brief))
    assert [(one.reason, one.count) for one in brief.withheld] == [(WithheldReason.WITHHELD_REASON_PURPOSE, 1)]
