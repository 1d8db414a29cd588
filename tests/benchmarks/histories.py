"""Customers with a long history, written straight into a database: through the API everything is recorded today."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from workload import DISLIKED, LIKED

from regard_server.bootstrap import prepare
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Consent,
    ConsentStatus,
    Content,
    Handling,
    Interaction,
    Moment,
    MomentKind,
    OfferResponse,
    Outcome,
    Preference,
    Stance,
)
from regard_server.domain.entry import Basis, Draft, Provenance
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.rpc.worker import new_id
from regard_server.storage.database import Database, Transaction
from regard_server.usecases.record_entries import Recorded, RecordEntries, record_entries
from regard_server.usecases.retract_entry import RetractEntry, retract_entry

YEARS = timedelta(days=3650)
QUIET = timedelta(days=8)
"""Since the last entry, so that no frequency cap is used up."""
WRITES_PER_TRANSACTION = 200
MIRA = "agents/mira.holt"
TOPICS = ("telecom/devices",)
"""Of offers made before; none of those that are screened have it, or the longer history would have more to tell."""
OUTCOMES = (Outcome.PRESENTED, Outcome.IGNORED, Outcome.DECLINED, Outcome.ACCEPTED)


class History(NamedTuple):
    """`per_write`: how many entries a write has, drawn from these."""

    customer: str
    entries: int
    retractions: int
    per_write: tuple[int, ...] = (1, 1, 2, 3)


class Written(NamedTuple):
    """When it began and ended."""

    begins: datetime
    ends: datetime

    def at(self, share: float) -> datetime:
        return self.begins + (self.ends - self.begins) * share


def write_history(url: str, history: History) -> Written:
    """So many entries of mixed kinds, evenly over ten years, some retracted later; and last of all what is the same in every
    history, so that all are screened alike."""
    ends = datetime.now(UTC).replace(microsecond=0) - QUIET
    prepare(url, ends - YEARS)
    database = Database(url)
    writer = _Writer(history, ends)
    more = True
    while more:
        more = database.write(lambda tx, _: writer.write_some(tx))
    database.write(lambda tx, _: writer.write_last(tx))
    database.close()
    return Written(ends - YEARS, ends)


class _Writer:
    def __init__(self, history: History, ends: datetime) -> None:
        self._chance = random.Random(history.entries)
        self._history = history
        self._key = CustomerKey("default", history.customer)
        self._ids: list[str] = []
        self._now = ends - YEARS
        self._pause = YEARS / (history.entries + 1)
        self._retracted = 0

    def write_some(self, tx: Transaction) -> bool:
        for _ in range(WRITES_PER_TRANSACTION):
            if len(self._ids) >= self._history.entries:
                return False
            self._record(tx)
            if self._retracted * self._history.entries < self._history.retractions * len(self._ids):
                self._retract(tx)
        return True

    def _record(self, tx: Transaction) -> None:
        count = min(self._chance.choice(self._history.per_write), self._history.entries - len(self._ids))
        self._now += self._pause * count
        self._write(tx, self._contents(count))

    def write_last(self, tx: Transaction) -> None:
        """The twenty preferences of the full profile."""
        stances = [(topic, Stance.DISLIKES) for topic in DISLIKED] + [(topic, Stance.LIKES) for topic in LIKED]
        self._write(tx, [Preference(topic=topic, stance=stance) for topic, stance in stances])

    def _write(self, tx: Transaction, contents: Iterable[Content]) -> None:
        drafts = [Draft(provenance=_provenance(content), content=content) for content in contents]
        request = RecordEntries(key=self._key, drafts=drafts, policy=DEFAULT_POLICY)
        [outcome] = record_entries(tx, [request], now=self._now, new_id=new_id, look_first=False).outcomes
        assert isinstance(outcome, Recorded), outcome
        self._ids += [entry.id for entry in outcome.entries]

    def _retract(self, tx: Transaction) -> None:
        request = RetractEntry(
            key=self._key,
            entry_id=self._chance.choice(self._ids[-1000:]),
            reason="A mishearing.",
            recorder=MIRA,
            policy=DEFAULT_POLICY,
        )
        retract_entry(tx, request, now=self._now, new_id=new_id)
        self._retracted += 1

    def _contents(self, count: int) -> Iterator[Content]:
        chance = self._chance
        for _ in range(count):
            draw = chance.random()
            if draw < 0.05:
                yield Preference(topic=chance.choice(DISLIKED + LIKED), stance=chance.choice(list(Stance)))
            elif draw < 0.70:
                [outcome] = chance.choices(OUTCOMES, [80, 15, 3, 2])
                number = chance.randrange(300)
                yield OfferResponse(
                    offer_id=f"past-offer-{number}",
                    offer_type=f"past-type-{number % 20}",
                    topics=TOPICS,
                    outcome=outcome,
                    channel=Channel.EMAIL,
                )
            elif draw < 0.92:
                yield Interaction(channel=Channel.PHONE, summary="They asked about an invoice of last month. " * 4)
            elif draw < 0.925:
                yield Moment(title="Ten years", story="A story. " * 20, handling=Handling(1), kind=MomentKind(1))
            elif draw < 0.98:
                settled = CommitmentStatus.KEPT
                yield Commitment(what="Call back", kind=CommitmentKind.PROMISE, owner=MIRA, status=settled)
            else:
                channel = chance.choice([Channel.EMAIL, Channel.SMS, Channel.PHONE])
                yield Consent(purpose=Purpose.MARKETING, channel=channel, status=ConsentStatus.GIVEN)


def _provenance(content: Content) -> Provenance:
    if isinstance(content, OfferResponse):
        return Provenance(basis=Basis.OBSERVED, recorder="agents/offer-engine", channel=Channel.EMAIL)
    return Provenance(basis=Basis.STATED, quote="That is what I think of it, and I said so before.", recorder=MIRA)
