"""`make bench-bulk`: a company's files in, a million answers out. Rates, and the server's memory while it works.

At each size the customers (three preferences each) are written to a file and go in through `regard import`, on all
processors together; then they are screened for 20 offers as audiences, and 2,000 others beside them in batches of 100, the
server on one processor and the load on another. A rate by itself means little on a shared machine: a bare echo's is printed beside, and the cost of a decision is
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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
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
BATCH_CUSTOMERS, BATCHES = 100, 20
SLOW_CHUNKS = 12
TURNS = 7
CPU_SECONDS_MIN = 0.1
"""Of a turn: the system counts it in hundredths."""


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


Screen = Callable[[Bulk, Sequence[str]], int]
"""Of these customers; answers how many decisions it took."""


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
        _batch(bulk, 0)
        smallest = Bulk(smallest_server, smallest_client, Path(folder))
        smallest_client.import_offers(_offers())
        _import(smallest, 0, arguments.sizes[0], name="import, to compare with")
        _record_for_batches(smallest, 0)
        _screen_in_batches(smallest, _batch_names(0))
        ratios = []
        stored = 0
        for size in arguments.sizes:
            _import(bulk, stored, size)
            stored = size
            _audience(bulk, size, summary_only=True)
            _audience(bulk, size, summary_only=False)
            _batch(bulk, size)
            fewest = arguments.sizes[0]
            ratios += [_audience_ratio(bulk, size, smallest, fewest, summary_only=only) for only in (True, False)]
            ratios.append(_batch_ratio(bulk, size, smallest))
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


def _batch(bulk: Bulk, size: int) -> None:
    """100 customers of 20 preferences, 20 offers by id: at first sight, and again. Others at each size."""
    _record_for_batches(bulk, size)
    for name, goal in (("batch, at first sight", ""), ("batch, again", "60,000")):
        with bulk.measure(name, size, "decisions", goal) as counted:
            counted.units = _screen_in_batches(bulk, _batch_names(size))


def _batch_names(size: int) -> list[str]:
    return [f"batch-{size}-{number}" for number in range(BATCH_CUSTOMERS * BATCHES)]


def _record_for_batches(bulk: Bulk, size: int) -> None:
    preferences = workload.full_profile(datetime.now(UTC))[:20]
    names = _batch_names(size)
    for start in range(0, len(names), BATCH_CUSTOMERS):
        bulk.client.batch_record_entries(
            [
                RecordEntriesRequest(customer=f"customers/{name}", entries=preferences)
                for name in names[start : start + BATCH_CUSTOMERS]
            ]
        )


def _screen_in_batches(bulk: Bulk, names: Sequence[str]) -> int:
    decisions = 0
    for start in range(0, len(names), BATCH_CUSTOMERS):
        response = bulk.client.batch_screen_offers(
            names[start : start + BATCH_CUSTOMERS],
            offer_ids=_offer_ids(),
            purpose=workload.PURPOSE,
            channel=workload.CHANNEL,
        )
        decisions += sum(len(result.response.decisions) for result in response.results)
    return decisions


def _batch_ratio(bulk: Bulk, size: int, smallest: Bulk) -> Ratio:
    """Of those that have been screened before."""
    turns = [(_batch_names(size), _batch_names(0))] * TURNS
    return _ratio("batch, again", size, (bulk, smallest), turns, _screen_in_batches)


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
        counted.units = _screen_as_audience(bulk, _names(size), summary_only=summary_only)


def _audience_ratio(bulk: Bulk, size: int, smallest: Bulk, smallest_size: int, *, summary_only: bool) -> Ratio:
    """Each with as many customers, those of the larger from all over."""
    firsts = [turn * (size - smallest_size) // TURNS for turn in range(TURNS)]
    turns = [(list(_names(first + smallest_size, first=first)), list(_names(smallest_size))) for first in firsts]
    screen = partial(_screen_as_audience, summary_only=summary_only)
    return _ratio(_audience_name(summary_only=summary_only), size, (bulk, smallest), turns, screen)


def _ratio(
    name: str,
    size: int,
    servers: tuple[Bulk, Bulk],
    turns: Iterable[tuple[Sequence[str], Sequence[str]]],
    screen: Screen,
) -> Ratio:
    """In turns: on a shared machine the processor time of the very same work differs by half within minutes."""
    ratios = []
    for names in turns:
        larger, smaller = (_decision_cost(*asked, screen) for asked in zip(servers, names, strict=True))
        ratios.append(larger / smaller)
    ratio = Ratio(name, size, *(round(of(ratios), 2) for of in (statistics.median, min, max)))
    print(
        f"{name:30}{size:>10,}{ratio.median:>12.2f}  times a decision's cost with the fewest,"
        f" {ratio.least:.2f} to {ratio.most:.2f} in {TURNS} turns  1.2",
        flush=True,
    )
    return ratio


def _decision_cost(bulk: Bulk, names: Sequence[str], screen: Screen) -> float:
    """Processor time, in seconds. Few customers are screened again until it can be told."""
    before, taken, decisions = bulk.server.cpu_seconds(), 0.0, 0
    while taken < CPU_SECONDS_MIN:
        decisions += screen(bulk, names)
        taken = bulk.server.cpu_seconds() - before
    return taken / decisions


def _screen_as_audience(bulk: Bulk, names: Iterable[str], *, summary_only: bool) -> int:
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
