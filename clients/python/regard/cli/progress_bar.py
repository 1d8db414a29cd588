"""A bar for long work, on a terminal and nowhere else: how much is done, how fast it goes, how long it still takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class Bar(Protocol):
    """What is shown of the work."""

    def show(self, done: float, count: int) -> None:
        """`done` of the total that the bar began with, and so many units, of an earlier run of the same work too."""


class NoBar:
    """Where nobody looks."""

    def show(self, done: float, count: int) -> None: ...


class TerminalBar:
    def __init__(self, progress: Progress, task: TaskID, unit: str) -> None:
        self._progress = progress
        self._task = task
        self._unit = unit
        self._first: int | None = None

    def show(self, done: float, count: int) -> None:
        if self._first is None:
            self._first = count
        elapsed = self._progress.tasks[0].elapsed or 0.0
        rate = f"{(count - self._first) / elapsed:,.0f} {self._unit}/s" if elapsed else ""
        self._progress.update(self._task, completed=done, rate=rate)


@contextmanager
def progress_bar(what: str, *, total: float | None, unit: str) -> Iterator[Bar]:
    """On stderr, so that it is in nobody's output. Without a total it tells the rate alone. `unit`: such as `entries`."""
    terminal = Console(stderr=True, markup=False, emoji=False)
    if not terminal.is_terminal:
        yield NoBar()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Progress(*columns, console=terminal, transient=True) as progress:
        yield TerminalBar(progress, progress.add_task(what, total=total, rate=""), unit)
