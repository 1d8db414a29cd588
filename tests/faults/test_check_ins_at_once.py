"""Two servers on one PostgreSQL, and many who report the same fix and the same sale at once, or repeat it while one of them is
killed: each is asked after once, and a commitment is settled once."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import psutil
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

import regard
from databases import Postgres
from regard import Client, errors
from regard.v1 import CheckIn, CheckInTrigger, RecordEntriesRequest
from regard_server.storage.tables import open_commitments
from serving import NOON, Clock, ServerProcess, serving, wait_until

MIRA = "agents/mira.holt"
AT_ONCE, CUSTOMERS = 8, 6
REPORTS = 40
"""Of each caller, while a worker is killed."""
SECONDS_MAX = 60
SOLD_AND_FIXED = [
    regard.offer_response("car", "accepted"),
    regard.interaction("Freezes", channel="phone", resolved=True, agent=MIRA),
]


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as name:
        yield name


@pytest.fixture
def pair(url: str) -> Iterator[tuple[Client, Client]]:
    with (
        serving(url, Clock()) as one,
        serving(url, Clock()) as other,
        Client(one, timeout=60) as first,
        Client(other, timeout=60) as second,
    ):
        want_check_ins(first)
        yield first, second


def want_check_ins(client: Client) -> None:
    policy = client.get_policy().policy
    for after in (CheckInTrigger.CHECK_IN_TRIGGER_ACCEPTED, CheckInTrigger.CHECK_IN_TRIGGER_RESOLVED):
        check_in = CheckIn(after=after, text="All well?")
        check_in.delay.FromTimedelta(timedelta(days=3))
        policy.check_ins.append(check_in)
    client.update_policy(policy, recorder=MIRA, reason="We ask.", etag=policy.etag)


def report(pair: tuple[Client, Client], number: int) -> None:
    """Half of them by one server, half by the other; each with a request id of its own."""
    client, customer = pair[number % 2], f"u{number % CUSTOMERS}"
    sold = regard.offer_response("car", "accepted", source_system="dealer", source_id="contract-1")
    fixed = regard.interaction(
        "Freezes", channel="phone", resolved=True, agent=MIRA, source_system="desk", source_id="ticket-1"
    )
    client.record_entries(customer, [sold])
    client.record_entries(customer, [fixed])


def report_at_once(pair: tuple[Client, Client]) -> Counter[str]:
    """How often each customer is to be asked."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda number: report(pair, number), range(2 * CUSTOMERS * 2)))
    return Counter(one.customer for one in pair[0].iterate_commitments())


def test_whoever_reports_it_and_however_often_it_is_asked_after_once(pair: tuple[Client, Client], url: str) -> None:
    asked = report_at_once(pair)

    assert asked == {f"customers/u{number}": 2 for number in range(CUSTOMERS)}
    for number in range(CUSTOMERS):
        told = [entry.commitment.follows for entry in pair[1].iterate_entries(f"u{number}", kinds=["commitment"])]
        assert len(set(told)) == len(told) == 2
    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert len(connection.execute(select(open_commitments)).all()) == 2 * CUSTOMERS


class Callers:
    """Report a sale and a fix of one customer after the other, each from a connection of its own, and repeat by their request
    ids what they got no answer to, until it is answered."""

    def __init__(self, target: str) -> None:
        self.answered: list[str] = []
        self.failures: Counter[str] = Counter()
        self._target = target
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._done = [self._pool.submit(self._report, caller) for caller in range(AT_ONCE)]

    def wait(self) -> None:
        for one in self._done:
            one.result()
        self._pool.shutdown()

    def _report(self, caller: int) -> None:
        options = [
            ("grpc.enable_retries", 0),
            ("grpc.use_local_subchannel_pool", 1),
            ("grpc.initial_reconnect_backoff_ms", 100),
        ]
        with grpc.insecure_channel(self._target, options=options) as channel:
            for number in range(REPORTS):
                customer = f"customers/c{caller}-{number}"
                self._repeat(channel, RecordEntriesRequest(customer=customer, entries=SOLD_AND_FIXED))
                self.answered.append(customer)

    def _repeat(self, channel: grpc.Channel, request: RecordEntriesRequest) -> None:
        request.request_id = str(uuid4())
        call: Any = channel.unary_unary("/regard.v1.ProfileService/RecordEntries")
        deadline = time.monotonic() + SECONDS_MAX
        while True:
            assert time.monotonic() < deadline, request
            try:
                call(request.SerializeToString(), timeout=30, wait_for_ready=True)
            except grpc.RpcError as failed:
                self.failures[failed.code().name] += 1
            else:
                return


