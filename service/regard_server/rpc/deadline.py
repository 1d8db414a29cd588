"""Until when the caller of this call waits: what it asks of the database is ended by then, and holds no locks any longer."""

import time
from contextvars import ContextVar
from typing import Any

import grpc

_DEADLINE: ContextVar[float | None] = ContextVar("deadline", default=None)


def begin(context: "grpc.aio.ServicerContext[Any, Any]") -> None:
    """For the task of this call, and what it starts."""
    seconds: float | None = context.time_remaining()
    use(None if seconds is None else time.monotonic() + seconds)


def use(deadline: float | None) -> None:
    """An instant of the monotonic clock; None where the caller waits for ever."""
    _DEADLINE.set(deadline)


def current() -> float | None:
    return _DEADLINE.get()


def latest(deadlines: "list[float | None]") -> float | None:
    """Of several calls that one transaction serves."""
    told = [deadline for deadline in deadlines if deadline is not None]
    return max(told) if told and len(told) == len(deadlines) else None
