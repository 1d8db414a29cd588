"""The full-text index on SQLite's FTS5, without text, counts or positions. A row's number is its rowid."""

from collections.abc import Collection, Sequence
from contextlib import closing

from sqlalchemy import Connection, Engine, inspect

from regard_server.storage.backend import Sought

CREATE = (
    "CREATE VIRTUAL TABLE full_text USING fts5(terms, content='', columnsize=0, detail=none, tokenize='ascii')",
    "CREATE TABLE full_text_words (word TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
)
DROP = ("DROP TABLE IF EXISTS full_text", "DROP TABLE IF EXISTS full_text_words")
REMOVE = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
"""What is dropped stays in free pages, and in the log of changes, until both are written anew."""
_ADD = "INSERT INTO full_text (rowid, terms) VALUES (?, ?)"
_ADD_WORD = "INSERT OR IGNORE INTO full_text_words (word) VALUES (?)"
_NEWEST = "SELECT rowid FROM full_text WHERE full_text MATCH ? AND rowid > ? ORDER BY rowid DESC LIMIT ?"
_COUNT = (
    "SELECT count(*), min(rowid) FROM (SELECT rowid FROM full_text WHERE full_text MATCH ? ORDER BY rowid DESC LIMIT ?)"
)


class Fts5Index:
    def exists(self, connection: Connection) -> bool:
        return inspect(connection).has_table("full_text")

    def create(self, connection: Connection) -> None:
        for statement in CREATE:
            connection.exec_driver_sql(statement)

    def drop(self, connection: Connection) -> None:
        for statement in DROP:
            connection.exec_driver_sql(statement)

    def remove_what_was_dropped(self, engine: Engine) -> bool:
        busy = 0
        with closing(engine.raw_connection()) as raw:
            for statement in REMOVE:
                busy = (raw.cursor().execute(statement).fetchone() or (0,))[0]
        return not busy

    def add(self, connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
        # In ascending order: else FTS5 would write out what it has gathered at each step back.
        connection.exec_driver_sql(_ADD, list(rows))

    def add_words(self, connection: Connection, words: Collection[str]) -> None:
        connection.exec_driver_sql(_ADD_WORD, [(word,) for word in words])

    def newest(self, connection: Connection, sought: Sought, *, floor: int, rows_max: int) -> list[int]:
        found = connection.exec_driver_sql(_NEWEST, (_match(sought), floor, rows_max))
        return [row for (row,) in found]

    def count(self, connection: Connection, sought: Sought, *, rows_max: int) -> tuple[int, int]:
        counted, lowest = connection.exec_driver_sql(_COUNT, (_match(sought), rows_max)).one()
        return counted, lowest or 0


def _match(sought: Sought) -> str:
    """FTS5's query. Terms have letters, digits and marks only, so that quotes hold them."""
    return " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(f'"{term}"' for term in row) + ")" for row in alternatives) + ")"
        for alternatives in sought
    )
