"""Loading what a company sets for all its customers."""

from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.domain.resources import TenantResources
from regard_server.domain.taxonomy import Taxonomy
from regard_server.usecases.ports import Transaction


def load_resources(tx: Transaction, tenant: str) -> TenantResources:
    return TenantResources(
        policy=DEFAULT_POLICY,
        taxonomy=Taxonomy(tx.catalog.topics(tenant), version=tx.catalog.version(tenant, "topics")),
        offers=tx.catalog.offers(tenant),
        offers_version=tx.catalog.version(tenant, "offers"),
    )
