"""The servers under measure: each a process of its own, on the first processor, and what processor time they use."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

SERVER_CPU, LOAD_CPU = 0, 1
HERE = Path(__file__).parent


class Measured:
    """A running server."""

    def __init__(self, process: subprocess.Popen[str], target: str) -> None:
        self.target = target
        self._process = psutil.Process(process.pid)

    def cpu_seconds(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def memory_bytes(self) -> int:
        return int(self._process.memory_info().rss)


@contextmanager
def echo_server() -> Iterator[Measured]:
    with _running([sys.executable, str(HERE / "echo_server.py")], {}) as (process, line):
        yield Measured(process, f"127.0.0.1:{line.strip()}")


@contextmanager
def regard_server(database: Path | None = None, **settings: str) -> Iterator[Measured]:
    """On this database file; where none is given on an empty one, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{database or Path(folder) / 'regard.db'}"
        environment = {"REGARD_DATABASE_URL": url, "REGARD_LISTEN": "127.0.0.1:0"} | settings
        with _running([sys.executable, "-m", "regard_server", "serve"], environment) as (process, line):
            yield Measured(process, line.split("listening on ")[1].split(",")[0])


def pin(cpu: int) -> None:
    """Keeps servers and load apart, where the machine has two processors or more and lets us say so."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {cpu})


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
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
