"""PostgreSQL as a backend."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import URL, BigInteger, Connection, Engine, Executable, Insert, Integer, bindparam, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from regard_server.storage.backend import Answer, Connections, Failure, FullTextIndex, Places, State
from regard_server.storage.postgresql.engine import CONNECTIONS_MAX, LIMIT, READ_ONE_INSTANT, WRITE, open_engine
from regard_server.storage.postgresql.farewell import is_farewell
from regard_server.storage.postgresql.full_text import GinIndex
from regard_server.storage.postgresql.migrating import migrating
from regard_server.storage.postgresql.statements import ask, change_many, insert_many

SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"

_listed = (
    func.unnest(bindparam("partitions", type_=ARRAY(Integer)), bindparam("seqs", type_=ARRAY(BigInteger)))
    .table_valued("partition", "seq", name="places")
    .render_derived()
)

ENGINES = 2
"""Of a worker: its reader and its writer."""
_STATE = (
    "SELECT current_setting('server_version'), extract(epoch FROM clock_timestamp()), "
    "current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - "
    "(SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())"
)


class PostgreSQL:
    is_embedded = False
    places = Places(
        table=_listed,
        partition=_listed.c.partition,
        seq=_listed.c.seq,
        values=lambda places: {
            "partitions": [place.partition for place in places],
            "seqs": [place.seq for place in places],
        },
    )
    full_text: FullTextIndex = GinIndex()

    def open_reader(self, url: URL) -> Engine:
        return open_engine(url, begin=READ_ONE_INSTANT)

    def open_writer(self, url: URL) -> Engine:
        return open_engine(url, begin=WRITE)

    def open_version(self, _url: URL) -> None:
        """There is none: it would have to be asked for."""

    def limit(self, connection: Connection, seconds: float) -> None:
        connection.info[LIMIT] = seconds

    def migrating(self, writer: Engine) -> AbstractContextManager[Connection]:
        return migrating(writer.url)

    def failure(self, error: DBAPIError) -> Failure:
        if error.connection_invalidated or is_farewell(error.orig):
            return Failure.LOST
        state = getattr(error.orig, "sqlstate", None)
        if state is None and isinstance(
            error, OperationalError
        ):  # the driver's own: it can't connect, or no longer reach
            return Failure.LOST
        if isinstance(error, IntegrityError) or state in {SERIALIZATION_FAILURE, DEADLOCK}:
            return Failure.OVERTAKEN
        return Failure.OTHER

    def state(self, connection: Connection) -> State:
        version, clock, free = connection.exec_driver_sql(_STATE).one()
        return State(f"PostgreSQL {version}", float(clock), Connections(free, ENGINES * CONNECTIONS_MAX))

    def ask(self, connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Answer:
        return ask(connection, statement, values)

    def change_many(self, connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        change_many(connection, statement, rows)

    def insert_many(self, connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        insert_many(connection, statement, rows)
