"""Screening: which offers may be made to this customer, now, here. All rules run; any suppression wins; all are told."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from regard_server.domain.channel import OUTBOUND_CHANNELS, SELLING_PURPOSES, Channel, Purpose
from regard_server.domain.contact import NOTHING_SAID, UNHINDERED, Contact, contact
from regard_server.domain.cool_downs import QuietSpan
from regard_server.domain.decision import Decision, Screening
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.offer_set import Blank, OfferSet, ReadyOffer
from regard_server.domain.policy import Policy, SuppressionReason
from regard_server.domain.profile import Profile, ProfileStatus
from regard_server.domain.span import EARLIEST, LATEST, around
from regard_server.domain.standing import Standing
from regard_server.domain.suppression import Evidence, Mention, Suppression

DECISIONS_REMEMBERED_MAX = 64
"""Per profile; past that they are worked out anew."""
BLANKS_REMEMBERED_MAX = 32
"""Per offer set: quiet hours end at another instant each day, and in each zone."""
_AFFINITY = attrgetter("affinity")


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
    against = _contact(profile, offers, purpose, channel, at)
    decisions, holds_until = _decide(
        profile, offers, against, purpose=purpose, channel=channel, at=at, suppress_unknown=suppress_unknown
    )
    return Screening(
        decisions=ranked(decisions),
        status=ProfileStatus.RESTRICTED if against.is_restricted else profile.status,
        expire_at=None if holds_until is LATEST else holds_until,
    )


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
    against = _contact(profile, offers, purpose, channel, at)
    return _decide(profile, offers, against, purpose=purpose, channel=channel, at=at, suppress_unknown=suppress_unknown)


def _decide(
    profile: Profile,
    offers: OfferSet,
    against: Contact,
    *,
    purpose: Purpose,
    channel: Channel,
    at: datetime,
    suppress_unknown: bool | None,
) -> tuple[Sequence[Decision], datetime]:
    if suppress_unknown is None:
        suppress_unknown = suppress_unknown_by_default(channel)
    selling = purpose in SELLING_PURPOSES
    status = profile.status
    if status is ProfileStatus.UNKNOWN_CUSTOMER and profile.snapshot is not None:
        # Nobody knows them, and yet something counts that was reserved for them: it is told beside.
        about = _about_the_profile(profile, suppress_unknown=suppress_unknown)
        against = replace(against, before=(*about, *against.before), is_own=True)
        status = ProfileStatus.KNOWN
    blank = _blank(status, offers, against, selling=selling, suppress_unknown=suppress_unknown, at=at)
    holds_until = blank.until if against.until is LATEST else min(blank.until, against.until)
    borne_on = offers.bears_on(profile.targets)
    if profile.accepted:
        borne_on |= offers.places_of(profile.accepted.keys())
    if not borne_on and not against.is_own:
        return blank.decisions, holds_until
    decisions = [_hindered(decision, against) for decision in blank.decisions] if against.is_own else [*blank.decisions]
    for index in borne_on:
        decisions[index], until = _decide_one(
            profile, offers.offers[index], against, place=(purpose, channel), selling=selling, at=at
        )
        if until is not LATEST:
            holds_until = min(holds_until, until)
    return decisions, holds_until


def is_restricted(profile: Profile, offers: OfferSet, purpose: Purpose, channel: Channel, at: datetime) -> bool:
    """Whether the customer restricted processing for the purpose."""
    return _contact(profile, offers, purpose, channel, at).is_restricted


def _contact(profile: Profile, offers: OfferSet, purpose: Purpose, channel: Channel, at: datetime) -> Contact:
    """What stands against every offer. Of whom nothing could be read, nothing is known to be missing either."""
    if profile.status is ProfileStatus.UNAVAILABLE:
        return UNHINDERED
    own = profile.contact(purpose, channel, at)
    if own is not None:
        return own
    place = (purpose, channel)
    known = offers.contacts.get(place)
    if known is None or not known.since <= at < known.until:
        known = contact(NOTHING_SAID, offers.policy, purpose=purpose, channel=channel, at=at)
        offers.contacts[place] = known
    return known


def _hindered(decision: Decision, against: Contact) -> Decision:
    """A decision that holds for everybody, with what stands against this customer."""
    suppressions = (*against.before, *against.paused, *decision.suppressions, *against.capped)
    return _decision(decision.offer_id, suppressions, decision.affinity, decision.affinity_evidence, is_particular=True)


def suppress_unknown_by_default(channel: Channel) -> bool:
    """Nobody knows them: leave them alone outside, serve them when they are here."""
    return channel in OUTBOUND_CHANNELS


def ranked(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Cleared ones first, by affinity; ties, and the suppressed, in the order given."""
    cleared = [decision for decision in decisions if decision.cleared]
    cleared.sort(key=_AFFINITY, reverse=True)
    return (*cleared, *[decision for decision in decisions if not decision.cleared])


def _blank(
    status: ProfileStatus, offers: OfferSet, against: Contact, *, selling: bool, suppress_unknown: bool, at: datetime
) -> Blank:
    """What is decided where the profile has nothing to say of the offer, remembered with the offers. What stands against
    this customer alone is left to the caller."""
    shared = () if against.is_own else against.before
    key = (status, selling, suppress_unknown, shared)
    known = offers.blanks.get(key)
    if known is not None and known.since <= at < known.until:
        return known
    empty = Profile.without_entries(status, policy=offers.policy, taxonomy=offers.taxonomy)
    everywhere = Contact(before=(*_about_the_profile(empty, suppress_unknown=suppress_unknown), *shared))
    screened = [
        _screen_one(empty, offer, everywhere, selling=selling, is_particular=False, at=at) for offer in offers.offers
    ]
    blank = Blank(
        decisions=tuple(decision for decision, _, _ in screened),
        since=max((since for _, since, _ in screened), default=EARLIEST),
        until=min((until for _, _, until in screened), default=LATEST),
    )
    if len(offers.blanks) >= BLANKS_REMEMBERED_MAX:
        offers.blanks.clear()
    offers.blanks[key] = blank
    return blank


