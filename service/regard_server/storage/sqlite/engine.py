"""Opening a SQLite file: one writer, and readers beside it (WAL)."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

READERS_MAX = 4
BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 16 * 1024
"""Of each connection: the upper levels of the trees of a database of millions."""
SQLITE_MIN = (3, 35, 0)
"""The first SQLite that knows RETURNING."""


def embedded_path(url: URL) -> Path:
    """Raises ValueError for a database in memory, which would be gone with the process."""
    if url.database in (None, "", ":memory:"):
        raise ValueError("the embedded database needs a file: sqlite:///FILE")
    return Path(str(url.database)).absolute()


def open_engine(url: URL, *, begin: str, connections: int) -> Engine:
    if sqlite3.sqlite_version_info < SQLITE_MIN:
        raise ValueError(
            f"SQLite {sqlite3.sqlite_version} is too old, {'.'.join(map(str, SQLITE_MIN))} or later is needed"
        )
    embedded_path(url).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        # The driver's own transaction control is off: it would begin late, and not for reads.
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL: a commit is on the disk before it is answered, also when the power fails.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
