"""Running the machine."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from machine.machine import Machine
from machine.world import World


def run(
    world: World,
    *,
    runs: int,
    steps: int,
    phases: Sequence[Phase],
    the_same_each_time: bool,
    kind: type[Machine] = Machine,
    chosen: int | None = None,
) -> None:
    """Raises what failed first, with the steps that led there and a blob that reproduces them. `chosen` is a seed."""
    machine: Callable[[], Any] = lambda: kind(world)  # noqa: E731  a factory stands for the class
    if chosen is not None:
        machine = seed(chosen)(machine)
    run_state_machine_as_test(
        cast(type[RuleBasedStateMachine], machine),
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            phases=phases,
            derandomize=the_same_each_time,
            deadline=None,
            database=None,
            print_blob=True,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
