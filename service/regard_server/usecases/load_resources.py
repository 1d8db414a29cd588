"""Loading what a company sets for all its customers: as it is, or as it was."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.domain.resources import ResourceVersions, TenantResources
from regard_server.domain.taxonomy import Taxonomy
from regard_server.usecases.ports import Transaction

TOPICS, OFFERS = "topics", "offers"


class ResourceHistory:
    """Which versions there were at an instant. However clocks differ, a version comes after the one before it."""

    def __init__(
        self,
        topics: Sequence[tuple[int, datetime]],
        offers: Sequence[tuple[int, datetime]],
        policies: Sequence[tuple[int, datetime]],
    ) -> None:
        self._topics = _Timeline(topics)
        self._offers = _Timeline(offers)
        self._policies = _Timeline(policies, before_all=DEFAULT_POLICY.version)

    def versions(
        self, current: TenantResources, *, known_at: datetime | None, as_of: datetime | None
    ) -> ResourceVersions:
        """Topics and offers as known then; the policy that was known then to be in force at `as_of`. None is now."""
        instants = [instant for instant in (known_at, as_of) if instant is not None]
        return ResourceVersions(
            topics=current.taxonomy.version if known_at is None else self._topics.at(known_at),
            offers=current.offers_version if known_at is None else self._offers.at(known_at),
            policy=self._policies.at(min(instants)) if instants else current.policy.version,
        )


class _Timeline:
    def __init__(self, versions: Sequence[tuple[int, datetime]], *, before_all: int = 0) -> None:
        self._before_all = before_all
        self._versions = [version for version, _ in versions]
        self._instants = list(accumulate((instant for _, instant in versions), max))

    def at(self, known_at: datetime) -> int:
        place = bisect_right(self._instants, known_at)
        return self._versions[place - 1] if place else self._before_all


def load_resources(tx: Transaction, tenant: str) -> TenantResources:
    policies = [DEFAULT_POLICY, *(version.policy for version in tx.policies.versions(tenant))]
    # The versions first, and then what they had: within a write somebody else may commit the next in between.
    topics, offers = tx.catalog.version(tenant, TOPICS), tx.catalog.version(tenant, OFFERS)
    return TenantResources(
        policy=policies[-1],
        reaches={policy.reach.id: policy.reach for policy in policies},
        taxonomy=Taxonomy(tx.catalog.topics(tenant, version=topics), version=topics),
        offers=tx.catalog.offers(tenant, version=offers),
        offers_version=offers,
    )


def load_history(tx: Transaction, tenant: str) -> ResourceHistory:
    policies = [(version.policy.version, version.created_at) for version in tx.policies.versions(tenant)]
    return ResourceHistory(tx.catalog.history(tenant, TOPICS), tx.catalog.history(tenant, OFFERS), policies)


def load_resources_of(tx: Transaction, tenant: str, versions: ResourceVersions) -> TenantResources:
    """As they were at these versions."""
    policies = {policy.version: policy for policy in (one.policy for one in tx.policies.versions(tenant))}
    return TenantResources(
        policy=policies.get(versions.policy, DEFAULT_POLICY),
        taxonomy=Taxonomy(tx.catalog.topics(tenant, version=versions.topics), version=versions.topics),
        offers=tx.catalog.offers(tenant, version=versions.offers),
        offers_version=versions.offers,
    )
