"""Statements of ours as PostgreSQL is told them, without what SQLAlchemy does to each. Many new rows go in by COPY, which costs
a third of a statement for each."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Executable, Insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import ClauseElement

from regard_server.storage.backend import Answer
from regard_server.storage.postgresql import turns
from regard_server.storage.postgresql.driver_errors import driver_errors
from regard_server.storage.postgresql.turns import Changes, Said, say_what_waits, turn_of

COPY_ROWS_MIN = 8
"""From here on COPY is the cheaper; for fewer rows its extra round trips aren't worth it."""
_DIALECT: Dialect = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


class _Compiled(NamedTuple):
    text: str
    names: Sequence[str]
    given: Mapping[str, Any]
    """Values that are part of the statement."""

    def said(self, values: Mapping[str, Any]) -> Said:
        if self.given:
            values = {**self.given, **values}
        return Said(self.text, [values[name] for name in self.names])


def ask(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Answer:
    return turns.ask(connection, _compiled(statement).said(values))


def change_many(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    _later(connection, statement, rows, decides=True)


def insert_many(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    if len(rows) < COPY_ROWS_MIN:
        _later(connection, statement, rows, decides=False)
    else:
        _copy(connection, statement, rows)


def _later(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]], *, decides: bool) -> None:
    turn = turn_of(connection)
    assert turn is not None, "what changes something does so in a transaction"
    compiled = _compiled(statement)
    turn.later(Changes([compiled.said(row) for row in rows], decides=decides))


def _copy(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    say_what_waits(connection)
    text, in_order = _copying(statement)
    driver: Any = connection.connection.driver_connection
    with driver_errors(connection), driver.cursor() as cursor, cursor.copy(text) as copy:
        for row in rows:
            copy.write_row(in_order(row))


@cache
def _compiled(statement: Executable) -> _Compiled:
    assert isinstance(statement, ClauseElement)
    compiled: Any = statement.compile(dialect=_DIALECT)
    given = {name: bind.value for bind, name in compiled.bind_names.items() if not bind.required}
    return _Compiled(compiled.string, compiled.positiontup or (), given)


@cache
def _copying(statement: Insert) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    """The text, and what makes a row of it. Names of ours need no quotes."""
    columns = [column.name for column in statement.table.columns]
    return f"COPY {statement.table.name} ({', '.join(columns)}) FROM STDIN", itemgetter(*columns)
