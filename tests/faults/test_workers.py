"""Several workers on one port: one that dies comes back while the others serve, and nothing is lost or left locked."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import grpc
import psutil
import pytest

from databases import Postgres
from regard.v1 import RecordEntriesResponse
from regard_server.bootstrap import claim
from regard_server.processes.port import address_of, check_free, hold
from regard_server.settings import BadSetting
from serving import ServerProcess, wait_until

from .crashes import RECORD, Write, faults, new_write
from .load import Load, Watcher
from .racing_readers import race

CALLS = 2_500
"""While workers are replaced; with `make soak` 20 times as many."""
YOUNG_CONNECTIONS = {"REGARD_CONNECTION_SECONDS_MAX": "1"}


@pytest.fixture(scope="module")
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as name:
        yield name


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    started = ServerProcess(
        tmp_path_factory.mktemp("unused"), "--workers", "2", REGARD_DATABASE_URL=url, **YOUNG_CONNECTIONS
    )
    try:
        yield started
    finally:
        ended = started.stop()
    assert ended == 0


def connections(worker: psutil.Process) -> int:
    return sum(1 for one in worker.net_connections("tcp") if one.status == psutil.CONN_ESTABLISHED and one.laddr.port)


def test_each_worker_listens_on_the_port_and_neither_on_another(server: ServerProcess) -> None:
    port = int(server.target.rpartition(":")[2])
    for worker in server.workers:
        listening = [one.laddr.port for one in worker.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
        assert listening == [port]
    assert len(server.workers) == 2


def test_the_port_is_held_also_while_no_worker_listens() -> None:
    with hold("127.0.0.1:0") as held:
        target = address_of(held, "127.0.0.1:0")
        for take in (hold, check_free):
            with pytest.raises(BadSetting, match=target):
                take(target)


def test_a_second_supervisor_on_the_port_is_refused_and_the_first_lives_on(server: ServerProcess, url: str) -> None:
    before = server.workers
    with pytest.raises(RuntimeError, match=f"can't listen on {server.target}"):
        ServerProcess(Path("unused"), "--workers", "2", listen=server.target, REGARD_DATABASE_URL=url)
    assert server.workers == before


class Writers:
    """Write from several connections and, as clients do, repeat what failed; until they are told to end."""

    def __init__(self, target: str, number: int) -> None:
        self.acknowledged: list[Write] = []
        self.failures: Counter[str] = Counter()
        self._target = target
        self._enough = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(writer,), daemon=True) for writer in range(number)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join(timeout=30)
            assert not thread.is_alive()

    def _write(self, writer: int) -> None:
        options = [
            ("grpc.enable_retries", 0),
            ("grpc.use_local_subchannel_pool", 1),
            ("grpc.initial_reconnect_backoff_ms", 100),
        ]
        with grpc.insecure_channel(self._target, options=options) as channel:
            for number in count():
                self._repeat(channel, new_write(writer, number))
                if self._enough.is_set():
                    return

    def _repeat(self, channel: grpc.Channel, write: Write) -> None:
        call: Any = channel.unary_unary(RECORD)
        while True:
            try:
                answer = call(write.request.SerializeToString(), timeout=30, wait_for_ready=True)
            except grpc.RpcError as failed:
                self.failures[failed.code().name] += 1
            else:
                revision = RecordEntriesResponse.FromString(answer).revision
                self.acknowledged.append(Write(write.request, revision))
                return


def test_a_worker_that_is_killed_comes_back_and_what_it_wrote_is_there_and_nothing_is_locked(
    server: ServerProcess, postgres: Postgres
) -> None:
    victim, other = server.workers
    writers = Writers(server.target, 6)
    wait_until(lambda: len(writers.acknowledged) > 100)
    wait_until(lambda: connections(victim) > 2)  # beside its connections to the database
    os.kill(victim.pid, signal.SIGKILL)
    wait_until(lambda: len(server.workers) == 2 and not victim.is_running())
    seen = len(writers.acknowledged)
    wait_until(lambda: len(writers.acknowledged) > seen + 100)
    writers.end()

    assert other.is_running()
    assert other in server.workers
    assert writers.failures.keys() <= {"UNAVAILABLE"}
    assert faults(server.target, writers.acknowledged) == []
    postgres.wait_until_nobody_waits_for_a_lock()
    assert "worker 1" in server.complaint("was killed by SIGKILL: another is started in 0.1 s")


def roll(server: ServerProcess) -> list[str]:
    """What it says meanwhile."""
    server.process.send_signal(signal.SIGHUP)
    assert server.process.stderr is not None
    said: list[str] = []
    while not said or "all workers have been replaced" not in said[-1]:
        said.append(server.process.stderr.readline())
        assert said[-1], said
    return said


def test_replacing_all_workers_under_load_fails_no_call_and_skips_no_change(server: ServerProcess, soak: int) -> None:
    before = server.workers
    with Watcher(server.target) as watcher:
        with Load(server.target) as load:
            load.wait_for_calls(CALLS // 10)
            said = roll(server)
            while load.calls < CALLS * soak:
                roll(server)
        wait_until(lambda: watcher.seen.issuperset(load.recorded))

    assert load.failures == {}
    assert len(server.workers) == 2
    assert set(server.workers).isdisjoint(before)
    assert not any("was killed" in line for line in said)
    for number in (1, 2):
        assert any(f" worker {number} regard_server.processes.serving another has its place" in line for line in said)


def test_control_workers_that_just_stop_fail_calls_and_workers_end_when_their_supervisor_is_killed(
    url: str, tmp_path: Path
) -> None:
    hasty = Path(__file__).with_name("hasty_supervisor.py")
    server = ServerProcess(
        tmp_path / "unused",
        "--workers",
        "2",
        program=[str(hasty)],
        REGARD_DATABASE_URL=url,
        **YOUNG_CONNECTIONS,
    )
    try:
        with Load(server.target) as load:
            load.wait_for_calls(CALLS // 10)
            server.process.send_signal(signal.SIGHUP)
            wait_until(lambda: load.failures["bare UNAVAILABLE"] > 0)
        workers = server.workers
    finally:
        server.kill()
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert alive == []


def test_ctrl_c_while_workers_start_ends_all_of_them_quietly(url: str, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "regard_server", "serve", "--workers", "2"],
        env=os.environ | {"REGARD_DATABASE_URL": url, "REGARD_LISTEN": "127.0.0.1:0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: bool(psutil.Process(process.pid).children()))
    workers = psutil.Process(process.pid).children()
    os.killpg(process.pid, signal.SIGINT)
    said, complaints = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    assert "Traceback" not in complaints
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert alive == []


def test_workers_on_one_embedded_file_see_each_others_writes_at_once(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "regard.db", "--workers", "2")
    state = race(server.target, reads=1_000, writes=100)

    assert server.stop() == 0
    assert state.stale == []
    assert state.writes >= 100


def test_one_who_serves_a_file_alone_and_those_who_share_it_keep_each_other_out(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'regard.db'}"
    alone = claim(url)
    assert alone is not None
    with pytest.raises(BadSetting):
        claim(url, is_alone=False)
    alone.close()
    shared = [claim(url, is_alone=False) for _ in range(2)]
    with pytest.raises(BadSetting):
        claim(url)
    for lock in shared:
        assert lock is not None
        lock.close()
