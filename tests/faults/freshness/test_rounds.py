"""A round of `make faults`: writers and readers at three servers while the messenger stands still; see `rounds.py`."""

import pytest

from .breakages import stop_the_messenger
from .cluster import running_cluster
from .rounds import run_rounds

SEED = 5


@pytest.mark.timeout(300)
def test_a_round_in_which_the_messenger_stands_still_is_linearizable_and_loses_nothing() -> None:
    with running_cluster() as cluster:
        [done] = run_rounds(cluster, SEED, 1, choose=[stop_the_messenger])
    print(f"--seed {SEED}: {done}")
    assert done.wrong == []
    assert done.reads > 50
    assert done.writes > 5
