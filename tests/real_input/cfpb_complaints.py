"""1,536 complaints about lenders, each with its story in the person's own words, blackened where it names somebody: one
interaction each, STATED, with the whole story as quote, and a case of its own.

What it was about is the form's issue, and its part where one is named. It was settled where the company gave relief; that it
"closed with explanation" doesn't say whether what they came for was settled.
"""

import csv
from datetime import UTC, datetime
from pathlib import Path

import regard
from real_input.material import Material
from regard.v1 import Entry

FILE = "cfpb_complaints_even_ids.csv"
RELIEF = {"Closed with monetary relief", "Closed with non-monetary relief"}


def read(folder: Path, now: datetime) -> Material:
    del now  # they have dates of their own
    entries: dict[str, list[Entry]] = {}
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Consumer complaint narrative"] not in ("", "None"):
                entries[f"c-{row['Complaint ID']}"] = [_complaint(row)]
    return Material(name="cfpb_complaints", customers=list(entries), entries=entries, offers=())


def _complaint(row: dict[str, str]) -> Entry:
    part = "" if row["Sub-issue"] in ("", "None") else f": {row['Sub-issue']}"
    return regard.interaction(
        f"{row['Issue']}{part}",
        channel="web",
        quote=row["Consumer complaint narrative"],
        recorder="systems/complaints",
        resolved=row["Company response to consumer"] in RELIEF,
        case_id=row["Complaint ID"],
        stated_time=datetime.strptime(row["Date received"], "%m/%d/%y").replace(tzinfo=UTC),
        source_system="complaints",
        source_id=row["Complaint ID"],
    )