def _decide_one(
    profile: Profile, ready: ReadyOffer, against: Contact, *, place: Hashable, selling: bool, at: datetime
) -> tuple[Decision, datetime]:
    """Of an offer that a known customer's profile bears on; remembered with the profile by purpose and channel."""
    key = (ready, place)
    known: tuple[Decision, datetime, datetime, Contact] | None = profile.remembered.get(key)
    if known is None or known[3] is not against or not known[1] <= at < known[2]:
        known = (*_screen_one(profile, ready, against, selling=selling, at=at), against)
        if len(profile.remembered) < DECISIONS_REMEMBERED_MAX or key in profile.remembered:
            profile.remembered[key] = known
    return known[0], known[2]


def _screen_one(
    profile: Profile,
    ready: ReadyOffer,
    against: Contact,
    *,
    selling: bool,
    at: datetime,
    is_particular: bool = True,
) -> tuple[Decision, datetime, datetime]:
    """The decision, and the span of time, around `at`, for which it holds as long as `against` does."""
    offer = ready.offer
    if offer is None:
        missing = _suppression(profile.policy, SuppressionReason.OFFER_UNKNOWN)
        told = (*against.before, *against.paused, missing, *against.capped)
        return _decision(ready.id, told, 0, (), is_particular=is_particular), EARLIEST, LATEST
    suppressions = [*against.before]
    standings = profile.standings(ready.aspects, at)
    points, evidence, since, until = _sum(standings)
    if selling:
        if standings:
            suppressions += _disliked(standings)
        suppressions += against.paused
    if ready.has_validity:
        suppressions += _not_valid(profile.policy, offer, at)
        since, until = _within(since, until, _validity_span(offer, at))
    if selling:
        suppressions += ready.unclassified
        if profile.has_answers:
            since, until = _within(since, until, _add_what_is_spent(profile, ready, offer, at, suppressions))
        suppressions += against.capped
    decision = _decision(ready.id, tuple(suppressions), points, evidence, is_particular=is_particular)
    return decision, since, until


def _sum(standings: Sequence[Standing]) -> tuple[int, tuple[Evidence, ...], datetime, datetime]:
    """Affinity, what it is for, and the span for which all of them hold."""
    if len(standings) == 1:
        _, points, evidence, since, until = standings[0]
        return points, evidence, since, until
    points = 0
    found: dict[tuple[str, str], Evidence] = {}
    since, until = EARLIEST, LATEST
    for standing in standings:
        points += standing.points
        for entry in standing.evidence:
            found[entry.key] = entry
        since, until = max(since, standing.since), min(until, standing.until)
    return points, tuple(found.values()), since, until


def _within(since: datetime, until: datetime, span: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    return max(since, span[0]), min(until, span[1])


def _decision(
    offer_id: str,
    suppressions: tuple[Suppression, ...],
    points: int,
    evidence: tuple[Evidence, ...],
    *,
    is_particular: bool,
) -> Decision:
    cleared = not suppressions or all(suppression.shadow for suppression in suppressions)
    return Decision(offer_id, cleared, suppressions, points, evidence, is_particular)


def _suppression(
    policy: Policy, reason: SuppressionReason, *, until: datetime | None = None, evidence: tuple[Evidence, ...] = ()
) -> Suppression:
    return Suppression(reason=reason, evidence=evidence, until=until, shadow=reason in policy.shadow_reasons)


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


def _not_valid(policy: Policy, offer: Offer, at: datetime) -> tuple[Suppression, ...]:
    begun = offer.valid_from is None or offer.valid_from <= at
    if begun and (offer.valid_until is None or at < offer.valid_until):
        return ()
    return (_suppression(policy, SuppressionReason.OFFER_NOT_VALID, until=None if begun else offer.valid_from),)


def _validity_span(offer: Offer, at: datetime) -> tuple[datetime, datetime]:
    """Around `at`, the span in which the offer's validity doesn't change."""
    return around([change for change in (offer.valid_from, offer.valid_until) if change is not None], at)


def _add_what_is_spent(
    profile: Profile, ready: ReadyOffer, offer: Offer, at: datetime, suppressions: list[Suppression]
) -> tuple[datetime, datetime]:
    """Adds what earlier answers to this offer, and others like it, say against it; the span, around `at`, in which none of
    that changes."""
    changes: list[datetime] = []
    accepted = profile.accepted.get(offer.id)
    if accepted is not None and not offer.repeatable:
        changes.append(accepted.at)
        if accepted.at <= at:
            mention = Mention(id=accepted.entry_id, at=accepted.at, owner=accepted.owner)
            suppressions.append(_suppression(profile.policy, SuppressionReason.ALREADY_ACCEPTED, evidence=(mention,)))
    for target in ready.targets:
        _add_running(profile.quiet_spans(target), at, suppressions, changes)
    for target in ready.targets:
        _add_running(profile.full_spans(target), at, suppressions, changes)
    return around(changes, at) if changes else (EARLIEST, LATEST)


def _add_running(
    of_rules: Sequence[Sequence[QuietSpan]], at: datetime, suppressions: list[Suppression], changes: list[datetime]
) -> None:
    for spans in of_rules:
        for span in spans:
            if span.since <= at < span.until:
                suppressions.append(span.suppression)
            changes += (span.since, span.until)
