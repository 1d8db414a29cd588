"""Entries that the machine has recorded: all kinds, in a small world, where they often meet on one thing and one instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from google.type.dayofweek_pb2 import DayOfWeek
from google.type.timeofday_pb2 import TimeOfDay
from hypothesis import strategies as st

from machine.ledgers import timestamp
from regard.v1 import (
    AddressAs,
    Answer,
    Basis,
    Channel,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Consent,
    ConsentStatus,
    ContactRule,
    DoNotContact,
    Entry,
    Handling,
    Interaction,
    Moment,
    MomentKind,
    Offer,
    OfferResponse,
    Outcome,
    Preference,
    Provenance,
    Purpose,
    QuietHours,
    Sensitivity,
    Stance,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIRA = "agents/mira.holt"
ALCOHOL = "food-and-drink/alcohol"
TOPICS = ("food-and-drink", ALCOHOL, f"{ALCOHOL}/wine", f"{ALCOHOL}/wine", "sports/golf")
TYPES = ("credit-card", "membership")
OFFERS = (
    *(Offer(offer_id=f"about-{index}", topics=[topic]) for index, topic in enumerate(sorted(set(TOPICS)))),
    *(Offer(offer_id=f"a-{kind}", offer_type=kind) for kind in TYPES),
    Offer(offer_id="both", topics=["sports/golf", f"{ALCOHOL}/wine"], offer_type="membership"),
)
STARTS = (None, None, None, None, 0 * DAY, -HOUR, -DAY, -DAY, -2 * DAY, -10 * DAY, -40 * DAY, HOUR, DAY, 10 * DAY)
LENGTHS = (None, None, None, HOUR, DAY, 2 * DAY, 10 * DAY, 40 * DAY)
WORDS = ("My word.", "In these words.", "Zażółć gęślą jaźń 🏌️")
KINDS = ("preference", "consent", "contact_rule", "moment", "interaction", "commitment", "offer_response")
WITHOUT_EXPIRY = frozenset({"interaction", "offer_response"})
Content = Preference | Consent | ContactRule | Moment | Interaction | Commitment | OfferResponse


@dataclass(frozen=True)
class Draft:
    """`start`, `length` and `until` (the due time, or the end of a pause) are told from the time of recording, from the
    start and from the start. `sourced` and `named` make the entry recognisable."""

    content: Content
    basis: int
    quote: str
    start: timedelta | None
    length: timedelta | None
    until: timedelta | None
    stated: timedelta | None
    sourced: bool
    named: bool

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if isinstance(self.content, _TYPES[kind]))

    def message(self, customer: str, now: datetime, number: int) -> Entry:
        entry = Entry(
            provenance=Provenance(basis=self.basis, quote=self.quote, recorder=MIRA),  # type: ignore[arg-type]
            **{self.kind: self.content},  # type: ignore[arg-type]
        )
        if self.stated is not None:
            entry.provenance.stated_time.CopyFrom(timestamp(now + self.stated))
        starts_at = now + (self.start if self.start is not None else self.stated or 0 * DAY)
        if self.start is not None:
            entry.effective_time.CopyFrom(timestamp(starts_at))
        if self.length is not None:
            entry.expire_time.CopyFrom(timestamp(starts_at + self.length))
        if self.until is not None and self.kind == "commitment":
            entry.commitment.due_time.CopyFrom(timestamp(starts_at + self.until))
        if self.until is not None and self.kind == "moment":
            entry.moment.pauses_selling_until.CopyFrom(timestamp(starts_at + self.until))
        if self.sourced:
            entry.provenance.source_system, entry.provenance.source_id = "crm", f"row-{number}"
        if self.named:
            entry.name = f"customers/{customer}/entries/e{number}"
        return entry


def drafts(kinds: Sequence[str] = KINDS) -> st.SearchStrategy[Draft]:
    return st.sampled_from(kinds).flatmap(_drafts_of)


def other_word(said: Any, on_it: Any) -> Any:
    """Something else on the same thing: the one's target, the other's word on it."""
    changed = type(said)()
    changed.CopyFrom(said)
    match said:
        case Preference():
            if on_it.stance != Stance.STANCE_NEVER:
                changed.stance = on_it.stance
        case Consent():
            changed.status = on_it.status
        case ContactRule():
            sort = said.WhichOneof("rule")
            return [rule for rule in _RULES if rule.WhichOneof("rule") == sort and rule != said][-1]
        case _:
            return on_it
    return changed


def _drafts_of(kind: str) -> st.SearchStrategy[Draft]:
    bases = [Basis.BASIS_STATED, Basis.BASIS_STATED, Basis.BASIS_OBSERVED]
    if kind not in ("consent", "contact_rule"):
        bases.append(Basis.BASIS_INFERRED)
    return st.builds(
        Draft,
        content=_CONTENTS[kind],
        basis=st.sampled_from(bases),
        quote=st.sampled_from(WORDS),
        start=st.sampled_from(STARTS),
        length=st.none() if kind in WITHOUT_EXPIRY else st.sampled_from(LENGTHS),
        until=st.sampled_from((HOUR, DAY, 10 * DAY)),
        stated=st.sampled_from((None, None, None, -DAY, -10 * DAY)),
        sourced=st.sampled_from((False, False, True)),
        named=st.sampled_from((False, False, True)),
    ).map(_made_good)


def _made_good(draft: Draft) -> Draft:
    """NEVER is the customer's alone to say."""
    content: Any = draft.content
    if draft.kind == "preference" and content.stance == Stance.STANCE_NEVER and draft.basis != Basis.BASIS_STATED:
        return Draft(**{**vars(draft), "basis": Basis.BASIS_STATED})
    return draft


