"""Whatever callers, clocks and restarts do: every answer is the model's, on every backend."""

import pytest
from hypothesis import Phase

from machine.running import run
from machine.world import World

RUNS, STEPS = {"sqlite": 12, "postgresql": 6}, 40


@pytest.mark.timeout(0)
def test_every_answer_is_the_models(world: World, soak: int, backend: str) -> None:
    """A failure tells the steps that led to it; `make soak` also looks for fewer of them, which takes minutes."""
    phases = [Phase.generate, Phase.shrink] if soak > 1 else [Phase.generate]
    run(world, runs=RUNS[backend] * soak, steps=STEPS, phases=phases, the_same_each_time=soak == 1)

    print(f"{world.runs} runs, {world.steps} steps, {world.calls_made} calls")
    assert world.steps >= RUNS[backend] * STEPS // 2
