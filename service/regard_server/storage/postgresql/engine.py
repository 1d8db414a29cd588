"""Opening PostgreSQL through psycopg. A transaction begins, with its isolation and its limits, in one round trip."""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from regard_server.storage.attempts import TRANSACTION_SECONDS_MAX
from regard_server.storage.backend import ONE_STATEMENT
from regard_server.storage.postgresql.farewell import is_farewell

READ_ONE_INSTANT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""Whatever a write rests on it compares and sets, or has a unique key for: see ADR 0019."""

CONNECTIONS_MAX = 8
"""As many as a process has threads for the database, and a few for what it does beside the calls."""
CONNECT_SECONDS_MAX = 5
KEEPALIVES = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
TRANSACTION_TIMEOUT_SINCE = 170_000
"""The version of PostgreSQL that brought it; before, each statement is limited, and being idle between them."""
LIMIT = "limit_seconds"


def open_engine(url: URL, *, begin: str) -> Engine:
    """Raises ValueError where the driver isn't installed or the URL names another."""
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername != "postgresql+psycopg":
        raise ValueError(f"the driver is psycopg: use postgresql+psycopg://… in place of {url.drivername}://…")
    try:
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=CONNECTIONS_MAX,
            max_overflow=0,
            use_native_hstore=False,  # which would ask for its type on every connection
            # Its own transaction control is off: it would begin without our limits.
            connect_args={"autocommit": True, "connect_timeout": CONNECT_SECONDS_MAX, **KEEPALIVES},
        )
    except ModuleNotFoundError:
        raise ValueError("PostgreSQL needs psycopg: install regard-server[postgresql]") from None

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.execute(f"SET statement_timeout = {int(TRANSACTION_SECONDS_MAX * 1000)}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(ONE_STATEMENT):
            connection.exec_driver_sql(begin + _limits(connection))

    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        # The server has said that it ends this connection, and soon the others; the driver hasn't seen it end yet.
        if is_farewell(context.original_exception):
            context.is_disconnect = True

    return engine


def _limits(connection: Connection) -> str:
    """The server ends what the caller no longer waits for, so that nothing holds its locks."""
    seconds: float | None = connection.info.pop(LIMIT, None)
    if seconds is None:
        return ""
    milliseconds = max(1, int(seconds * 1000))
    return "".join(f"; SET LOCAL {name} = {milliseconds}" for name in _limited_by(connection))


def _limited_by(connection: Connection) -> tuple[str, ...]:
    driver: Any = connection.connection.driver_connection
    if driver.info.server_version >= TRANSACTION_TIMEOUT_SINCE:
        return ("statement_timeout", "transaction_timeout")
    return ("statement_timeout", "idle_in_transaction_session_timeout")
