"""Servers with a fail point, one after the other on one database (see failing_server.py)."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import IO

PROGRAM = Path(__file__).with_name("failing_server.py")
SECONDS_MAX = 60


class FailingServers:
    """`start` the next when the last has ended."""

    def __init__(self, told: IO[str], said: IO[str]) -> None:
        self._told = told
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._process = 0
        threading.Thread(target=self._listen, args=(said,), daemon=True).start()

    def start(self, *, commits: int) -> str:
        """The target of one that dies after so many transactions that wrote something; 0 is never."""
        self._told.write(f"{commits}\n")
        self._told.flush()
        self._process = int(self._hear(r"is process (\d+)"))
        return self._hear(r"listening on (\S+:\d+)")

    def exit_code(self, timeout: float = SECONDS_MAX) -> int:
        """When the server has ended. Raises Empty."""
        return int(self._hear(r"ended with (-?\d+)", timeout))

    def end(self, how: signal.Signals) -> int:
        """Its exit code."""
        os.kill(self._process, how)
        return self.exit_code()

    def _listen(self, said: IO[str]) -> None:
        for line in said:
            self._lines.put(line)

    def _hear(self, words: str, timeout: float = SECONDS_MAX) -> str:
        while True:
            found = re.search(words, self._lines.get(timeout=timeout))
            if found is not None:
                return found[1]


@contextmanager
def failing_servers(database: Path) -> Iterator[FailingServers]:
    environment = os.environ | {"REGARD_DATABASE_URL": f"sqlite:///{database}", "REGARD_LISTEN": "127.0.0.1:0"}
    with subprocess.Popen(
        [sys.executable, PROGRAM],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield FailingServers(process.stdin, process.stdout)
        finally:
            # Where a test has failed a server may run that hasn't even said which process it is.
            os.killpg(process.pid, signal.SIGKILL)
