"""The rewards programme once more, in the order of time, with three systems that reserve before they offer.

Each row is an occasion: an offer that was sent asks the mailer, one that was looked at asks the app, a purchase asks the
till, each for some of the ten offers, the one that the row is about first. Of what a system reserved it presents most
within the hour; some it releases, and some it forgets, so that it expires. What was completed after a look is ACCEPTED, as
in the adapter. Which way a reservation goes is drawn by a seed; everything else is the data's.

Beside it everything is counted by hand, from what was asked and done here and nothing that the service says: what holds,
what was presented, and so which offers there was room for.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from google.protobuf.duration_pb2 import Duration

import regard
from real_input.data import SAMPLE_SEED, read_json_lines, read_zipped_csv
from real_input.starbucks import COFFEE
from regard import Client
from regard.v1 import Decision, FrequencyCap, Offer, Policy
from serving import Clock

CAPS = {"all": (3, 24), "offer_type": (2, 48), "offer": (1, 90), "channel": (2, 24)}
"""By scope: so many presentations in so many hours."""
TIME_TO_LIVE = timedelta(minutes=50)
SYSTEMS = {"offer received": ("email", 1), "offer viewed": ("app", 2), "transaction": ("in-person", 1)}
"""By event: through which channel a system asks, and for how many."""

Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`room` is what there was room for, counted by hand; `reserved` what the service reserved."""

    customer: str
    room: tuple[str, ...]
    reserved: tuple[str, ...]
    decisions: Sequence[Decision]


@dataclass(frozen=True)
class Counted:
    """Of a customer: what was presented, or is held until an instant."""

    offer_id: str
    channel: str
    at: datetime
    until: datetime | None = None


@dataclass
class Replay:
    client: Client
    clock: Clock
    offers: dict[str, Offer]
    dice: Random = field(default_factory=lambda: Random(SAMPLE_SEED))
    asked: list[Asked] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    presented: dict[str, list[Counted]] = field(default_factory=dict)
    held: dict[str, list[Counted]] = field(default_factory=dict)
    looked: set[tuple[str, str]] = field(default_factory=set)

    def run(self, rows: Sequence[Row], began: datetime) -> None:
        for row in rows:
            # At some minute of the hour; what was reserved an hour before has been settled, released, or is over.
            self.clock.now = max(self.clock.now, began + timedelta(hours=int(row["time"])))
            customer, offer_id = row["person"], row.get("value/offer id") or row.get("value/offer_id") or ""
            if row["event"] == "offer viewed":
                self.looked.add((customer, offer_id))
            if row["event"] in SYSTEMS:
                self._occasion(customer, offer_id, *SYSTEMS[row["event"]])
            elif (customer, offer_id) in self.looked:
                self.client.record_entries(customer, [regard.offer_response(offer_id, "accepted")])
                self.done["accepted"] += 1

    def _occasion(self, customer: str, offer_id: str, channel: str, wanted: int) -> None:
        first = [self.offers[offer_id]] if offer_id else []
        asked = [*first, *(offer for offer in self.offers.values() if offer.offer_id != offer_id)]
        room = self._room(customer, asked, channel, wanted)
        now = self.clock.now
        answer = self.client.screen_offers(
            customer,
            asked,
            purpose="loyalty",
            channel=channel,
            on_unknown="allow",
            reserve=True,
            reserve_max=wanted,
        )
        taken = [decision for decision in answer.decisions if decision.reservation]
        reserved = tuple(decision.offer_id for decision in taken)
        self.asked.append(Asked(customer=customer, room=room, reserved=reserved, decisions=list(answer.decisions)))
        for decision in taken:
            self._use(customer, decision, channel, now)

    def _use(self, customer: str, decision: Decision, channel: str, now: datetime) -> None:
        what = self.dice.choices(("presented", "released", "forgotten"), (7, 2, 1))[0]
        self.done[what] += 1
        held = self.held.setdefault(customer, [])
        if what == "presented":
            entry = regard.offer_response(decision.offer_id, "presented", reservation=decision.reservation)
            self.client.record_entries(customer, [entry])
            self.presented.setdefault(customer, []).append(Counted(decision.offer_id, channel, now))
        elif what == "released":
            self.client.release_reservation(decision.reservation)
        else:
            held.append(Counted(decision.offer_id, channel, now, now + TIME_TO_LIVE))

    def _room(self, customer: str, asked: Sequence[Offer], channel: str, wanted: int) -> tuple[str, ...]:
        now = self.clock.now
        counted = list(self.presented.get(customer, ()))
        counted += [one for one in self.held.get(customer, ()) if one.until is not None and now < one.until]
        taken: list[str] = []
        for offer in asked:
            one = Counted(offer.offer_id, channel, now)
            if len(taken) < wanted and all(self._used(scope, counted, one) < most for scope, (most, _) in CAPS.items()):
                counted.append(one)
                taken.append(offer.offer_id)
        return tuple(taken)

    def _used(self, scope: str, counted: Sequence[Counted], by: Counted) -> int:
        _, hours = CAPS[scope]
        return sum(
            (one.until is not None or by.at < one.at + timedelta(hours=hours)) and self._alike(scope, one, by)
            for one in counted
        )

    def _alike(self, scope: str, one: Counted, other: Counted) -> bool:
        if scope == "offer_type":
            return self.offers[one.offer_id].offer_type == self.offers[other.offer_id].offer_type
        if scope == "offer":
            return one.offer_id == other.offer_id
        return scope == "all" or one.channel == other.channel

    def excesses(self) -> Iterator[str]:
        """Presentations with which a cap was exceeded."""
        for customer, presented in self.presented.items():
            for last in presented:
                before = [one for one in presented if one.at <= last.at]
                for scope, (most, _) in CAPS.items():
                    if self._used(scope, before, last) > most:
                        yield f"{customer}: {scope} at {last.at}"

    def used_up(self) -> Counter[str]:
        """By scope, presentations with which a cap was just used up."""
        return Counter(
            scope
            for presented in self.presented.values()
            for last in presented
            for scope, (most, _) in CAPS.items()
            if self._used(scope, [one for one in presented if one.at <= last.at], last) == most
        )


def read(folder: Path, *, members_max: int) -> tuple[list[Row], dict[str, Offer]]:
    """All rows of so many members to whom an offer was sent, each once, in the order of time; and the offers."""
    rows = read_zipped_csv(folder / "transcript_first90h.csv.zip", "transcript.csv")
    rows = list({tuple(row.values()): row for row in rows}.values())
    members = sorted({row["person"] for row in rows if row["event"] == "offer received"})
    sample = set(Random(SAMPLE_SEED).sample(members, min(members_max, len(members))))
    offers = {
        str(offer["id"]): regard.offer(
            str(offer["id"]), offer_type=str(offer["offer_type"]), topics=[COFFEE], repeatable=True
        )
        for offer in read_json_lines(folder / "portfolio.json")
    }
    told = [row for row in rows if row["person"] in sample]
    return sorted(told, key=lambda row: int(row["time"])), offers


def with_caps(client: Client) -> None:
    policy = client.get_policy().policy
    policy.CopyFrom(Policy(etag=policy.etag, cool_downs=policy.cool_downs))
    for scope, (most, hours) in CAPS.items():
        policy.frequency_caps.append(
            FrequencyCap(
                scope=f"CAP_SCOPE_{scope.upper()}",
                presentations_max=most,
                window=Duration(seconds=hours * 3600),
            )
        )
    policy.reservation_time_to_live.FromTimedelta(TIME_TO_LIVE)
    client.update_policy(policy, recorder="tests", reason="Caps that this traffic uses up.")
