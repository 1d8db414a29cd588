"""The fence: what a read passes before it may be answered from memory, so that it sees every write acknowledged before."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.resources import Revisions
from regard_server.rpc.profile_memory import Remembered


class Fence(Protocol):
    async def revisions(self, tenant: str, keys: Sequence[CustomerKey], /) -> Revisions | None:
        """What memory is held against: it may be used where it has this, or newer. None where it has been told of every
        write already. Raises DatabaseUnavailable."""


class MemoryIsTheTruth:
    """All writes go through this process, which tells its memory before it tells the caller."""

    async def revisions(self, _tenant: str, _keys: Sequence[CustomerKey]) -> Revisions | None:
        return None


class AskTheDatabase:
    """Others write too: on every call the database is asked for what is newest, by primary keys, in one statement."""

    def __init__(self, ask: Callable[[str, Sequence[CustomerKey]], Awaitable[Revisions]]) -> None:
        self._ask = ask

    async def revisions(self, tenant: str, keys: Sequence[CustomerKey]) -> Revisions | None:
        return await self._ask(tenant, keys)


def is_current(key: CustomerKey, remembered: Remembered, revisions: Revisions | None) -> bool:
    """Whether the profile in memory is the one that is shown for the customer, or a newer one."""
    if revisions is None:
        return True
    shown, revision = revisions.shown.get(key, (key.customer, 0))
    snapshot = remembered.snapshot
    if snapshot is None:
        return revision == 0
    return snapshot.customer == shown and snapshot.revision >= revision
