"""What tenants have set, as this process knows it, and whether it may be used; no I/O."""

from typing import NamedTuple

from regard_server.domain.freshness.announcement import Announcement, TenantResource, tenant_resources
from regard_server.domain.freshness.floors import Floors, Load
from regard_server.domain.resources import TenantResources


class _Kept(NamedTuple):
    found: TenantResources
    versions: tuple[tuple[TenantResource, int], ...]


class ResourceMemory:
    """What is kept once stays, as the last that was known, until something newer comes; `get` tells whether it may be used."""

    def __init__(self, floors: Floors) -> None:
        self._floors = floors
        self._kept: dict[str, _Kept] = {}
        self._doubtful: set[str] = set()

    def last_known(self, tenant: str) -> TenantResources | None:
        kept = self._kept.get(tenant)
        return None if kept is None else kept.found

    def get(self, tenant: str) -> TenantResources | None:
        kept = self._kept.get(tenant)
        if kept is None or tenant in self._doubtful:
            return None
        for resource, version in kept.versions:
            if not self._floors.reaches(resource, version):
                return None
        return kept.found

    def begin_load(self, tenant: str) -> list[Load]:
        return [self._floors.begin_load(resource) for resource in tenant_resources(tenant)]

    def end_load(self, tenant: str, loads: list[Load], found: TenantResources) -> bool:
        """Whether what was found may be used without asking again."""
        with_version = zip(tenant_resources(tenant), loads, found.versions, strict=True)
        kept = [self._floors.end_load(*one) for one in with_version]
        return all(kept)

    def give_up_load(self, tenant: str, loads: list[Load]) -> None:
        for resource, load in zip(tenant_resources(tenant), loads, strict=True):
            self._floors.give_up_load(resource, load)

    def keep(self, tenant: str, found: TenantResources, *, may_be_used: bool) -> TenantResources:
        """Which hold from now on: an import, or another load, may have been quicker than what was found."""
        known = self.last_known(tenant)
        if known is None or not known.versions.has_all_of(found.versions):
            known = found
            self._kept[tenant] = _Kept(found, tuple(zip(tenant_resources(tenant), found.versions, strict=True)))
        if may_be_used:
            self._doubtful.discard(tenant)
        else:
            self._doubtful.add(tenant)
        return known

    def is_newest(self, tenant: str, made: TenantResources) -> bool:
        """Of what a write of this process made."""
        newest = [self._is_newest(*one) for one in zip(tenant_resources(tenant), made.versions, strict=True)]
        return all(newest)

    def hear(self, resource: TenantResource, announced: Announcement) -> None:
        self._doubtful.add(resource.tenant)
        self._floors.lift(resource, announced)

    def doubt_all(self) -> None:
        self._doubtful.update(self._kept)

    def doubt(self, tenant: str) -> None:
        self._doubtful.add(tenant)

    def _is_newest(self, resource: TenantResource, version: int) -> bool:
        if not self._floors.is_newest(resource, version):
            return False
        self._floors.end(resource, version)
        return True
