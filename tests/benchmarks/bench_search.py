"""`make bench-search`: searching within a customer of 1,000 entries, and across 1,000,000.

Calls come one after another, as agents' do, and the times are the caller's. Within a customer the yardstick is GetProfile of the
same customer, asked in turn with it; across all it is the clock. A bare echo's p95 is printed beside, since all these mean
little by themselves on a shared machine, and the server's processor time per call, which means more.

The million entries are written once, by the use case that RecordEntries calls, into --folder, and used again if they are there.
"""

import argparse
import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import grpc
from bench import machine
from processes import LOAD_CPU, Measured, echo_server, pin, regard_server

import regard
from regard.v1 import Entry, GetProfileRequest, SearchEntriesRequest
from regard_server.bootstrap import prepare
from regard_server.domain.channel import Channel
from regard_server.domain.content import Interaction
from regard_server.domain.entry import Basis, Draft, Provenance
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.rpc.worker import new_id
from regard_server.storage.database import Database
from regard_server.storage.full_text_switch import switch_full_text_index
from regard_server.usecases.record_entries import RecordEntries, record_entries

GET_PROFILE = "/regard.v1.ProfileService/GetProfile"
SEARCH = "/regard.v1.ProfileService/SearchEntries"
ONE_CUSTOMER = 1_000
ALL_ENTRIES = 1_000_000
ENTRIES_PER_CUSTOMER = 5
CUSTOMERS_PER_WRITE = 200
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "ve",
    "wi",
    "xo",
    "ya",
    "zen",
    "tor",
    "lin",
    "mar",
]
"""Of which some 14,000 words are made, spoken as often as words are: the second half as often as the first, and so on."""


@dataclass
class Figure:
    name: str
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    yardstick: str
    yardstick_p95_ms: float
    ratio: float
    goal: str


