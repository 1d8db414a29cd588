"""A running server and what the machine asks it with. One server serves all runs: each has customers of its own."""

from contextlib import ExitStack
from datetime import datetime

from machine.calls import Calls
from serving import NOON, Clock, serving

CUSTOMERS_PER_RUN = 3


class World:
    def __init__(self, database_url: str) -> None:
        self.clock = Clock()
        self._database_url = database_url
        self._stack = ExitStack()
        self.runs = 0
        self.steps = 0
        self._calls_made = 0
        self.calls = self._start()

    def _start(self) -> Calls:
        calls = Calls(self._stack.enter_context(serving(self._database_url, self.clock)))
        self._stack.callback(calls.close)
        return calls

    @property
    def now(self) -> datetime:
        return self.clock.now

    @property
    def calls_made(self) -> int:
        return self._calls_made + self.calls.made

    def restart(self) -> None:
        self._calls_made = self.calls_made
        self._stack.close()
        self.calls = self._start()

    def close(self) -> None:
        self._stack.close()

    def begin_run(self) -> list[str]:
        """Sets the clock back to where it was, and answers customers whom nobody knows yet."""
        self.clock.now = NOON
        self.runs += 1
        return [f"c{self.runs}-{number}" for number in range(CUSTOMERS_PER_RUN)]
