"""The full-text index on PostgreSQL: a tsvector of the terms as they are, and a GIN index of it."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, Engine, inspect

from regard_server.storage.backend import Sought

CREATE = (
    "CREATE TABLE full_text (place BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL)",
    "CREATE INDEX full_text_by_term ON full_text USING gin (terms)",
    'CREATE TABLE full_text_words (word TEXT COLLATE "C" PRIMARY KEY)',
)
DROP = ("DROP TABLE IF EXISTS full_text", "DROP TABLE IF EXISTS full_text_words")
TERMS_BYTES_MAX = 1_000_000
"""Of an entry. A tsvector holds no more; an entry with so many different terms is found by the first of them only."""
_ADD = "INSERT INTO full_text (place, terms) VALUES (%s, array_to_tsvector(%s::text[]))"
_ADD_WORD = "INSERT INTO full_text_words (word) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
# How common a word is decides how to look for it: a plan for any word would be a bad one for most.
_PLAN_FOR_THESE_WORDS = "SET LOCAL plan_cache_mode = force_custom_plan"
_NEWEST = "SELECT place FROM full_text WHERE terms @@ %s::tsquery AND place > %s ORDER BY place DESC LIMIT %s"
_COUNT = (
    "SELECT count(*), min(place) FROM "
    "(SELECT place FROM full_text WHERE terms @@ %s::tsquery ORDER BY place DESC LIMIT %s) AS newest"
)


class GinIndex:
    def exists(self, connection: Connection) -> bool:
        return inspect(connection).has_table("full_text")

    def create(self, connection: Connection) -> None:
        for statement in CREATE:
            connection.exec_driver_sql(statement)

    def drop(self, connection: Connection) -> None:
        for statement in DROP:
            connection.exec_driver_sql(statement)

    def remove_what_was_dropped(self, _engine: Engine) -> bool:
        """A dropped table's files are emptied at once. The log of changes has the words until it is recycled, and backups
        have what they have."""
        return True

    def add(self, connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
        connection.exec_driver_sql(_ADD, [(row, _bounded(terms.split())) for row, terms in rows])

    def add_words(self, connection: Connection, words: Collection[str]) -> None:
        # In one order, so that no two writers wait for each other.
        connection.exec_driver_sql(_ADD_WORD, (sorted(words),))

    def newest(self, connection: Connection, sought: Sought, *, floor: int, rows_max: int) -> list[int]:
        connection.exec_driver_sql(_PLAN_FOR_THESE_WORDS)
        found = connection.exec_driver_sql(_NEWEST, (_query(sought), floor, rows_max))
        return [place for (place,) in found]

    def count(self, connection: Connection, sought: Sought, *, rows_max: int) -> tuple[int, int]:
        connection.exec_driver_sql(_PLAN_FOR_THESE_WORDS)
        counted, lowest = connection.exec_driver_sql(_COUNT, (_query(sought), rows_max)).one()
        return counted, lowest or 0


def _bounded(terms: Sequence[str]) -> Sequence[str]:
    if sum(map(len, terms)) * 4 <= TERMS_BYTES_MAX:
        return terms
    kept, room = [], TERMS_BYTES_MAX
    for term in terms:
        room -= len(term.encode()) + 1
        if room < 0:
            break
        kept.append(term)
    return kept


def _query(sought: Sought) -> str:
    """The text of a tsquery. Terms have letters, digits and marks only, so that quotes hold them."""
    return " & ".join(
        "(" + " | ".join("(" + " & ".join(f"'{term}'" for term in row) + ")" for row in alternatives) + ")"
        for alternatives in sought
    )
