"""A migrated database of each backend, and a look at its tables that goes round the code under test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from databases import Postgres
from regard_server.storage.database import Database
from regard_server.storage.migrate import migrate


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in them, to be copied: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("migrated") / "regard.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[str]:
    """A migrated database of the backend with nothing in it."""
    if backend == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        with postgres.database(prepared=False) as url:
            yield url
    else:
        shutil.copy(migrated_file, tmp_path / "regard.db")
        yield f"sqlite:///{tmp_path / 'regard.db'}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def tables(database: Database, database_url: str) -> Iterator[Engine]:
    """An engine of SQLAlchemy's own making, for what no port tells."""
    engine = create_engine(database_url, poolclass=NullPool)
    yield engine
    engine.dispose()
