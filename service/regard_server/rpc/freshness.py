"""Freshness tokens: what an answer has seen, and whether a read has seen at least that."""

from regard.v1 import consistency_pb2
from regard_server.domain.errors import FreshnessNotReached
from regard_server.domain.family import is_shown
from regard_server.domain.resources import TenantResources
from regard_server.domain.snapshot import Snapshot
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
    snapshot: Snapshot | None = None,
) -> None:
    """Every read here is fresh already; this holds it against the caller's token, if there is one. `snapshot` is that of the
    profile that is shown for the customer: a token of any of those merged into one holds for all of them.

    Raises InvalidFreshnessToken, and FreshnessNotReached where the database is behind the token.
    """
    if consistency.WhichOneof("requirement") != "at_least_as_fresh":
        return
    token = tokens.read_freshness(consistency.at_least_as_fresh)
    behind = token.taxonomy_version > resources.taxonomy.version or token.offers_version > resources.offers_version
    about = token.customer == customer or (snapshot is not None and is_shown(token.customer, snapshot))
    revision = 0 if snapshot is None else snapshot.revision
    if behind or (about and token.revision > revision):
        raise FreshnessNotReached


def shown_name(customer: str, snapshot: Snapshot | None) -> str:
    """Whose profile it is: of a merged customer, the surviving one's."""
    return customer if snapshot is None else snapshot.customer
