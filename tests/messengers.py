"""Message servers for tests: Valkey, and the oldest Redis that Regard works with."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local_valkey import LocalValkey, redis, valkey
from regard_server.domain.freshness.trust import Timing

PROGRAMS = {"valkey": valkey, "redis": redis}
QUICK = Timing(lease=0.5, drift_max=0.1, look_every=0.05, transaction_max=0.2, margin=0.2)
"""So that a test needn't wait for a minute until a message server is trusted again; its transactions are as short."""

TRIED = Timing(lease=1.0, drift_max=0.25, look_every=0.2, transaction_max=2.0, margin=1.0)
"""Of servers that fail for real; their transactions are held to it."""


@contextmanager
def running_messenger(name: str = "valkey", **settings: str) -> Iterator[LocalValkey]:
    with (
        tempfile.TemporaryDirectory(prefix="regard-messenger-") as directory,
        LocalValkey(Path(directory), program=PROGRAMS[name](), settings=settings) as server,
    ):
        yield server


def wait_until(holds: Callable[[], bool], *, seconds_max: float = 30) -> float:
    """How long that took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds_max
        time.sleep(0.01)
    return time.monotonic() - begun
