"""`make bench-bulk`: a company's files in, a million answers out. Rates, and the server's memory while it works.

At each size the customers (three preferences each) are written to a file and go in through `regard import`, on all
processors together; then they are screened for 20 offers as audiences, the server on one processor and the load on
another. A rate by itself means little on a shared machine: a bare echo's is printed beside, and the cost of a decision is
told against that of another server, with the smallest size stored, asked in turns with it.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import load
import workload
from bench import machine
from google.protobuf.json_format import MessageToDict
from memory_samples import MemorySamples, memory_with_children
from processes import LOAD_CPU, Measured, echo_server, pin, regard_server, regard_server_on_postgresql

import regard
from regard.v1 import Offer, RecordEntriesRequest

SIZES = (10_000, 100_000, 1_000_000)
AUDIENCE_OFFERS = 20
BATCH_CUSTOMERS = 100
SLOW_CHUNKS = 12
TURNS = 7


@dataclass
class Figure:
    """Memory is the server's, at the end and each half a second before; `client_peak_mb` is an import's, with the processes that
    it starts."""

    name: str
    customers: int
    per_second: float
    unit: str
    server_cpu_us: float
    memory_mb: float
    memory_grown_mb: float
    memory_peak_mb: float
    memory_samples_mb: list[float]
    client_peak_mb: float | None
    goal: str


@dataclass
class Ratio:
    """What a decision costs the server with so many customers stored, to what it costs with the fewest."""

    name: str
    customers: int
    median: float
    least: float
    most: float


class Bulk:
    def __init__(self, server: Measured, client: regard.Client, folder: Path) -> None:
        self.server = server
        self.client = client
        self.folder = folder
        self.figures: list[Figure] = []

    def measure(self, name: str, customers: int, unit: str, goal: str) -> "Measuring":
        return Measuring(self, name, customers, unit, goal)


class Measuring:
    """`with bulk.measure(...) as counted: counted.units = n`, and the figure is taken and printed."""

    def __init__(self, bulk: Bulk, name: str, customers: int, unit: str, goal: str) -> None:
        self._bulk, self._name, self._customers, self._unit, self._goal = bulk, name, customers, unit, goal
        self._memory = MemorySamples(bulk.server.memory_bytes)
        self.units = 0
        self.client_peak_bytes: int | None = None

    def __enter__(self) -> Self:
        self._memory.__enter__()
        self._cpu = self._bulk.server.cpu_seconds()
        self._begun = time.monotonic()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        seconds = time.monotonic() - self._begun
        self._memory.__exit__()
        if kind is not None:
            return
        samples = self._memory.bytes
        client_peak = self.client_peak_bytes
        figure = Figure(
            name=self._name,
            customers=self._customers,
            per_second=round(self.units / seconds),
            unit=self._unit,
            server_cpu_us=round((self._bulk.server.cpu_seconds() - self._cpu) / self.units * 1e6, 2),
            memory_mb=round(samples[-1] / 2**20),
            memory_grown_mb=round((samples[-1] - samples[0]) / 2**20),
            memory_peak_mb=round(self._memory.peak_bytes / 2**20),
            memory_samples_mb=[round(sample / 2**20) for sample in samples],
            client_peak_mb=None if client_peak is None else round(client_peak / 2**20),
            goal=self._goal,
        )
        self._bulk.figures.append(figure)
        print(_line(figure), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-bulk", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="customers stored, ascending")
    parser.add_argument("--backend", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--output", type=Path, default=Path("bench-bulk-results.json"))
    arguments = parser.parse_args()
    start = regard_server if arguments.backend == "sqlite" else regard_server_on_postgresql
    pin(LOAD_CPU)
    with (
        tempfile.TemporaryDirectory() as folder,
        echo_server() as echo,
        start() as server,
        regard.Client(server.target) as client,
        start() as smallest_server,
        regard.Client(smallest_server.target) as smallest_client,
    ):
        rate = load.alike(echo.target, "/bench.Echo/200", b"x" * 200, 3)
        print(f"a bare echo on this machine now: {rate:,.0f} calls a second ({load.driver()})\n{_HEAD}", flush=True)
        bulk = Bulk(server, client, Path(folder))
        client.import_offers(_offers())
        _batch(bulk)
        smallest = Bulk(smallest_server, smallest_client, Path(folder))
        smallest_client.import_offers(_offers())
        _import(smallest, 0, arguments.sizes[0], name="import, to compare with")
        ratios = []
        stored = 0
        for size in arguments.sizes:
            _import(bulk, stored, size)
            stored = size
            _audience(bulk, size, summary_only=True)
            _audience(bulk, size, summary_only=False)
            ratios += [_ratio(bulk, size, smallest, arguments.sizes[0], summary_only=only) for only in (True, False)]
        _slow_reader(bulk, stored)
    results = {
        "machine": machine() | {"echo_per_second": round(rate)},
        "figures": [asdict(figure) for figure in bulk.figures],
        "ratios": [asdict(ratio) for ratio in ratios],
    }
    arguments.output.write_text(json.dumps(results, indent=2) + "\n")
    print(f"written to {arguments.output}")


def _offers() -> list[Offer]:
    topics = workload.OFFER_TOPICS
    return [
        regard.offer(f"audience-{number}", offer_type=f"type-{number}", topics=topics[number % len(topics)])
        for number in range(AUDIENCE_OFFERS)
    ]


def _offer_ids() -> list[str]:
    return [offer.offer_id for offer in _offers()]


def _batch(bulk: Bulk) -> None:
    """100 customers of 20 preferences, 20 offers by id: at first sight, and again."""
    preferences = workload.full_profile(datetime.now(UTC))[:20]
    names = [f"batch-{number}" for number in range(BATCH_CUSTOMERS * 20)]
    for start in range(0, len(names), BATCH_CUSTOMERS):
        bulk.client.batch_record_entries(
            [
                RecordEntriesRequest(customer=f"customers/{name}", entries=preferences)
                for name in names[start : start + BATCH_CUSTOMERS]
            ]
        )
    for name, goal in (("batch, at first sight", ""), ("batch, again", "60,000")):
        with bulk.measure(name, BATCH_CUSTOMERS, "decisions", goal) as counted:
            for start in range(0, len(names), BATCH_CUSTOMERS):
                response = bulk.client.batch_screen_offers(
                    names[start : start + BATCH_CUSTOMERS],
                    offer_ids=_offer_ids(),
                    purpose=workload.PURPOSE,
                    channel=workload.CHANNEL,
                )
                counted.units += sum(len(result.response.decisions) for result in response.results)


def _import(bulk: Bulk, stored: int, size: int, *, name: str = "import") -> None:
    file = bulk.folder / f"entries-{size}.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for number in range(stored, size):
            request = workload.light_customer(number)
            for entry in request.entries:
                line = {"customer": request.customer, "entry": MessageToDict(entry)}
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")
    with (
        bulk.server.unpinned(),
        bulk.measure(name, size, "entries", "8,000; memory < +100 MB a million") as counted,
    ):
        command = [sys.executable, "-m", "regard", "import", str(file), "--target", bulk.server.target, "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
            with MemorySamples(lambda: memory_with_children(client.pid)) as memory:
                printed, _ = client.communicate()
            assert client.returncode == 0
        counted.units = 3 * (size - stored)
        counted.client_peak_bytes = memory.peak_bytes
    file.unlink()
    assert json.loads(printed), "the import says what it did"


def _audience(bulk: Bulk, size: int, *, summary_only: bool) -> None:
    goal = "200,000" if summary_only else "60,000"
    with bulk.measure(_audience_name(summary_only=summary_only), size, "decisions", goal) as counted:
        counted.units = _screen(bulk, _names(size), summary_only=summary_only)


def _ratio(bulk: Bulk, size: int, smallest: Bulk, smallest_size: int, *, summary_only: bool) -> Ratio:
    """In turns, each with as many customers, those of the larger from all over: on a shared machine the processor time of
    the very same work differs by half within minutes."""
    ratios = []
    for turn in range(TURNS):
        first = turn * (size - smallest_size) // TURNS
        larger = _decision_cost(bulk, _names(first + smallest_size, first=first), summary_only=summary_only)
        smaller = _decision_cost(smallest, _names(smallest_size), summary_only=summary_only)
        ratios.append(larger / smaller)
    name = _audience_name(summary_only=summary_only)
    ratio = Ratio(name, size, *(round(of(ratios), 2) for of in (statistics.median, min, max)))
    print(
        f"{name:30}{size:>10,}{ratio.median:>12.2f}  times a decision's cost at {smallest_size:,},"
        f" {ratio.least:.2f} to {ratio.most:.2f} in {TURNS} turns  1.2",
        flush=True,
    )
    return ratio


def _decision_cost(bulk: Bulk, names: Iterator[str], *, summary_only: bool) -> float:
    """Processor time, in seconds."""
    before = bulk.server.cpu_seconds()
    decisions = _screen(bulk, names, summary_only=summary_only)
    return (bulk.server.cpu_seconds() - before) / decisions


def _screen(bulk: Bulk, names: Iterator[str], *, summary_only: bool) -> int:
    """How many decisions it took."""
    decisions = 0
    for answer in bulk.client.screen_audience(
        names,
        offer_ids=_offer_ids(),
        purpose=workload.PURPOSE,
        channel=workload.CHANNEL,
        summary_only=summary_only,
        chunk_size=1000,
    ):
        decisions += answer.summary.decisions
        assert answer.summary.unknown_customers == 0
    return decisions


def _audience_name(*, summary_only: bool) -> str:
    return "audience, summary only" if summary_only else "audience"


def _names(last: int, *, first: int = 0) -> Iterator[str]:
    return (f"light-{number}" for number in range(first, last))


def _slow_reader(bulk: Bulk, size: int) -> None:
    """A reader that takes one chunk a second must not make the server hold more."""
    turn = threading.Event()
    with bulk.measure("audience, one chunk a second", size, "decisions", "memory < +50 MB") as counted:
        chunks = bulk.client.screen_audience(
            _names(size),
            offer_ids=_offer_ids(),
            purpose=workload.PURPOSE,
            channel=workload.CHANNEL,
            chunk_size=1000,
            max_outstanding_chunks=64,
        )
        for answer, _ in zip(chunks, range(SLOW_CHUNKS), strict=False):
            counted.units += answer.summary.decisions
            turn.wait(1)


_HEAD = f"{'':30}{'customers':>10}{'a second':>12}  {'':10}{'server µs':>10}{'MB':>7}{'grown':>7}{'peak':>7}{'client':>8}  goal"


def _line(figure: Figure) -> str:
    client = "" if figure.client_peak_mb is None else f"{figure.client_peak_mb:,.0f}"
    return (
        f"{figure.name:30}{figure.customers:>10,}{figure.per_second:>12,.0f}  {figure.unit:10}"
        f"{figure.server_cpu_us:>10.2f}{figure.memory_mb:>7,.0f}{figure.memory_grown_mb:>+7,.0f}"
        f"{figure.memory_peak_mb:>7,.0f}{client:>8}  {figure.goal}"
    )


if __name__ == "__main__":
    main()
