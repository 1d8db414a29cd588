"""Whatever callers, clocks and restarts do: every answer is the model's, on every backend."""

import pytest
from hypothesis import Phase

from machine.machine import Machine
from machine.reserving import ReservingMachine
from machine.running import run
from machine.world import World

STEPS = 40
RUNS = {
    Machine: {"sqlite": 12, "postgresql": 6},
    ReservingMachine: {"sqlite": 3, "postgresql": 2},
}


@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", RUNS)
def test_every_answer_is_the_models(kind: type[Machine], world: World, soak: int, backend: str) -> None:
    """A failure tells the steps that led to it; `make soak` also looks for fewer of them, which takes minutes."""
    phases = [Phase.generate, Phase.shrink] if soak > 1 else [Phase.generate]
    runs = RUNS[kind][backend]
    run(world, runs=runs * soak, steps=STEPS, phases=phases, the_same_each_time=soak == 1, kind=kind)

    print(f"{world.runs} runs, {world.steps} steps, {world.calls_made} calls")
    assert world.steps >= runs * STEPS // 2
