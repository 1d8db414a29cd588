"""`make faults` has it too: the model of the protocol in a world where more can happen than in the short form."""

import sys
import time

from domain.freshness.model import AT_WORK, IN_BYPASS, Bounds, State, acknowledged, explore, overtaken

WORLDS = {
    "from the beginning": (State(), Bounds(epochs=3, losses=1, cuts=1), overtaken),
    "at work": (AT_WORK, Bounds(epochs=3, losses=2, cuts=1), overtaken),
    "two reads at once": (AT_WORK, Bounds(epochs=1, losses=1, cuts=1, loads=2), overtaken),
    "from bypass": (IN_BYPASS, Bounds(epochs=2, losses=1, cuts=1), overtaken),
    "transactions that outlive their time": (IN_BYPASS, Bounds(epochs=2, losses=1, cuts=1, stalls=True), acknowledged),
}


def main() -> int:
    wrong = 0
    for name, world in WORLDS.items():
        begun = time.monotonic()
        explored = explore(*world)
        found = "never stale" if explored.trace is None else f"STALE: {'; '.join(explored.trace)}"
        print(f"{name}: {explored.states:,} states in {time.monotonic() - begun:.0f} s, {found}", flush=True)
        wrong += explored.trace is not None
    return wrong


if __name__ == "__main__":
    sys.exit(main())
