"""A database that stands still: it takes what it is asked and doesn't answer, as when its machine is frozen or has vanished.
No connection breaks, so whoever waits for an answer is told by those who watch; the threads wait on."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from regard_server.domain.errors import DatabaseUnavailable

T = TypeVar("T")


class Standstill:
    """All methods are called on one event loop. `begun` is called when it begins."""

    def __init__(self, begun: Callable[[], None]) -> None:
        self._begun = begun
        self._lasts = False
        self._asked: set[asyncio.Future[Any]] = set()

    def check(self) -> None:
        """Raises DatabaseUnavailable while it lasts."""
        if self._lasts:
            raise DatabaseUnavailable

    async def answer(self, ask: Callable[[], "asyncio.Future[T]"]) -> T:
        """What comes of what is asked. Raises DatabaseUnavailable while it lasts, and as soon as it begins."""
        self.check()
        asked = ask()
        self._asked.add(asked)
        try:
            return await asked
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if asked in self._asked or (task is not None and task.cancelling()):  # the caller has gone
                raise
            raise DatabaseUnavailable from None
        finally:
            self._asked.discard(asked)

    def begin(self) -> None:
        self._lasts = True
        self._begun()
        given_up, self._asked = self._asked, set()
        for asked in given_up:
            asked.cancel()

    def end(self) -> None:
        self._lasts = False
