"""A server that is interrupted under load finishes what it has begun, and leaks nothing but UNAVAILABLE to callers."""

import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

import regard
from regard import errors
from regard.v1 import AudienceOpen, BatchGetProfilesRequest, ScreenAudienceRequest
from serving import Clock, ServerProcess, serving

from .crashes import CUSTOMERS, faults, new_write, repeat, write_until_it_dies

SERVING, NOT_SERVING = health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING
READ = "/regard.v1.ProfileService/BatchGetProfiles"
READERS = 4


class Readers:
    """Read until a call fails; `failures` are the statuses, `early` those from before the interrupt."""

    def __init__(self, target: str) -> None:
        self.failures: Counter[str] = Counter()
        self.early: list[str] = []
        self.interrupted = False
        self._target = target
        self._threads = [threading.Thread(target=self._read, daemon=True) for _ in range(READERS)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(timeout=30)
            assert not thread.is_alive()

    def _read(self) -> None:
        options = [("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]
        request = BatchGetProfilesRequest(customers=[f"customers/{name}" for name in CUSTOMERS]).SerializeToString()
        with grpc.insecure_channel(self._target, options=options) as channel:
            call: Any = channel.unary_unary(READ)
            while True:
                try:
                    call(request, timeout=30)
                except grpc.RpcError as failed:
                    self.failures[failed.code().name] += 1
                    if not self.interrupted:
                        self.early.append(failed.details() or "")
                    return


@pytest.mark.parametrize("signal", [2, 15], ids=["interrupt", "terminate"])
def test_an_interrupted_server_ends_well_and_callers_see_nothing_but_unavailable(tmp_path: Path, signal: int) -> None:
    server = ServerProcess(tmp_path / "regard.db")
    readers = Readers(server.target)

    def interrupt() -> None:
        readers.interrupted = True
        server.process.send_signal(signal)

    written = write_until_it_dies(server.target, interrupt, writers=6, after=100)
    readers.join()
    _, complaints = server.process.communicate(timeout=30)

    assert server.process.returncode == 0
    assert complaints == ""
    assert readers.early == []
    assert readers.failures.keys() == written.failures.keys() == {"UNAVAILABLE"}
    with serving(f"sqlite:///{tmp_path / 'regard.db'}", Clock(datetime.now(UTC))) as again:
        repeated = repeat(again, written.unacknowledged)
        assert faults(again, [*written.acknowledged, *repeated]) == []


def test_health_says_not_serving_before_a_stopping_server_ends(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "regard.db")
    with grpc.insecure_channel(server.target) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        watch = stub.Watch(health_pb2.HealthCheckRequest(service="regard.v1.ScreeningService"))
        assert next(watch).status == SERVING
        server.process.send_signal(2)

        assert next(watch).status == NOT_SERVING
        assert len(repeat(server.target, [new_write(0, 0)])) == 1  # it still takes calls that are on their way
        watch.cancel()
    server.process.communicate(timeout=30)
    assert server.process.returncode == 0


def test_an_open_stream_is_ended_and_its_caller_told_rather_than_waited_for(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "regard.db", REGARD_STOP_GRACE_SECONDS="3600")
    questions: SimpleQueue[bytes | None] = SimpleQueue()
    opened = AudienceOpen(offers=[regard.offer("golf-club")], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP")
    questions.put(ScreenAudienceRequest(open=opened).SerializeToString())
    questions.put(ScreenAudienceRequest(customers=["customers/u1"]).SerializeToString())
    with grpc.insecure_channel(server.target) as channel:
        screen: Any = channel.stream_stream("/regard.v1.ScreeningService/ScreenAudience")
        answers = screen(iter(questions.get, None))
        assert next(answers)
        server.process.send_signal(2)

        with pytest.raises(grpc.RpcError) as ended:
            next(answers)
        questions.put(None)
    assert isinstance(errors.from_rpc_error(ended.value), errors.ShuttingDown)
    server.process.communicate(timeout=30)
    assert server.process.returncode == 0


def test_a_second_interrupt_while_stopping_does_no_harm(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "regard.db")
    for _ in range(3):
        server.process.send_signal(2)
    server.process.communicate(timeout=30)

    assert server.process.returncode == 0
