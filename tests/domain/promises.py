"""A promise: a check that must hold in every situation, made a test."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from domain.ledgers import Dice
from domain.situations import Situation
from examples import EXAMPLES, many

Check = Callable[[Situation, Dice], None]

CHECKS: dict[str, Callable[[], None]] = {}
"""Each promise by its name, for the controls: as the test, and content with the first situation that fails."""

# One draw for a whole situation. Were each field a draw of its own, most examples would be near-copies of others, and
# rules that need three entries on one path would hardly ever be met.
SEEDS = st.integers(0, 2**32)


def promise(check: Check, *, examples: int = EXAMPLES) -> Callable[[], None]:
    """A test of the check on many situations; beside the situation it gets dice for what else it varies."""

    def fails_at_first(seed: int) -> None:
        check(Dice(seed).situation(), Dice(f"more {seed}"))

    def tells_the_smallest(seed: int) -> None:
        def fails(situation: Situation) -> bool:
            try:
                check(situation, Dice(f"more {seed}"))
            except AssertionError:
                return True
            return False

        situation = Dice(seed).situation()
        if fails(situation):
            smallest = _smallest(situation, fails)
            note(f"in this situation: {smallest}")
            check(smallest, Dice(f"more {seed}"))

    quick = settings(many(examples), phases=[Phase.generate], report_multiple_bugs=False)
    CHECKS[check.__name__] = quick(given(seed=SEEDS)(fails_at_first))
    tells_the_smallest.__name__ = check.__name__
    tells_the_smallest.__doc__ = check.__doc__
    return quick(given(seed=SEEDS)(tells_the_smallest))


def _smallest(situation: Situation, fails: Callable[[Situation], bool]) -> Situation:
    """What is left when no entry and no offer can be spared."""
    spared = next(filter(fails, _smaller(situation)), None)
    return situation if spared is None else _smallest(spared, fails)


def _smaller(situation: Situation) -> Iterator[Situation]:
    for index in range(len(situation.entries) if len(situation.entries) > 1 else 0):
        yield replace(situation, entries=situation.entries[:index] + situation.entries[index + 1 :])
    for index in range(len(situation.offers)):
        yield replace(situation, offers=situation.offers[:index] + situation.offers[index + 1 :])
