"""Message servers for tests: Valkey, and the oldest Redis that Regard works with."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local_valkey import LocalValkey, redis, valkey
from regard_server.domain.freshness.trust import Timing

PROGRAMS = {"valkey": valkey, "redis": redis}
QUICK = Timing(lease=0.5, drift_max=0.1, look_every=0.05, transaction_max=0.2, margin=0.2)
"""So that a test needn't wait for a minute until a message server is trusted again; its transactions are as short."""

TRIED = Timing(lease=1.0, drift_max=0.25, look_every=0.2, transaction_max=2.0, margin=1.0)
"""Of servers that fail for real; who uses it holds their transactions to it (`TRANSACTION_SECONDS_MAX`)."""


@contextmanager
def running_messenger(name: str = "valkey", **settings: str) -> Iterator[LocalValkey]:
    with (
        tempfile.TemporaryDirectory(prefix="regard-messenger-") as directory,
        LocalValkey(Path(directory), program=PROGRAMS[name](), settings=settings) as server,
    ):
        yield server
