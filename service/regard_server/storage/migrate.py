"""Migrations, forward only, through Alembic."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from regard_server.storage.engine import open_writer


def migrate(url: str) -> None:
    """Brings the schema to this release's version; does nothing where it is there already."""
    engine = open_writer(url)
    try:
        if not _is_current(engine):
            with engine.begin() as connection:
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    finally:
        engine.dispose()


def _is_current(engine: Engine) -> bool:
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == _scripts().get_current_head()


@cache
def _scripts() -> ScriptDirectory:
    """The migrations of this release, read and put in order once."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
