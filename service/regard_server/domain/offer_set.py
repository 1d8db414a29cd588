"""An offer set: offers made ready to be screened for one customer after another, under one policy and taxonomy.

A profile bears on few of them. Every offer has targets (its topics and all above them, its type, its id), and so the set
knows by target which offers a profile can bear on; of all others the same is decided for everybody.
"""

from collections.abc import KeysView, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard_server.domain.aspect import Aspect
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.contact import Contact
from regard_server.domain.decision import Decision
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.policy import Policy, SuppressionReason
from regard_server.domain.profile import ProfileStatus
from regard_server.domain.suppression import Suppression
from regard_server.domain.target import offer_target, topic_target, type_target
from regard_server.domain.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadyOffer:
    """`offer` is None for one that the catalogue doesn't have. `targets` can have a cool-down. `has_validity`: time bounds it."""

    id: str
    offer: Offer | None
    aspects: tuple[Aspect, ...]
    targets: tuple[str, ...]
    unclassified: tuple[Suppression, ...]
    has_validity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """What is decided of each offer where the profile doesn't bear on it, from `since` to before `until`."""

    decisions: tuple[Decision, ...]
    since: datetime
    until: datetime


class OfferSet:
    """Immutable but for what screening remembers with it: `blanks`, and the `contacts` of everybody who said nothing."""

    def __init__(self, offers: Sequence[Offer | MissingOffer], *, policy: Policy, taxonomy: Taxonomy) -> None:
        self.policy = policy
        self.taxonomy = taxonomy
        self.offers = tuple(_ready(offer, policy, taxonomy) for offer in offers)
        self.blanks: dict[tuple[ProfileStatus, bool, bool, tuple[Suppression, ...]], Blank] = {}
        self.contacts: dict[tuple[Purpose, Channel], Contact] = {}
        self._places = {offer.id: index for index, offer in enumerate(self.offers)}
        bearing: dict[str, list[int]] = {}
        for index, offer in enumerate(self.offers):
            for target in {target for aspect in offer.aspects for target in aspect.lineage} | set(offer.targets):
                bearing.setdefault(target, []).append(index)
        self.bearing: Mapping[str, Sequence[int]] = bearing
        self.targets = frozenset(bearing)

    def bears_on(self, targets: frozenset[str]) -> set[int]:
        """The places of the offers that any of these targets bears on."""
        return {index for target in targets & self.targets for index in self.bearing[target]}

    def places_of(self, offer_ids: KeysView[str]) -> set[int]:
        return {self._places[offer_id] for offer_id in self._places.keys() & offer_ids}


def _ready(offer: Offer | MissingOffer, policy: Policy, taxonomy: Taxonomy) -> ReadyOffer:
    if isinstance(offer, MissingOffer):
        return ReadyOffer(id=offer.id, offer=None, aspects=(), targets=(), unclassified=())
    topics = tuple(dict.fromkeys(offer.topics))
    aspects = [
        Aspect(
            key=f"topic {topic}",
            topic=topic,
            lineage=tuple(topic_target(node) for node in taxonomy.lineage(topic)),
        )
        for topic in topics
    ]
    targets = [offer_target(offer.id)]
    if offer.offer_type:
        aspects.append(
            Aspect(
                key=f"type {offer.offer_type}",
                offer_type=offer.offer_type,
                lineage=(type_target(offer.offer_type),),
            )
        )
        targets.append(type_target(offer.offer_type))
    targets += dict.fromkeys(target for aspect in aspects if aspect.topic for target in aspect.lineage)
    return ReadyOffer(
        id=offer.id,
        offer=offer,
        aspects=tuple(aspects),
        targets=tuple(targets),
        unclassified=_unclassified(topics, policy, taxonomy),
        has_validity=offer.valid_from is not None or offer.valid_until is not None,
    )


def _unclassified(topics: Sequence[str], policy: Policy, taxonomy: Taxonomy) -> tuple[Suppression, ...]:
    unknown = [topic for topic in topics if not taxonomy.knows(topic)]
    if not topics and policy.suppress_offers_without_topics:
        unknown = [""]
    shadow = SuppressionReason.OFFER_UNCLASSIFIED in policy.shadow_reasons
    return tuple(
        Suppression(reason=SuppressionReason.OFFER_UNCLASSIFIED, shadow=shadow, topic=topic) for topic in unknown
    )
