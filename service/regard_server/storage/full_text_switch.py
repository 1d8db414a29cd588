"""Switching the full-text index on and off, before anything is served."""

import logging

from sqlalchemy import Engine, delete, insert, make_url, select

from regard_server.storage.backend import FullTextIndex
from regard_server.storage.backends import backend_of
from regard_server.storage.tables import feed_heads, full_text_parts

TERMS_VERSION = 1
"""Goes up when the tokeniser, or what of an entry is searched, changes: the index is then made anew."""

_HEADS = select(feed_heads.c.feed_partition, feed_heads.c.seq).order_by(feed_heads.c.feed_partition).with_for_update()

log = logging.getLogger(__name__)


def switch_full_text_index(url: str, *, on: bool) -> None:
    """Does nothing where it is as wanted. On: makes it, empty; what the ledger has is taken in later. Off: removes it, and
    every word of it from the file, which takes as long as copying the database does."""
    backend = backend_of(url)
    engine = backend.open_writer(make_url(url))
    try:
        if on:
            _switch_on(engine, backend.full_text)
        else:
            _switch_off(engine, backend.full_text)
    finally:
        engine.dispose()


def _switch_on(engine: Engine, index: FullTextIndex) -> None:
    with engine.begin() as connection:
        # Whoever writes, or switches it on too, waits: an entry is either here already or taken in by its write.
        heads = connection.execute(_HEADS).all()
        versions = connection.execute(select(full_text_parts.c.terms_version).distinct()).scalars().all()
        if versions == [TERMS_VERSION] and index.exists(connection):
            return
        index.drop(connection)
        connection.execute(delete(full_text_parts))
        index.create(connection)
        connection.execute(
            insert(full_text_parts),
            [
                {"feed_partition": partition, "terms_version": TERMS_VERSION, "indexed_seq": 0, "until_seq": seq}
                for partition, seq in heads
            ],
        )
    log.info("the full-text index is on; %d entries that are there will be taken in", sum(seq for _, seq in heads))


def _switch_off(engine: Engine, index: FullTextIndex) -> None:
    with engine.begin() as connection:
        if connection.execute(select(full_text_parts.c.feed_partition)).first() is None:
            return
        index.drop(connection)
    log.info("the full-text index is off; its words are being removed from the files")
    if not index.remove_what_was_dropped(engine):
        log.warning(
            "somebody reads the database, so the words of the full-text index leave the files at the next start"
        )
        return
    # The mark that there is something to remove goes last: whatever stops this, the next start does it again.
    with engine.begin() as connection:
        connection.execute(delete(full_text_parts))
    log.info("the words of the full-text index are gone from the files")
