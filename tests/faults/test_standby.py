"""A URL that names several machines: the one that takes writes is used, wherever it stands in the list."""

import socket
from collections.abc import Iterator

import pytest

from databases import Postgres
from regard import Client
from regard_server.domain.errors import DatabaseUnavailable
from regard_server.storage.database import Database
from serving import Clock, serving

from .test_retry_storm import dislikes


@pytest.fixture
def dead_port() -> Iterator[int]:
    """Of a machine that is gone: nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def url_of(database: str, *ports: int) -> str:
    hosts = "&".join(f"host=127.0.0.1:{port}" for port in ports)
    return f"postgresql+psycopg://regard@/{database}?{hosts}&target_session_attrs=read-write"


def test_the_machine_that_takes_writes_is_found(postgres: Postgres, dead_port: int) -> None:
    with postgres.database() as alone:
        url = url_of(alone.rpartition("/")[2], dead_port, postgres.server.port)
        with serving(url, Clock()) as target, Client(target) as client:
            assert client.record_entries("u1", [dislikes("My word.")]).revision == 1
            assert client.get_profile("u1").profile.revision == 1


def test_control_one_that_is_gone_or_only_reads_is_not_taken(postgres: Postgres, dead_port: int) -> None:
    with postgres.database() as alone:
        name = alone.rpartition("/")[2]
        with postgres.server.connect(name) as connection:
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        for ports in ([dead_port], [dead_port, postgres.server.port]):
            database = Database(url_of(name, *ports))
            with pytest.raises(DatabaseUnavailable):
                database.read(lambda tx: tx.catalog.version("default", "topics"))
            database.close()
