"""Reserving: of what screening clears, what is about to be made is counted at once, so that no two callers take one place.

The offers of one call are taken in the order of their affinity, each while the caps leave room for it beside those that
hold already and those taken before it. What was taken is decided as if it did not count: it must not stand in its own way.
Everything else is decided as it is from then on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.channel import SELLING_PURPOSES, Channel, Purpose
from regard_server.domain.content import Reservation
from regard_server.domain.decision import Decision, Screening
from regard_server.domain.entry import Entry
from regard_server.domain.offer_set import OfferSet
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.profile import Profile, ProfileStatus
from regard_server.domain.screening import decide, is_restricted, ranked
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.span import LATEST

Held = Mapping[str, Entry[Reservation]]
"""By the id of the offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody is about to offer; `suppress_unknown` as in `screen`."""

    offers: OfferSet
    purpose: Purpose
    channel: Channel
    suppress_unknown: bool | None = None

    def profile(self, snapshot: Snapshot | None) -> Profile:
        return Profile(snapshot, policy=self.offers.policy, taxonomy=self.offers.taxonomy)

    def decide(self, profile: Profile, at: datetime) -> tuple[Sequence[Decision], datetime]:
        return decide(
            profile,
            self.offers,
            purpose=self.purpose,
            channel=self.channel,
            at=at,
            suppress_unknown=self.suppress_unknown,
        )


def chosen(wish: Wish, snapshot: Snapshot | None, *, number_max: int, at: datetime) -> list[Reservation]:
    """The offers to be reserved, the nearest to what the customer likes first."""
    profile = wish.profile(snapshot)
    decisions, _ = wish.decide(profile, at)
    policy = wish.offers.policy
    limited = wish.purpose in SELLING_PURPOSES and SuppressionReason.FREQUENCY_CAP not in policy.shadow_reasons
    room = profile.room(at) if limited and policy.frequency_caps else None
    offers = {ready.id: ready.offer for ready in wish.offers.offers}
    taken: list[Reservation] = []
    for decision in ranked(decisions):
        offer = offers[decision.offer_id]
        if not decision.cleared or offer is None or len(taken) >= number_max:
            break
        one = Reservation(
            offer_id=offer.id,
            offer_type=offer.offer_type,
            topics=offer.topics,
            purpose=wish.purpose,
            channel=wish.channel,
        )
        if room is None or room.take(one):
            taken.append(one)
    return taken


def screen_with(wish: Wish, snapshot: Snapshot | None, held: Held, *, at: datetime) -> Screening:
    """The answer with what the call has reserved, which the snapshot counts."""
    profile = wish.profile(snapshot)
    decisions, until = wish.decide(profile, at)
    if held:
        untouched, until_without = wish.decide(wish.profile(_without(snapshot, held)), at)
        until = min(until, until_without)
        decisions = [
            apart._replace(reservation=held[apart.offer_id], is_particular=True) if apart.offer_id in held else decision
            for decision, apart in zip(decisions, untouched, strict=True)
        ]
    restricted = is_restricted(profile, wish.offers, wish.purpose, wish.channel, at)
    return Screening(
        decisions=ranked(decisions),
        status=ProfileStatus.RESTRICTED if restricted else profile.status,
        expire_at=None if until is LATEST else until,
    )


def _without(snapshot: Snapshot | None, held: Held) -> Snapshot | None:
    if snapshot is None:
        return None
    ours = {one.key for one in held.values()}
    return replace(snapshot, reservations=tuple(one for one in snapshot.reservations if one.key not in ours))
