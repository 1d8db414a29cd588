"""Fixtures: a real service on a real database, and clients of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from regard import Client
from serving import Clock, serving


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each backend; another backend is another parameter."""
    assert request.param == "sqlite"
    return f"sqlite:///{tmp_path / 'regard.db'}"


@pytest.fixture
def target(database_url: str, clock: Clock) -> Iterator[str]:
    with serving(database_url, clock) as address:
        yield address


@pytest.fixture
def client(target: str) -> Iterator[Client]:
    with Client(target) as connected:
        yield connected
