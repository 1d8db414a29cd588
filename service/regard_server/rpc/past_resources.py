"""Topics, offers and policies as they once were: questions about the past come in numbers, and about the same few versions."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from regard_server.domain.resources import ResourceVersions, TenantResources
from regard_server.usecases.load_resources import ResourceHistory, load_history, load_resources_of

KEPT_MAX = 8
"""Sets of versions, of all tenants together: each may be a large catalogue."""

Read = Callable[[Callable[[Any], Any]], Awaitable[Any]]


class PastResources:
    """What once was stays so; which versions there were is read anew when there is another one."""

    def __init__(self) -> None:
        self._histories: dict[str, tuple[TenantResources, ResourceHistory]] = {}
        self._kept: OrderedDict[tuple[str, ResourceVersions], TenantResources] = OrderedDict()

    async def get(
        self, tenant: str, current: TenantResources, read: Read, *, as_of: datetime | None, known_at: datetime | None
    ) -> TenantResources:
        """`current` are the tenant's resources now; `read` runs a function in a transaction."""
        known = self._histories.get(tenant)
        if known is None or known[0] is not current:
            known = self._histories[tenant] = (current, await read(lambda tx: load_history(tx, tenant)))
        versions = known[1].versions(current, known_at=known_at, as_of=as_of)
        if versions == current.versions:
            return current
        place = (tenant, versions)
        found = self._kept.get(place)
        if found is None:
            found = self._kept[place] = await read(lambda tx: load_resources_of(tx, tenant, versions))
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(place)
        return found
