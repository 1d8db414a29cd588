"""Migrating a PostgreSQL that is served meanwhile, with migrations of the test's own after those of the release."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from databases import Postgres
from regard_server import bootstrap
from regard_server.settings import BadSetting
from regard_server.storage.backend import TablesAreHeld
from regard_server.storage.migrate import MIGRATIONS, migrate
from regard_server.storage.postgresql import migrating
from serving import wait_until

from .test_migration_rules import VERSIONS

Connection = psycopg.Connection[Any]
Folder = Callable[..., Path]
ONLINE = "make_index_online('feed_heads_by_seq', 'feed_heads', ['seq'])"
NOT_ONLINE = "op.create_index('feed_heads_by_seq', 'feed_heads', ['seq'])"
TABLE, COLUMN = (
    "op.create_table('more', sa.Column('a', sa.Integer))",
    "op.add_column('feed_heads', sa.Column('a', sa.Integer))",
)
MIGRATION = """
import sqlalchemy as sa
from alembic import op

from regard_server.storage.online_index import make_index_online

revision, down_revision = "{revision}", "{before}"


def upgrade():
    {does}
"""
PROGRAM = """
from pathlib import Path
from sys import argv

from regard_server.storage.migrate import migrate
from regard_server.storage.postgresql import migrating

{change}
migrate(argv[1], folder=Path(argv[2]))
"""
WAITS = "wait_event_type = 'Lock'"


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database(prepared=False) as name:
        yield name


@pytest.fixture
def connect(postgres: Postgres, url: str) -> Iterator[Callable[[], Connection]]:
    opened: list[Connection] = []

    def connected() -> Connection:
        opened.append(postgres.server.connect(url.rpartition("/")[2]))
        return opened[-1]

    yield connected
    for connection in opened:
        connection.close()


@pytest.fixture
def writer(connect: Callable[[], Connection]) -> Connection:
    """Has a transaction open."""
    connection = connect()
    connection.execute("BEGIN")
    write(connection, partition=0)
    return connection


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The release's migrations, and those that do this."""

    def made(*does: str) -> Path:
        to = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, to, ignore=shutil.ignore_patterns("__pycache__"))
        before = VERSIONS[-1].name[:4]
        for number, one in enumerate(does, 9001):
            source = MIGRATION.format(revision=number, before=before, does=one)
            (to / "versions" / f"{number}_more.py").write_text(source)
            before = f"{number}"
        return to

    return made


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


def write(connection: Connection, *, partition: int) -> None:
    connection.execute("UPDATE feed_heads SET seq = seq + 1 WHERE feed_partition = %s", (partition,))


def is_valid(connection: Connection) -> bool:
    """Whether queries use the index."""
    [[valid]] = connection.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'feed_heads_by_seq'::regclass")
    return bool(valid)


def revision(connection: Connection) -> str:
    [[number]] = connection.execute("SELECT version_num FROM alembic_version")
    return str(number)


def test_an_index_is_made_while_others_write(
    postgres: Postgres,
    url: str,
    connect: Callable[[], Connection],
    writer: Connection,
    folder: Folder,
    pool: ThreadPoolExecutor,
) -> None:
    other = connect()
    other.execute("SET lock_timeout = 1")
    migration = pool.submit(migrate, url, folder=folder(ONLINE))
    postgres.wait_until_somebody_waits_for_a_lock()

    write(other, partition=1)
    writer.execute("COMMIT")
    migration.result()

    assert is_valid(other)
    assert revision(other) == "9001"


def test_control_an_index_that_is_not_made_so_holds_others_up(
    postgres: Postgres,
    url: str,
    connect: Callable[[], Connection],
    writer: Connection,
    folder: Folder,
    pool: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrating, "LOCK_SECONDS_MAX", 0)
    other = connect()
    other.execute("SET lock_timeout = 1")
    migration = pool.submit(migrate, url, folder=folder(NOT_ONLINE))
    postgres.wait_until_somebody_waits_for_a_lock()

    with pytest.raises(psycopg.errors.LockNotAvailable):
        write(other, partition=1)
    writer.execute("COMMIT")
    migration.result()


