"""Statements on SQLite, which answers at once. Many rows go in by one, without what SQLAlchemy does to each: half of the
cost of adding it."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Insert

from regard_server.storage.backend import Answer
from regard_server.storage.outcomes import Conflict


def ask(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Answer:
    rows = connection.execute(statement, values).all()
    return lambda: rows


def change_many(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    if connection.execute(statement, rows).rowcount != len(rows):
        raise Conflict


def insert_many(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Every row has all of the table's columns, two of them at least, with values as the driver takes them."""
    text, in_order = _compiled(statement, connection.dialect)
    connection.exec_driver_sql(text, [in_order(row) for row in rows])


@lru_cache
def _compiled(statement: Insert, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    """The text, and what makes a row of it."""
    compiled = statement.compile(dialect=dialect)
    return compiled.string, itemgetter(*compiled.positiontup) if compiled.positiontup else dict
