"""`make bench`: what a call costs, as a ratio to a bare echo with answers of the same size in the same run.

Each figure is taken in rounds, echo and service in turn, and told as the median of the rounds' ratios, since these
figures mean little by themselves on a shared machine. `cpu` is the same ratio by the servers' processor time per call,
which doesn't depend on how fast the load comes. The table is printed; `bench-results.json` has all of it.
"""

import argparse
import json
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import load
import workload
from google.protobuf.message import Message
from histories import History, Written, write_history
from many_alike import a_million
from processes import Measured, another, echo_server, regard_server, regard_server_on_postgresql
from watching import Lag, lag

import regard
from regard.v1 import BriefBudget, GetBriefRequest, GetProfileRequest, RecordEntriesRequest, ScreenOffersRequest

GET_PROFILE = "/regard.v1.ProfileService/GetProfile"
RECORD_ENTRIES = "/regard.v1.ProfileService/RecordEntries"
SCREEN_OFFERS = "/regard.v1.ScreeningService/ScreenOffers"
GET_BRIEF = "/regard.v1.ContextService/GetBrief"
WRITERS = 32
WATCHED_WRITES_PER_SECOND = 500
WRITES_PER_SECOND_MAX = 6_000
"""More than any run here makes; a run that came to the end of its bodies would begin to repeat them."""
FEW, MANY = 1_000, 100_000
LONG, SHORT = History("long", 10_000, 400), History("short", 100, 0)
LONGEST = History("longest", 100_000, 40, per_write=(100,))
HISTORIES = (LONG, SHORT, LONGEST)
BRIEF_CHARACTERS = 2_000
PAST_INSTANTS = 20_000
"""Drawn from the whole history, so that no answer is asked for twice."""
ASKED = 2_000
"""How many different customers a run over many asks for, drawn evenly from all that are stored."""


@dataclass
class Figure:
    """Medians over the rounds. `ratio` and `cpu` are service against yardstick: 1.0 costs what the yardstick costs."""

    name: str
    yardstick: str
    calls_per_second: float
    yardstick_per_second: float
    ratio: float
    cpu: float
    goal: float | None = None
    server_us: float = 0.0
    database_us: float = 0.0
    """Processor time of a call, beside the ratios: of the service, and of PostgreSQL where that is the database."""


class Run(NamedTuple):
    """Calls per second, and processor seconds per call of the server and of its database."""

    rate: float
    server: float
    database: float


