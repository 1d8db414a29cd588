"""`make bench-commitments`: 10,000 check-ins that are due, listed page by page by one client, alone and beside a running load.

They are made as in service, by the policy, with the resolved interactions that they follow. The load is screenings and writes,
so many a second. The times are the caller's, from the first page asked for to the last one read; a bare echo's p95 in the same
run is printed beside, since a time means little on a shared machine. What means more is the server's processor time for a list,
told in those of a bare echo.
"""

import argparse
import json
import multiprocessing
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
from bench import machine
from processes import LOAD_CPU, Measured, echo_server, pin, regard_server, regard_server_on_postgresql

import regard
from regard import Client
from regard.v1 import CheckInTrigger, RecordEntriesRequest

CHECK_INS = 10_000
PAGE_SIZE = 1_000
CUSTOMERS_PER_BATCH = 500
DELAY = timedelta(days=3)
AGENTS = 50
CALLS_PER_SECOND, CALLS_PER_WRITE = 800, 10
ECHO_CALLS = 2_000
LEAD_SECONDS = 90
"""In which all have to be recorded."""


def prepare(client: Client) -> None:
    """All are due some seconds after the last was recorded; returns when they are."""
    policy = client.get_policy().policy
    check_in = policy.check_ins.add(after=CheckInTrigger.CHECK_IN_TRIGGER_RESOLVED, text="Ask whether the repair holds")
    check_in.delay.FromTimedelta(DELAY)
    client.update_policy(policy, recorder="agents/bench", reason="We ask again.")
    due_at = datetime.now(UTC) + timedelta(seconds=LEAD_SECONDS)
    customers = [f"customers/c{number:05}" for number in range(CHECK_INS)]
    for start in range(0, CHECK_INS, CUSTOMERS_PER_BATCH):
        client.batch_record_entries(
            [
                RecordEntriesRequest(customer=customer, entries=[_fix(number, due_at)])
                for number, customer in enumerate(customers[start : start + CUSTOMERS_PER_BATCH])
            ],
            summary_only=True,
        )
    left = (due_at - datetime.now(UTC)).total_seconds()
    assert left > 0, "recording took so long that they would have been due from the beginning"
    time.sleep(left + 1)


def _fix(number: int, due_at: datetime) -> regard.v1.Entry:
    return regard.interaction(
        "The computer freezes on the charger, not on battery",
        channel="phone",
        agent=f"agents/a{number % AGENTS}",
        resolved=True,
        tried=["Another charger", "Another socket"],
        answers={"Does it still freeze?": "Not since this morning.", "On which charger?": "The grey one"},
        quote="It works again, thank you.",
        recorder=f"agents/a{number % AGENTS}",
        effective_time=due_at - DELAY - timedelta(milliseconds=number % 1000),
    )


def list_all(target: str) -> float:
    """Seconds, by a connection of its own, as a caller has."""
    with Client(target) as client:
        client.get_policy()
        begun = time.perf_counter()
        count = sum(1 for _ in client.iterate_commitments(overdue=True, page_size=PAGE_SIZE))
        seconds = time.perf_counter() - begun
    assert count == CHECK_INS, count
    return seconds


def drive(target: str, stop: Any, done: Any) -> None:
    """So many calls a second, for as long as the server keeps up with them; one of CALLS_PER_WRITE is a write."""
    pin(LOAD_CPU)
    offers = [regard.offer(f"offer-{number}", topics=["sports/golf", "travel/rail"]) for number in range(10)]
    with Client(target) as client:
        begun = time.perf_counter()
        calls = 0
        while not stop.is_set():
            if calls >= (time.perf_counter() - begun) * CALLS_PER_SECOND:
                time.sleep(0.0005)
            elif calls % CALLS_PER_WRITE:
                customer = f"c{calls * 7919 % CHECK_INS:05}"
                client.screen_offers(customer, offers, purpose="loyalty", channel="app")
                calls += 1
            else:
                client.record_entries(f"w{calls}", [regard.offer_response("offer-1", "presented")])
                calls += 1
        done.put(calls / (time.perf_counter() - begun))


@contextmanager
def loaded(target: str, rates: list[float]) -> Iterator[None]:
    context = multiprocessing.get_context("spawn")
    stop, done = context.Event(), context.Queue()
    load = context.Process(target=drive, args=(target, stop, done))
    load.start()
    time.sleep(2)
    try:
        yield
    finally:
        stop.set()
        rates.append(done.get(timeout=30))
        load.join(timeout=30)


def echo(server: Measured) -> tuple[float, float]:
    """The p95 of the caller's milliseconds, and the server's processor seconds for a call."""
    with grpc.insecure_channel(server.target) as channel:
        call: Any = channel.unary_unary("/echo.Echo/100")
        call(b"", timeout=10)
        before, times = server.cpu_seconds(), []
        for _ in range(ECHO_CALLS):
            begun = time.perf_counter()
            call(b"", timeout=10)
            times.append((time.perf_counter() - begun) * 1000)
        return statistics.quantiles(times, n=20)[-1], (server.cpu_seconds() - before) / ECHO_CALLS


def measure(server: Measured, rounds: int) -> dict[str, Any]:
    with Client(server.target) as client:
        prepare(client)
    figures: dict[str, Any] = {}
    rates: list[float] = []
    before = server.cpu_seconds()
    alone = [list_all(server.target) for _ in range(rounds)]
    figures["alone_seconds"] = [round(seconds, 3) for seconds in alone]
    figures["server_cpu_seconds_a_list"] = round((server.cpu_seconds() - before) / rounds, 3)
    with loaded(server.target, rates):
        beside = [list_all(server.target) for _ in range(rounds)]
    figures["beside_load_seconds"] = [round(seconds, 3) for seconds in beside]
    figures["load_calls_a_second"] = round(rates[0])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--backend", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    pin(LOAD_CPU)
    with echo_server() as bare:
        echo_p95_ms, echo_cpu_seconds = echo(bare)
    running = regard_server() if options.backend == "sqlite" else regard_server_on_postgresql()
    with running as server:
        figures = measure(server, options.rounds)
    figures["echo_p95_ms"], figures["echo_cpu_ms"] = round(echo_p95_ms, 2), round(echo_cpu_seconds * 1000, 3)
    figures["a_list_in_echoes_of_cpu"] = round(figures["server_cpu_seconds_a_list"] / echo_cpu_seconds)
    figures |= {"backend": options.backend, "machine": machine()}
    print(json.dumps(figures, indent=1))
    beside = statistics.median(figures["beside_load_seconds"])
    print(
        f"{CHECK_INS:,} due check-ins in pages of {PAGE_SIZE:,}: {beside:.2f} s beside the load (median); "
        f"the server works for a list as for {figures['a_list_in_echoes_of_cpu']:,} echoes"
    )
    if options.output:
        options.output.write_text(json.dumps(figures))


if __name__ == "__main__":
    main()
