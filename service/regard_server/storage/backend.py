"""What differs between databases. Each is a small package of its own; all else in `storage` is the same for all of them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, NamedTuple, Protocol

from sqlalchemy import URL, ColumnElement, Connection, Engine, Executable, FromClause, Insert
from sqlalchemy.exc import DBAPIError

from regard_server.domain.ledger import FeedPlace

ONE_STATEMENT = "one_statement"
"""The option of an engine whose transactions have one statement each, and so need not be begun."""


class TablesAreHeld(Exception):
    """A migration gave up, rather than hold up everybody behind it: others held for too long what it has to lock."""


class Failure(Enum):
    """What an error of the driver says of the transaction it came in."""

    OVERTAKEN = auto()
    """Others were in the way: a deadlock, a serialization failure, something that is there already. Nothing of it is
    there, and the next attempt may do better."""
    LOST = auto()
    """The connection is gone. Nothing of it is there, unless it was committing: then nobody knows yet."""
    OTHER = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Places of the feed as a table to join to: a row for each."""

    table: FromClause
    partition: ColumnElement[Any]
    seq: ColumnElement[Any]
    values: Callable[[Sequence[FeedPlace]], dict[str, Any]]


class FileVersion(Protocol):
    def __call__(self) -> int: ...

    def close(self) -> None: ...


Sought = Sequence[Sequence[Sequence[str]]]
"""Of an entry's terms all of these: each in one of its ways, of which each wants all its terms."""


class FullTextIndex(Protocol):
    """Which rows have which terms. A term has letters, digits and marks only, and is taken as it is."""

    def exists(self, connection: Connection, /) -> bool: ...

    def create(self, connection: Connection, /) -> None:
        """Empty, and beside it the table of words (`full_text.words`)."""

    def drop(self, connection: Connection, /) -> None:
        """Does nothing where there is none."""

    def remove_what_was_dropped(self, engine: Engine, /) -> bool:
        """So that no word of it is left in the files. False where somebody reads the database, so that it has to wait."""

    def add(self, connection: Connection, rows: Sequence[tuple[int, str]], /) -> None:
        """Each a row's number and its terms with spaces between; in ascending order."""

    def add_words(self, connection: Connection, words: Collection[str], /) -> None:
        """Those that are not there yet, whoever else adds them at the same time."""

    def newest(self, connection: Connection, sought: Sought, /, *, floor: int, rows_max: int) -> list[int]:
        """The highest numbers over `floor` of rows that have what is sought, in descending order."""

    def count(self, connection: Connection, sought: Sought, /, *, rows_max: int) -> tuple[int, int]:
        """How many of the newest rows have what is sought, up to `rows_max`, and the lowest number among those."""


Answer = Callable[[], Sequence[Any]]
"""Answers the rows of what was asked, as often as it is called."""


class Connections(NamedTuple):
    free: int
    per_worker: int


class State(NamedTuple):
    """What a database is, beside what is in it. `clock` is its time in seconds, None where it has none of its own;
    `connections` None where nothing limits them."""

    product: str
    clock: float | None = None
    connections: Connections | None = None


class Backend(Protocol):
    @property
    def is_embedded(self) -> bool:
        """Whether the database is a file of this process, created and migrated on start, with nobody else to write it."""

    @property
    def places(self) -> Places: ...

    @property
    def full_text(self) -> FullTextIndex: ...

    def open_reader(self, url: URL, /) -> Engine:
        """Its transactions see one instant each. Raises ValueError where the URL can't be used."""

    def open_writer(self, url: URL, /) -> Engine:
        """Its transactions never take effect over a row that they compared and another has changed since."""

    def open_version(self, url: URL, /) -> FileVersion | None:
        """Of an embedded database: what tells at once whether anybody has committed."""

    def limit(self, connection: Connection, seconds: float, /) -> None:
        """How long the next transaction of this connection may last."""

    def migrating(self, writer: Engine, /) -> AbstractContextManager[Connection]:
        """A connection to migrate on, one at a time: who comes while another migrates waits for its end. Raises
        TablesAreHeld."""

    def failure(self, error: DBAPIError, /) -> Failure: ...

    def state(self, connection: Connection, /) -> State: ...

    def ask(self, connection: Connection, statement: Executable, values: Mapping[str, Any], /) -> Answer:
        """One statement, with values as the driver takes them. It is sent when its answer is wanted, or with what is sent
        before that."""

    def change_many(self, connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]], /) -> None:
        """The statement once with each of these, which each has to change one row. Raises Conflict where one finds none:
        now, with what is sent next, or rather than commit."""

    def insert_many(self, connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Every row has all of the table's columns, two of them at least, with values as the driver takes them. What is
        there already may come to light now, with what is sent next, or rather than commit."""