class Bench:
    def __init__(
        self, echo: Measured, server: Measured, client: regard.Client, *, rounds: int, seconds: float, backend: str
    ) -> None:
        self.echo = echo
        self.backend = backend
        self.server = server
        self.client = client
        self.rounds = rounds
        self.seconds = seconds
        self.figures: list[Figure] = []
        self.lags: list[Lag] = []
        self.calls_max = int(WRITES_PER_SECOND_MAX * seconds)

    def against_echo(
        self,
        name: str,
        method: str,
        body: bytes,
        answer_size: int,
        goal: float | None,
    ) -> None:
        """The same call from the load generator."""
        calls = lambda: load.alike(self.server.target, method, body, self.seconds)  # noqa: E731
        pairs = [self._beside_echo(body, answer_size, calls) for _ in range(self.rounds)]
        self._add(name, "echo", pairs, goal)

    def writes_against_echo(
        self,
        name: str,
        method: str,
        bodies_of: Callable[[int], Sequence[bytes]],
        answer_size: int,
        goal: float | None,
        *,
        in_flight: int,
    ) -> None:
        """Different calls, so many at a time. Each round has bodies of its own: a request repeated is no write."""
        pairs = []
        for number in range(self.rounds):
            bodies = bodies_of(number)
            calls = lambda bodies=bodies: load.different(  # noqa: E731
                self.server.target, method, bodies, self.seconds, in_flight=in_flight
            )
            pairs.append(self._beside_echo(bodies[0], answer_size, calls))
        self._add(name, "echo", pairs, goal)

    def _beside_echo(self, body: bytes, answer_size: int, calls: Callable[[], float]) -> tuple[Run, Run]:
        # The yardstick always runs at full load: the question is what share of the bare server's calls are left.
        bare = lambda: load.alike(self.echo.target, f"/bench.Echo/{answer_size}", body, self.seconds)  # noqa: E731
        return self._measure(self.echo, bare), self._measure(self.server, calls)

    def against(
        self,
        name: str,
        yardstick: str,
        method: str,
        asked: Sequence[Message],
        yardstick_asked: Sequence[Message],
        goal: float | None,
    ) -> None:
        """One question against another, of the same server, in turn. Of many each round asks its own, one after the other."""

        def run(messages: Sequence[Message]) -> Run:
            bodies = [message.SerializeToString() for message in messages]
            return self._measure(self.server, lambda: load.different(self.server.target, method, bodies, self.seconds))

        pairs = [(run(yardstick_asked), run(asked[number :: self.rounds] or asked)) for number in range(self.rounds)]
        self._add(name, yardstick, pairs, goal)

    def _measure(self, server: Measured, run: Callable[[], float]) -> Run:
        before = server.cpu_seconds(), server.database_cpu_seconds()
        rate = run()
        used = server.cpu_seconds() - before[0], server.database_cpu_seconds() - before[1]
        return Run(rate, used[0] / (rate * self.seconds), used[1] / (rate * self.seconds))

    def _add(
        self,
        name: str,
        yardstick: str,
        pairs: Sequence[tuple[Run, Run]],
        goal: float | None,
    ) -> None:
        figure = Figure(
            name=name,
            yardstick=yardstick,
            calls_per_second=round(statistics.median(mine.rate for _, mine in pairs)),
            yardstick_per_second=round(statistics.median(bare.rate for bare, _ in pairs)),
            ratio=round(statistics.median(mine.rate / bare.rate for bare, mine in pairs), 3),
            cpu=round(statistics.median(bare.server / mine.server for bare, mine in pairs), 3),
            goal=goal if self.backend == "sqlite" or yardstick != "echo" else GOALS_ON_POSTGRESQL.get(name),
            server_us=round(statistics.median(mine.server for _, mine in pairs) * 1e6),
            database_us=round(statistics.median(mine.database for _, mine in pairs) * 1e6),
        )
        self.figures.append(figure)
        print(_line(figure), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each run")
    parser.add_argument("--output", type=Path, default=Path("bench-results.json"))
    parser.add_argument("--backend", choices=list(SERVERS), default="sqlite")
    parser.add_argument("--parts", choices=list(PARTS), nargs="+", default=list(PARTS)[:-1], help="which figures")
    arguments = parser.parse_args()
    print(f"load: {load.driver()}; {arguments.rounds} rounds of {arguments.seconds:g} s\n{_HEAD}", flush=True)
    how = {"rounds": arguments.rounds, "seconds": arguments.seconds, "backend": arguments.backend}
    with echo_server() as echo, SERVERS[arguments.backend]() as server, regard.Client(server.target) as client:
        bench = Bench(echo, server, client, **how)
        for part in arguments.parts:
            PARTS[part](bench)
        facts = machine() | {
            "backend": arguments.backend,
            "load": load.driver(),
            "server_memory_mb": server.memory_bytes() // 2**20,
        }
    results = {"machine": facts, "figures": [asdict(figure) for figure in bench.figures]}
    results["lags"] = [asdict(one) for one in bench.lags]
    arguments.output.write_text(json.dumps(results, indent=2) + "\n")
    print(f"written to {arguments.output}; machine: {facts}")


def _single_customer(bench: Bench) -> None:
    bench.client.import_offers(workload.offers())
    bench.client.record_entries(workload.HOT, workload.full_profile(datetime.now(UTC)))
    answer = bench.client.screen_offers(
        workload.HOT, offers=workload.offers(), purpose=workload.PURPOSE, channel=workload.CHANNEL
    )
    suppressed = sum(1 for decision in answer.decisions if decision.suppressions)
    assert suppressed == 3, f"three offers should be suppressed, {suppressed} are"
    profile = bench.client.get_profile(workload.HOT)
    request = GetProfileRequest(customer=profile.profile.name).SerializeToString()
    bench.against_echo("GetProfile", GET_PROFILE, request, profile.ByteSize(), 0.75)
    for inline, name, goal in ((True, "ScreenOffers, 10 inline", 0.4), (False, "ScreenOffers, 10 by id", 0.5)):
        request = workload.screening_of(workload.HOT, inline=inline).SerializeToString()
        bench.against_echo(name, SCREEN_OFFERS, request, answer.ByteSize(), goal)


def _writes(bench: Bench) -> None:
    """One new entry a call, of customers who have a few; every call has a request id."""
    answer = bench.client.record_entries("writer-0", list(workload.light_customer(0).entries[:1]))
    for writers, name, goal in (
        (1, "RecordEntries, one writer", 0.08),
        (WRITERS, f"RecordEntries, {WRITERS} writers", 0.12),
    ):
        bench.writes_against_echo(
            name,
            RECORD_ENTRIES,
            lambda _: [_one_entry(number).SerializeToString() for number in range(bench.calls_max)],
            answer.ByteSize(),
            goal,
            in_flight=writers,
        )


def _reserving(bench: Bench) -> None:
    """One of ten offers a call, of customers who have a few entries; every call has a request id, and reserves."""
    answer = bench.client.screen_offers(
        "light-0", offers=workload.offers(), purpose=workload.PURPOSE, channel=workload.CHANNEL, reserve=True
    )
    assert sum(1 for decision in answer.decisions if decision.reservation) == 1

    def bodies(number: int) -> list[bytes]:
        first = number * bench.calls_max
        return [_reservation(first + call).SerializeToString() for call in range(bench.calls_max)]

    bench.writes_against_echo(
        f"ScreenOffers, reserve, {WRITERS} callers",
        SCREEN_OFFERS,
        bodies,
        answer.ByteSize(),
        0.07,
        in_flight=WRITERS,
    )


def _reservation(number: int) -> ScreenOffersRequest:
    request = workload.screening_of(f"light-{number % MANY}", inline=True)
    request.reserve = True
    request.request_id = str(uuid4())
    return request


def _histories(bench: Bench) -> None:
    """The same profile now and as it was known at instants of a long history; a long history beside a short one. Of the
    embedded database alone."""
    _beside_histories(bench, HISTORIES, lambda beside, written: _ask_histories(beside, written[LONG.customer]))


def _briefs(bench: Bench) -> None:
    """Of the embedded database alone."""
    _beside_histories(bench, (LONG, SHORT), lambda beside, _: _ask_briefs(beside))


def _beside_histories(
    bench: Bench, histories: Sequence[History], ask: Callable[[Bench, dict[str, Written]], None]
) -> None:
    if bench.backend != "sqlite":
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "regard.db"
        written = {history.customer: write_history(f"sqlite:///{database}", history) for history in histories}
        with regard_server(database) as server, regard.Client(server.target) as client:
            beside = Bench(
                bench.echo, server, client, rounds=bench.rounds, seconds=bench.seconds, backend=bench.backend
            )
            ask(beside, written)
    bench.figures += beside.figures


def _ask_histories(bench: Bench, span: Written) -> None:
    chance = random.Random(PAST_INSTANTS)
    past = [span.at(chance.uniform(0.02, 1.0)) for _ in range(PAST_INSTANTS)]
    now = GetProfileRequest(customer=f"customers/{LONG.customer}")
    known = [GetProfileRequest(customer=now.customer, known_at_time=instant) for instant in past]
    bench.against("GetProfile, known at", "GetProfile", GET_PROFILE, known, [now], 0.1)
    for request in (now, *known):
        request.view = "PROFILE_VIEW_SCREENING"  # type: ignore[assignment]
    bench.against("the same, view SCREENING", "GetProfile", GET_PROFILE, known, [now], 0.1)
    screening = workload.screening_of(LONG.customer, inline=True)
    known_screening = [_known_at(screening, instant) for instant in past]
    bench.against("ScreenOffers, known at", "ScreenOffers", SCREEN_OFFERS, known_screening, [screening], 0.1)
    size = f"{SHORT.entries} entries"
    profiles = [
        GetProfileRequest(customer=f"customers/{one.customer}", view="PROFILE_VIEW_SCREENING")
        for one in (LONGEST, SHORT)
    ]
    bench.against(f"GetProfile, {LONGEST.entries:,} entries", size, GET_PROFILE, profiles[:1], profiles[1:], 0.95)
    asked = [workload.screening_of(one.customer, inline=True) for one in (LONGEST, SHORT)]
    bench.against(f"ScreenOffers, {LONGEST.entries:,} entries", size, SCREEN_OFFERS, asked[:1], asked[1:], 0.95)


def _ask_briefs(bench: Bench) -> None:
    """Of a long history, as often answered as it is asked for, and made anew each time, for budgets that are hardly asked for
    twice before another one is."""
    many, few = (_brief(history.customer) for history in (LONG, SHORT))
    answer = bench.client.get_brief(LONG.customer, purpose="service", channel="agent-call", characters=BRIEF_CHARACTERS)
    size = f"GetBrief, {LONG.entries:,} entries"
    bench.against_echo(size, GET_BRIEF, many.SerializeToString(), answer.ByteSize(), 0.3)
    bench.against(size, f"{SHORT.entries} entries", GET_BRIEF, [many], [few], None)
    anew = [_brief(LONG.customer, characters=BRIEF_CHARACTERS - number) for number in range(100)]
    bench.against("GetBrief, made anew", size, GET_BRIEF, anew, [many], None)


def _brief(customer: str, *, characters: int = BRIEF_CHARACTERS) -> GetBriefRequest:
    return GetBriefRequest(
        customer=f"customers/{customer}",
        purpose="PURPOSE_SERVICE",
        channel="CHANNEL_AGENT_CALL",
        budget=BriefBudget(characters=characters),
    )


def _known_at(question: ScreenOffersRequest, instant: datetime) -> ScreenOffersRequest:
    asked = ScreenOffersRequest()
    asked.CopyFrom(question)
    asked.known_at_time.FromDatetime(instant)
    return asked


def _one_entry(number: int) -> RecordEntriesRequest:
    request = workload.light_customer(number)
    del request.entries[1:]
    request.customer = f"customers/writer-{number % 20_000}"
    request.request_id = str(uuid4())
    return request


def _many_customers(bench: Bench) -> None:
    """The same questions with few and with many customers stored, each run over customers drawn evenly from all."""
    _store(bench.client, 0, FEW)
    few = [_screen_evenly(bench, FEW) for _ in range(bench.rounds)]
    begun = time.monotonic()
    _store(bench.client, FEW, MANY)
    rate = 3 * (MANY - FEW) / (time.monotonic() - begun)
    print(f"  ({3 * (MANY - FEW):,} entries stored through BatchRecordEntries at {rate:,.0f} a second)", flush=True)
    many = [_screen_evenly(bench, MANY) for _ in range(bench.rounds)]
    bench._add(f"ScreenOffers, {MANY:,} stored", f"{FEW:,} stored", list(zip(few, many, strict=True)), 0.9)


def _screen_evenly(bench: Bench, stored: int) -> Run:
    step = max(stored // ASKED, 1)
    asked = range(0, stored, step)
    bodies = [workload.screening_of(f"light-{number}", inline=True).SerializeToString() for number in asked]
    return bench._measure(
        bench.server, lambda: load.different(bench.server.target, SCREEN_OFFERS, bodies, bench.seconds)
    )


def _store(client: regard.Client, first: int, last: int) -> None:
    for batch in workload.light_customers(last, first=first):
        response = client.batch_record_entries(batch)
        assert not any(result.HasField("status") for result in response.results)


def _watching(bench: Bench) -> None:
    """Of one process, which hears of its own commits; on PostgreSQL through another process, which has to ask."""
    with another(bench.server) if bench.backend == "postgresql" else nullcontext(bench.server) as watched:
        for watchers in (1, 10):
            found = lag(
                f"{watchers} watching, {WATCHED_WRITES_PER_SECOND} writes/s",
                write_to=bench.server.target,
                watch_at=watched.target,
                writes_per_second=WATCHED_WRITES_PER_SECOND,
                seconds=bench.seconds * bench.rounds,
                watchers=watchers,
            )
            bench.lags.append(found)
            print(
                f"{found.name:32}{found.writes_per_second:>9,.0f} writes/s; behind by {found.median:g} ms (median), "
                f"{found.of_100_the_99th:g} ms (99 of 100), {found.worst:g} ms (worst); goal 200 ms",
                flush=True,
            )


def machine() -> dict[str, object]:
    packages = ("grpcio", "protobuf", "protovalidate", "SQLAlchemy", "msgspec", "uvloop")
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "packages": {name: version(name) for name in packages},
    }


SERVERS: dict[str, Callable[[], AbstractContextManager[Measured]]] = {
    "sqlite": regard_server,
    "postgresql": regard_server_on_postgresql,
}
PARTS = {
    "one customer": _single_customer,
    "writes": _writes,
    "many customers": _many_customers,
    "reserving": _reserving,
    "briefs": _briefs,
    "histories": _histories,
    "watching": _watching,
    "a million": a_million,
}
GOALS_ON_POSTGRESQL = {"RecordEntries, one writer": 0.07, f"RecordEntries, {WRITERS} writers": 0.1}
_HEAD = f"{'':32}{'calls/s':>9}{'yardstick':>11}{'ratio':>8}{'cpu':>8}{'goal':>7}{'server µs':>11}{'database µs':>13}"


def _line(figure: Figure) -> str:
    goal = "" if figure.goal is None else f"{figure.goal:g}"
    return (
        f"{figure.name:32}{figure.calls_per_second:>9,.0f}{figure.yardstick_per_second:>11,.0f}"
        f"{figure.ratio:>8.3f}{figure.cpu:>8.3f}{goal:>7}{figure.server_us:>11,.0f}{figure.database_us:>13,.0f}"
    )


if __name__ == "__main__":
    main()