def _values(enum: Any) -> list[int]:
    return list(enum.values())[1:]


def _preference(target: tuple[str, str], stance: int) -> Preference:
    topic, offer_type = target
    if topic:
        return Preference(topic=topic, stance=stance)  # type: ignore[arg-type]
    return Preference(offer_type=offer_type, stance=stance)  # type: ignore[arg-type]


_TYPES: dict[str, type] = {
    "preference": Preference,
    "consent": Consent,
    "contact_rule": ContactRule,
    "moment": Moment,
    "interaction": Interaction,
    "commitment": Commitment,
    "offer_response": OfferResponse,
}
_RULES = (
    ContactRule(quiet_hours=QuietHours(start=TimeOfDay(hours=22), end=TimeOfDay(hours=7, minutes=30))),
    ContactRule(
        quiet_hours=QuietHours(
            start=TimeOfDay(hours=0), end=TimeOfDay(hours=24), days=[DayOfWeek.SATURDAY, DayOfWeek.SUNDAY]
        )
    ),
    ContactRule(do_not_contact=DoNotContact()),
    ContactRule(do_not_contact=DoNotContact(channels=[Channel.CHANNEL_SMS, Channel.CHANNEL_PHONE])),
    ContactRule(do_not_contact=DoNotContact(purposes=[Purpose.PURPOSE_RESEARCH])),
    ContactRule(preferred_channel=Channel.CHANNEL_POST),
    ContactRule(preferred_channel=Channel.CHANNEL_APP),
    ContactRule(preferred_person=MIRA),
    ContactRule(preferred_person="agents/otto"),
    ContactRule(address_as=AddressAs(name="Frau Dr. Brandt", language="de-AT")),
    ContactRule(address_as=AddressAs(pronouns="they/them")),
    ContactRule(time_zone="Europe/Lisbon"),
    ContactRule(time_zone="Asia/Kathmandu"),
)
_CONTENTS: dict[str, st.SearchStrategy[Any]] = {
    "preference": st.builds(
        _preference,
        st.sampled_from([*((topic, "") for topic in TOPICS), *(("", kind) for kind in TYPES)]),
        st.sampled_from(_values(Stance)),
    ),
    "consent": st.builds(
        Consent,
        purpose=st.sampled_from([Purpose.PURPOSE_MARKETING, Purpose.PURPOSE_LOYALTY]),
        channel=st.sampled_from([Channel.CHANNEL_UNSPECIFIED, Channel.CHANNEL_EMAIL]),
        status=st.sampled_from(_values(ConsentStatus)),
        document=st.sampled_from(["", "newsletter-2026-03"]),
    ),
    "contact_rule": st.sampled_from(_RULES),
    "moment": st.builds(
        Moment,
        title=st.sampled_from(["Wedding", "A lost suitcase"]),
        story=st.just("There is something to tell."),
        handling=st.sampled_from(_values(Handling)),
        sensitivity=st.sampled_from(_values(Sensitivity)),
        kind=st.sampled_from(_values(MomentKind)),
    ),
    "interaction": st.builds(
        Interaction,
        channel=st.sampled_from(_values(Channel)),
        summary=st.sampled_from(["About the invoice.", "About the dog."]),
        tried=st.just(["Turned it off and on."]),
        answers=st.just([Answer(question="Which one?", answer="The other one.")]),
        resolved=st.booleans(),
    ),
    "commitment": st.builds(
        Commitment,
        what=st.sampled_from(["To call back.", "To send a new one."]),
        kind=st.sampled_from(_values(CommitmentKind)),
        owner=st.just("teams/returns"),
        status=st.sampled_from(
            [*[CommitmentStatus.COMMITMENT_STATUS_OPEN] * 4, CommitmentStatus.COMMITMENT_STATUS_KEPT]
        ),
    ),
    "offer_response": st.builds(
        OfferResponse,
        offer_id=st.sampled_from(["o1", "o2"]),
        offer_type=st.sampled_from(TYPES),
        topics=st.sampled_from([[], ["sports/golf"]]),
        outcome=st.sampled_from(_values(Outcome)),
    ),
}
