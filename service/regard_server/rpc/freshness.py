"""Freshness tokens: what an answer has seen, and whether a read has seen at least that."""

from regard.v1 import consistency_pb2
from regard_server.domain.errors import FreshnessNotReached
from regard_server.domain.resources import TenantResources
from regard_server.rpc.tokens import FreshnessToken, Tokens


def token_for(tokens: Tokens, tenant: str, resources: TenantResources, *, customer: str = "", revision: int = 0) -> str:
    return tokens.write(
        FreshnessToken(
            tokens.store_id,
            tenant,
            customer,
            revision,
            resources.taxonomy.version,
            resources.offers_version,
        )
    )


def require(
    tokens: Tokens,
    consistency: consistency_pb2.Consistency,
    resources: TenantResources,
    *,
    customer: str = "",
    revision: int = 0,
) -> None:
    """Every read here is fresh already; this holds it against the caller's token, if there is one.

    Raises InvalidFreshnessToken, and FreshnessNotReached where the database is behind the token.
    """
    if consistency.WhichOneof("requirement") != "at_least_as_fresh":
        return
    token = tokens.read_freshness(consistency.at_least_as_fresh)
    behind = token.taxonomy_version > resources.taxonomy.version or token.offers_version > resources.offers_version
    if behind or (token.customer == customer and token.revision > revision):
        raise FreshnessNotReached
