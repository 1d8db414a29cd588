"""What a company sets for all its customers: policy, taxonomy and catalogue, each at one version."""

from collections.abc import Mapping
from dataclasses import dataclass

from regard_server.domain.offer import Offer
from regard_server.domain.policy import Policy
from regard_server.domain.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TenantResources:
    policy: Policy
    taxonomy: Taxonomy
    offers: Mapping[str, Offer]
    offers_version: int
