"""Writes of every sort, drawn at random: entries of each kind, of the past and of the future, replaced, retracted, restricted."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.timeofday_pb2 import TimeOfDay

import regard
from regard.v1 import (
    ReleaseReservationRequest,
    ReleaseReservationResponse,
    ScreenOffersRequest,
    ScreenOffersResponse,
    contact_rule_pb2,
    entry_pb2,
    privacy_service_pb2,
)
from regard.v1 import profile_service_pb2 as pb
from serving import Clock

from .entries import MIRA
from .untyped import (
    Commitment,
    Consent,
    ContactRule,
    DoNotContact,
    Entry,
    Interaction,
    Moment,
    OfferResponse,
    Preference,
    Provenance,
    RestrictProcessingRequest,
)
from .wire import PRIVACY, PROFILES, SCREENING, Wire

TOPICS = (
    "food-and-drink",
    "food-and-drink/alcohol",
    "food-and-drink/alcohol/wine",
    "sports/golf",
    "sports/golf/mini-golf",
    "travel/cruises",
)
OFFERS = ("golf-club", "wine-evening", "cruise")
TYPES = ("membership", "event", "")
ZONES = ("Europe/Lisbon", "Asia/Tokyo")


def at(instant: datetime) -> Timestamp:
    timestamp = Timestamp()
    timestamp.FromDatetime(instant)
    return timestamp


class RandomWrites:
    """What one customer tells us, step by step. `entries` are the names of all that was recorded, by kind."""

    def __init__(self, wire: Wire, chance: random.Random, clock: Clock, customer: str = "customers/u1") -> None:
        self.customer = customer
        self._wire = wire
        self._chance = chance
        self._clock = clock
        self.entries: list[tuple[str, entry_pb2.Entry]] = []
        self.reservations: list[tuple[str, str]] = []
        self.retracted: set[str] = set()
        self.superseded: set[str] = set()

    def step(self) -> None:
        draw = self._chance.random()
        if draw < 0.14 and self.entries:
            self.retract()
        elif draw < 0.30 and self.entries:
            self.supersede()
        elif draw < 0.36:
            self.restrict()
        elif draw < 0.46:
            self.reserve()
        elif draw < 0.52 and self.reservations:
            self.use()
        else:
            self.record([self.entry() for _ in range(self._chance.choice([1, 1, 1, 2, 5]))])

    def record(self, entries: list[entry_pb2.Entry]) -> pb.RecordEntriesResponse:
        answer = self._wire.ask(
            f"{PROFILES}/RecordEntries",
            pb.RecordEntriesRequest(customer=self.customer, entries=entries),
            pb.RecordEntriesResponse,
        )
        self.entries += [(entry.name, entry) for entry in answer.entries]
        return answer

    def retract(self) -> None:
        name, _ = self._chance.choice(self.entries)
        self._wire.ask(
            f"{PROFILES}/RetractEntry",
            pb.RetractEntryRequest(name=name, reason="A mishearing.", recorder=MIRA),
            pb.RetractEntryResponse,
        )
        self.retracted.add(name)

    def supersede(self) -> None:
        """Of what counts; where that is nothing, nothing is written."""
        known = [(name, entry) for name, entry in self.entries if name not in self.retracted | self.superseded]
        if not known:
            return
        name, old = self._chance.choice(known)
        kind = str(old.WhichOneof("content"))
        answer = self._wire.ask(
            f"{PROFILES}/SupersedeEntry",
            pb.SupersedeEntryRequest(name=name, entry=self.entry(kind, instead_of=old)),
            pb.SupersedeEntryResponse,
        )
        self.superseded.add(name)
        self.entries.append((answer.entry.name, answer.entry))

    def restrict(self) -> None:
        purposes = self._chance.sample([1, 2, 3, 4], self._chance.randint(1, 2))
        self._wire.ask(
            f"{PRIVACY}/RestrictProcessing",
            RestrictProcessingRequest(
                customer=self.customer,
                purposes=purposes,
                status=self._chance.choice([1, 2]),
                reason="Asked for by letter.",
                recorder=MIRA,
            ),
            privacy_service_pb2.RestrictProcessingResponse,
        )

    def reserve(self) -> None:
        answer = self._wire.ask(
            f"{SCREENING}/ScreenOffers",
            ScreenOffersRequest(
                customer=self.customer,
                offers=[regard.offer(offer_id, offer_type="event", topics=["sports"]) for offer_id in OFFERS],
                purpose="PURPOSE_LOYALTY",
                channel="CHANNEL_APP",
                reserve=True,
                reserve_max=self._chance.choice([1, 2]),
            ),
            ScreenOffersResponse,
        )
        self.reservations += [(one.reservation, one.offer_id) for one in answer.decisions if one.reservation]

    def use(self) -> None:
        """Settles or releases one, which may have expired."""
        reservation, offer_id = self.reservations.pop(self._chance.randrange(len(self.reservations)))
        if self._chance.random() < 0.6:
            self.record([regard.offer_response(offer_id, "presented", reservation=reservation)])
        else:
            self._wire.ask(
                f"{SCREENING}/ReleaseReservation",
                ReleaseReservationRequest(name=reservation),
                ReleaseReservationResponse,
            )

    def entry(self, kind: str = "", *, instead_of: entry_pb2.Entry | None = None) -> Any:
        """What happened is corrected from its beginning on, which may be yet to come; so none ends before that."""
        chance = self._chance
        kind = kind or chance.choice(list(_CONTENT))
        entry: entry_pb2.Entry = Entry(**{kind: _CONTENT[kind](chance, self._clock.now)})
        basis = chance.choice([1, 1, 2, 3]) if kind in ("preference", "offer_response", "contact_rule") else 1
        if kind == "preference" and entry.preference.stance == entry_pb2.STANCE_NEVER:
            basis = 1
        if kind == "contact_rule" and entry.contact_rule.HasField("do_not_contact"):
            basis = 1
        entry.provenance.CopyFrom(Provenance(basis=basis, quote="In these words.", recorder=MIRA))
        begins = self._clock.now
        if instead_of is not None:
            begins = max(begins, instead_of.effective_time.ToDatetime(UTC))
        if chance.random() < 0.6:
            begins = self._clock.now + timedelta(days=chance.choice([-400, -100, -20, -1, 1, 15, 60]))
            entry.effective_time.CopyFrom(at(begins))
        if kind not in ("offer_response", "interaction") and chance.random() < 0.4:
            entry.expire_time.CopyFrom(at(begins + timedelta(days=chance.choice([1, 10, 50, 300]))))
        return entry


def _preference(chance: random.Random, _: datetime) -> Any:
    target = {"topic": chance.choice(TOPICS)} if chance.random() < 0.8 else {"offer_type": chance.choice(TYPES[:2])}
    return Preference(stance=chance.choice([1, 2, 3, 4]), **target)


def _offer_response(chance: random.Random, _: datetime) -> Any:
    return OfferResponse(
        offer_id=chance.choice(OFFERS), offer_type=chance.choice(TYPES), outcome=chance.choice([1, 2, 3, 3, 4, 5])
    )


def _moment(chance: random.Random, now: datetime) -> Any:
    pauses = at(now + timedelta(days=chance.choice([90, 500]))) if chance.random() < 0.3 else None
    return Moment(title="A day to remember", handling=chance.choice([1, 2, 3]), kind=3, pauses_selling_until=pauses)


def _interaction(chance: random.Random, _: datetime) -> Any:
    return Interaction(channel=chance.choice([1, 2, 3]), summary=f"About case {chance.randrange(99)}")


def _commitment(chance: random.Random, now: datetime) -> Any:
    return Commitment(
        what="Call back.",
        kind=1,
        owner=MIRA,
        due_time=at(now + timedelta(days=chance.randrange(1, 60))),
        status=chance.choice([0, 0, 2, 3, 4]),
    )


def _consent(chance: random.Random, _: datetime) -> Any:
    return Consent(purpose=chance.choice([1, 2]), channel=chance.choice([0, 1]), status=chance.choice([1, 2, 3]))


def _contact_rule(chance: random.Random, _: datetime) -> Any:
    rules: list[dict[str, Any]] = [
        {"time_zone": chance.choice(ZONES)},
        {"preferred_channel": chance.choice([1, 2])},
        {"preferred_person": chance.choice([MIRA, "agents/jo"])},
        {"address_as": contact_rule_pb2.AddressAs(name="Frau Dr. Brandt")},
        {"do_not_contact": DoNotContact(channels=[chance.choice([1, 2])])},
        {"quiet_hours": contact_rule_pb2.QuietHours(start=TimeOfDay(hours=21), end=TimeOfDay(hours=7))},
    ]
    return ContactRule(**chance.choice(rules))


_CONTENT: dict[str, Callable[[random.Random, datetime], Any]] = {
    "preference": _preference,
    "offer_response": _offer_response,
    "moment": _moment,
    "interaction": _interaction,
    "commitment": _commitment,
    "consent": _consent,
    "contact_rule": _contact_rule,
}
