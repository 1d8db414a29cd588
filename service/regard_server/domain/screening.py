"""Screening: which offers may be made to this customer, now, here. All rules run; any suppression wins; all are told."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.channel import OUTBOUND_CHANNELS, SELLING_PURPOSES, Channel, Purpose
from regard_server.domain.decision import Decision, Screening
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.offer_set import Blank, OfferSet, ReadyOffer
from regard_server.domain.policy import Policy, SuppressionReason
from regard_server.domain.profile import Profile, ProfileStatus
from regard_server.domain.standing import EARLIEST, INDIFFERENT, LATEST, Standing
from regard_server.domain.suppression import Evidence, Suppression

DECISIONS_REMEMBERED_MAX = 64
"""Per profile; past that they are worked out anew."""


def screen(
    profile: Profile,
    offers: OfferSet | Sequence[Offer | MissingOffer],
    *,
    purpose: Purpose,
    channel: Channel,
    at: datetime,
    suppress_unknown: bool | None = None,
) -> Screening:
    """`suppress_unknown` is about customers nobody knows; None leaves it to the channel.

    Cleared offers come first, by affinity; ties, and the suppressed, in the order given.
    """
    if not isinstance(offers, OfferSet):
        offers = OfferSet(offers, policy=profile.policy, taxonomy=profile.taxonomy)
    decisions, holds_until = decide(
        profile, offers, purpose=purpose, channel=channel, at=at, suppress_unknown=suppress_unknown
    )
    ordered = sorted(decisions, key=_rank)
    return Screening(decisions=tuple(ordered), expire_at=None if holds_until is LATEST else holds_until)


def decide(
    profile: Profile,
    offers: OfferSet,
    *,
    purpose: Purpose,
    channel: Channel,
    at: datetime,
    suppress_unknown: bool | None = None,
) -> tuple[Sequence[Decision], datetime]:
    """The decisions in the order of the offers, and the instant at which time alone may change one, or LATEST.

    `profile` and `offers` must be of the same policy and taxonomy.
    """
    if suppress_unknown is None:
        suppress_unknown = suppress_unknown_by_default(channel)
    selling = purpose in SELLING_PURPOSES
    blank = _blank(profile, offers, selling=selling, suppress_unknown=suppress_unknown, at=at)
    borne_on = offers.bears_on(profile.targets)
    if not borne_on:
        return blank.decisions, blank.until
    decisions = list(blank.decisions)
    holds_until = blank.until
    for index in borne_on:
        decisions[index], until = _decide_one(profile, offers.offers[index], selling=selling, at=at)
        if until is not LATEST:
            holds_until = min(holds_until, until)
    return decisions, holds_until


def suppress_unknown_by_default(channel: Channel) -> bool:
    """Nobody knows them: leave them alone outside, serve them when they are here."""
    return channel in OUTBOUND_CHANNELS


def _rank(decision: Decision) -> tuple[bool, int]:
    return (False, -decision.affinity) if decision.cleared else (True, 0)


def _blank(profile: Profile, offers: OfferSet, *, selling: bool, suppress_unknown: bool, at: datetime) -> Blank:
    """What is decided where the profile has nothing to say, remembered with the offers."""
    key = (profile.status, selling, suppress_unknown)
    known = offers.blanks.get(key)
    if known is not None and known.since <= at < known.until:
        return known
    empty = Profile.without_entries(profile.status, policy=offers.policy, taxonomy=offers.taxonomy)
    everywhere = _about_the_profile(empty, suppress_unknown=suppress_unknown)
    screened = [
        _screen_one(empty, offer, everywhere, selling=selling, is_particular=False, at=at) for offer in offers.offers
    ]
    blank = Blank(
        decisions=tuple(decision for decision, _, _ in screened),
        since=max((since for _, since, _ in screened), default=EARLIEST),
        until=min((until for _, _, until in screened), default=LATEST),
    )
    offers.blanks[key] = blank
    return blank


def _decide_one(profile: Profile, ready: ReadyOffer, *, selling: bool, at: datetime) -> tuple[Decision, datetime]:
    """Of an offer that a known customer's profile bears on; remembered with the profile."""
    key = (ready, selling)
    known: tuple[Decision, datetime, datetime] | None = profile.remembered.get(key)
    if known is None or not known[1] <= at < known[2]:
        known = _screen_one(profile, ready, (), selling=selling, at=at)
        if len(profile.remembered) < DECISIONS_REMEMBERED_MAX:
            profile.remembered[key] = known
    return known[0], known[2]


