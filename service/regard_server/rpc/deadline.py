"""Until when the caller of this call waits: what it asks of the database is ended by then, and holds no locks any longer."""

import asyncio
import time
from collections.abc import Awaitable
from contextvars import ContextVar
from typing import Any, TypeVar

import grpc

from regard_server.domain.errors import OutOfTime

T = TypeVar("T")

_DEADLINE: ContextVar[float | None] = ContextVar("deadline", default=None)


def begin(context: "grpc.aio.ServicerContext[Any, Any]", seconds_max: float | None) -> float | None:
    """For the task of this call, and what it starts. Where the caller brought no deadline, it is this one, in so many
    seconds: the answer, for the caller of this function to hold."""
    seconds: float | None = context.time_remaining()
    if seconds is not None:
        use(time.monotonic() + seconds)
        return None
    use(None if seconds_max is None else time.monotonic() + seconds_max)
    return seconds_max


async def within(seconds: float, work: Awaitable[T]) -> T:
    """What comes of `work`. Raises OutOfTime where it takes longer, and gives it up."""
    try:
        async with asyncio.timeout(seconds) as limit:
            return await work
    except TimeoutError:
        if not limit.expired():
            raise
        raise OutOfTime(seconds) from None


def use(deadline: float | None) -> None:
    """An instant of the monotonic clock; None where the caller waits for ever."""
    _DEADLINE.set(deadline)


def current() -> float | None:
    return _DEADLINE.get()


def latest(deadlines: "list[float | None]") -> float | None:
    """Of several calls that one transaction serves."""
    told = [deadline for deadline in deadlines if deadline is not None]
    return max(told) if told and len(told) == len(deadlines) else None
