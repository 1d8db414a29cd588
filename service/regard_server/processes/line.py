"""The line between a supervisor and one of its workers: short messages in both directions, and an end that both see."""

import asyncio
import contextlib
import socket
from enum import StrEnum


class Message(StrEnum):
    READY = "ready"
    """From a worker: it listens."""
    REPLACED = "replaced"
    """To a worker: another has taken its place, and it shall let its callers go there."""
    STOP = "stop"
    """To a worker: nobody takes its place."""


class Line:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, end: socket.socket) -> "Line":
        return cls(*await asyncio.open_connection(sock=end))

    def say(self, message: Message) -> None:
        """What the other doesn't hear any more is lost with it."""
        self._writer.write(f"{message}\n".encode())

    async def hear(self) -> Message | None:
        """None where the other is gone."""
        try:
            heard = (await self._reader.readline()).decode().strip()
        except ConnectionError:
            return None
        return Message(heard) if heard else None

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
