"""Adding rows: a few by a statement for each, sent together; many by COPY, which costs a third of that."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Insert
from sqlalchemy.exc import DBAPIError

from regard_server.storage.postgresql.farewell import is_farewell

COPY_ROWS_MIN = 8
"""From here on COPY is the cheaper; for fewer rows its extra round trip isn't worth it."""


def insert_many(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    if len(rows) < COPY_ROWS_MIN:
        connection.execute(statement, rows)
    else:
        _copy(connection, statement, rows)


def _copy(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    text, in_order = _compiled(statement)
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(text) as copy:
            for row in rows:
                copy.write_row(in_order(row))
    except connection.dialect.loaded_dbapi.Error as error:
        # As SQLAlchemy does for statements that go through it.
        lost = is_farewell(error) or bool(driver.closed)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            text,
            None,
            error,
            connection.dialect.loaded_dbapi.Error,
            connection_invalidated=lost,
            dialect=connection.dialect,
        ) from error


@lru_cache
def _compiled(statement: Insert) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    """The text, and what makes a row of it. Names of ours need no quotes."""
    columns = [column.name for column in statement.table.columns]
    return f"COPY {statement.table.name} ({', '.join(columns)}) FROM STDIN", itemgetter(*columns)
