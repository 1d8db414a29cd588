"""Every interleaving of a write, a reading process, losses and failovers, through the service's own state machines."""

import pytest

from .model import AT_WORK, IN_BYPASS, Bounds, acknowledged, explore, overtaken
from .mutations import CONTROLS

WORLDS = {
    "one loss, one writer cut off": (AT_WORK, Bounds(epochs=1, losses=1, cuts=1), overtaken),
    "from bypass to trusted": (IN_BYPASS, Bounds(epochs=2), overtaken),
    "two reads at once": (AT_WORK, Bounds(losses=1, loads=2), overtaken),
    "a transaction outlives its time": (AT_WORK, Bounds(losses=1, cuts=1, stalls=True), acknowledged),
}


@pytest.mark.parametrize("name", WORLDS)
def test_no_read_is_older_than_what_others_have_seen(name: str) -> None:
    explored = explore(*WORLDS[name])
    print(f"{name}: {explored.states} states")
    assert explored.trace is None
    assert explored.states > 1_000


@pytest.mark.parametrize("rule", CONTROLS)
def test_control_without_this_rule_a_read_is_stale(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    control = CONTROLS[rule]
    control.switch_off(monkeypatch)
    explored = explore(control.start, control.bounds, control.least)
    print(f"without {rule}: {explored.states} states; {'; '.join(explored.trace or [])}")
    assert explored.trace is not None
