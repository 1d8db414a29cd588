"""A real service for tests: a gRPC server on a free port, in this process with a clock that the test sets, or in its own."""

import asyncio
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import psutil

from regard_server.bootstrap import open_worker
from regard_server.domain.freshness.trust import Timing
from regard_server.rpc.admission import Limits
from regard_server.rpc.server import Server
from regard_server.settings import CHANGES_KEPT_SECONDS

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
"""When tests begin, unless they say otherwise."""
ENTRIES_IN_MEMORY = 100_000
WAIT_SECONDS_MAX = 60


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


@contextmanager
def serving(
    database_url: str,
    clock: Clock,
    *,
    entries_in_memory_max: int = ENTRIES_IN_MEMORY,
    full_text_index: bool = False,
    limits: Limits | None = None,
    changes_kept_seconds: int = CHANGES_KEPT_SECONDS,
    messenger_url: str = "",
    timing: Timing | None = None,
) -> Iterator[str]:
    """The target of a server that runs in a thread with an event loop of its own."""
    ready = threading.Event()
    stop: asyncio.Event
    loop: asyncio.AbstractEventLoop
    port = 0
    failure: BaseException | None = None

    async def serve() -> None:
        nonlocal stop, loop, port
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        worker = open_worker(
            database_url,
            entries_in_memory_max=entries_in_memory_max,
            full_text_index=full_text_index,
            changes_kept_seconds=changes_kept_seconds,
            messenger_url=messenger_url,
            timing=timing,
            clock=clock,
        )
        server = Server(worker, limits=limits)
        port = await server.start("127.0.0.1:0")
        ready.set()
        await stop.wait()
        await server.stop(grace_seconds=5)
        await worker.close()

    def run() -> None:
        nonlocal failure
        try:
            asyncio.run(serve())
        except BaseException as error:
            failure = error
        finally:
            ready.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(timeout=30)
    if failure is not None:
        raise failure
    try:
        yield f"127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=30)


def wait_until(holds: Callable[[], bool]) -> None:
    """For what another process does, and says nowhere."""
    until = time.monotonic() + WAIT_SECONDS_MAX
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


class ServerProcess:
    """`regard-server serve` as a process of its own, to be interrupted or killed; or another program that does the same."""

    log: IO[str] | int = subprocess.PIPE
    """A file, for one that says more than is read."""

    def __init__(
        self,
        database: Path,
        *arguments: str,
        listen: str = "127.0.0.1:0",
        program: Sequence[str] = ("-m", "regard_server"),
        **environment: str,
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *program, "serve", *arguments],
            env=os.environ | {"REGARD_DATABASE_URL": f"sqlite:///{database}", "REGARD_LISTEN": listen} | environment,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"listening on (\S+:\d+)", line)
        if found is None:
            _, complaints = self.process.communicate(timeout=30)
            raise RuntimeError(f"the server said {line!r} and {complaints!r}")
        self.target = found[1]

    @property
    def workers(self) -> list[psutil.Process]:
        """The oldest first."""
        return sorted(psutil.Process(self.process.pid).children(), key=lambda worker: worker.create_time())

    def complaint(self, words: str) -> str:
        """The next line of its log with these words; waits for it."""
        assert self.process.stderr is not None
        return next(line for line in self.process.stderr if words in line)

    def stop(self) -> int:
        """Interrupts it as Ctrl-C does, and answers its exit code."""
        self.process.send_signal(2)
        self.process.communicate(timeout=30)
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)
