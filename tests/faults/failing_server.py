"""`regard-server` with a fail point: it kills itself after a COMMIT, before anybody is answered.

The fail point is in this file alone, and not in the service: no environment arms it in the server that is shipped.

`FAIL_POINT_COMMITS=3`: at the third transaction that wrote something; 0 is never. A line of the input with such a number asks
for a server, and when it has ended its exit code is told. Each is forked from a process that has loaded all that they need,
which takes most of a start.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from itertools import count
from typing import Any, NoReturn

from regard_server.__main__ import main
from regard_server.processes import serving  # noqa: F401  which `main` would load anew in each server
from regard_server.storage.catalog import CatalogTables
from regard_server.storage.database import Database
from regard_server.storage.ledger import LedgerTables
from regard_server.storage.policies import PolicyTable

WRITES = (
    (LedgerTables, "append"),
    (CatalogTables, "add_topics"),
    (CatalogTables, "add_offers"),
    (PolicyTable, "add"),
)
"""Of these each write of a caller needs one."""
_this_thread = threading.local()


def arm(commits: int) -> None:
    """Counts transactions of the server's own threads: those before it serves are not callers'."""
    for table, method in WRITES:
        setattr(table, method, _noting(getattr(table, method)))
    write, numbers = Database.write, count(1)

    def write_and_die(database: Database, work: Any, **how: Any) -> Any:
        _this_thread.wrote = False
        outcome = write(database, work, **how)
        served = threading.current_thread() is not threading.main_thread()
        if served and _this_thread.wrote and next(numbers) == commits:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    Database.write = write_and_die  # type: ignore[method-assign, assignment]


def _noting(write: Callable[..., None]) -> Callable[..., None]:
    def noted(*args: Any, **how: Any) -> None:
        write(*args, **how)
        _this_thread.wrote = True

    return noted


def serve() -> NoReturn:
    if commits := int(os.environ["FAIL_POINT_COMMITS"]):
        arm(commits)
    print(f"is process {os.getpid()}", flush=True)
    try:
        main(["serve"])
    finally:
        sys.stdout.flush()
        os._exit(0 if sys.exception() is None else 1)


if __name__ == "__main__":
    for line in sys.stdin:
        os.environ["FAIL_POINT_COMMITS"] = line.strip()
        if (child := os.fork()) == 0:
            serve()
        print(f"ended with {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}", flush=True)
