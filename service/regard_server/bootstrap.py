"""Wiring: settings to a running server. Nothing else builds the parts of another layer."""

import fcntl
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import make_url

from regard_server.domain.identifiers import uuid7
from regard_server.rpc.interceptor import LOCAL_CALLER
from regard_server.rpc.tokens import Tokens
from regard_server.rpc.worker import Worker
from regard_server.settings import BadSetting
from regard_server.storage.database import Database
from regard_server.storage.deployment import Deployment
from regard_server.storage.engine import is_embedded
from regard_server.storage.migrate import migrate
from regard_server.taxonomy import default_topics
from regard_server.usecases.import_topics import import_topics

SIGNING_KEY_BYTES = 32


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_worker(database_url: str, *, entries_in_memory_max: int, clock: Callable[[], datetime] = utc_now) -> Worker:
    """A worker on a database that is there: created, migrated and given the default topics where it is embedded."""
    if is_embedded(make_url(database_url)):
        migrate(database_url)
    database = Database(database_url)
    now = clock()
    fresh = Deployment(uuid7(now, secrets.randbits(74)), secrets.token_bytes(SIGNING_KEY_BYTES))
    deployment = database.write(lambda tx, _: tx.deployment.load_or_add(fresh, now))
    _add_default_topics(database, now)
    tokens = Tokens(store_id=deployment.store_id, signing_key=deployment.signing_key)
    return Worker(database, tokens, clock=clock, entries_in_memory_max=entries_in_memory_max)


def claim(database_url: str) -> IO[str]:
    """Holds the embedded database for this process while the result lives: its memory is the truth, so no other may serve
    the same file. Raises BadSetting where one does."""
    path = Path(str(make_url(database_url).database)).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(f"{path.name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise BadSetting(f"{path} is served by another regard-server: stop that one, or use another file") from None
    return lock


def _add_default_topics(database: Database, now: datetime) -> None:
    tenant = LOCAL_CALLER.tenant
    if database.read(lambda tx: tx.catalog.version(tenant, "topics")) == 0:
        database.write(lambda tx, _: import_topics(tx, tenant, default_topics(), now=now))
