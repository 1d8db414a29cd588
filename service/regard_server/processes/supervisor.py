"""The supervisor: starts the workers, starts another for one that died, replaces them one after the other, stops them.

SIGHUP replaces them all: each new worker listens before the old one lets its callers go, so that no call fails. New workers
read the settings, the code and the file of settings as they are then. SIGTERM and SIGINT stop them.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Sequence

from regard_server.processes.line import Message
from regard_server.processes.worker_process import WorkerProcess, how_it_ended

FIRST_PAUSE_SECONDS = 0.1
PAUSE_SECONDS_MAX = 10.0
"""Bounds how long a worker that dies again and again is away once its cause is."""
STEADY_SECONDS = 60.0
"""Who lived so long didn't die of how it started."""

STARTING_SECONDS_MAX = 60.0
"""Of a worker that is to replace another: a database that stalls shall not hold up for ever what else is to be done."""

log = logging.getLogger(__name__)


class Supervisor:
    """`program` starts a worker. `stop_seconds_max` and `replace_seconds_max` bound how long one that was told to stop, or
    that it is replaced, may take; then it is killed."""

    def __init__(
        self, program: Sequence[str], *, workers: int, stop_seconds_max: float, replace_seconds_max: float
    ) -> None:
        self._program = program
        self._stop_seconds_max = stop_seconds_max
        self._replace_seconds_max = replace_seconds_max
        self._posts = [_Post(number, program) for number in range(1, workers + 1)]
        self._leaving: set[WorkerProcess] = set()
        self._stop, self._hang_up = asyncio.Event(), asyncio.Event()

    async def start(self) -> int:
        """How many workers are ready; 0 where the first can't start, and has said why, or it is told to stop meanwhile. The
        first starts alone, since it may have to prepare the database for all."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, self._hang_up.set)
        filling = asyncio.create_task(self._fill())
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait((filling, stopping), return_when=asyncio.FIRST_COMPLETED)
        ready = filling.result() if filling.done() else 0
        for task in (filling, stopping):
            task.cancel()
        await asyncio.gather(filling, stopping, return_exceptions=True)
        return ready

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_set()

    async def _fill(self) -> int:
        if not await self._posts[0].fill():
            return 0
        return 1 + sum(await asyncio.gather(*(post.fill() for post in self._posts[1:])))

    async def run(self) -> None:
        """Until it is told to stop, and the workers have."""
        keeping = [asyncio.create_task(post.keep()) for post in self._posts]
        replacing = asyncio.create_task(self._replace_when_told())
        await self._stop.wait()
        for task in (*keeping, replacing):
            task.cancel()
        await asyncio.gather(*keeping, replacing, return_exceptions=True)
        await self.stop()

    async def stop(self) -> None:
        present = [*self._leaving, *(post.worker for post in self._posts if post.worker is not None)]
        for worker in present:
            worker.say(Message.STOP)
        await asyncio.gather(*(self._see_off(worker, self._stop_seconds_max) for worker in present))

    async def _replace_when_told(self) -> None:
        while True:
            await self._hang_up.wait()
            self._hang_up.clear()
            await self._replace_all()

    async def _replace_all(self) -> None:
        log.info("the workers are being replaced, one after the other")
        for post in self._posts:
            old = await post.change()
            if old is None:
                log.error("the new worker %d didn't start: those that are there go on", post.number)
                return
            self._leaving.add(old)
            old.say(Message.REPLACED)
            await self._see_off(old, self._replace_seconds_max)
            self._leaving.discard(old)
        log.info("all workers have been replaced")

    async def _see_off(self, worker: WorkerProcess, seconds: float) -> None:
        if not await worker.end_within(seconds):
            log.warning("worker %d (process %d) didn't end in time, and was killed", worker.number, worker.pid)


class _Post:
    """To be filled by one worker after the other."""

    def __init__(self, number: int, program: Sequence[str]) -> None:
        self.number = number
        self.worker: WorkerProcess | None = None
        self._program = program
        self._pause = FIRST_PAUSE_SECONDS
        self._changing = asyncio.Lock()

    async def fill(self) -> bool:
        """Whether the worker got ready."""
        self.worker = await WorkerProcess.start(self.number, self._program)
        return await self.worker.ready()

    async def keep(self) -> None:
        """Starts another worker whenever the present one has ended."""
        while True:
            worker = self.worker
            assert worker is not None
            code = await worker.ended()
            async with self._changing:
                if self.worker is worker:
                    await self._start_again(worker, code)

    async def change(self) -> WorkerProcess | None:
        """Fills it with another, which is ready. Answers the one before, which still serves; None where it stays."""
        async with self._changing:
            new = await self._start()
            if new is None:
                return None
            is_ready = False
            try:
                async with asyncio.timeout(STARTING_SECONDS_MAX):
                    is_ready = await new.ready()
            except TimeoutError:
                pass
            finally:
                if not is_ready:
                    await new.end_within(0)
            if not is_ready:
                return None
            old, self.worker = self.worker, new
            return old

    async def _start_again(self, worker: WorkerProcess, code: int) -> None:
        if time.monotonic() - worker.started_at >= STEADY_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        log.warning(
            "worker %d (process %d) %s: another is started in %g s",
            *(self.number, worker.pid, how_it_ended(code), self._pause),
        )
        while self.worker is worker:
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, PAUSE_SECONDS_MAX)
            self.worker = await self._start() or worker

    async def _start(self) -> WorkerProcess | None:
        """None where the system has no room for another process, which the log says."""
        try:
            return await WorkerProcess.start(self.number, self._program)
        except OSError as error:
            log.error("worker %d can't be started: %s", self.number, error.strerror)  # noqa: TRY400  it says it all
            return None
