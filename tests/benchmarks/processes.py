"""The servers under measure: each a process of its own, on the first processor, and what processor time they use.

PostgreSQL, where it is the database, may use any processor: in service it has a machine of its own.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from local_postgres import LocalPostgres

SERVER_CPU, LOAD_CPU = 0, 1
HERE = Path(__file__).parent


class Measured:
    """A running server, and the database that it asks, where that is another process."""

    def __init__(
        self, process: subprocess.Popen[str], target: str, database: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        self.target = target
        self.environment: dict[str, str] = {}
        self._process = psutil.Process(process.pid)
        self._database = None if database is None else psutil.Process(database.pid)

    def cpu_seconds(self) -> float:
        return cpu_seconds_of(self._process)

    def database_cpu_seconds(self) -> float:
        """Of PostgreSQL's processes for our connections and beside them. Those that have ended are counted by none."""
        if self._database is None:
            return 0.0
        return sum(map(cpu_seconds_of, (self._database, *self._database.children())))

    def processes(self) -> list[psutil.Process]:
        """Of both, as they are now."""
        database = [] if self._database is None else [self._database, *self._database.children()]
        return [self._process, *database]

    def memory_bytes(self) -> int:
        return int(self._process.memory_info().rss)

    @contextmanager
    def unpinned(self) -> Iterator[None]:
        """Server and load share all processors, as they do where nobody measures: for a rate of the whole machine."""
        everywhere = set(range(os.cpu_count() or 1))
        self._pin(everywhere, everywhere)
        try:
            yield
        finally:
            self._pin({SERVER_CPU}, {LOAD_CPU})

    def _pin(self, server: set[int], load: set[int]) -> None:
        if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
            for thread in self._process.threads():
                os.sched_setaffinity(thread.id, server)
            os.sched_setaffinity(0, load)


@contextmanager
def echo_server() -> Iterator[Measured]:
    with running([sys.executable, str(HERE / "echo_server.py")], {}) as (process, line):
        yield Measured(process, f"127.0.0.1:{line.strip()}")


@contextmanager
def regard_server(database: Path | None = None, **settings: str) -> Iterator[Measured]:
    """On this database file; where none is given on an empty one, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{database or Path(folder) / 'regard.db'}"
        environment = {"REGARD_DATABASE_URL": url, "REGARD_LISTEN": "127.0.0.1:0"} | settings
        with running([sys.executable, "-m", "regard_server", "serve"], environment) as (process, line):
            yield Measured(process, line.split("listening on ")[1].split(",")[0])


@contextmanager
def regard_server_on_postgresql(**settings: str) -> Iterator[Measured]:
    """With fsync, as in service."""
    with tempfile.TemporaryDirectory(prefix="regard-bench-") as folder:
        Path(folder).chmod(0o755)
        with LocalPostgres(Path(folder)) as postgres:
            environment = {"REGARD_DATABASE_URL": postgres.url(), "REGARD_LISTEN": "127.0.0.1:0"} | settings
            command = [sys.executable, "-m", "regard_server"]
            subprocess.run([*command, "migrate"], env=os.environ | environment, check=True)
            with running([*command, "serve"], environment) as (process, line):
                target = line.split("listening on ")[1].split(",")[0]
                measured = Measured(process, target, postgres.process)
                measured.environment = environment
                yield measured


@contextmanager
def another(server: Measured) -> Iterator[Measured]:
    """A second process on the same PostgreSQL."""
    with running([sys.executable, "-m", "regard_server", "serve"], server.environment) as (process, line):
        yield Measured(process, line.split("listening on ")[1].split(",")[0])


def cpu_seconds_of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def pin(cpu: int) -> None:
    """Keeps servers and load apart, where the machine has two processors or more and lets us say so."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {cpu})


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: pin(SERVER_CPU),
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline()
    finally:
        process.terminate()
        process.communicate(timeout=60)
