"""Databases of each backend for tests: a SQLite file, or one of a PostgreSQL that runs while the tests do."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from local_postgres import LocalPostgres
from regard_server.bootstrap import prepare
from regard_server.storage.migrate import migrate
from serving import NOON

BACKENDS = ("sqlite", "postgresql")
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""Of a test that looks into SQLite's file, breaks of the memory what the fence would mend, or has nothing to do with the
database."""


class Postgres:
    """A running PostgreSQL. Databases are copied from one that is migrated: migrating takes longer than most tests."""

    def __init__(self, server: LocalPostgres) -> None:
        self.server = server
        self._numbers = count(1)
        self._control = server.connect()
        self._control.execute("CREATE DATABASE migrated TEMPLATE template0")
        migrate(server.url("migrated"))
        self._copy("migrated", "prepared")
        prepare(server.url("prepared"), NOON)

    @contextmanager
    def database(self, *, prepared: bool = True) -> Iterator[str]:
        """The URL of a database of one's own: with the default topics, where prepared, and nothing else."""
        name = f"test_{next(self._numbers)}"
        self._copy("prepared" if prepared else "migrated", name)
        try:
            yield self.server.url(name)
        finally:
            self._control.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def folder(self, url: str) -> Path:
        """Where the tables of a database are."""
        name = url.rpartition("/")[2]
        row = self._control.execute("SELECT oid FROM pg_database WHERE datname = %s", (name,)).fetchone()
        assert row is not None
        return self.server.data / "base" / str(row[0])

    def checkpoint(self) -> None:
        """All that was committed is in the files of its tables."""
        self._control.execute("CHECKPOINT")

    def kill_and_restart(self) -> None:
        self.server.kill()
        self.restart()

    def restart(self) -> None:
        self._control.close()
        self.server.start()
        self._control = self.server.connect()

    def wait_until_somebody_waits_for_a_lock(self) -> None:
        self._wait_for_waiters(some=True)

    def wait_until_nobody_waits_for_a_lock(self) -> None:
        self._wait_for_waiters(some=False)

    def _wait_for_waiters(self, *, some: bool) -> None:
        waiting = "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        until = time.monotonic() + 30
        while self._control.execute(waiting).fetchone() != (some,):
            assert time.monotonic() < until

    def close(self) -> None:
        self._control.close()

    def _copy(self, template: str, name: str) -> None:
        self._control.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")


@contextmanager
def running_postgres(**settings: str) -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="regard-postgres-") as directory:
        Path(directory).chmod(0o755)
        with LocalPostgres(Path(directory), durable=False, **settings) as server:
            postgres = Postgres(server)
            try:
                yield postgres
            finally:
                postgres.close()
