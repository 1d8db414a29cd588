"""Migrations, forward only, through Alembic. Each is safe while the release before it still serves (see the README)."""

from contextlib import nullcontext
from enum import Enum, auto
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url

from regard_server.storage.backends import backend_of

MIGRATIONS = Path(__file__).parent / "migrations"


class Schema(Enum):
    MISSING = auto()
    OLDER = auto()
    SERVED = auto()
    """It is this release's, or a later one's, which serves this release too."""


class SchemaIsOlder(Exception):
    """The database has not been brought to this release's schema yet."""


def migrate(url: str, *, folder: Path = MIGRATIONS) -> None:
    """Brings the schema to this release's version; does nothing where it is there already, or further. Raises TablesAreHeld;
    then the migrations before that one are done, and the next run goes on."""
    backend = backend_of(url)
    engine = backend.open_writer(make_url(url))
    try:
        if not _serves(engine, folder):
            with backend.migrating(engine) as connection:
                if not _was_served_meanwhile(connection, folder):
                    config = _config(folder)
                    config.attributes["connection"] = connection
                    command.upgrade(config, "head")
    finally:
        engine.dispose()


def check_schema(url: str) -> None:
    """Raises SchemaIsOlder. One that a later release has migrated already serves this release too."""
    engine = backend_of(url).open_reader(make_url(url))
    try:
        if not _serves(engine, MIGRATIONS):
            raise SchemaIsOlder
    finally:
        engine.dispose()


def _serves(engine: Engine, folder: Path) -> bool:
    with engine.begin() as connection:
        return _is_served(connection, folder)


def _was_served_meanwhile(connection: Connection, folder: Path) -> bool:
    """By somebody who migrated. Leaves the connection as it is: in a transaction, or in none."""
    with nullcontext() if connection.in_transaction() else connection.begin():
        return _is_served(connection, folder)


def _is_served(connection: Connection, folder: Path) -> bool:
    return schema_of(connection, folder=folder)[0] is Schema.SERVED


def schema_of(connection: Connection, *, folder: Path = MIGRATIONS) -> tuple[Schema, str | None]:
    """How the database's schema stands to this release, and its revision."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return Schema.MISSING, None
    scripts = _scripts(folder)
    earlier = {script.revision for script in scripts.walk_revisions()} - {scripts.get_current_head()}
    return (Schema.OLDER if current in earlier else Schema.SERVED), current


@cache
def _scripts(folder: Path) -> ScriptDirectory:
    """The migrations of this release, read and put in order once."""
    return ScriptDirectory.from_config(_config(folder))


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder))
    return config
