"""SQLite as a backend."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from math import ceil
from typing import Any

from sqlalchemy import URL, Connection, Engine, Executable, Insert, bindparam, func
from sqlalchemy.exc import DBAPIError, IntegrityError

from regard_server.storage.backend import Answer, Failure, FullTextIndex, Places, State
from regard_server.storage.sqlite.engine import BUSY_TIMEOUT_MS, READERS_MAX, open_engine
from regard_server.storage.sqlite.full_text import Fts5Index
from regard_server.storage.sqlite.statements import ask, change_many, insert_many
from regard_server.storage.sqlite.version import FileVersion

_listed = func.json_each(bindparam("places")).table_valued("value")

BUSY = "busy_milliseconds"


class SQLite:
    is_embedded = True
    # Joined to, since SQLite goes through the whole table for `(a, b) IN (…)`.
    places = Places(
        table=_listed,
        partition=func.json_extract(_listed.c.value, "$[0]"),
        seq=func.json_extract(_listed.c.value, "$[1]"),
        values=lambda places: {"places": json.dumps(places)},
    )
    full_text: FullTextIndex = Fts5Index()

    def open_reader(self, url: URL) -> Engine:
        return open_engine(url, begin="BEGIN", connections=READERS_MAX)

    def open_writer(self, url: URL) -> Engine:
        """SQLite has one writer at a time: its connection takes the write lock when a transaction begins, not midway."""
        return open_engine(url, begin="BEGIN IMMEDIATE", connections=1)

    def open_version(self, url: URL) -> FileVersion:
        return FileVersion(url)

    def limit(self, connection: Connection, seconds: float) -> None:
        """How long to wait for a writer of another process; those of this one are short."""
        milliseconds = min(max(ceil(seconds), 1) * 1000, BUSY_TIMEOUT_MS)
        if connection.info.get(BUSY, BUSY_TIMEOUT_MS) != milliseconds:
            connection.connection.cursor().execute(f"PRAGMA busy_timeout = {milliseconds}")
            connection.info[BUSY] = milliseconds

    def migrating(self, writer: Engine) -> AbstractContextManager[Connection]:
        """All in one transaction, which has the file for itself."""
        return writer.begin()

    def failure(self, error: DBAPIError) -> Failure:
        return Failure.OVERTAKEN if isinstance(error, IntegrityError) else Failure.OTHER

    def state(self, _connection: Connection) -> State:
        return State(f"SQLite {sqlite3.sqlite_version}")

    def ask(self, connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Answer:
        return ask(connection, statement, values)

    def change_many(self, connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        change_many(connection, statement, rows)

    def insert_many(self, connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        insert_many(connection, statement, rows)
