"""The door: open while the server serves. Once it is shut, callers are told so and come again, elsewhere or later."""

import asyncio
import time
from collections.abc import Awaitable
from typing import TypeVar

from regard_server.domain.errors import ShuttingDown

T = TypeVar("T")


class Door:
    def __init__(self) -> None:
        self._shut = False
        self._knocked_at = 0.0
        self._is_shut = asyncio.Event()

    def shut(self) -> None:
        self._shut = True
        self._is_shut.set()
        self._knocked_at = time.monotonic()

    def enter(self) -> None:
        """Raises ShuttingDown."""
        if self._shut:
            self._knocked_at = time.monotonic()
            raise ShuttingDown

    async def unless_shut(self, work: Awaitable[T]) -> T:
        """What comes of `work`, which is given up when the door is shut: for streams, which would never end by themselves.
        Raises ShuttingDown."""
        tasks = asyncio.ensure_future(work), asyncio.ensure_future(self._is_shut.wait())
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not tasks[0].done():
                raise ShuttingDown
            return tasks[0].result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def quiet_seconds(self) -> float:
        """How long nobody has come since it was shut."""
        return time.monotonic() - self._knocked_at
