"""Importing offers into the catalogue: all of them or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.domain.offer import Offer
from regard_server.domain.resources import TenantResources
from regard_server.usecases.load_resources import load_resources
from regard_server.usecases.ports import Transaction


def import_offers(
    tx: Transaction, tenant: str, offers: Sequence[Offer], *, now: datetime
) -> tuple[int, TenantResources]:
    """How many were new or changed, and the resources after it. Raises InvalidFields."""
    check_offers(offers)
    resources = load_resources(tx, tenant)
    changed = [offer for offer in offers if resources.offers.get(offer.id) != offer]
    if not changed:
        return 0, resources
    version = resources.offers_version + 1
    tx.catalog.add_offers(tenant, changed, version=version, now=now)
    offers_after = dict(resources.offers) | {offer.id: offer for offer in changed}
    return len(changed), replace(resources, offers=offers_after, offers_version=version)


def check_offers(offers: Sequence[Offer]) -> None:
    """Raises InvalidFields for an id given twice, or an offer that ends before it begins."""
    seen: set[str] = set()
    for index, offer in enumerate(offers):
        if offer.id in seen:
            raise InvalidFields(FieldViolation(f"offers[{index}].offer_id", "is given twice in this request"))
        seen.add(offer.id)
        if offer.valid_from is not None and offer.valid_until is not None and offer.valid_until <= offer.valid_from:
            raise InvalidFields(FieldViolation(f"offers[{index}].valid_until", "must be later than valid_from"))


def unclassified(offers: Sequence[Offer], resources: TenantResources) -> list[str]:
    """Ids of the offers without topics, or with topics that the taxonomy doesn't know."""
    return [
        offer.id
        for offer in offers
        if not offer.topics or not all(resources.taxonomy.knows(topic) for topic in offer.topics)
    ]
