"""What there is to know of a database before it is served. Looks, and changes nothing."""

import time
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import Connection, func, make_url, select

from regard_server.storage.backend import Backend, Connections
from regard_server.storage.backends import backend_of
from regard_server.storage.migrate import Schema, schema_of
from regard_server.storage.tables import catalog_heads, full_text_parts

_TOPICS = select(func.coalesce(func.max(catalog_heads.c.version), 0)).where(catalog_heads.c.resource == "topics")
_PARTS = select(full_text_parts.c.indexed_seq >= full_text_parts.c.until_seq)


class FullText(Enum):
    NONE = auto()
    PARTIAL = auto()
    """What was there before the index is still being taken in."""
    WHOLE = auto()


@dataclass(frozen=True, slots=True)
class Inspection:
    """`topics` is the version of the taxonomy, 0 where there is none. `seconds_ahead` is the database's clock against ours,
    None where it has none of its own; `connections` is None where nothing limits them."""

    product: str
    schema: Schema
    revision: str | None
    seconds_ahead: float | None
    connections: Connections | None
    topics: int
    full_text: FullText


def inspect_database(url: str) -> Inspection:
    """Of one that is there. Raises what the driver raises."""
    backend = backend_of(url)
    engine = backend.open_reader(make_url(url))
    try:
        with engine.begin() as connection:
            return _inspected(connection, backend)
    finally:
        engine.dispose()


def _inspected(connection: Connection, backend: Backend) -> Inspection:
    before = time.time()
    state = backend.state(connection)
    # Half of the way there and back.
    now = (before + time.time()) / 2
    schema, revision = schema_of(connection)
    is_served = schema is Schema.SERVED
    topics: int = connection.execute(_TOPICS).scalar_one() if is_served else 0
    return Inspection(
        product=state.product,
        schema=schema,
        revision=revision,
        seconds_ahead=None if state.clock is None else state.clock - now,
        connections=state.connections,
        topics=topics,
        full_text=_full_text(connection) if is_served else FullText.NONE,
    )


def _full_text(connection: Connection) -> FullText:
    parts = connection.execute(_PARTS).scalars().all()
    if not parts:
        return FullText.NONE
    return FullText.WHOLE if all(parts) else FullText.PARTIAL
