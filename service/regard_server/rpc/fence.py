"""The fence: what a read passes before it may be answered from memory, so that it sees every write acknowledged before."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Protocol

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.resources import Revisions
from regard_server.rpc.profile_memory import Remembered
from regard_server.rpc.vigil import Vigil

KEPT_MAX = 100_000
"""Customers whose revisions are kept while a file doesn't change."""
GATHERED_MAX = 64
"""Customers in one statement; a call that names more has one of its own."""


class Fence(Protocol):
    async def revisions(
        self, tenant: str, keys: Sequence[CustomerKey], /, *, relaxed: bool = False
    ) -> Revisions | None:
        """What memory is held against: it may be used where it has this, or newer. None where it has been told of every
        write already; `relaxed`: of those of a second ago. Raises DatabaseUnavailable."""


class MemoryIsTheTruth:
    """All writes go through this process, which tells its memory before it tells the caller."""

    async def revisions(
        self,
        _tenant: str,
        _keys: Sequence[CustomerKey],
        *,
        relaxed: bool = False,  # noqa: ARG002  there is nothing to relax
    ) -> Revisions | None:
        return None


class AskTheDatabase:
    """Others write too: on every call the database is asked for what is newest, by primary keys, in one statement.

    Calls that come while it is being asked gather, and are asked for together next: never by a statement that began before
    they came.
    """

    def __init__(self, ask: Callable[[str, Sequence[CustomerKey]], Awaitable[Revisions]]) -> None:
        self._ask = ask
        self._waiting: deque[_Gathered] = deque()
        self._asking: asyncio.Task[None] | None = None

    async def revisions(
        self,
        tenant: str,
        keys: Sequence[CustomerKey],
        *,
        relaxed: bool = False,  # noqa: ARG002  what memory has isn't dated
    ) -> Revisions | None:
        if len(keys) > GATHERED_MAX:
            return await self._ask(tenant, keys)
        if not self._waiting or not self._waiting[-1].has_room_for(tenant, keys):
            self._waiting.append(_Gathered(tenant))
        gathered = self._waiting[-1]
        gathered.keys.update(dict.fromkeys(keys))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_on(), context=Context())
        return await asyncio.shield(gathered.answer)

    async def _ask_on(self) -> None:
        try:
            while self._waiting:
                gathered = self._waiting.popleft()
                try:
                    answer = await self._ask(gathered.tenant, list(gathered.keys))
                except Exception as error:  # noqa: BLE001  whatever it is belongs to those who wait
                    gathered.answer.set_exception(error)
                else:
                    gathered.answer.set_result(answer)
        finally:
            self._asking = None


class AskTheFile:
    """Others write the same embedded file too: the database is asked as AskTheDatabase does, and what it answers is kept until
    the file changes, which `version` tells at once."""

    def __init__(self, version: Callable[[], int], database: Fence) -> None:
        self._version = version
        self._database = database
        self._seen: int | None = None
        self._kept: dict[str, Revisions] = {}
        self._shown: dict[str, dict[CustomerKey, tuple[str, int]]] = {}

    async def revisions(
        self,
        tenant: str,
        keys: Sequence[CustomerKey],
        *,
        relaxed: bool = False,  # noqa: ARG002  what is asked at once needs no relaxing
    ) -> Revisions | None:
        version = self._version()
        if version != self._seen:
            self._seen = version
            self._kept.clear()
            self._shown.clear()
        kept = self._kept.get(tenant)
        if kept is not None and all(key in kept.shown for key in keys):
            return kept
        found = await self._database.revisions(tenant, keys)
        if found is not None and self._seen == version == self._version():
            self._keep(tenant, keys, found)
        return found

    def _keep(self, tenant: str, keys: Sequence[CustomerKey], found: Revisions) -> None:
        shown = self._shown.setdefault(tenant, {})
        if len(shown) >= KEPT_MAX:
            shown.clear()
        shown.update({key: found.shown.get(key, (key.customer, 0)) for key in keys})
        self._kept[tenant] = Revisions(found.resources, shown)


class AskTheMessenger:
    """Others write too, and announce it: memory is used when everything has been heard that was announced before. While that
    can't be told, the database is asked."""

    def __init__(self, vigil: Vigil, database: Fence) -> None:
        self._vigil = vigil
        self._database = database

    async def revisions(self, tenant: str, keys: Sequence[CustomerKey], *, relaxed: bool = False) -> Revisions | None:
        if (relaxed and self._vigil.is_recent()) or await self._vigil.fence():
            return None
        return await self._database.revisions(tenant, keys)


class _Gathered:
    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        self.keys: dict[CustomerKey, None] = {}
        self.answer: asyncio.Future[Revisions] = asyncio.get_running_loop().create_future()
        # All who waited may have gone when it fails.
        self.answer.add_done_callback(lambda answer: answer.exception())

    def has_room_for(self, tenant: str, keys: Sequence[CustomerKey]) -> bool:
        return tenant == self.tenant and len(self.keys) + len(keys) <= GATHERED_MAX


def is_current(key: CustomerKey, remembered: Remembered, revisions: Revisions | None) -> bool:
    """Whether the profile in memory is the one that is shown for the customer, or a newer one."""
    if revisions is None:
        return True
    shown, revision = revisions.shown.get(key, (key.customer, 0))
    snapshot = remembered.snapshot
    if snapshot is None:
        return revision == 0
    return snapshot.customer == shown and snapshot.revision >= revision
