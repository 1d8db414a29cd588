"""Controls: a server that breaks one promise is seen by the machine, within a bounded number of runs."""

import pytest
from hypothesis import Phase
from hypothesis.errors import Flaky

from machine.machine import Machine
from machine.mutations import MUTATIONS, RESERVING_MUTATIONS, Mutation
from machine.reserving import ReservingMachine
from machine.running import run
from machine.world import World

RUNS_MAX, STEPS = 80, 40


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # what is broken is above the storage
@pytest.mark.parametrize(
    ("kind", "mutation"),
    [*((Machine, one) for one in MUTATIONS), *((ReservingMachine, one) for one in RESERVING_MUTATIONS)],
    ids=str,
)
def test_a_broken_server_is_seen(
    kind: type[Machine], mutation: Mutation, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutation.server(monkeypatch)

    with pytest.raises((AssertionError, Flaky)):
        run(
            world,
            runs=RUNS_MAX,
            steps=STEPS,
            phases=[Phase.generate],
            the_same_each_time=True,
            kind=kind,
            chosen=mutation.seed,
        )
    print(f"seen in run {world.runs}")
