"""Whatever callers, clocks and restarts do: every answer is the model's, on every backend."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from machine.machine import Machine
from machine.world import World
from regard_server.rpc import server

RUNS, STEPS = 60, 40


@pytest.fixture
def world(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(server, "NOTICE_SECONDS", 0)
    monkeypatch.setattr(server, "QUIET_SECONDS", 0.01)
    opened = World(database_url)
    yield opened
    opened.close()


def test_every_answer_is_the_models(world: World) -> None:
    run_state_machine_as_test(
        lambda: Machine(world),
        settings=settings(
            max_examples=int(__import__("os").environ.get("RUNS", RUNS)),
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="RUNS" not in __import__("os").environ,
            database=None,
            print_blob=True,
            report_multiple_bugs=False,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{world.steps} steps")
