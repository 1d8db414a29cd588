"""Trying a policy: which verdicts of a sample it would change. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.decision import Decision
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.offer_set import OfferSet
from regard_server.domain.policy import Policy
from regard_server.domain.policy_trial import PolicyTrial
from regard_server.domain.profile import Profile
from regard_server.domain.resources import TenantResources
from regard_server.domain.screening import decide
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.load_profiles import load_profiles, made_for
from regard_server.usecases.ports import Transaction

SAMPLE_CUSTOMERS = 100
SAMPLE_OFFERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What is tried of whom; empty `customers` and `offer_ids` are the first ones there are."""

    customers: Sequence[str]
    offer_ids: Sequence[str]
    purpose: Purpose
    channel: Channel


def try_policy(
    tx: Transaction, tenant: str, resources: TenantResources, policy: Policy, sample: Sample, *, now: datetime
) -> PolicyTrial:
    names = sample.customers or [
        name for name, _ in tx.customers.page(tenant, after="", show_merged=False, rows_max=SAMPLE_CUSTOMERS)
    ]
    offers = _offers(resources, sample.offer_ids)
    before = OfferSet(offers, policy=resources.policy, taxonomy=resources.taxonomy)
    after = OfferSet(offers, policy=policy, taxonomy=resources.taxonomy)
    keys = [CustomerKey(tenant, name) for name in names]
    known = load_profiles(tx, keys, resources)
    trial = PolicyTrial()
    for key in keys:
        present = known.get(key)
        then = present
        if present is not None and not resources.policy.reach.covers(policy.reach):
            then = made_for(tx, key, present, policy.reach)
        trial.add(
            key.customer,
            _decisions(present, before, sample, now),
            _decisions(then, after, sample, now),
        )
    return trial


def _decisions(snapshot: Snapshot | None, offers: OfferSet, sample: Sample, now: datetime) -> Sequence[Decision]:
    profile = Profile(snapshot, policy=offers.policy, taxonomy=offers.taxonomy)
    decisions, _ = decide(profile, offers, purpose=sample.purpose, channel=sample.channel, at=profile.not_before(now))
    return decisions


def _offers(resources: TenantResources, offer_ids: Sequence[str]) -> list[Offer | MissingOffer]:
    wanted = offer_ids or sorted(resources.offers)[:SAMPLE_OFFERS]
    return [resources.offers.get(offer_id) or MissingOffer(offer_id) for offer_id in wanted]
