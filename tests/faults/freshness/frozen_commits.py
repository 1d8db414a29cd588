"""COMMITs that stand still: written down, and seen by nobody, for as long as a test wants."""

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from .cluster import Cluster

COMMITTING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
NEXT_WORD_SECONDS = 0.2
"""How late the database hears what is said to it when they go on, so that they are read before anything overtakes them; but for
one reader, which loses the connection on which it hears of writes, and asks the database."""


@asynccontextmanager
async def frozen_commits(cluster: Cluster, wait: Callable[[float], Awaitable[None]]) -> AsyncIterator[None]:
    """Those under way now, to the end of it. Others go on, but for writes of the same customers."""
    with cluster.postgres.connect() as control:
        # For a standby that isn't there they wait once they are written down, and no limit of their transaction ends that.
        control.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        control.execute("SELECT pg_reload_conf()")
        while not control.execute(COMMITTING).fetchall():
            await wait(0.01)
        await wait(0.1)
        frozen = [pid for (pid,) in control.execute(COMMITTING)]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        control.execute("ALTER SYSTEM RESET synchronous_standby_names")
        control.execute("SELECT pg_reload_conf()")
    *others, _ = cluster.to_database
    try:
        yield
    finally:
        for proxy in others:
            proxy.delay_there = NEXT_WORD_SECONDS
        for pid in frozen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        cluster.to_messenger[-1].drop()
        await wait(1.0)
        for proxy in others:
            proxy.delay_there = 0.0
