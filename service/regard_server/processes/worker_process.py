"""A worker, as the supervisor sees it: a program that was started, says when it is ready, and ends some day."""

import asyncio
import signal
import socket
import time
from collections.abc import Sequence

from regard_server.processes.line import Line, Message


class WorkerProcess:
    def __init__(self, number: int, process: asyncio.subprocess.Process, line: Line) -> None:
        self.number = number
        self.pid = process.pid
        self.started_at = time.monotonic()
        self._process = process
        self._line = line
        self._ready = asyncio.create_task(line.hear())
        self._ended = asyncio.create_task(self._end())

    @classmethod
    async def start(cls, number: int, program: Sequence[str]) -> "WorkerProcess":
        """`program` with the worker's number, and the descriptor of its end of the line. Raises OSError."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *(*program, "--worker", str(number), "--line", str(theirs.fileno())),
                    stdin=asyncio.subprocess.DEVNULL,
                    # Ctrl-C at the terminal is for the supervisor, who tells the workers.
                    start_new_session=True,
                    pass_fds=(theirs.fileno(),),
                )
            return cls(number, process, await Line.over(ours))
        except BaseException:
            ours.close()  # where there is a worker, it ends by that
            raise

    async def ready(self) -> bool:
        """False where it ended instead."""
        return await asyncio.shield(self._ready) is Message.READY

    async def ended(self) -> int:
        """Its exit code, or, negative, the signal that killed it."""
        return await asyncio.shield(self._ended)

    async def _end(self) -> int:
        code = await self._process.wait()
        await self._line.close()
        return code

    def say(self, message: Message) -> None:
        self._line.say(message)

    async def end_within(self, seconds: float) -> bool:
        """Whether it ended by itself; else it is killed."""
        try:
            await asyncio.wait_for(self.ended(), seconds)
        except TimeoutError:
            self._process.kill()
            await self.ended()
            return False
        return True


def how_it_ended(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"
