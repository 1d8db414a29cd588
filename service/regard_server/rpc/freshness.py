"""Freshness tokens: what an answer has seen, and whether a read has seen at least that."""

from collections.abc import Awaitable, Sequence
from typing import Any, Protocol

from regard.v1 import consistency_pb2
from regard_server.domain.errors import FreshnessNotReached
from regard_server.domain.family import is_shown
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.resources import ResourceVersions, TenantResources
from regard_server.domain.snapshot import Snapshot
from regard_server.rpc.tokens import FreshnessToken, Tokens
from regard_server.rpc.worker import Known

NOBODY = CustomerKey("", "")


class ReadKnown(Protocol):
    """One of the ways a worker tells what it knows."""

    async def __call__(self, tenant: str, keys: Sequence[CustomerKey], /, *, relaxed: bool = False) -> Known: ...


def token_for(tokens: Tokens, tenant: str, resources: TenantResources, *, customer: str = "", revision: int = 0) -> str:
    return tokens.write(
        FreshnessToken(
            tokens.store_id,
            tenant,
            customer,
            revision,
            resources.taxonomy.version,
            resources.offers_version,
            resources.policy.version,
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
    """Holds a read against the caller's token, if there is one. `snapshot` is that of the profile that is shown for the
    customer: a token of any of those merged into one holds for all of them.

    Raises InvalidFreshnessToken, and FreshnessNotReached where the read is behind the token.
    """
    if consistency.WhichOneof("requirement") == "at_least_as_fresh":
        token = tokens.read_freshness(consistency.at_least_as_fresh)
        if not _reaches(token, resources, customer, snapshot):
            raise FreshnessNotReached


def known_as_asked(
    read: ReadKnown, tokens: Tokens, message: Any, tenant: str, keys: Sequence[CustomerKey]
) -> Awaitable[Known]:
    """What `read` tells, as fresh as the message asks: of up to a second ago where it minimizes latency, or where that is at
    least as fresh as its token. Raises InvalidFreshnessToken, and what `read` raises."""
    if not message.HasField("consistency") or message.consistency.WhichOneof("requirement") in {None, "fresh"}:
        return read(tenant, keys)
    return _known_relaxed(read, tokens, message.consistency, tenant, keys)


async def _known_relaxed(
    read: ReadKnown, tokens: Tokens, consistency: consistency_pb2.Consistency, tenant: str, keys: Sequence[CustomerKey]
) -> Known:
    known = await read(tenant, keys, relaxed=True)
    if consistency.WhichOneof("requirement") == "minimize_latency":
        return known
    token = tokens.read_freshness(consistency.at_least_as_fresh)
    snapshots = {key: known.profiles[key].snapshot for key in keys if key in known.profiles}
    if all(_reaches(token, known.resources, key.customer, snapshots.get(key)) for key in keys or [NOBODY]):
        return known
    return await read(tenant, keys)


def minimizes_latency(message: Any) -> bool:
    consistency: consistency_pb2.Consistency = message.consistency
    return bool(consistency.WhichOneof("requirement") == "minimize_latency")


def _reaches(token: FreshnessToken, resources: TenantResources, customer: str, snapshot: Snapshot | None) -> bool:
    seen = ResourceVersions(token.taxonomy_version, token.offers_version, token.policy_version)
    behind = not resources.versions.has_all_of(seen)
    about = token.customer == customer or (snapshot is not None and is_shown(token.customer, snapshot))
    revision = 0 if snapshot is None else snapshot.revision
    return not (behind or (about and token.revision > revision))


def shown_name(customer: str, snapshot: Snapshot | None) -> str:
    """Whose profile it is: of a merged customer, the surviving one's."""
    return customer if snapshot is None else snapshot.customer
