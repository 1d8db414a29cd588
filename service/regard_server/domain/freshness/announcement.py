"""What writes announce: of which resource memory is about to be, or has been, overtaken."""

from collections.abc import Mapping
from typing import NamedTuple

from regard_server.domain.ledger import CustomerKey

CLOSED = 2**62
"""In place of a revision: whatever memory has of it is not to be trusted, such as of those whose profile another shows."""


class TenantResource(NamedTuple):
    """Something that a tenant sets for all its customers. A third field tells it from every customer."""

    tenant: str
    name: str
    of: str = "tenant"


Resource = CustomerKey | TenantResource

TOPICS, OFFERS, POLICY = "topics", "offers", "policy"


def tenant_resources(tenant: str) -> tuple[TenantResource, ...]:
    """In the order of ResourceVersions."""
    return tuple(TenantResource(tenant, name) for name in (TOPICS, OFFERS, POLICY))


class Announcement(NamedTuple):
    """That a write, by its process and its number there, is about to bring these revisions, or (`committed`) has. Those of a
    repetition, which brings nothing, are CLOSED: whoever wrote them may have died before saying so."""

    process: str
    write: int
    committed: bool
    revisions: Mapping[Resource, int]
