"""What a company sets for all its customers: policy, taxonomy and catalogue, each at one version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.offer import Offer
from regard_server.domain.policy import DEFAULT_POLICY, Policy, Reach
from regard_server.domain.taxonomy import Taxonomy


class ResourceVersions(NamedTuple):
    topics: int
    offers: int
    policy: int

    def has_all_of(self, other: "ResourceVersions") -> bool:
        """Whether nothing of the other is newer."""
        return all(mine >= theirs for mine, theirs in zip(self, other, strict=True))


class Revisions(NamedTuple):
    """What is newest. `shown` has, of each customer that is known, whose profile is shown for it, and that one's revision."""

    resources: ResourceVersions
    shown: Mapping[CustomerKey, tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TenantResources:
    policy: Policy
    taxonomy: Taxonomy
    offers: Mapping[str, Offer]
    offers_version: int
    reaches: Mapping[int, Reach] = field(default_factory=lambda: {DEFAULT_POLICY.reach.id: DEFAULT_POLICY.reach})
    """Of all the policies there ever were, by id: what snapshots can have been made for."""

    @property
    def versions(self) -> ResourceVersions:
        return ResourceVersions(self.taxonomy.version, self.offers_version, self.policy.version)
