"""`make bench-freshness`: what it costs that the next read sees the write, on PostgreSQL with a Valkey.

Each figure is the median of the rounds' ratios of one run against another of the same server, or of one that leaves something
out, in turn: of their rates, and of the processor time that the server takes for a call.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import grpc
import load
import workload
from processes import Measured, running

import regard
from local_postgres import LocalPostgres
from local_valkey import LocalValkey
from regard.v1 import GetProfileRequest, RecordEntriesRequest, ScreenOffersRequest
from regard_server.storage.migrate import migrate

TESTS = Path(__file__).parents[1]
QUICK_SERVER = TESTS / "faults" / "freshness" / "quick_server.py"
"""Trusts a messenger after seconds, where others take a minute; and can leave out what is measured."""
GET_PROFILE = "/regard.v1.ProfileService/GetProfile"
RECORD_ENTRIES = "/regard.v1.ProfileService/RecordEntries"
SCREEN_OFFERS = "/regard.v1.ScreeningService/ScreenOffers"
WRITERS = 32
_HEAD = f"{'':62}{'calls/s':>9}{'without':>9}{'ratio':>8}{'cpu':>8}{'goal':>7}"
WRITES_PER_SECOND_MAX = 3_000


class Run(NamedTuple):
    """Calls per second, and processor seconds of the server per call."""

    rate: float
    cpu: float


class Bench:
    def __init__(self, *, rounds: int, seconds: float) -> None:
        self._rounds = rounds
        self._seconds = seconds

    def compare(self, name: str, goal: float, mine: Callable[[], Run], other: Callable[[], Run]) -> None:
        pairs = [(mine(), other()) for _ in range(self._rounds)]
        rates = [statistics.median(run.rate for run in column) for column in zip(*pairs, strict=True)]
        ratio = statistics.median(one.rate / two.rate for one, two in pairs)
        cpu = statistics.median(two.cpu / one.cpu for one, two in pairs)
        print(f"{name:62}{rates[0]:>9,.0f}{rates[1]:>9,.0f}{ratio:>8.3f}{cpu:>8.3f}{goal:>7g}", flush=True)

    def alike(self, server: Measured, method: str, request: Any) -> Callable[[], Run]:
        body = request.SerializeToString()
        return lambda: self._run(server, lambda: load.alike(server.target, method, body, self._seconds))

    def writes(self, server: Measured) -> Callable[[], Run]:
        calls = int(WRITES_PER_SECOND_MAX * self._seconds)

        def run() -> Run:
            bodies = [_one_entry(number).SerializeToString() for number in range(calls)]
            return self._run(
                server,
                lambda: load.different(server.target, RECORD_ENTRIES, bodies, self._seconds, in_flight=WRITERS),
            )

        return run

    def _run(self, server: Measured, calls: Callable[[], float]) -> Run:
        before = server.cpu_seconds()
        rate = calls()
        return Run(rate, (server.cpu_seconds() - before) / (rate * self._seconds))


def _one_entry(number: int) -> RecordEntriesRequest:
    request = workload.light_customer(number)
    del request.entries[1:]
    request.customer = f"customers/writer-{number % 20_000}"
    request.request_id = str(uuid4())
    return request


@contextmanager
def _server(database_url: str, messenger_url: str, *, without: str = "") -> Iterator[Measured]:
    """That is trusting its messenger, where it has one."""
    environment = {
        "REGARD_DATABASE_URL": database_url,
        "REGARD_LISTEN": "127.0.0.1:0",
        "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "service" / "deploy")]),
        "FRESHNESS_CLOCK": "/nonexistent",
        "FRESHNESS_STALL": "/nonexistent",
        "FRESHNESS_WITHOUT": without,
    } | ({"REGARD_MESSENGER_URL": messenger_url} if messenger_url else {})
    with running([sys.executable, str(QUICK_SERVER), "serve"], environment) as (process, line):
        measured = Measured(process, line.split("listening on ")[1].split(",")[0])
        while messenger_url and _mode(measured.target):
            time.sleep(0.1)
        yield measured


def _mode(target: str) -> str:
    with grpc.insecure_channel(target) as channel:
        call: Any = channel.unary_unary(GET_PROFILE)
        _, told = call.with_call(GetProfileRequest(customer="customers/nobody").SerializeToString(), timeout=30)
        return str(dict(told.trailing_metadata()).get("regard-mode", ""))


def _question(*, minimize_latency: bool) -> ScreenOffersRequest:
    asked = workload.screening_of(workload.HOT, inline=True)
    if minimize_latency:
        asked.consistency.minimize_latency = True
    return asked


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-freshness", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each run")
    arguments = parser.parse_args()
    bench = Bench(rounds=arguments.rounds, seconds=arguments.seconds)
    print(f"load: {load.driver()}; {arguments.rounds} rounds of {arguments.seconds:g} s\n{_HEAD}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="regard-bench-")))
        folder.chmod(0o755)
        postgres = stack.enter_context(LocalPostgres(folder / "postgres"))
        messenger = stack.enter_context(LocalValkey(folder / "messenger"))
        migrate(postgres.url())
        fenced, relaxed = _question(minimize_latency=False), _question(minimize_latency=True)
        with _server(postgres.url(), messenger.url) as server:
            with regard.Client(server.target) as client:
                client.record_entries(workload.HOT, workload.full_profile(datetime.now(UTC)))
            quick = bench.alike(server, SCREEN_OFFERS, relaxed)
            bench.compare(
                "ScreenOffers, fenced : minimize_latency", 0.75, bench.alike(server, SCREEN_OFFERS, fenced), quick
            )
            with _server(postgres.url(), messenger.url, without="the second announcement") as other:
                bench.compare(
                    "RecordEntries, 32 writers : without the second announcement",
                    0.9,
                    bench.writes(server),
                    bench.writes(other),
                )


if __name__ == "__main__":
    main()
