"""The change feed as one process sees it: its newest heads, and who waits for them.

While somebody watches, one task asks the database for the heads of all partitions, for all who watch: at once after a
commit of this process, and now and then for those of others. While nobody does, nothing is asked.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any

from regard_server.domain.feed import BEGINNING, Positions, Stretch, behind, furthest

Read = Callable[[str, Positions, Positions], Coroutine[Any, Any, Stretch]]

SECONDS_BETWEEN_MIN = 0.02
"""So many writes a second are told in as few steps as a reader needs."""
SECONDS_BETWEEN_MAX = 0.1
"""How long a quiet feed of other processes' writes goes unasked."""


class Feed:
    """`ask` answers the heads, and `read` a tenant's next stretch between two cuts. With `others_write`, the heads may change
    without a commit of this process."""

    def __init__(self, ask: Callable[[], Awaitable[Positions]], read: Read, *, others_write: bool) -> None:
        self._ask = ask
        self._read = read
        self._under_way: dict[tuple[str, Positions, Positions], asyncio.Task[Stretch]] = {}
        self._others_write = others_write
        self._heads = BEGINNING
        self._changed = asyncio.Event()
        self._told = asyncio.Event()
        self._watchers = 0
        self._asking: asyncio.Task[None] | None = None
        self._failure: Exception | None = None

    def told(self) -> None:
        """A transaction of this process was committed."""
        self._told.set()

    async def heads(self) -> Positions:
        """With all that has been committed. Raises DatabaseUnavailable."""
        self._heads = furthest(self._heads, await self._ask())
        return self._heads

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While it is entered, the feed is asked for what is new."""
        self._watchers += 1
        if self._asking is None:
            self._failure = None
            self._asking = asyncio.create_task(self._ask_on(), context=Context())
        try:
            yield
        finally:
            self._watchers -= 1
            if not self._watchers:
                self.close()

    async def after(self, positions: Positions, *, seconds_max: float) -> Positions:
        """The heads, once there is something after these positions, or else when the time is over. For whoever has
        `watched`. Raises DatabaseUnavailable."""
        until = asyncio.get_running_loop().time() + seconds_max
        while not behind(positions, self._heads):
            if self._failure is not None:
                raise self._failure
            try:
                async with asyncio.timeout_at(until):
                    await self._changed.wait()
            except TimeoutError:
                break
        return furthest(self._heads, positions)

    async def stretch(self, tenant: str, since: Positions, heads: Positions) -> Stretch:
        """As `read`. All who have come as far read together. Raises CursorOutOfRange and DatabaseUnavailable."""
        key = tenant, since, heads
        reading = self._under_way.get(key)
        if reading is None:
            reading = asyncio.create_task(self._read(tenant, since, heads), context=Context())
            self._under_way[key] = reading
            reading.add_done_callback(lambda done: (self._under_way.pop(key), done.cancelled() or done.exception()))
        return await asyncio.shield(reading)

    def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    async def _ask_on(self) -> None:
        pause = SECONDS_BETWEEN_MIN
        while True:
            self._told.clear()
            before = self._heads
            try:
                await self.heads()
            except Exception as error:  # noqa: BLE001  whatever it is belongs to those who watch
                self._failure = error
                self._asking = None
                self._wake()
                return
            if self._heads != before:
                pause = SECONDS_BETWEEN_MIN
                self._wake()
            await asyncio.sleep(SECONDS_BETWEEN_MIN)
            pause = min(2 * pause, SECONDS_BETWEEN_MAX)
            await self._until_told(pause - SECONDS_BETWEEN_MIN)

    async def _until_told(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds if self._others_write else None):
                await self._told.wait()
        except TimeoutError:
            pass

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
