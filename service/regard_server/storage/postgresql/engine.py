"""Opening PostgreSQL through psycopg. Transactions begin and end as `turns.py` says."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from regard_server.storage.attempts import TRANSACTION_SECONDS_MAX
from regard_server.storage.backend import ONE_STATEMENT
from regard_server.storage.postgresql.driver_errors import driver_errors
from regard_server.storage.postgresql.farewell import is_farewell
from regard_server.storage.postgresql.turns import EXCHANGE, TURN, Said, Turn, say_what_waits

READ_ONE_INSTANT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""Whatever a write rests on it compares and sets, or has a unique key for: see ADR 0019."""

CONNECTIONS_MAX = 8
"""As many as a process has threads for the database, and a few for what it does beside the calls."""
CONNECT_SECONDS_MAX = 5
CONNECTING = {
    "connect_timeout": CONNECT_SECONDS_MAX,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    # Milliseconds until one is taken for broken whose other end has vanished; else that takes a quarter of an hour.
    "tcp_user_timeout": 15_000,
}
"""Of every connection, whatever it is for."""
TRANSACTION_TIMEOUT_SINCE = 170_000
"""The version of PostgreSQL that brought it; before, each statement is limited, and being idle between them."""
LIMITS, LIMITS_BEFORE = (
    f"SELECT set_config('statement_timeout', $1, true), set_config('{beside}', $1, true)"
    for beside in ("transaction_timeout", "idle_in_transaction_session_timeout")
)
LIMIT = "limit_seconds"


def open_engine(url: URL, *, begin: str) -> Engine:
    """Raises ValueError where the driver isn't installed or the URL names another."""
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername != "postgresql+psycopg":
        raise ValueError(f"the driver is psycopg: use postgresql+psycopg://… in place of {url.drivername}://…")
    try:
        exchange = import_module("regard_server.storage.postgresql.exchange")
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=CONNECTIONS_MAX,
            max_overflow=0,
            use_native_hstore=False,  # which would ask for its type on every connection
            # Its own transaction control is off: it would begin without our limits. And what it prepares: now and then it
            # has the server forget all that was prepared, ours too.
            connect_args={
                "autocommit": True,
                "prepare_threshold": None,
                **CONNECTING,
            },
        )
    except ModuleNotFoundError:
        raise ValueError("PostgreSQL needs psycopg: install regard-server[postgresql]") from None

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: Any) -> None:
        record.info[EXCHANGE] = exchange.Exchange(connection)
        connection.execute(f"SET statement_timeout = {int(TRANSACTION_SECONDS_MAX * 1000)}")

    _take_turns(engine, begin)

    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        # The server has said that it ends this connection, and soon the others; the driver hasn't seen it end yet.
        if is_farewell(context.original_exception):
            context.is_disconnect = True

    return engine


def _take_turns(engine: Engine, begin: str) -> None:
    """Every statement of a transaction, whoever sends it, comes after what waits to be said before it."""

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(ONE_STATEMENT):
            connection.info[TURN] = Turn(connection.info[EXCHANGE], [*_beginning(connection, begin)])

    @event.listens_for(engine, "before_cursor_execute")
    def on_execute(connection: Connection, *_: Any) -> None:
        say_what_waits(connection)

    @event.listens_for(engine, "commit")
    def on_commit(connection: Connection) -> None:
        turn: Turn | None = connection.info.pop(TURN, None)
        if turn is None:
            return
        with driver_errors(connection):
            try:
                turn.commit()
            except BaseException:
                connection.info[EXCHANGE].roll_back()  # SQLAlchemy takes the transaction for ended
                raise

    @event.listens_for(engine, "rollback")
    def on_rollback(connection: Connection) -> None:
        if connection.invalidated:
            return
        connection.info.pop(TURN, None)
        with driver_errors(connection):
            connection.info[EXCHANGE].roll_back()


def _beginning(connection: Connection, begin: str) -> Iterator[Said]:
    """The server ends what the caller no longer waits for, so that nothing holds its locks."""
    yield Said(begin, None)
    seconds: float | None = connection.info.pop(LIMIT, None)
    if seconds is not None:
        yield Said(_limits(connection), [str(max(1, int(seconds * 1000)))])


def _limits(connection: Connection) -> str:
    """As SET LOCAL, which takes no parameters and so can't be prepared."""
    driver: Any = connection.connection.driver_connection
    return LIMITS if driver.info.server_version >= TRANSACTION_TIMEOUT_SINCE else LIMITS_BEFORE
