"""`regard-server` with a fail point: it kills itself after a COMMIT, before anybody is answered.

The fail point is in this file alone, and not in the service: no environment arms it in the server that is shipped.

`FAIL_POINT_COMMITS=3`: at the third transaction that wrote something.
"""

import os
import signal
import threading
from collections.abc import Callable
from itertools import count
from typing import Any

from regard_server.__main__ import main
from regard_server.storage.catalog import CatalogTables
from regard_server.storage.database import Database
from regard_server.storage.ledger import LedgerTables

_this_thread = threading.local()


def arm(commits: int) -> None:
    """Counts transactions of the server's own threads: those before it serves are not callers'."""
    for table, method in ((LedgerTables, "append"), (CatalogTables, "add_topics"), (CatalogTables, "add_offers")):
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


if __name__ == "__main__":
    if commits := os.environ.get("FAIL_POINT_COMMITS"):
        arm(int(commits))
    main()
