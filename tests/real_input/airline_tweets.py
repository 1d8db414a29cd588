"""7,239 dated tweets of 3,822 people to three airlines: one interaction each, STATED, with the tweet as quote.

What it was about is the reason that the set's readers gave, else that it was a tweet to the airline. How they felt is the label
of these readers where they were sure of it (0.9 or more) and it is negative or positive. Whether it was settled nobody says.
"""

import csv
import re
from datetime import datetime
from pathlib import Path

import regard
from real_input.material import Material
from regard.v1 import Entry

FILE = "Tweets_united_usairways_virgin.csv"
SURE = 0.9
RECORDER = "systems/tweets"


def read(folder: Path, now: datetime) -> Material:
    del now  # they have dates of their own
    entries: dict[str, list[Entry]] = {}
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entries.setdefault(_customer(row["name"]), []).append(_tweet(row))
    return Material(name="airline_tweets", customers=list(entries), entries=entries, offers=())


def _tweet(row: dict[str, str]) -> Entry:
    sure = float(row["airline_sentiment_confidence"] or 0) >= SURE and row["airline_sentiment"] != "neutral"
    return regard.interaction(
        row["negativereason"] or f"A tweet to {row['airline']}",
        channel="messaging",
        feeling=row["airline_sentiment"] if sure else "",
        quote=row["text"],
        recorder=RECORDER,
        stated_time=datetime.strptime(row["tweet_created"], "%Y-%m-%d %H:%M:%S %z"),
        source_system="tweets",
        source_id=row["tweet_id"],
    )


def _customer(name: str) -> str:
    """Names may have any character, ids may not."""
    return "t-" + re.sub(r"[^A-Za-z0-9_]", "_", name)
