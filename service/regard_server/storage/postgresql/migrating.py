"""A connection to migrate PostgreSQL on. It has SQLAlchemy's own transaction control, which leaves a transaction for what can't
be in one, and no limit on how long a statement takes: an index of a large table takes hours."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.pool import NullPool

from regard_server.storage.backend import TablesAreHeld
from regard_server.storage.postgresql.engine import CONNECTING

LOCK_SECONDS_MAX = 5.0
"""Within a transaction. Whoever comes for a table after a migration that waits for it waits as long."""
MIGRATIONS = 7_347_273
"""The number of the lock that those who migrate take; the service itself takes no such locks."""
LOOK_EVERY_SECONDS = 0.1
LOCK_NOT_AVAILABLE = "55P03"


@contextmanager
def migrating(url: URL) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=NullPool, connect_args=CONNECTING)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # Outside of a transaction nobody stands behind it: what makes an index so lets others write while it waits.
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(LOCK_SECONDS_MAX * 1000)}")

    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            wait_for_ones_turn(connection)
            yield connection
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise TablesAreHeld from error
        raise
    except PendingRollbackError as error:
        raise error.__context__ or error from None  # it hides by what the connection was lost
    finally:
        engine.dispose()


def wait_for_ones_turn(connection: Connection) -> None:
    """The lock is the connection's, and goes with it. It is asked for again and again: who waits within a statement has a
    snapshot, and the other who makes an index would wait for that to go."""
    while True:
        taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({MIGRATIONS})").scalar_one()
        connection.commit()
        if taken:
            return
        time.sleep(LOOK_EVERY_SECONDS)