def _screen_one(
    profile: Profile,
    ready: ReadyOffer,
    everywhere: tuple[Suppression, ...],
    *,
    selling: bool,
    at: datetime,
    is_particular: bool = True,
) -> tuple[Decision, datetime, datetime]:
    """The decision, and the span of time, around `at`, for which it holds."""
    offer = ready.offer
    if offer is None:
        missing = _suppression(profile.policy, SuppressionReason.OFFER_UNKNOWN)
        return _decision(ready.id, (*everywhere, missing), 0, (), is_particular=is_particular), EARLIEST, LATEST
    suppressions = list(everywhere)
    points = 0
    evidence: tuple[Evidence, ...] = ()
    since, until = _validity_span(offer, at)
    standings = [profile.standing(aspect, at) for aspect in ready.aspects]
    for standing in standings:
        points += standing.points
        evidence += standing.evidence
        if standing is not INDIFFERENT:
            since = max(since, standing.since)
            until = min(until, standing.until)
    if selling:
        suppressions += _disliked(standings)
    if not _is_valid(offer, at):
        begins_at = offer.valid_from if offer.valid_from is not None and at < offer.valid_from else None
        suppressions.append(_suppression(profile.policy, SuppressionReason.OFFER_NOT_VALID, until=begins_at))
    if selling:
        suppressions += ready.unclassified
        if profile.has_cool_downs:
            cooling_since, cooling_until = _add_cool_downs(profile, ready, at, suppressions)
            since, until = max(since, cooling_since), min(until, cooling_until)
    decision = _decision(ready.id, tuple(suppressions), points, _once_each(evidence), is_particular=is_particular)
    return decision, since, until


def _decision(
    offer_id: str,
    suppressions: tuple[Suppression, ...],
    points: int,
    evidence: tuple[Evidence, ...],
    *,
    is_particular: bool,
) -> Decision:
    return Decision(
        offer_id=offer_id,
        cleared=all(suppression.shadow for suppression in suppressions),
        suppressions=suppressions,
        affinity=points,
        affinity_evidence=evidence,
        is_particular=is_particular,
    )


def _suppression(policy: Policy, reason: SuppressionReason, *, until: datetime | None = None) -> Suppression:
    return Suppression(reason=reason, until=until, shadow=reason in policy.shadow_reasons)


def _about_the_profile(profile: Profile, *, suppress_unknown: bool) -> tuple[Suppression, ...]:
    if profile.status is ProfileStatus.UNAVAILABLE:
        # Whatever the policy tries out: an offer is never cleared because nobody could look.
        return (Suppression(reason=SuppressionReason.DATA_UNAVAILABLE),)
    if profile.status is ProfileStatus.UNKNOWN_CUSTOMER and suppress_unknown:
        return (_suppression(profile.policy, SuppressionReason.CUSTOMER_UNKNOWN),)
    return ()


def _disliked(standings: Sequence[Standing]) -> list[Suppression]:
    """One suppression for each deciding preference; where it decides several topics, until the last is free of it."""
    found = [standing.suppression for standing in standings if standing.suppression is not None]
    if len(found) < 2:
        return found
    by_entry: dict[tuple[str, str], Suppression] = {}
    for suppression in found:
        key = suppression.evidence[0].key
        earlier = by_entry.get(key)
        if earlier is None or _ends_later(suppression, earlier):
            by_entry[key] = suppression
    return list(by_entry.values())


def _ends_later(one: Suppression, other: Suppression) -> bool:
    return other.until is not None and (one.until is None or one.until > other.until)


def _is_valid(offer: Offer, at: datetime) -> bool:
    return (offer.valid_from is None or offer.valid_from <= at) and (
        offer.valid_until is None or at < offer.valid_until
    )


def _validity_span(offer: Offer, at: datetime) -> tuple[datetime, datetime]:
    """Around `at`, the span in which the offer's validity doesn't change."""
    if offer.valid_from is None and offer.valid_until is None:
        return EARLIEST, LATEST
    changes = [change for change in (offer.valid_from, offer.valid_until) if change is not None]
    return (
        max((change for change in changes if change <= at), default=EARLIEST),
        min((change for change in changes if change > at), default=LATEST),
    )


def _add_cool_downs(
    profile: Profile, ready: ReadyOffer, at: datetime, suppressions: list[Suppression]
) -> tuple[datetime, datetime]:
    """Adds the cool-downs that run for this offer; the span, around `at`, in which none begins, changes or ends."""
    begun, ends = EARLIEST, LATEST
    for target in ready.targets:
        for spans in profile.quiet_spans(target):
            for span in spans:
                if span.since <= at < span.until:
                    suppressions.append(span.suppression)
                for change in (span.since, span.until):
                    if change <= at:
                        begun = max(begun, change)
                    else:
                        ends = min(ends, change)
    return begun, ends


def _once_each(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return evidence if len(evidence) < 2 else tuple({entry.key: entry for entry in evidence}.values())
