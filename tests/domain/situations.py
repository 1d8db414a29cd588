"""A situation: a ledger, offers and an instant; and ways to screen it and to compare answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from regard_server.domain import screening
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    Consent,
    ContactRule,
    Content,
    Moment,
    OfferResponse,
    Outcome,
    Preference,
    Restriction,
)
from regard_server.domain.decision import Decision, Screening
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.offer_set import OfferSet
from regard_server.domain.policy import Policy
from regard_server.domain.presentations import presentation_of
from regard_server.domain.profile import Profile
from regard_server.domain.snapshot import Accepted, Snapshot
from regard_server.domain.suppression import Suppression
from regard_server.domain.taxonomy import Taxonomy

MICROSECOND = timedelta(microseconds=1)
ContentT = TypeVar("ContentT", bound=Content)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """`entries` are the ledger; an entry's revision is its place there."""

    entries: tuple[Entry[Content], ...]
    offers: tuple[Offer | MissingOffer, ...]
    policy: Policy
    taxonomy: Taxonomy
    purpose: Purpose
    channel: Channel
    at: datetime

    def __str__(self) -> str:
        """What somebody needs to see it in their mind."""
        lines = [f"at {self.at} for {self.purpose.name} by {self.channel.name}, policy {self.policy.version}"]
        lines += [
            f"{each.id} {each.provenance.basis.name} {each.content} [{each.effective_at}, {each.expire_at})"
            for each in self.entries
        ]
        return "\n    ".join([*lines, *map(str, self.offers)])

    def asked_for(self, *offers: Offer) -> "Situation":
        """These offers too."""
        return replace(self, offers=(*offers, *self.offers))

    def profile(self) -> Profile:
        """Of the whole ledger: nothing pruned, nothing remembered."""
        return Profile(whole(self.entries), policy=self.policy, taxonomy=self.taxonomy)

    def profile_of(self, snapshot: Snapshot | None) -> Profile:
        return Profile(snapshot, policy=self.policy, taxonomy=self.taxonomy)

    def unknown(self) -> Profile:
        return self.profile_of(None)

    def unreadable(self) -> Profile:
        return Profile(None, policy=self.policy, taxonomy=self.taxonomy, available=False)

    def screen(
        self, profile: Profile | None = None, *, at: datetime | None = None, ready: OfferSet | None = None
    ) -> Screening:
        """By a profile and offers as given, else by such as are made for it alone."""
        return screening.screen(
            profile or self.profile(),
            ready or self.offers,
            purpose=self.purpose,
            channel=self.channel,
            at=at or self.at,
        )

    def edges(self) -> list[datetime]:
        """Where an interval begins or ends, in order."""
        edges = {edge for entry in self.entries for edge in (entry.effective_at, entry.expire_at)}
        edges |= {entry.content.pauses_selling_until for entry in self.entries if isinstance(entry.content, Moment)}
        edges |= {
            edge for offer in self.offers if isinstance(offer, Offer) for edge in (offer.valid_from, offer.valid_until)
        }
        return sorted(edge for edge in edges if edge is not None)

    def changes(self) -> list[datetime]:
        """Every instant at which time alone might change something, in order: edges, ends of cool-downs, fading likes."""
        after = {
            Preference: (365, 3 * 365),
            OfferResponse: (1, 7, 10, 14, 20, 30, 40, 60, 90, 180),
        }
        found = {
            entry.effective_at + timedelta(days=days)
            for entry in self.entries
            for days in after.get(type(entry.content), ())
        }
        return sorted(found | set(self.edges()) | self.hours())

    def hours(self) -> set[datetime]:
        """The next two days, hour by hour, and the next week day by day: when clocks turn."""
        midnight = self.at.replace(hour=0, minute=0, second=0, microsecond=0)
        return {midnight + timedelta(hours=hour) for hour in (*range(48), *range(48, 10 * 24, 24))}


def whole(entries: Iterable[Entry[Content]]) -> Snapshot:
    """The snapshot that holds everything, of somebody who is known: something was recorded of them, whatever it was."""
    kept = list(entries)
    responses = _of(OfferResponse, kept)
    accepted = sorted(
        (
            one
            for one in responses
            if one.content.outcome is Outcome.ACCEPTED and one.provenance.basis is not Basis.INFERRED
        ),
        key=lambda one: (one.effective_at, one.id),
    )
    return Snapshot(
        customer="c",
        revision=len(kept),
        created_at=datetime.min,
        updated_at=datetime.min,
        horizon_at=datetime.min,
        preferences=_of(Preference, kept),
        responses=tuple(one for one in responses if one.content.outcome is not Outcome.PRESENTED),
        presentations=tuple(sorted(filter(None, map(presentation_of, kept)))),
        accepted={one.content.offer_id: _accepted(one) for one in reversed(accepted)},
        consents=_of(Consent, kept),
        contact_rules=_of(ContactRule, kept),
        restrictions=_of(Restriction, kept),
        moments=_of(Moment, kept),
        recorded={"preferences": None},
    )


def _of(content: type[ContentT], entries: Iterable[Entry[Content]]) -> tuple[Entry[ContentT], ...]:
    return tuple(cast("Entry[ContentT]", each) for each in entries if isinstance(each.content, content))


def _accepted(response: Entry[OfferResponse]) -> Accepted:
    return Accepted(entry_id=response.id, at=response.effective_at)


def told(answer: Screening) -> list[Any]:
    """All of an answer but its expire time, in its order, entries by their ids."""
    return [
        (decision.offer_id, *verdict_of(decision), decision.affinity, {each.id for each in decision.affinity_evidence})
        for decision in answer.decisions
    ]


def verdicts(answer: Screening) -> dict[str, Any]:
    """Verdict and suppressions of each offer."""
    return {decision.offer_id: verdict_of(decision) for decision in answer.decisions}


def verdict_of(decision: Decision) -> tuple[bool, list[Any]]:
    return decision.cleared, sorted(_plain(suppression) for suppression in decision.suppressions)


def cleared(answer: Screening) -> set[str]:
    return {decision.offer_id for decision in answer.decisions if decision.cleared}


def holds(answer: Screening, suppression: Suppression) -> bool:
    """Whether this answer, too, suppresses for this reason and on this target."""
    return any(
        (other.reason, other.topic, other.offer_type) == (suppression.reason, suppression.topic, suppression.offer_type)
        for decision in answer.decisions
        for other in decision.suppressions
    )


def single_target(offer: Offer, suppression: Suppression) -> Offer:
    """The offer, about nothing but what this suppression is about."""
    topics: Sequence[str] = (suppression.topic,) if suppression.topic else ()
    return replace(offer, topics=tuple(topics), offer_type=suppression.offer_type)


def _plain(suppression: Suppression) -> tuple[Any, ...]:
    ids = [each.id for each in suppression.evidence]
    return suppression.reason, ids, str(suppression.until), suppression.shadow
