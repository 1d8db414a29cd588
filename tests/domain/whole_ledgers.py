"""Random ledgers with entries of all kinds, in a small world, and snapshots of them of which nothing is left out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from domain.ledgers import NOW, OFFER_IDS, OFFER_TYPES, PATHS
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.compile import FIELD_OF
from regard_server.domain.content import (
    AddressAs,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Consent,
    ConsentStatus,
    ContactRule,
    Content,
    DoNotContact,
    Handling,
    IdentityLink,
    IdentityLinkStatus,
    Interaction,
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
from regard_server.domain.profile_view import ProfileView
from regard_server.domain.room import INTERACTIONS_MAX
from regard_server.domain.snapshot import Snapshot

DAY = timedelta(days=1)
STEPS = (timedelta(), timedelta(), timedelta(hours=1), DAY / 2, DAY, 2 * DAY, 5 * DAY, 40 * DAY)
"""From one write to the next."""
STARTS = (timedelta(), timedelta(), -DAY, -2 * DAY, -10 * DAY, -40 * DAY, -100 * DAY, DAY, 10 * DAY)
LENGTHS = (None, None, None, timedelta(hours=1), DAY, 2 * DAY, 10 * DAY, 60 * DAY)
WITHOUT_EXPIRY = (OfferResponse, Interaction, Restriction, IdentityLink)


class Ledger:
    """Entries in the order of recording; `topics_max` widens the world until a profile is full."""

    def __init__(self, seed: int, *, topics_max: int = 0) -> None:
        self.dice = Random(seed)
        self.now = NOW - 300 * DAY
        self.entries: list[Entry[Content]] = []
        self._topics = [f"t{number}" for number in range(topics_max)] or list(PATHS)

    def write(self, count: int) -> list[Entry[Content]]:
        """The next entries, of one write."""
        self.now += self.dice.choice(STEPS)
        revision = self.entries[-1].revision + 1 if self.entries else 1
        written = [self._entry(revision, ordinal) for ordinal in range(count)]
        self.entries += written
        return written

    def instants(self) -> list[datetime]:
        """From the last write on, each at which time alone may change something."""
        ends = [end for entry in self.entries for end in (entry.effective_at, entry.expire_at) if end is not None]
        ends += [entry.effective_at + days * DAY for entry in self.entries for days in (30, 90, 180)]
        return [self.now, *sorted({end for end in ends if end > self.now}), self.now + 1000 * DAY]

    def _entry(self, revision: int, ordinal: int) -> Entry[Content]:
        content, basis = self._content(), self.dice.choice(list(Basis))
        starts_at, length = self.now, None
        if not isinstance(content, Restriction | IdentityLink):  # the service writes these, from then on
            starts_at = self.now + self.dice.choice(STARTS)
        if not isinstance(content, WITHOUT_EXPIRY):
            length = self.dice.choice(LENGTHS)
        if isinstance(content, Moment) and self.dice.random() < 0.3:
            content = replace(content, pauses_selling_until=starts_at + self.dice.choice((DAY, 10 * DAY)))
        if isinstance(content, Consent) and basis is Basis.INFERRED:
            basis = Basis.STATED
        if isinstance(content, Preference) and content.stance is Stance.NEVER:
            basis = Basis.STATED
        return Entry(
            id=f"e{revision}-{ordinal}",
            provenance=Provenance(basis=basis, recorder="agents/mira.holt", quote="Said so."),
            content=content,
            effective_at=starts_at,
            expire_at=None if length is None else starts_at + length,
            revision=revision,
            ordinal=ordinal,
            created_at=self.now,
        )

    def _content(self) -> Content:
        pick = self.dice.choice
        match self.dice.randrange(12):
            case 0 | 1 | 2:
                topic = pick([*self._topics, ""])
                return Preference(topic=topic, offer_type="" if topic else pick(OFFER_TYPES), stance=pick(list(Stance)))
            case 3 | 4:
                return Consent(
                    purpose=pick(list(Purpose)[:2]),
                    channel=pick((Channel.UNSPECIFIED, Channel.EMAIL)),
                    status=pick(list(ConsentStatus)),
                )
            case 5:
                return pick(RULES)
            case 6:
                return Restriction(
                    purposes=pick(((Purpose.MARKETING,), (Purpose.MARKETING, Purpose.LOYALTY), (Purpose.RESEARCH,))),
                    status=pick(list(RestrictionStatus)),
                )
            case 7:
                return Moment(title="A day", handling=Handling.AVOID, kind=MomentKind.LOSS)
            case 8:
                return Interaction(channel=Channel.PHONE, summary="About the invoice.")
            case 9:
                return self._commitment()
            case 10:
                return IdentityLink(scheme="phone", value=pick("123"), status=pick(list(IdentityLinkStatus)))
        return OfferResponse(
            offer_id=pick(OFFER_IDS),
            offer_type=pick(OFFER_TYPES),
            topics=pick(((), ("sport/golf",))),
            outcome=pick(list(Outcome)),
            channel=pick((Channel.UNSPECIFIED, Channel.EMAIL)),
        )

    def _commitment(self) -> Commitment:
        due = self.dice.choice((None, DAY, 2 * DAY, 30 * DAY))
        return Commitment(
            what="To call back.",
            kind=CommitmentKind.PROMISE,
            owner="teams/returns",
            due_at=None if due is None else self.now + due,
            status=self.dice.choice((CommitmentStatus.OPEN, CommitmentStatus.OPEN, CommitmentStatus.KEPT)),
        )


RULES = (
    ContactRule(quiet_hours=QuietHours(start_minute=22 * 60, end_minute=7 * 60)),
    ContactRule(quiet_hours=QuietHours(start_minute=0, end_minute=24 * 60, days=(6, 7))),
    ContactRule(do_not_contact=DoNotContact()),
    ContactRule(do_not_contact=DoNotContact(channels=(Channel.EMAIL,))),
    ContactRule(preferred_channel=Channel.POST),
    ContactRule(address_as=AddressAs(name="Frau Dr. Brandt")),
    ContactRule(time_zone="Europe/Lisbon"),
)


def nothing_left_out(entries: Sequence[Entry[Content]], kept: Snapshot) -> Snapshot:
    """A snapshot that holds every entry which counts at some time, where `kept` has pruned."""
    fields: dict[str, list[Any]] = {}
    for entry in entries:
        fields.setdefault(FIELD_OF[type(entry.content)], []).append(entry)
    fields["commitments"] = [
        one for one in fields.get("commitments", []) if one.content.status is CommitmentStatus.OPEN
    ]
    fields["responses"] = [one for one in fields.get("responses", []) if one.content.outcome is not Outcome.PRESENTED]
    fields["identities"] = list(kept.identities)  # of which only the last word counts
    everything: dict[str, Any] = {name: tuple(found) for name, found in fields.items()}
    everything["recorded"] = dict.fromkeys(kept.recorded)
    return replace(kept, **everything)


def shown(view: ProfileView) -> dict[str, Any]:
    """All that a profile shows, without the evidence that nobody is promised: of an instruction given twice the older."""
    fields: dict[str, Any] = {
        name: [entry.id for entry in getattr(view, name)]
        for name in ("consents", "restrictions", "moments", "interactions", "identities", "responses")
    }
    fields["interactions"] = fields["interactions"][:INTERACTIONS_MAX]
    fields["commitments"] = sorted(entry.id for entry in view.commitments)
    fields["contact_rules"] = list(
        {entry.content if entry.content.do_not_contact else entry.id for entry in view.contact_rules}
    )
    fields["contact_rules"].sort(key=str)
    fields["states"] = {state.field: state.status for state in view.field_states}
    return fields
