"""Switching the full-text index on and off, before anything is served."""

import logging
from contextlib import closing

from sqlalchemy import Connection, Engine, delete, insert, inspect, select

from regard_server.storage.engine import open_writer
from regard_server.storage.full_text import CREATE, DROP
from regard_server.storage.tables import feed_heads, full_text_parts

TERMS_VERSION = 1
"""Goes up when the tokeniser, or what of an entry is searched, changes: the index is then made anew."""

REMOVE = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
"""What is dropped stays in free pages, and in the log of changes, until both are written anew."""

log = logging.getLogger(__name__)


def switch_full_text_index(url: str, *, on: bool) -> None:
    """Does nothing where it is as wanted. On: makes it, empty; what the ledger has is taken in later. Off: removes it, and
    every word of it from the file, which takes as long as copying the database does."""
    engine = open_writer(url)
    try:
        if on:
            _switch_on(engine)
        else:
            _switch_off(engine)
    finally:
        engine.dispose()


def _switch_on(engine: Engine) -> None:
    with engine.begin() as connection:
        versions = connection.execute(select(full_text_parts.c.terms_version).distinct()).scalars().all()
        if versions == [TERMS_VERSION] and inspect(connection).has_table("full_text"):
            return
        _drop(connection)
        connection.execute(delete(full_text_parts))
        for statement in CREATE:
            connection.exec_driver_sql(statement)
        heads = connection.execute(select(feed_heads.c.feed_partition, feed_heads.c.seq)).all()
        connection.execute(
            insert(full_text_parts),
            [
                {"feed_partition": partition, "terms_version": TERMS_VERSION, "indexed_seq": 0, "until_seq": seq}
                for partition, seq in heads
            ],
        )
    log.info("the full-text index is on; %d entries that are there will be taken in", sum(seq for _, seq in heads))


def _switch_off(engine: Engine) -> None:
    with engine.begin() as connection:
        if connection.execute(select(full_text_parts.c.feed_partition)).first() is None:
            return
        _drop(connection)
    log.info("the full-text index is off; its words are being removed from the file")
    busy = 0
    with closing(engine.raw_connection()) as raw:
        for statement in REMOVE:
            busy = (raw.cursor().execute(statement).fetchone() or (0,))[0]
    if busy:
        log.warning("somebody reads the database, so the words of the full-text index leave the file at the next start")
        return
    # The mark that there is something to remove goes last: whatever stops this, the next start does it again.
    with engine.begin() as connection:
        connection.execute(delete(full_text_parts))
    log.info("the words of the full-text index are gone from the file")


def _drop(connection: Connection) -> None:
    for statement in DROP:
        connection.exec_driver_sql(statement)
