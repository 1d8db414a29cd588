"""Phone calls of a bank that sells term deposits: what became of the campaign before, and how long ago that was.

- `pdays` is how many days before the call of this row the last contact of the earlier campaign was, `poutcome` what came
  of it: failure is DECLINED, success is ACCEPTED, `other` is PRESENTED, which is all that it says. OBSERVED: nobody wrote
  down the words, and a failure may have been a no or an unanswered call.
- Rows without an earlier campaign have no entry: the bank knows them, Regard doesn't.
- `previous` says how many contacts there were, not when: only the last becomes an entry.

Dates by convention: the call of each row is at `now`, so that everybody is screened just before they were called. The
file's own order tells the years (May 2008 to November 2010); they are not needed.
"""

import random
from datetime import datetime, timedelta
from pathlib import Path

import regard
from real_input.data import SAMPLE_SEED, read_csv
from real_input.material import Material
from regard.v1 import Entry

SYSTEM = "bank-campaigns"
RECORDER = "systems/campaigns"
TERM_DEPOSIT = "term-deposit"
SAVINGS = "finance/savings"
SAME = "term-deposit-of-both-campaigns"
"""The offer, if this campaign sells just what the earlier one did."""
ANOTHER = "term-deposit-of-this-campaign"
"""The offer, if it is another one of the same kind. The data don't say which is true."""
OUTCOMES = {"failure": "declined", "success": "accepted", "other": "presented"}
CHANNELS = {"cellular": "phone", "telephone": "phone", "unknown": None}

Row = dict[str, str]


def rows_of(folder: Path, rows_max: int | None = None) -> dict[str, Row]:
    """By customer; rows_max: only a seeded sample of so many."""
    rows = {f"bank-{number}": row for number, row in enumerate(read_csv(folder / "bank-full.csv.gz"), start=1)}
    if rows_max is None or rows_max >= len(rows):
        return rows
    chosen = set(random.Random(SAMPLE_SEED).sample(list(rows), rows_max))
    return {customer: row for customer, row in rows.items() if customer in chosen}


def read(folder: Path, now: datetime, *, rows_max: int | None = None) -> Material:
    rows = rows_of(folder, rows_max)
    entries = {customer: [_entry(customer, row, now)] for customer, row in rows.items() if row["poutcome"] in OUTCOMES}
    calls = [int(row["campaign"]) for row in rows.values()]
    return Material(
        name=folder.name,
        customers=list(rows),
        entries=entries,
        offers=[
            regard.offer(offer_id, offer_type=TERM_DEPOSIT, topics=[SAVINGS], repeatable=True)
            for offer_id in (SAME, ANOTHER)
        ],
        counts={
            "earlier campaign failed": sum(row["poutcome"] == "failure" for row in rows.values()),
            "failed, and called again within 30 days": sum(failed_within(row, 30) for row in rows.values()),
            "failed, and called again within 90 days": sum(failed_within(row, 90) for row in rows.values()),
            "calls in this campaign": sum(calls),
            "calls beyond the third to the same person": sum(max(0, number - 3) for number in calls),
            "most calls to one person": max(calls),
        },
    )


def failed_within(row: Row, days: int) -> bool:
    """Whether the earlier campaign failed less than so many days before this call."""
    return row["poutcome"] == "failure" and int(row["pdays"]) < days


def _entry(customer: str, row: Row, now: datetime) -> Entry:
    return regard.offer_response(
        SAME,
        OUTCOMES[row["poutcome"]],
        offer_channel=CHANNELS[row["contact"]],
        basis="observed",
        recorder=RECORDER,
        effective_time=now - timedelta(days=int(row["pdays"])),
        source_system=SYSTEM,
        source_id=f"{customer}:previous-campaign",
    )
