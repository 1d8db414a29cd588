"""Writes that announce what they make to all processes, so that what is acknowledged is seen by every later read."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Generic, NamedTuple, TypeVar

from regard_server.domain.errors import DatabaseUnavailable, DomainError
from regard_server.domain.freshness.announcement import CLOSED, Announcement, Resource, tenant_resources
from regard_server.domain.freshness.course import Course, Do, Step
from regard_server.domain.freshness.floors import NOTHING_NEW
from regard_server.domain.freshness.trust import TrustRow
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.resources import TenantResources
from regard_server.domain.snapshot import Snapshot
from regard_server.messenger.publisher import MessengerUnreachable
from regard_server.rpc import deadline
from regard_server.rpc.vigil import Vigil
from regard_server.storage.database import Database, Transaction

T = TypeVar("T")
R = TypeVar("R")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a write made, for memory to be told: snapshots by whose they are, and a tenant's resources.

    `regrouped`: it changed who is shown as whom. `repeated` are customers whose write had come before, and
    `repeated_tenant` the tenant of such an import: whoever wrote it then may have died before announcing it.
    """

    snapshots: Mapping[CustomerKey, Snapshot] = field(default_factory=dict)
    resources: tuple[str, TenantResources] | None = None
    regrouped: bool = False
    repeated: Collection[CustomerKey] = ()
    repeated_tenant: str | None = None

    def revisions(self) -> dict[Resource, int]:
        if self.regrouped:
            return dict.fromkeys(self._names(), CLOSED)
        made: dict[Resource, int] = {key: snapshot.revision for key, snapshot in self.snapshots.items()}
        if self.resources is not None:
            tenant, resources = self.resources
            made |= zip(tenant_resources(tenant), resources.versions, strict=True)
        return made

    def _names(self) -> list[Resource]:
        members = [
            CustomerKey(key.tenant, member.customer)
            for key, snapshot in self.snapshots.items()
            for member in snapshot.members
        ]
        return [*self.snapshots, *members]

    def repetitions(self, tx: Transaction) -> dict[Resource, int]:
        names: list[Resource] = []
        for key in self.repeated:
            names += [key, CustomerKey(key.tenant, tx.customers.shown(key)[0])]
        if self.repeated_tenant is not None:
            names += tenant_resources(self.repeated_tenant)
        return dict.fromkeys(names, CLOSED)


class _BegunTooLateError(Exception):
    """This process stood still, or the transaction was overtaken for so long that the trust row must be looked at again."""


class _Done(NamedTuple, Generic[T]):
    outcome: T
    made: Made
    revisions: Mapping[Resource, int]


class AnnouncedWrites:
    """One write at a time."""

    def __init__(self, database: Database, threads: Executor, vigil: Vigil) -> None:
        self._database = database
        self._threads = threads
        self._vigil = vigil
        self._numbers = count(1)

    async def write(self, work: Callable[[Transaction, int], T], made: Callable[[T], Made]) -> tuple[T, Made]:
        """Returns when the write may be acknowledged. Raises what `work` raises, and DatabaseUnavailable, after which it may
        have happened."""
        vigil, vantage = self._vigil, self._vigil.vantage
        course = Course(vantage.row_for_write(vigil.now()))
        write = _Write(self._database, vigil, next(self._numbers), work, made)
        while True:
            step = course.step(bypass_holds=not vantage.bypass_holds_in(vigil.now()))
            match step.do:
                case Do.COMMIT:
                    if course.holds(vantage.row_for_write(vigil.now())):
                        await self._commit(course, step, write)
                    if write.done is not None and not write.done.revisions:
                        return write.done.outcome, write.done.made
                case Do.ANNOUNCE:
                    if await self._in_thread(partial(write.announce, step.server)):
                        course.announced(vantage.row_for_write(vigil.now()))
                    else:
                        course.unreachable()
                case Do.ACKNOWLEDGE:
                    assert write.done is not None
                    return write.done.outcome, write.done.made
                case _:
                    await self._mind_trust(course, step)

    async def _mind_trust(self, course: Course, step: Step) -> None:
        vigil = self._vigil
        if step.do is Do.LOOK:
            course.saw(await vigil.look())
        elif step.do is Do.BYPASS:
            assert step.row is not None
            course.saw(await vigil.follow(step.row, step.row.bypassed()))
        else:
            await asyncio.sleep(vigil.vantage.bypass_holds_in(vigil.now()))
            course.waited()

    async def _commit(self, course: Course, step: Step, write: "_Write[T]") -> None:
        """And announces that it has, from the same thread."""
        until = deadline.current()
        assert step.row is not None
        row, begun_by = step.row, self._vigil.now() + self._vigil.timing.begin_max
        try:
            told = await self._in_thread(lambda: write.commit(row, until=until, begun_by=begun_by))
        except MessengerUnreachable as error:
            log.warning("a write can't be announced, and is rolled back: %s", error)
            course.unreachable()
            return
        except _BegunTooLateError:
            course.holds(None)
            return
        known = self._vigil.vantage.row_for_write(self._vigil.now())
        course.committed(known)
        if step.server and told:
            course.announced(known)
        elif step.server:
            course.unreachable()

    async def _in_thread(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


class _Write(Generic[T]):
    """What one write does in threads. `done` once it has committed."""

    def __init__(
        self,
        database: Database,
        vigil: Vigil,
        number: int,
        work: Callable[[Transaction, int], T],
        made: Callable[[T], Made],
    ) -> None:
        self.done: _Done[T] | None = None
        self._database = database
        self._vigil = vigil
        self._number = number
        self._work = work
        self._made = made
        self._told: dict[Resource, int] = {}
        """All that any attempt was about to make."""

    def commit(self, row: TrustRow, *, until: float | None, begun_by: float) -> bool:
        """Commits, having announced that it is about to, and announces that it has: False where that failed. Raises
        MessengerUnreachable where it was rolled back, and _BegunTooLateError."""
        server = row.server

        def work_and_tell(tx: Transaction, attempt: int) -> _Done[T]:
            outcome = self._work(tx, attempt)
            # By now the database knows of the transaction, and counts how long it lasts.
            if self._vigil.now() > begun_by and tx.trust.load().epoch != row.epoch:
                raise _BegunTooLateError
            made = self._made(outcome)
            revisions = made.revisions()
            if server and revisions:
                self._told |= dict.fromkeys(revisions, NOTHING_NEW)
                self._vigil.tell(self._announcement(revisions, committed=False), server=server)
            return _Done(outcome, made, self._told | revisions | made.repetitions(tx))

        try:
            self.done = self._database.write(work_and_tell, deadline=until)
        except DomainError as error:
            if (
                server and self._told and not isinstance(error, DatabaseUnavailable)
            ):  # after which it may have committed
                self._tell_committed(self._told, server)
            raise
        return not server or self.announce(server)

    def announce(self, server: str) -> bool:
        """That it has committed."""
        assert self.done is not None
        return not self.done.revisions or self._tell_committed(self.done.revisions, server)

    def _tell_committed(self, revisions: Mapping[Resource, int], server: str) -> bool:
        try:
            self._vigil.tell(self._announcement(revisions, committed=True), server=server)
        except MessengerUnreachable as error:
            log.warning("a write has committed and can't be announced: %s", error)
            return False
        return True

    def _announcement(self, revisions: Mapping[Resource, int], *, committed: bool) -> Announcement:
        return Announcement(self._vigil.process, self._number, committed, revisions)
