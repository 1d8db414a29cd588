"""The door: open while the server serves. Once it is shut, callers are told so and come again, elsewhere or later; and
streams, which may last for ever, are ended."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from regard_server.domain.errors import ShuttingDown


class Door:
    """`mode` is what answers say of the service while all is not well; empty where it is."""

    def __init__(self) -> None:
        self.mode = ""
        self._shut = False
        self._knocked_at = 0.0
        self._streams: set[asyncio.Task[object]] = set()
        self._ended: set[asyncio.Task[object]] = set()

    def shut(self) -> None:
        self._shut = True
        self._knocked_at = time.monotonic()
        for stream in self._streams:
            self._ended.add(stream)
            stream.cancel()

    def enter(self) -> None:
        """Raises ShuttingDown."""
        if self._shut:
            self._knocked_at = time.monotonic()
            raise ShuttingDown

    @contextmanager
    def stream(self) -> Iterator[None]:
        """For as long as a stream is open. Raises ShuttingDown at once, and within it once the door is shut."""
        self.enter()
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if task not in self._ended:  # the caller has gone
                raise
            task.uncancel()
            raise ShuttingDown from None
        finally:
            self._streams.discard(task)
            self._ended.discard(task)

    def quiet_seconds(self) -> float:
        """How long nobody has come since it was shut."""
        return time.monotonic() - self._knocked_at
