"""A rewards programme's first 90 hours (simulated): what members were sent, looked at, and completed.

- `offer received` is PRESENTED: it came to the member by the channels of the offer.
- `offer completed` is ACCEPTED where the member had looked at the offer before or in the same hour; else they bought what
  they would have bought anyway, and the reward says nothing about the offer: no entry. There is none for `offer viewed`
  either; the contract has no outcome for it.
- Not completed is no answer as long as the offer runs. Where it ran out within the 90 hours and was never looked at,
  that is IGNORED. Only an offer of 3 days can have run out, and that is an informational one: it can't be completed, so
  one that was looked at did what it should. Nothing here is ever DECLINED.
- A purchase outside an offer becomes nothing: the data don't say what was bought.

All OBSERVED. The hour 0 is 90 hours before `now`. The file has its first 19,997 rows twice: they are imported twice too,
and the source id (person, event, offer, hour) has to hold them apart from what really happened twice.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import regard
from real_input.data import SAMPLE_SEED, read_json_lines, read_zipped_csv
from real_input.material import Material
from regard.v1 import Entry, Offer

SYSTEM = "starbucks-rewards"
RECORDER = "systems/rewards"
COFFEE = "food-and-drink/coffee"
INFORMATIONAL = "informational"
HOURS = 90
CHANNELS = {"email": "email", "mobile": "push", "web": "web"}

Row = dict[str, str]


def read(folder: Path, now: datetime, *, members_max: int | None = None) -> Material:
    """members_max: only a seeded sample of so many members, each with all of their rows."""
    portfolio = read_json_lines(folder / "portfolio.json")
    members = [str(member["id"]) for member in read_json_lines(folder / "profile.json")]
    if members_max is not None and members_max < len(members):
        members = sorted(random.Random(SAMPLE_SEED).sample(members, members_max))
    rows = read_zipped_csv(folder / "transcript_first90h.csv.zip", "transcript.csv")
    by_member: dict[str, list[Row]] = {member: [] for member in members}
    for row in rows:
        if row["person"] in by_member:
            by_member[row["person"]].append(row)
    sent_by = {str(offer["id"]): _sent_by(offer["channels"]) for offer in portfolio}
    short = {str(offer["id"]) for offer in portfolio if offer["duration"] * 24 <= HOURS}
    began = now - timedelta(hours=HOURS)
    entries = {member: list(_entries(theirs, began, sent_by, short)) for member, theirs in by_member.items()}
    taken = [row for theirs in by_member.values() for row in theirs]
    return Material(
        name=folder.name,
        customers=members,
        entries={member: told for member, told in entries.items() if told},
        offers=[_offer(offer) for offer in portfolio],
        counts={
            "rows": len(taken),
            "rows that repeat an earlier one": len(taken) - len({tuple(row.values()) for row in taken}),
            "entries sent": sum(map(len, entries.values())),
            "entries in the ledger, each repeated one once": sum(
                len({entry.provenance.source_id for entry in told}) for told in entries.values()
            ),
            "members of whom there is no offer event": sum(not told for told in entries.values()),
            "completions without a look, taken for no answer": sum(
                row["event"] == "offer completed" and not _looked(row, theirs)
                for theirs in by_member.values()
                for row in _once_each(theirs)
            ),
        },
    )


def _entries(rows: Sequence[Row], began: datetime, sent_by: dict[str, str], short: set[str]) -> Iterator[Entry]:
    for row in rows:
        if row["event"] == "offer received":
            offer_id = row["value/offer id"]
            yield _response(row, offer_id, "presented", began, sent_by)
            if offer_id in short and not any(_views(other, offer_id) for other in rows):
                ran_out = {**row, "event": "offer ran out", "time": "72"}
                yield _response(ran_out, offer_id, "ignored", began, sent_by)
        elif row["event"] == "offer completed" and _looked(row, rows):
            yield _response(row, row["value/offer_id"], "accepted", began, sent_by)


def _response(row: Row, offer_id: str, outcome: str, began: datetime, sent_by: dict[str, str]) -> Entry:
    return regard.offer_response(
        offer_id,
        outcome,
        offer_channel=sent_by[offer_id],
        basis="observed",
        recorder=RECORDER,
        effective_time=began + timedelta(hours=int(row["time"])),
        source_system=SYSTEM,
        source_id=f"{row['event']}:{offer_id}:{row['time']}",
    )


def _views(row: Row, offer_id: str) -> bool:
    return row["event"] == "offer viewed" and row["value/offer id"] == offer_id


def _looked(completion: Row, rows: Sequence[Row]) -> bool:
    return any(
        _views(row, completion["value/offer_id"]) and int(row["time"]) <= int(completion["time"]) for row in rows
    )


def _once_each(rows: Sequence[Row]) -> list[Row]:
    return list({tuple(row.values()): row for row in rows}.values())


def _sent_by(channels: Sequence[str]) -> str:
    return next(ours for theirs, ours in CHANNELS.items() if theirs in channels)


def _offer(offer: dict[str, object]) -> Offer:
    return regard.offer(str(offer["id"]), offer_type=str(offer["offer_type"]), topics=[COFFEE], repeatable=True)
