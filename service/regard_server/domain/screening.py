"""Screening: which offers may be made to this customer, now, here. All rules run; any suppression wins; all are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard_server.domain.entry import OUTBOUND_CHANNELS, SELLING_PURPOSES, Channel, Purpose
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.policy import CoolDownScope, SuppressionReason
from regard_server.domain.profile import Profile, ProfileStatus
from regard_server.domain.standing import LATEST, Standing
from regard_server.domain.suppression import Evidence, Suppression


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`affinity` is in hundredths; see `standing` for how it is counted."""

    offer_id: str
    cleared: bool
    suppressions: tuple[Suppression, ...]
    affinity: int
    affinity_evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """`expire_at`: until then time alone doesn't change this answer; None where it never will."""

    decisions: tuple[Decision, ...]
    expire_at: datetime | None


def suppress_unknown_by_default(channel: Channel) -> bool:
    """Nobody knows them: leave them alone outside, serve them when they are here."""
    return channel in OUTBOUND_CHANNELS


def screen(
    profile: Profile,
    offers: Sequence[Offer | MissingOffer],
    *,
    purpose: Purpose,
    channel: Channel,
    at: datetime,
    suppress_unknown: bool | None = None,
) -> Screening:
    """`suppress_unknown` is about customers nobody knows; None leaves it to the channel."""
    if suppress_unknown is None:
        suppress_unknown = suppress_unknown_by_default(channel)
    everywhere = _about_the_profile(profile, suppress_unknown=suppress_unknown)
    selling = purpose in SELLING_PURPOSES
    expire_at = LATEST
    decisions = []
    for offer in offers:
        if isinstance(offer, MissingOffer):
            missing = _suppression(profile, SuppressionReason.OFFER_UNKNOWN)
            decision, holds_until = _decide(offer.id, (*everywhere, missing), 0, ()), LATEST
        else:
            decision, holds_until = _screen_one(profile, offer, everywhere, selling=selling, at=at)
        decisions.append(decision)
        expire_at = min(expire_at, holds_until)
    decisions.sort(key=lambda decision: (not decision.cleared, -decision.affinity if decision.cleared else 0))
    return Screening(decisions=tuple(decisions), expire_at=None if expire_at is LATEST else expire_at)


def _screen_one(
    profile: Profile, offer: Offer, everywhere: tuple[Suppression, ...], *, selling: bool, at: datetime
) -> tuple[Decision, datetime]:
    suppressions = list(everywhere)
    standings = _standings(profile, offer, at)
    points = 0
    evidence: tuple[Evidence, ...] = ()
    holds_until = LATEST
    for standing in standings:
        points += standing.points
        if standing.evidence:
            evidence += standing.evidence
        holds_until = min(holds_until, standing.until)
    if selling:
        suppressions += _disliked(standings)
    boundary = _next_validity_boundary(offer, at)
    if boundary is not None:
        holds_until = min(holds_until, boundary)
    if not _is_valid(offer, at):
        not_yet = offer.valid_from if offer.valid_from is not None and at < offer.valid_from else None
        suppressions.append(_suppression(profile, SuppressionReason.OFFER_NOT_VALID, until=not_yet))
    if selling:
        suppressions += _unclassified(profile, offer)
        if profile.quiet_spans:
            declined, boundary = _declined_recently(profile, offer, at)
            suppressions += declined
            holds_until = min(holds_until, boundary)
    if len(evidence) > 1:
        evidence = tuple({entry.id: entry for entry in evidence}.values())
    return _decide(offer.id, tuple(suppressions), points, evidence), holds_until


def _decide(
    offer_id: str, suppressions: tuple[Suppression, ...], points: int, evidence: tuple[Evidence, ...]
) -> Decision:
    return Decision(
        offer_id=offer_id,
        cleared=all(suppression.shadow for suppression in suppressions),
        suppressions=suppressions,
        affinity=points,
        affinity_evidence=evidence,
    )


def _suppression(
    profile: Profile, reason: SuppressionReason, *, until: datetime | None = None, topic: str = ""
) -> Suppression:
    return Suppression(reason=reason, until=until, shadow=reason in profile.policy.shadow_reasons, topic=topic)


def _about_the_profile(profile: Profile, *, suppress_unknown: bool) -> tuple[Suppression, ...]:
    if profile.status is ProfileStatus.UNAVAILABLE:
        # Whatever the policy tries out: an offer is never cleared because nobody could look.
        return (Suppression(reason=SuppressionReason.DATA_UNAVAILABLE),)
    if profile.status is ProfileStatus.UNKNOWN_CUSTOMER and suppress_unknown:
        return (_suppression(profile, SuppressionReason.CUSTOMER_UNKNOWN),)
    return ()


def _standings(profile: Profile, offer: Offer, at: datetime) -> list[Standing]:
    """How the customer stands to each thing that the offer is about."""
    standings = [profile.standing_to_topic(topic, at) for topic in dict.fromkeys(offer.topics)]
    if offer.offer_type:
        standings.append(profile.standing_to_offer_type(offer.offer_type, at))
    return standings


def _disliked(standings: Sequence[Standing]) -> list[Suppression]:
    """One suppression for each deciding preference; where it decides several topics, until the last is free of it."""
    found = [standing.suppression for standing in standings if standing.suppression is not None]
    if len(found) < 2:
        return found
    by_entry: dict[str, Suppression] = {}
    for suppression in found:
        entry_id = suppression.evidence[0].id
        earlier = by_entry.get(entry_id)
        if earlier is None or _ends_later(suppression, earlier):
            by_entry[entry_id] = suppression
    return list(by_entry.values())


def _ends_later(one: Suppression, other: Suppression) -> bool:
    return other.until is not None and (one.until is None or one.until > other.until)


def _is_valid(offer: Offer, at: datetime) -> bool:
    return (offer.valid_from is None or offer.valid_from <= at) and (
        offer.valid_until is None or at < offer.valid_until
    )


def _next_validity_boundary(offer: Offer, at: datetime) -> datetime | None:
    if offer.valid_from is not None and at < offer.valid_from:
        return offer.valid_from
    if offer.valid_until is not None and at < offer.valid_until:
        return offer.valid_until
    return None


def _unclassified(profile: Profile, offer: Offer) -> Iterator[Suppression]:
    if not offer.topics and profile.policy.suppress_offers_without_topics:
        yield _suppression(profile, SuppressionReason.OFFER_UNCLASSIFIED)
    for topic in dict.fromkeys(offer.topics):
        if not profile.taxonomy.knows(topic):
            yield _suppression(profile, SuppressionReason.OFFER_UNCLASSIFIED, topic=topic)


def _declined_recently(profile: Profile, offer: Offer, at: datetime) -> tuple[list[Suppression], datetime]:
    """The cool-downs that run for this offer, and the next instant at which one begins, changes or ends."""
    suppressions = []
    boundary = LATEST
    for place in _scopes(profile, offer):
        for spans in profile.quiet_spans.get(place, ()):
            for span in spans:
                if span.since <= at < span.until:
                    suppressions.append(span.suppression)
                    boundary = min(boundary, span.until)
                elif at < span.since:
                    boundary = min(boundary, span.since)
    return suppressions, boundary


def _scopes(profile: Profile, offer: Offer) -> Iterator[tuple[CoolDownScope, str]]:
    yield CoolDownScope.OFFER, offer.id
    if offer.offer_type:
        yield CoolDownScope.OFFER_TYPE, offer.offer_type
    if profile.rests_topics:
        for node in dict.fromkeys(node for topic in offer.topics for node in profile.taxonomy.lineage(topic)):
            yield CoolDownScope.TOPIC, node
