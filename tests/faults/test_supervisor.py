"""The supervisor with workers that do nothing but what a supervisor has to bear with."""

import asyncio
import logging
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from regard_server.processes import supervisor as supervisor_module
from regard_server.processes.supervisor import Supervisor

WORKER = """
import os, socket, sys, pathlib, signal
signal.alarm(60)
folder = pathlib.Path(sys.argv[1])
line = socket.socket(fileno=int(sys.argv[sys.argv.index("--line") + 1]))
is_broken, is_short_lived, is_deaf = ((folder / name).exists() for name in ("broken", "short-lived", "deaf"))
if is_broken:
    sys.exit(3)
line.send(b"ready\\n")
if is_short_lived:
    sys.exit(4)
while is_deaf or not line.recv(20):
    signal.pause()
"""
"""Ready, and there until it is told to end; unless a file in its folder says otherwise."""


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> "Supervised":
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(supervisor_module, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(supervisor_module, "PAUSE_SECONDS_MAX", 0.04)
    return Supervised(tmp_path, caplog)


class Supervised:
    def __init__(self, folder: Path, log: pytest.LogCaptureFixture) -> None:
        self._folder = folder
        self._log = log

    def workers_become(self, what: str) -> None:
        (self._folder / what).touch()

    @property
    def said(self) -> list[str]:
        return [record.getMessage() for record in self._log.records]

    async def says(self, words: str, times: int = 1) -> None:
        async with asyncio.timeout(30):
            while sum(words in line for line in self.said) < times:  # noqa: ASYNC110  it says so nowhere else
                await asyncio.sleep(0.005)

    async def has_others_than(self, made: Supervisor, before: list[int]) -> None:
        async with asyncio.timeout(30):
            while not set(pids(made)).isdisjoint(before):  # noqa: ASYNC110  it says so nowhere
                await asyncio.sleep(0.005)

    async def start(self) -> tuple[Supervisor, "asyncio.Task[None]"]:
        made = self.of_two()
        assert await made.start() == 2
        return made, asyncio.create_task(made.run())

    def of_two(self) -> Supervisor:
        program = [sys.executable, "-SEc", WORKER, str(self._folder)]
        return Supervisor(program, workers=2, stop_seconds_max=0.2, replace_seconds_max=0.2)


async def no_room(*_: object, **__: object) -> None:
    raise OSError(11, "no room")


def pids(supervisor: Supervisor) -> list[int]:
    return [post.worker.pid for post in supervisor._posts if post.worker is not None]


def test_a_worker_that_dies_again_and_again_is_started_with_pauses_that_grow_to_a_bound(supervisor: Supervised) -> None:
    async def story() -> None:
        made, running = await supervisor.start()
        supervisor.workers_become("short-lived")
        os.kill(pids(made)[0], signal.SIGKILL)
        await supervisor.says("worker 1", times=6)
        os.kill(os.getpid(), signal.SIGTERM)
        await running

    asyncio.run(story())
    lines = [line for line in supervisor.said if line.startswith("worker 1 ")][:6]
    assert "was killed by SIGKILL" in lines[0]
    assert all("ended with exit code 4" in line for line in lines[1:])
    pauses = [re.search(r"in (\S+) s", line) for line in lines]
    assert [found and found[1] for found in pauses] == ["0.01", "0.02", "0.04", "0.04", "0.04", "0.04"]
    assert not any(line.startswith("worker 2 ") for line in supervisor.said)


def test_when_a_new_worker_cant_start_those_that_are_there_go_on(supervisor: Supervised) -> None:
    async def story() -> None:
        made, running = await supervisor.start()
        before = pids(made)
        supervisor.workers_become("broken")
        os.kill(os.getpid(), signal.SIGHUP)
        await supervisor.says("the new worker 1 didn't start: those that are there go on")
        assert pids(made) == before
        for pid in before:
            os.kill(pid, 0)
        os.kill(os.getpid(), signal.SIGTERM)
        await running

    asyncio.run(story())


def test_a_system_without_room_for_another_process_is_borne_until_it_has(
    supervisor: Supervised, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        made, running = await supervisor.start()
        before = pids(made)
        with monkeypatch.context() as patching:
            patching.setattr(asyncio, "create_subprocess_exec", no_room)
            os.kill(os.getpid(), signal.SIGHUP)
            await supervisor.says("the new worker 1 didn't start: those that are there go on")
            os.kill(before[0], signal.SIGKILL)
            await supervisor.says("worker 1 can't be started: no room", times=3)
        await supervisor.has_others_than(made, before[:1])
        os.kill(os.getpid(), signal.SIGTERM)
        await running

    asyncio.run(story())


def test_all_are_replaced_one_after_the_other(supervisor: Supervised) -> None:
    async def story() -> None:
        made, running = await supervisor.start()
        before = pids(made)
        os.kill(os.getpid(), signal.SIGHUP)
        await supervisor.says("all workers have been replaced")
        assert set(pids(made)).isdisjoint(before)
        os.kill(os.getpid(), signal.SIGTERM)
        await running

    asyncio.run(story())


def test_a_worker_that_doesnt_hear_is_killed_in_the_end(supervisor: Supervised) -> None:
    async def story() -> None:
        supervisor.workers_become("deaf")
        made, running = await supervisor.start()
        os.kill(os.getpid(), signal.SIGTERM)
        await running
        for pid in pids(made):
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)

    asyncio.run(story())
    assert sum("didn't end in time, and was killed" in line for line in supervisor.said) == 2


def test_a_first_worker_that_cant_start_is_told_and_no_other_is_tried(supervisor: Supervised) -> None:
    async def story() -> None:
        supervisor.workers_become("broken")
        made = supervisor.of_two()
        assert await made.start() == 0
        assert len(pids(made)) == 1
        await made.stop()

    asyncio.run(story())
