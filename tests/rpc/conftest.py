"""A wire to the service under test, and chance, beside the fixtures of all tests."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from regard import Client
from serving import Clock, serving

from .wire import Wire


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is left to chance is tried as often as `--soak` says."""
    times = metafunc.config.getoption("--soak")
    if "attempt" in metafunc.fixturenames and times > 1:
        metafunc.parametrize("attempt", range(times), indirect=True)


@pytest.fixture
def attempt() -> None:
    """One of several of a test, in `make soak`."""


@pytest.fixture
def seed(attempt: None, record_property: Any) -> int:
    """New each time; a failing test tells it."""
    chosen = random.SystemRandom().randrange(2**32)
    record_property("seed", chosen)
    print(f"seed {chosen}")
    return chosen


@pytest.fixture
def chance(seed: int) -> random.Random:
    return random.Random(seed)


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
