"""Group commit: writes that wait for the same connection share a transaction, and each keeps its own outcome.

While one transaction is under way the next writes gather; so nobody waits for company, and a busy server commits once
for many. Writes commit, and are announced, in the order in which they came.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from regard_server.domain.errors import DatabaseUnavailable, DomainError
from regard_server.rpc import deadline
from regard_server.usecases.record_entries import Recorded, RecordEntries

REQUESTS_PER_COMMIT_MAX = 256
"""Bounds how long the first of a group waits for the last."""

Job = Callable[[], Awaitable[Any]]


class GroupCommit:
    """`check` raises what a write is refused with that may not begin."""

    def __init__(
        self,
        commit: Callable[[Sequence[RecordEntries]], Awaitable[list[Recorded | DomainError]]],
        *,
        check: Callable[[], None],
    ) -> None:
        self._commit = commit
        self._check = check
        self._waiting: deque[_Waiting] = deque()
        self._running: asyncio.Task[None] | None = None

    async def record(self, request: RecordEntries) -> Recorded:
        """Raises the DomainError that rejects this request."""
        outcome: Recorded | DomainError = await self.enqueue(request)
        if isinstance(outcome, DomainError):
            raise outcome
        return outcome

    async def run(self, job: Job) -> Any:
        """Runs another write alone, in its turn."""
        return await self.enqueue(job)

    def enqueue(self, item: RecordEntries | Job) -> asyncio.Future[Any]:
        """A write once enqueued runs to its end, also when nobody waits for it any more, unless it is refused first."""
        self._check()
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(item, future, deadline.current()))
        if self._running is None:
            self._running = asyncio.create_task(self._drain())
        return future

    def refuse_waiting(self) -> None:
        """Those that have not begun: with DatabaseUnavailable, and nothing of them has happened."""
        while self._waiting:
            _settle(self._waiting.popleft().future, error=DatabaseUnavailable())

    async def finish(self) -> None:
        """Returns when nothing is waiting or under way."""
        while self._running is not None:
            await asyncio.shield(self._running)

    async def _drain(self) -> None:
        try:
            while self._waiting:
                group = self._next_group()
                if group:
                    await self._commit_group(group)
                else:
                    await self._run_job(self._waiting.popleft())
        finally:
            self._running = None

    def _next_group(self) -> "list[_Waiting]":
        group: list[_Waiting] = []
        while self._waiting and len(group) < REQUESTS_PER_COMMIT_MAX:
            if not isinstance(self._waiting[0].item, RecordEntries):
                break
            group.append(self._waiting.popleft())
        return group

    async def _commit_group(self, group: "list[_Waiting]") -> None:
        deadline.use(deadline.latest([one.deadline for one in group]))
        try:
            outcomes = await self._commit([one.item for one in group if isinstance(one.item, RecordEntries)])
        except Exception as error:  # noqa: BLE001  whatever it is belongs to those who wait
            if len(group) == 1 or isinstance(error, DatabaseUnavailable):  # which no request is to blame for
                for one in group:
                    _settle(one.future, error=error)
                return
            # One request may have spoilt it for all: each gets a transaction, and an outcome, of its own.
            for alone in group:
                await self._commit_group([alone])
            return
        for one, outcome in zip(group, outcomes, strict=True):
            _settle(one.future, outcome)

    async def _run_job(self, waiting: "_Waiting") -> None:
        assert not isinstance(waiting.item, RecordEntries)
        deadline.use(waiting.deadline)
        try:
            _settle(waiting.future, await waiting.item())
        except Exception as error:  # noqa: BLE001  whatever it is belongs to whoever waits
            _settle(waiting.future, error=error)


class _Waiting(NamedTuple):
    item: RecordEntries | Job
    future: asyncio.Future[Any]
    deadline: float | None


def _settle(future: asyncio.Future[Any], outcome: Any = None, *, error: Exception | None = None) -> None:
    if future.done():  # the caller has gone
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(outcome)
