"""What a company sets for all its customers: policy, taxonomy and catalogue, each at one version."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from regard_server.domain.offer import Offer
from regard_server.domain.policy import DEFAULT_POLICY, Policy, Reach
from regard_server.domain.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TenantResources:
    policy: Policy
    taxonomy: Taxonomy
    offers: Mapping[str, Offer]
    offers_version: int
    reaches: Mapping[int, Reach] = field(default_factory=lambda: {DEFAULT_POLICY.reach.id: DEFAULT_POLICY.reach})
    """Of all the policies there ever were, by id: what snapshots can have been made for."""
