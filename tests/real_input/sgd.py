"""Task dialogues in which an assistant offers to do something and the customer says yes or no in their own words.

- A dialogue is a customer: the data don't say who speaks twice.
- `OFFER_INTENT` followed by `NEGATE_INTENT` or `AFFIRM_INTENT` is an offer DECLINED or ACCEPTED, STATED, with the whole
  utterance as quote. The source id is dialogue and turn.
- What was offered was one thing (these tickets, this flat), so each such turn is an offer of its own; its type is the
  intent, such as `buy-event-tickets`.
- `not now` and `maybe later` are DECLINED like a plain no: the contract has no outcome between them. They are counted.
- So is who comes back to a refused offer later in the dialogue. That is no answer to an offer, and becomes no entry; as an
  ACCEPTED it would not end the cool-down either.

No dialogue has a date: by convention each takes place one day ago. Second refusals are made of real first ones: two
dialogues in which the same kind of offer was refused are read as one customer, 40 and 1 days ago.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import regard
from real_input.data import read_json
from real_input.material import Material, slug
from regard.v1 import Entry, Offer

SYSTEM = "sgd"
RECORDER = "assistants/sgd"
CHANNEL = "messaging"

# What each intent's offers are about, by hand; most events of the set are concerts, some are matches.
TOPIC_OF = {
    "AddAlarm": "shopping/electronics",
    "BookAppointment": "health",
    "BuyBusTicket": "mobility/public-transport",
    "BuyEventTickets": "culture/live-music",
    "PlaySong": "culture/streaming",
    "RentMovie": "culture/streaming",
    "ReserveCar": "travel/car-rental",
    "ReserveHotel": "travel/hotels",
    "ScheduleVisit": "property",
    "TransferMoney": "finance/accounts",
}
LATER = re.compile(r"\b(not (right |just )?now|not yet|later|not at (this|the) (time|moment)|yet)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a customer said to an offer. `taken_up`: later in the dialogue they asked for just that, and got it."""

    dialogue: str
    turn: int
    intent: str
    outcome: str
    words: str
    taken_up: bool

    @property
    def offer_id(self) -> str:
        return f"{slug(self.intent)}.{self.dialogue}.{self.turn}"

    @property
    def offer_type(self) -> str:
        return slug(self.intent)

    @property
    def customer(self) -> str:
        return f"sgd-{self.dialogue}"

    def offer(self) -> Offer:
        return regard.offer(self.offer_id, offer_type=self.offer_type, topics=[TOPIC_OF[self.intent]], repeatable=True)

    def entry(self, said_at: datetime) -> Entry:
        return regard.offer_response(
            self.offer_id,
            self.outcome,
            offer_channel=CHANNEL,
            quote=self.words,
            recorder=RECORDER,
            channel=CHANNEL,
            stated_time=said_at,
            source_system=SYSTEM,
            source_id=f"{self.dialogue}:{self.turn}",
        )


def answers(folder: Path) -> list[Answer]:
    found: list[Answer] = []
    for path in sorted(folder.glob("dialogues_*.json.gz")):
        for dialogue in read_json(path):
            found += _answers_of(dialogue["dialogue_id"], dialogue["turns"])
    return found


def read(folder: Path, now: datetime) -> Material:
    """Every dialogue with an answered offer; TOPIC_OF names one topic that the default taxonomy lacks."""
    told = answers(folder)
    entries: dict[str, list[Entry]] = {}
    for answer in told:
        entries.setdefault(answer.customer, []).append(answer.entry(now - timedelta(days=1)))
    refusals = [answer for answer in told if answer.outcome == "declined"]
    return Material(
        name=folder.name,
        customers=list(entries),
        entries=entries,
        offers=[answer.offer() for answer in told],
        topics=[regard.v1.Topic(path="property", label="Flats and houses", synonyms=["real estate", "apartments"])],
        counts={
            "refusals": len(refusals),
            "refusals after which the customer asked for the same and got it": sum(one.taken_up for one in refusals),
            "refusals that say not now or later": sum(bool(LATER.search(answer.words)) for answer in refusals),
        },
    )


def pairs(refusals: Sequence[Answer]) -> Iterator[tuple[Answer, Answer]]:
    """Refusals of the same kind of offer, two by two in the order of the files; each but an odd last one is in a pair."""
    by_type: dict[str, list[Answer]] = {}
    for refusal in refusals:
        by_type.setdefault(refusal.offer_type, []).append(refusal)
    for alike in by_type.values():
        yield from zip(alike[::2], alike[1::2], strict=False)


def _answers_of(dialogue: str, turns: Sequence[dict[str, Any]]) -> Iterator[Answer]:
    for number, (asked, answered) in enumerate(pairwise(turns), start=1):
        offered = dict(_acts(asked)).get("OFFER_INTENT")
        if offered is None or answered["speaker"] != "USER":
            continue
        for act, _ in _acts(answered):
            if act in ("NEGATE_INTENT", "AFFIRM_INTENT"):
                yield Answer(
                    dialogue=dialogue,
                    turn=number,
                    intent=offered,
                    outcome="declined" if act == "NEGATE_INTENT" else "accepted",
                    words=str(answered["utterance"]),
                    taken_up=_is_done(offered, turns[number + 1 :]),
                )


def _is_done(intent: str, turns: Sequence[dict[str, Any]]) -> bool:
    asked = any(turn["speaker"] == "USER" and ("INFORM_INTENT", intent) in _acts(turn) for turn in turns)
    calls = (
        frame["service_call"]["method"]
        for turn in turns
        if any(act == "NOTIFY_SUCCESS" for act, _ in _acts(turn))
        for frame in turn["frames"]
        if "service_call" in frame
    )
    return asked and intent in calls


def _acts(turn: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each act of a turn, with its first value."""
    for frame in turn["frames"]:
        for action in frame["actions"]:
            yield action["act"], (action["values"] or [""])[0]