def callers_of(worker: psutil.Process, target: str) -> int:
    port = int(target.rpartition(":")[2])
    connections = worker.net_connections("tcp")
    return sum(1 for one in connections if one.laddr.port == port and one.status == psutil.CONN_ESTABLISHED)


def test_of_two_processes_one_is_killed_and_each_is_asked_after_once(url: str, tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, "--workers", "2", REGARD_DATABASE_URL=url)
    try:
        with Client(server.target, timeout=60) as client:
            want_check_ins(client)
            callers = Callers(server.target)
            wait_until(lambda: len(callers.answered) > AT_ONCE * REPORTS // 4)
            victim = max(server.workers, key=lambda worker: callers_of(worker, server.target))
            os.kill(victim.pid, signal.SIGKILL)
            callers.wait()
            asked = Counter(one.customer for one in client.iterate_commitments())
        replaced = victim not in server.workers
    finally:
        server.stop()

    assert callers.failures.keys() == {"UNAVAILABLE"}
    assert replaced
    assert asked == dict.fromkeys(callers.answered, 2)
    assert len(callers.answered) == AT_ONCE * REPORTS


def test_control_what_is_repeated_under_another_request_id_is_asked_after_again(pair: tuple[Client, Client]) -> None:
    for client in pair:
        client.record_entries("u1", SOLD_AND_FIXED, request_id=str(uuid4()))
    assert len(pair[0].list_commitments().commitments) == 4


def test_of_those_who_settle_one_at_once_one_does(pair: tuple[Client, Client]) -> None:
    [promise] = pair[0].record_entries("u1", [regard.commitment("Call.", owner=MIRA)]).entries

    def settle(number: int) -> str:
        try:
            pair[number % 2].update_commitment(promise.name, "kept", outcome=f"{number}", recorder=MIRA)
        except errors.EntrySuperseded:
            return "too late"
        return "settled"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(settle, range(AT_ONCE)))

    assert outcomes == {"settled": 1, "too late": AT_ONCE - 1}
    assert [client.list_commitments().commitments for client in pair] == [[], []]
    assert pair[0].get_profile("u1").profile.revision == 2


def test_what_one_settles_the_other_lists_no_more(pair: tuple[Client, Client]) -> None:
    first, second = pair
    for number in range(5):
        [promise] = first.record_entries("u1", [regard.commitment(f"Call {number}.", owner=MIRA)]).entries
        assert [one.entry.name for one in second.list_commitments().commitments] == [promise.name]
        second.update_commitment(promise.name, "kept", recorder=MIRA)
        assert first.list_commitments().commitments == []


def test_control_check_ins_made_beside_the_write_are_made_more_than_once(
    pair: tuple[Client, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by jobs, one in each process, that look for what happened and has no check-in yet."""
    monkeypatch.setattr("regard_server.usecases.record_entries.may_ask", lambda *_: False)
    looked: Any = {}

    def look(client: Client) -> None:
        for number in range(CUSTOMERS):
            entries = list(client.iterate_entries(f"u{number}"))
            looked[client, number] = [entry.name for entry in entries if not entry.HasField("commitment")]

    report_at_once(pair)
    for client in pair:
        look(client)
    for client in pair:
        for number in range(CUSTOMERS):
            for name in looked[client, number]:
                made = regard.commitment(
                    "All well?", kind="check-in", owner=MIRA, due_time=NOON + timedelta(days=3), follows=name
                )
                client.record_entries(f"u{number}", [made])

    asked = Counter(one.customer for one in pair[0].iterate_commitments())
    assert max(asked.values()) > 2