class Speech:
    """Makes sentences, always the same ones."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)
        rows = itertools.chain(*(itertools.product(SYLLABLES, repeat=length) for length in (1, 2, 3)))
        self.words = ["".join(row) for row in rows]
        Random(0).shuffle(self.words)
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def sentence(self) -> str:
        return " ".join(self._dice.choices(self.words, cum_weights=self._weights, k=self._dice.randint(6, 18)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-search", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=200, help="of each run")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/regard-bench-search"))
    parser.add_argument("--output", type=Path, default=Path("bench-search-results.json"))
    arguments = parser.parse_args()
    pin(LOAD_CPU)
    database = arguments.folder / "regard.db"
    facts = _store_all(database)
    figures: list[Figure] = []
    with echo_server() as echo, regard_server(database, REGARD_FULL_TEXT_INDEX="on") as server:
        bench = Bench(echo, server, rounds=arguments.rounds, calls=arguments.calls)
        print(_HEAD, flush=True)
        for figure in itertools.chain(_within(bench), _across(bench)):
            figures.append(figure)
            print(_line(figure), flush=True)
    results = {"machine": machine() | facts, "figures": [asdict(figure) for figure in figures]}
    arguments.output.write_text(json.dumps(results, indent=2) + "\n")
    print(f"written to {arguments.output}; machine: {results['machine']}")


class Bench:
    def __init__(self, echo: Measured, server: Measured, *, rounds: int, calls: int) -> None:
        self.server = server
        self._echo = echo
        self._rounds = rounds
        self._calls = calls
        self._channels = {one: grpc.insecure_channel(one.target) for one in (echo, server)}

    def measure(self, name: str, bodies: Sequence[bytes], yardstick: tuple[str, bytes] | None, goal: str) -> Figure:
        """Rounds of these calls in turn, each round after one of the yardstick (method, body): the echo where it is None."""
        size = len(self.call(self.server, SEARCH)(bodies[0]))
        method, body = yardstick or (f"/bench.Echo/{size}", bodies[0])
        bare = self._echo if yardstick is None else self.server
        of_yardstick, of_calls, cpu = [], [], []
        for _ in range(self._rounds):
            of_yardstick.append(self._run(bare, method, [body]))
            before = self.server.cpu_seconds()
            of_calls.append(self._run(self.server, SEARCH, bodies))
            cpu.append((self.server.cpu_seconds() - before) / self._calls)
        p95 = statistics.median(_percentile(run, 95) for run in of_calls)
        bare_p95 = statistics.median(_percentile(run, 95) for run in of_yardstick)
        return Figure(
            name=name,
            p50_ms=round(statistics.median(_percentile(run, 50) for run in of_calls), 2),
            p95_ms=round(p95, 2),
            cpu_ms=round(statistics.median(cpu) * 1e3, 2),
            yardstick="echo" if yardstick is None else method.rpartition("/")[2],
            yardstick_p95_ms=round(bare_p95, 2),
            ratio=round(p95 / bare_p95, 2),
            goal=goal,
        )

    def call(self, server: Measured, method: str) -> Callable[[bytes], bytes]:
        found: Any = self._channels[server].unary_unary(method)
        return lambda body: found(body, timeout=60)

    def _run(self, server: Measured, method: str, bodies: Sequence[bytes]) -> list[float]:
        call = self.call(server, method)
        times = []
        for body in itertools.islice(itertools.cycle(bodies), self._calls):
            begun = time.perf_counter()
            call(body)
            times.append((time.perf_counter() - begun) * 1e3)
        return times


def _within(bench: Bench) -> Iterator[Figure]:
    speech = Speech(1)
    with regard.Client(bench.server.target) as client:
        if not client.list_entries("talkative", page_size=1).entries:
            for start in range(0, ONE_CUSTOMER, 100):
                client.record_entries("talkative", [_said(speech, number) for number in range(start, start + 100)])
    profile = (GET_PROFILE, GetProfileRequest(customer="customers/talkative").SerializeToString())
    words = speech.words
    asked = {
        "a rare word": words[500:700],
        "a common word": words[:20],
        "two words": [f"{one} {other}" for one, other in zip(words[20:60], words[200:240], strict=True)],
        "a word half typed": [word[:4] for word in words[300:600] if len(word) > 4],
    }
    for name, queries in asked.items():
        bodies = _bodies("talkative", queries)
        yield bench.measure(f"within 1,000: {name}", bodies, profile, "3 x GetProfile")


def _across(bench: Bench) -> Iterator[Figure]:
    words = Speech(1).words
    asked = {
        ("a rare word", "p95 10 ms"): [f"case{number}" for number in range(0, ALL_ENTRIES, 4_999)],
        ("a word of 1 in 1,000", "p95 100 ms"): words[2_000:2_200],
        ("a common word", "p95 100 ms"): words[:20],
        ("two common words", "p95 100 ms"): [f"{one} {other}" for one, other in itertools.pairwise(words[:21])],
        ("a common and a rare word", ""): [f"{words[number]} case{number * 5_003}" for number in range(20)],
        ("a common word half typed", ""): [word[:3] for word in words[:200] if len(word) > 3],
        ("a misspelled word", ""): [word[:3] + word[4:] for word in words[1_000:2_000] if len(word) > 6],
    }
    for (name, goal), queries in asked.items():
        yield bench.measure(f"across 1,000,000: {name}", _bodies("-", queries), None, goal)


def _bodies(customer: str, queries: Sequence[str]) -> list[bytes]:
    return [SearchEntriesRequest(customer=f"customers/{customer}", query=one).SerializeToString() for one in queries]


def _said(speech: Speech, number: int) -> Entry:
    """A third each: what is wanted, what became of an offer, what was said in a call."""
    quote = f"{speech.sentence()}."
    now = datetime.now(UTC)
    if number % 3 == 0:
        return regard.preference(topic=_TOPICS[number % len(_TOPICS)], stance="likes", quote=quote, recorder=_RECORDER)
    if number % 3 == 1:
        return regard.offer_response(
            f"offer-{number}", "declined", quote=quote, recorder=_RECORDER, effective_time=now - timedelta(days=number)
        )
    return Entry(
        provenance={"basis": "BASIS_STATED", "quote": quote, "recorder": _RECORDER},
        interaction={"channel": "CHANNEL_PHONE", "summary": speech.sentence()},
    )


_RECORDER = "agents/mira.holt"
_TOPICS = (
    "sports/golf",
    "culture/museums",
    "travel/rail",
    "pets/dogs",
    "culture/books",
    "sports/hiking",
    "wellness/spa",
)


def _store_all(database: Path) -> dict[str, float]:
    """What writing cost, if it was done now."""
    if database.exists():
        return {}
    database.parent.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{database}"
    now = datetime.now(UTC)
    prepare(url, now)
    switch_full_text_index(url, on=True)
    speech = Speech(2)
    stored = Database(url, full_text_index=True)
    begun, cpu = time.monotonic(), time.process_time()
    for first in range(0, ALL_ENTRIES // ENTRIES_PER_CUSTOMER, CUSTOMERS_PER_WRITE):
        requests = [_talk(speech, customer) for customer in range(first, first + CUSTOMERS_PER_WRITE)]
        at = now - timedelta(days=365) + timedelta(seconds=first)
        stored.write(lambda tx, _, r=requests, at=at: record_entries(tx, r, now=at, new_id=new_id, look_first=False))  # type: ignore[misc]
    stored.close()
    facts = {
        "stored_per_second": round(ALL_ENTRIES / (time.monotonic() - begun)),
        "stored_cpu_us": round((time.process_time() - cpu) / ALL_ENTRIES * 1e6, 1),
        "file_mb": round(database.stat().st_size / 1e6),
    }
    print(facts, flush=True)
    return facts


def _talk(speech: Speech, customer: int) -> RecordEntries:
    return RecordEntries(
        key=CustomerKey("default", f"customer-{customer}"),
        drafts=[
            Draft(
                provenance=Provenance(
                    basis=Basis.STATED,
                    quote=f"{speech.sentence()} case{customer * ENTRIES_PER_CUSTOMER + number}.",
                    recorder=_RECORDER,
                ),
                content=Interaction(channel=Channel.PHONE, summary=speech.sentence()),
            )
            for number in range(ENTRIES_PER_CUSTOMER)
        ],
        policy=DEFAULT_POLICY,
    )


def _percentile(times: Sequence[float], percent: int) -> float:
    return sorted(times)[len(times) * percent // 100]


_HEAD = f"{'':44}{'p50 ms':>8}{'p95 ms':>8}{'cpu ms':>8}  {'yardstick':>10}{'p95 ms':>8}{'ratio':>8}  goal"


def _line(figure: Figure) -> str:
    return (
        f"{figure.name:44}{figure.p50_ms:>8.2f}{figure.p95_ms:>8.2f}{figure.cpu_ms:>8.2f}  "
        f"{figure.yardstick:>10}{figure.yardstick_p95_ms:>8.2f}{figure.ratio:>8.2f}  {figure.goal}"
    )


if __name__ == "__main__":
    main()
