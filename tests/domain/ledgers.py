"""Random ledgers in a small world, where entries often meet on one node and at one instant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random
from typing import TypeVar

from domain.situations import MICROSECOND, Situation
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    Consent,
    ConsentStatus,
    ContactRule,
    Content,
    DoNotContact,
    Handling,
    Moment,
    MomentKind,
    OfferResponse,
    Outcome,
    Preference,
    QuietHours,
    Restriction,
    RestrictionStatus,
    Stance,
)
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.policy import (
    DEFAULT_POLICY,
    Calendar,
    CapScope,
    ConsentNeed,
    CoolDown,
    CoolDownScope,
    FrequencyCap,
)
from regard_server.domain.taxonomy import Taxonomy, Topic

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)

ALIASES = {"cellar": "drinks/wine"}
PATHS = ("drinks", "drinks/wine", "drinks/wine/red", "drinks/beer", "sport", "sport/golf", "cellar", "cellar/red")
TAXONOMY = Taxonomy({path: Topic(path=path, label=path, moved_to=ALIASES.get(path, "")) for path in PATHS}, version=1)
OFFER_TYPES = ("card", "trip")
OFFER_IDS = ("o1", "o2", "o3")
ENTRIES_MAX = 12
ABOUT_CONTACT = (0, 0, 0, 1, 4)
"""How many entries a ledger has besides that are about contact: rarely any, or they would hide what preferences do."""
SIZES = (2, 6, 9, ENTRIES_MAX, ENTRIES_MAX)

TOPIC_RULE = CoolDown(
    scope=CoolDownScope.TOPIC,
    outcomes=frozenset({Outcome.DECLINED, Outcome.COMPLAINED}),
    responses_min=1,
    window=200 * DAY,
    duration=10 * DAY,
    growth_factor=2.0,
    duration_max=60 * DAY,
)
BUSY_POLICY = replace(
    DEFAULT_POLICY,
    version=2,
    time_zone="Europe/Berlin",
    quiet_hours=QuietHours(start_minute=12 * 60, end_minute=14 * 60, days=(1, 3, 5)),
    cool_downs=(*DEFAULT_POLICY.cool_downs, TOPIC_RULE),
    frequency_caps=(
        FrequencyCap(scope=CapScope.OFFER, presentations_max=1, calendar=Calendar.WEEK),
        FrequencyCap(scope=CapScope.OFFER_TYPE, presentations_max=2, window=30 * DAY),
        FrequencyCap(scope=CapScope.CHANNEL, presentations_max=1, window=DAY),
        FrequencyCap(scope=CapScope.ALL, presentations_max=2, calendar=Calendar.DAY),
    ),
    consent_needs=(*DEFAULT_POLICY.consent_needs, ConsentNeed(purpose=Purpose.RESEARCH)),
)

# What is rare in these tables would be rare in the examples, and a rule that needs three entries on one path would hardly
# ever be met: hence the repetitions.
DAYS = (0, 0, -0.5, -1, -2, -10, -30, -31, -60, -90, -100, -180, -400, 1, 10, 30, 90)
STEPS = (timedelta(), timedelta(), timedelta(), MICROSECOND, -MICROSECOND)
INSTANTS = tuple(NOW + day * DAY + step for step in STEPS for day in DAYS)
LENGTHS = (None, None, None, None, *(count * DAY for count in (1, 10, 40, 90, 400)))
CHAIN = (("drinks", ""), ("drinks/wine", ""), ("drinks/wine/red", ""))
TARGETS = (*CHAIN * 4, *((path, "") for path in PATHS), *(("", kind) for kind in OFFER_TYPES))
"""What a preference is on: topic and offer type."""
WISHES = tuple(
    (basis, stance)
    for basis in (Basis.STATED, Basis.STATED, Basis.OBSERVED, Basis.INFERRED)
    for stance in Stance
    if basis is Basis.STATED or stance is not Stance.NEVER
)
TYPES = ("", *OFFER_TYPES)
ABOUT = (
    *((path,) for path in PATHS),
    *((("drinks/wine/red",), ("cellar/red",)) * 3),
    *permutations(("drinks/wine/red", "sport/golf", "drinks/beer"), 2),
    (),
    ("drinks/unknown",),
)
"""Topics of an offer or a response."""
OUTCOMES = (Outcome.DECLINED, Outcome.DECLINED, Outcome.PRESENTED, *Outcome)
ZONES = ("America/New_York", "Pacific/Auckland", "Asia/Kolkata")
HOURS = (
    QuietHours(start_minute=9 * 60, end_minute=17 * 60),
    QuietHours(start_minute=22 * 60, end_minute=12 * 60 + 30, days=(1, 6, 7)),
    QuietHours(start_minute=0, end_minute=24 * 60, days=(1, 2)),
)
PURPOSES = (*(Purpose.MARKETING, Purpose.LOYALTY) * 3, *Purpose)
RECENT = tuple(NOW + days * DAY for days in (0, 0, 0, 0, -1, -2, -10, -100))
T = TypeVar("T")

EVERYTHING = (
    *(Offer(id=f"all-{index}", topics=(path,)) for index, path in enumerate(PATHS)),
    *(Offer(id=f"all-{kind}", offer_type=kind) for kind in OFFER_TYPES),
    Offer(id="all-golf-and-wine", topics=("sport/golf", "drinks/wine/red")),
    Offer(id="all-beer-and-wine", topics=("drinks/beer", "cellar"), offer_type="trip"),
)
"""An offer for each target that a preference can be on, so that none goes unasked."""


def entry(content: Content, basis: Basis, effective_at: datetime, expire_at: datetime | None = None) -> Entry[Content]:
    """Not yet in a ledger: see `as_ledger`."""
    return Entry(
        id="",
        provenance=Provenance(basis=basis, recorder="agents/mira.holt", quote="Said so."),
        content=content,
        effective_at=effective_at,
        expire_at=expire_at,
        revision=0,
        ordinal=0,
        created_at=NOW,
    )


def as_ledger(entries: Sequence[Entry[Content]]) -> tuple[Entry[Content], ...]:
    """Each in its place, one write after the other; ids, once given, stay."""
    return tuple(replace(each, id=each.id or f"e{index}", revision=index + 1) for index, each in enumerate(entries))


class Dice:
    """Picks from the tables, the same for the same seed."""

    def __init__(self, seed: int | str) -> None:
        self._random = Random(seed)

    def situation(self) -> Situation:
        entries: list[Entry[Content]] = []
        for _ in range(self.pick(SIZES)):
            entries.append(self.response() if self.pick((True, False, False)) else self.preference(entries))
        for _ in range(self.pick(ABOUT_CONTACT)):
            entries.insert(self.pick(range(len(entries) + 1)), self.about_contact())
        return Situation(
            entries=as_ledger(entries),
            offers=(*(self.offer(offer_id) for offer_id in OFFER_IDS), MissingOffer("nowhere")),
            policy=self.pick((DEFAULT_POLICY, BUSY_POLICY)),
            taxonomy=TAXONOMY,
            purpose=self.pick(PURPOSES),
            channel=self.pick((Channel.APP, Channel.APP, Channel.EMAIL, Channel.POST)),
            at=self.pick((NOW, NOW, self.instant())),
        )

    def preference(self, others: Sequence[Entry[Content]] = ()) -> Entry[Content]:
        """Often on the target of one of the others, and mostly with its basis: only such follow each other."""
        (basis, stance), (topic, offer_type) = self.pick(WISHES), self.pick(TARGETS)
        wishes = [other for other in others if isinstance(other.content, Preference)]
        if self.pick((True, False)) and wishes:
            alike = self.pick(wishes)
            assert isinstance(alike.content, Preference)
            topic, offer_type = alike.content.topic, alike.content.offer_type
            basis = self.pick((basis, alike.provenance.basis, alike.provenance.basis))
            stance = self.pick([stance for allowed, stance in WISHES if allowed is basis])
        return entry(Preference(topic=topic, offer_type=offer_type, stance=stance), basis, *self.interval())

    def response(self) -> Entry[Content]:
        content = OfferResponse(
            offer_id=self.pick(OFFER_IDS),
            offer_type=self.pick(TYPES),
            topics=self.pick(ABOUT),
            outcome=self.pick(OUTCOMES),
            channel=self.pick((Channel.UNSPECIFIED, Channel.APP, Channel.EMAIL)),
        )
        return entry(content, Basis.OBSERVED, self.instant())

    def about_contact(self) -> Entry[Content]:
        since, until = self.interval()
        purposes = self.pick(((), (Purpose.LOYALTY,), (Purpose.MARKETING, Purpose.SERVICE)))
        channels = self.pick(((), (Channel.EMAIL,), (Channel.APP, Channel.SMS)))
        contents: tuple[Content, ...] = (
            Consent(
                purpose=self.pick((Purpose.MARKETING, Purpose.MARKETING, Purpose.RESEARCH)),
                channel=self.pick((Channel.UNSPECIFIED, Channel.EMAIL)),
                status=self.pick((ConsentStatus.GIVEN, ConsentStatus.GIVEN, ConsentStatus.WITHDRAWN)),
            ),
            ContactRule(do_not_contact=DoNotContact(channels=channels, purposes=purposes)),
            ContactRule(quiet_hours=self.pick(HOURS)),
            ContactRule(time_zone=self.pick(ZONES)),
            Moment(
                title="What happened",
                handling=Handling.AVOID,
                kind=MomentKind.LOSS,
                pauses_selling_until=since + self.pick((DAY, 30 * DAY, 400 * DAY)),
            ),
            Restriction(
                purposes=purposes or (Purpose.RESEARCH,),
                status=self.pick((RestrictionStatus.RESTRICTED, RestrictionStatus.LIFTED)),
            ),
        )
        content = self.pick(contents)
        may_be_guessed = isinstance(content, Moment) or (
            isinstance(content, ContactRule) and not content.do_not_contact
        )
        return entry(
            content,
            Basis.INFERRED if may_be_guessed and self.pick((True, *(False,) * 4)) else Basis.STATED,
            since,
            until,
        )

    def offer(self, offer_id: str) -> Offer:
        valid_from, valid_until = self.pick(((None, None), (None, None), self.interval()))
        return Offer(
            id=offer_id,
            offer_type=self.pick(TYPES),
            topics=self.pick(ABOUT),
            valid_from=valid_from,
            valid_until=valid_until,
            repeatable=self.pick((True, True, False)),
        )

    def recordings(self) -> list[datetime]:
        """When each entry of a ledger, and one more, was recorded."""
        return sorted(self.pick(RECENT) for _ in range(ENTRIES_MAX + max(ABOUT_CONTACT) + 1))

    def interval(self) -> tuple[datetime, datetime | None]:
        since, length = self.instant(), self.pick(LENGTHS)
        return since, None if length is None else since + length

    def instant(self) -> datetime:
        return self.pick(INSTANTS)

    def shuffled(self, things: Sequence[T]) -> list[T]:
        return self._random.sample(things, len(things))

    def pick(self, table: Sequence[T]) -> T:
        return self._random.choice(table)
