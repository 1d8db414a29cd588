"""How many random inputs a test tries: as many as a short run can bear, or many times that in `make soak`."""

from hypothesis import settings

EXAMPLES = 50
"""Of a property of Hypothesis, unless it says otherwise."""


def register_profiles(times: int) -> None:
    """`quick` tries the same inputs on every run, so that a failure is everybody's; `soak` others each time."""
    settings.register_profile("quick", derandomize=True, deadline=None, database=None, max_examples=EXAMPLES)
    settings.register_profile("soak", deadline=None, database=None, max_examples=EXAMPLES * times, print_blob=True)
    settings.load_profile("soak" if times > 1 else "quick")


def many(examples: int) -> settings:
    """Settings for a property that tries another number of inputs than the usual one in a short run."""
    usual: int = settings.default.max_examples  # type: ignore[union-attr]
    return settings(max_examples=examples * usual // EXAMPLES)
