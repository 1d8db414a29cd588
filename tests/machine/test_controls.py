"""Controls: a server that breaks one promise is seen by the machine, within a bounded number of runs."""

import pytest
from hypothesis import Phase
from hypothesis.errors import Flaky

from machine.mutations import MUTATIONS, Mutation
from machine.running import run
from machine.world import World

RUNS_MAX, STEPS = 80, 40


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # what is broken is above the storage
@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_broken_server_is_seen(mutation: Mutation, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mutation.server(monkeypatch)

    with pytest.raises((AssertionError, Flaky)):
        run(world, runs=RUNS_MAX, steps=STEPS, phases=[Phase.generate], the_same_each_time=True)
    print(f"seen in run {world.runs}")