def test_in_an_embedded_file_it_is_made_with_all_the_rest(tmp_path: Path, folder: Folder) -> None:
    url = f"sqlite:///{tmp_path / 'regard.db'}"
    migrate(url, folder=folder(TABLE, ONLINE))

    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert "feed_heads_by_seq" in [index["name"] for index in inspect(connection).get_indexes("feed_heads")]


def test_what_was_interrupted_is_mended_by_running_it_again(
    postgres: Postgres,
    url: str,
    connect: Callable[[], Connection],
    writer: Connection,
    folder: Folder,
    pool: ThreadPoolExecutor,
) -> None:
    migrations, other = folder(ONLINE), connect()
    migration = pool.submit(migrate, url, folder=migrations)
    postgres.wait_until_somebody_waits_for_a_lock()
    other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%'")
    with pytest.raises(DBAPIError):
        migration.result()
    writer.execute("COMMIT")
    assert not is_valid(other)

    migrate(url, folder=migrations)

    assert is_valid(other)
    assert revision(other) == "9001"


def test_a_migration_that_cant_have_its_locks_gives_up_and_is_run_again_later(
    url: str, writer: Connection, connect: Callable[[], Connection], folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = folder(TABLE, COLUMN)
    monkeypatch.setattr(bootstrap, "migrate", partial(migrate, folder=migrations))
    with monkeypatch.context() as patching:
        patching.setattr(migrating, "LOCK_SECONDS_MAX", 0.001)
        with pytest.raises(TablesAreHeld):
            migrate(url, folder=migrations)
        with pytest.raises(BadSetting, match="run again"):
            bootstrap.migrate_only(url)
    assert revision(connect()) == "9001"
    writer.execute("COMMIT")

    bootstrap.migrate_only(url)

    assert revision(connect()) == "9002"


def test_control_without_a_limit_it_waits_and_all_behind_it(
    postgres: Postgres,
    url: str,
    writer: Connection,
    connect: Callable[[], Connection],
    folder: Folder,
    pool: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrating, "LOCK_SECONDS_MAX", 0)
    reader = connect()
    reader.execute("SET lock_timeout = 1")
    migration = pool.submit(migrate, url, folder=folder(COLUMN))
    postgres.wait_until_somebody_waits_for_a_lock()

    with pytest.raises(psycopg.errors.LockNotAvailable):
        reader.execute("SELECT * FROM feed_heads")
    writer.execute("COMMIT")
    migration.result()


NOBODY_WAITS = "migrating.wait_for_ones_turn = lambda _: None"
WAITS_WITHIN_A_STATEMENT = (
    "migrating.wait_for_ones_turn = lambda one: (one.exec_driver_sql('SELECT pg_advisory_lock(1)'), one.commit())"
)


@contextmanager
def two_migrate(url: str, folder: Path, change: str = "") -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Processes: Alembic migrates once at a time in each."""
    command = [sys.executable, "-c", PROGRAM.format(change=change), url, str(folder)]
    processes = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def sessions(connection: Connection, *, that: str = "true") -> int:
    """Of those who migrate: each has one that looked first, and one that migrates."""
    [[number]] = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
        f"AND datname = current_database() AND application_name = 'migrates' AND {that}"
    )
    return int(number)


def test_two_who_migrate_wait_for_each_other(
    url: str, connect: Callable[[], Connection], writer: Connection, folder: Folder
) -> None:
    other = connect()
    with two_migrate(f"{url}?application_name=migrates", folder(ONLINE)) as processes:
        wait_until(lambda: sessions(other) == 4)
        wait_until(lambda: sessions(other, that=WAITS) == 1)
        writer.execute("COMMIT")

        assert [process.wait() for process in processes] == [0, 0]
    assert is_valid(other)
    assert revision(other) == "9001"


@pytest.mark.parametrize("change", [NOBODY_WAITS, WAITS_WITHIN_A_STATEMENT], ids=["nobody waits", "within a statement"])
def test_control_two_who_dont_or_wait_within_a_statement_are_in_each_others_way(
    url: str, connect: Callable[[], Connection], writer: Connection, folder: Folder, change: str
) -> None:
    other = connect()
    with two_migrate(f"{url}?application_name=migrates", folder(ONLINE), change) as processes:
        wait_until(lambda: sessions(other, that=WAITS) == 2 or any(one.poll() is not None for one in processes))
        writer.execute("COMMIT")

        assert [process.wait() for process in processes] != [0, 0]
