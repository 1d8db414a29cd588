"""Migrations, forward only, through Alembic. Each is safe while the release before it still serves (see the README)."""

from enum import Enum, auto
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url

from regard_server.storage.backends import backend_of


class Schema(Enum):
    MISSING = auto()
    OLDER = auto()
    SERVED = auto()
    """It is this release's, or a later one's, which serves this release too."""


class SchemaIsOlder(Exception):
    """The database has not been brought to this release's schema yet."""


def migrate(url: str) -> None:
    """Brings the schema to this release's version; does nothing where it is there already, or further."""
    backend = backend_of(url)
    engine = backend.open_writer(make_url(url))
    try:
        if not _serves(engine):
            with engine.begin() as connection:
                backend.begin_migration(connection)
                if not _is_served(connection):  # by somebody who migrated meanwhile
                    config = _config()
                    config.attributes["connection"] = connection
                    command.upgrade(config, "head")
    finally:
        engine.dispose()


def check_schema(url: str) -> None:
    """Raises SchemaIsOlder. One that a later release has migrated already serves this release too."""
    engine = backend_of(url).open_reader(make_url(url))
    try:
        if not _serves(engine):
            raise SchemaIsOlder
    finally:
        engine.dispose()


def _serves(engine: Engine) -> bool:
    with engine.begin() as connection:
        return _is_served(connection)


def _is_served(connection: Connection) -> bool:
    return schema_of(connection)[0] is Schema.SERVED


def schema_of(connection: Connection) -> tuple[Schema, str | None]:
    """How the database's schema stands to this release, and its revision."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return Schema.MISSING, None
    scripts = _scripts()
    earlier = {script.revision for script in scripts.walk_revisions()} - {scripts.get_current_head()}
    return (Schema.OLDER if current in earlier else Schema.SERVED), current


@cache
def _scripts() -> ScriptDirectory:
    """The migrations of this release, read and put in order once."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
