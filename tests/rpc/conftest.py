"""A wire to the service under test, beside the fixtures of all tests."""

from collections.abc import Iterator

import pytest

from regard import Client
from serving import Clock, serving

from .wire import Wire


@pytest.fixture
def wire(target: str) -> Iterator[Wire]:
    with Wire(target) as opened:
        yield opened


@pytest.fixture
def foreign(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Client]:
    """A client of another deployment, with a database of its own."""
    with (
        serving(f"sqlite:///{tmp_path_factory.mktemp('foreign') / 'regard.db'}", clock) as address,
        Client(address) as connected,
    ):
        yield connected
