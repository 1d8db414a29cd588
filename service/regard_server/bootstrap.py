"""Wiring: settings to a running server. Nothing else builds the parts of another layer."""

import fcntl
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from regard_server.domain.errors import DatabaseUnavailable
from regard_server.domain.freshness.trust import Timing
from regard_server.domain.identifiers import uuid7
from regard_server.messenger.address import Address, address_of
from regard_server.rpc.interceptor import LOCAL_CALLER
from regard_server.rpc.tokens import Tokens
from regard_server.rpc.worker import Worker
from regard_server.settings import CHANGES_KEPT_SECONDS, SEARCHED_CHARACTERS_IN_MEMORY_MAX, BadSetting
from regard_server.storage.backend import TablesAreHeld
from regard_server.storage.backends import is_embedded
from regard_server.storage.database import Database
from regard_server.storage.deployment import Deployment
from regard_server.storage.full_text_switch import switch_full_text_index
from regard_server.storage.inspection import Inspection, inspect_database
from regard_server.storage.migrate import SchemaIsOlder, check_schema, migrate
from regard_server.storage.sqlite.engine import embedded_path
from regard_server.taxonomy import default_topics
from regard_server.usecases.import_topics import import_topics

SIGNING_KEY_BYTES = 32


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_worker(
    database_url: str,
    *,
    entries_in_memory_max: int,
    searched_characters_in_memory_max: int = SEARCHED_CHARACTERS_IN_MEMORY_MAX,
    full_text_index: bool = False,
    changes_kept_seconds: int = CHANGES_KEPT_SECONDS,
    is_alone: bool = True,
    messenger_url: str = "",
    timing: Timing | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Worker:
    """A worker on a database that is there: created, migrated and given the default topics where it is embedded. `is_alone`
    where an embedded one is claimed so.

    Raises BadSetting where the database can't be opened, or doesn't go with the messenger.
    """
    now = clock()
    messenger = messenger_of(messenger_url, database_url)
    with _opening(database_url):
        prepare(database_url, now)
        switch_full_text_index(database_url, on=full_text_index)
        is_shared = not is_alone and is_embedded(database_url)
        database = Database(database_url, full_text_index=full_text_index, is_shared=is_shared)
        fresh = Deployment(uuid7(now, secrets.randbits(74)), secrets.token_bytes(SIGNING_KEY_BYTES))
        deployment = database.write(lambda tx, _: tx.deployment.load_or_add(fresh, now))
    tokens = Tokens(store_id=deployment.store_id, signing_key=deployment.signing_key)
    return Worker(
        database,
        tokens,
        clock=clock,
        entries_in_memory_max=entries_in_memory_max,
        searched_characters_in_memory_max=searched_characters_in_memory_max,
        changes_kept=timedelta(seconds=changes_kept_seconds),
        messenger=messenger,
        timing=timing,
    )


def messenger_of(url: str, database_url: str) -> Address | None:
    """None where there is none. Raises BadSetting where it can't be used, or not with this database."""
    if not url:
        return None
    with _opening(database_url):
        embedded = is_embedded(database_url)
    if embedded:
        raise BadSetting(
            "REGARD_MESSENGER_URL is for several servers on one PostgreSQL: "
            f"{shown(database_url)} is a file of this machine and needs no messenger"
        )
    try:
        return address_of(url)
    except ValueError as error:
        raise BadSetting(f"REGARD_MESSENGER_URL can't be used: {error}") from None


def prepare(database_url: str, now: datetime) -> None:
    """The schema, where the database is embedded, and the default topics, where there are none. Raises SchemaIsOlder where
    it isn't embedded and has not been migrated: that is one process's business, before the first of this release serves."""
    if is_embedded(database_url):
        migrate(database_url)
    else:
        check_schema(database_url)
    database = Database(database_url)
    try:
        tenant = LOCAL_CALLER.tenant
        if database.read(lambda tx: tx.catalog.version(tenant, "topics")) == 0:
            database.write(lambda tx, _: import_topics(tx, tenant, default_topics(), now=now))
    finally:
        database.close()


def migrate_only(database_url: str) -> None:
    """For `regard-server migrate`. Raises BadSetting."""
    try:
        with _opening(database_url):
            migrate(database_url)
    except TablesAreHeld:
        raise BadSetting(
            f"a migration of {shown(database_url)} gave up, since others hold what it has to lock: they go on as before, and "
            "regard-server migrate can be run again"
        ) from None


def claim(database_url: str, *, is_alone: bool = True) -> IO[str] | None:
    """Holds the embedded database for this process while the result lives, so that no other serves the same file, under
    whatever name, and its memory is the truth; one of several workers shares it with the others. Raises BadSetting where
    somebody serves it alone, or shares it. None where the database is not embedded."""
    with _opening(database_url):
        url = make_url(database_url)
        if not is_embedded(database_url):
            return None
        path = embedded_path(url).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f"{path.name}.lock").open("w")
    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise BadSetting(f"{path} is served by another regard-server: stop that one, or use another file") from None
    return lock


def embedded_file(database_url: str) -> Path | None:
    """None where the database is not embedded. Raises BadSetting."""
    with _opening(database_url):
        return embedded_path(make_url(database_url)) if is_embedded(database_url) else None


def inspected(database_url: str) -> Inspection:
    """For `regard-server check`. Raises BadSetting."""
    with _opening(database_url):
        return inspect_database(database_url)


@contextmanager
def _opening(database_url: str) -> Iterator[None]:
    """Says in one line what is wrong with the database, instead of how we came upon it."""
    try:
        yield
    except SchemaIsOlder:
        raise BadSetting(
            f"the schema of {shown(database_url)} is older than this release: run regard-server migrate"
        ) from None
    except (ValueError, OSError, SQLAlchemyError, DatabaseUnavailable) as error:
        cause = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
        raise BadSetting(f"REGARD_DATABASE_URL is {shown(database_url)}, which can't be opened: {cause}") from error


def shown(database_url: str) -> str:
    """Without the password."""
    try:
        return make_url(database_url).render_as_string(hide_password=True)
    except ArgumentError:
        return repr(database_url)
