"""What is the newest of what a process may keep in memory: asked before memory is used where others write too."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, false, func, literal, select

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.domain.resources import ResourceVersions, Revisions
from regard_server.storage.backend import Backend
from regard_server.storage.catalog import OFFERS, TOPICS
from regard_server.storage.listed import as_values, named
from regard_server.storage.tables import catalog_heads, customers, policies

_heads = catalog_heads.c
_mine: BindParameter[str] = bindparam("tenant")
_VERSIONS = select(
    *(
        func.coalesce(
            select(_heads.version)
            .where(_heads.tenant == _mine, _heads.resource == literal(resource))
            .scalar_subquery(),
            0,
        ).label(resource)
        for resource in (TOPICS, OFFERS)
    ),
    func.coalesce(
        select(func.max(policies.c.version)).where(policies.c.tenant == _mine).scalar_subquery(),
        DEFAULT_POLICY.version,
    ).label("policy"),
)
_versions = _VERSIONS.subquery("versions")
_roots = customers.alias("roots")
_columns = customers.c


@lru_cache
def _revisions(count: int) -> Select[Any]:
    return select(
        _versions, _columns.customer, _columns.root, func.coalesce(_roots.c.revision, _columns.revision)
    ).select_from(
        _versions.outerjoin(
            customers.outerjoin(_roots, (_roots.c.tenant == _columns.tenant) & (_roots.c.customer == _columns.root)),
            (_columns.tenant == _mine) & (_columns.customer.in_(named("customer", count)) if count else false()),
        )
    )


def read_revisions(connection: Connection, backend: Backend, tenant: str, keys: Sequence[CustomerKey]) -> Revisions:
    """In one statement, which is of one instant by itself."""
    listed = as_values("customer", [key.customer for key in keys]) if keys else {}
    rows = backend.ask(connection, _revisions(len(listed)), {"tenant": tenant, **listed})()
    shown = {
        CustomerKey(tenant, customer): (root or customer, revision)
        for _, _, _, customer, root, revision in rows
        if customer is not None
    }
    topics, offers, policy = rows[0][:3]
    return Revisions(ResourceVersions(topics, offers, policy), shown)
