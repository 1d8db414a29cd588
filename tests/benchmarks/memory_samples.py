"""A process's memory while something is measured: what it is before and after tells nothing of what it was meanwhile."""

import threading
from collections.abc import Callable
from typing import Self

import psutil

SECONDS_BETWEEN = 0.5


class MemorySamples:
    """`with MemorySamples(of) as samples`: bytes at the beginning, every half a second, and at the end."""

    def __init__(self, of: Callable[[], int]) -> None:
        self._of = of
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.bytes: list[int] = []

    def __enter__(self) -> Self:
        self.bytes.append(self._of())
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.bytes.append(self._of())

    @property
    def peak_bytes(self) -> int:
        return max(self.bytes)

    def _sample(self) -> None:
        while not self._over.wait(SECONDS_BETWEEN):
            self.bytes.append(self._of())


def memory_with_children(pid: int) -> int:
    """Resident bytes of a process and of those that it started; 0 of any that has ended."""
    try:
        process = psutil.Process(pid)
        processes = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(map(_resident_bytes, processes))


def _resident_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return 0
