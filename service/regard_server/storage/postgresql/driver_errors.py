"""Errors of statements that don't go through SQLAlchemy, as those that do raise them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from regard_server.storage.postgresql.farewell import is_farewell


@contextmanager
def driver_errors(connection: Connection) -> Iterator[None]:
    dialect: Any = connection.dialect
    base: Any = dialect.loaded_dbapi.Error
    try:
        yield
    except base as error:
        lost = is_farewell(error) or bool(connection.connection.driver_connection.closed)  # type: ignore[union-attr]
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(None, None, error, base, connection_invalidated=lost, dialect=dialect) from error
