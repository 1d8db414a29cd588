"""A service of its own for each test file of real input, and the data, or a skip that says what is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from real_input.company import only_their_answers
from real_input.data import ELSEWHERE, data_root, data_set
from regard import Client
from serving import Clock, serving


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Client]:
    database = tmp_path_factory.mktemp("real-input") / "regard.db"
    with serving(f"sqlite:///{database}", clock) as target, Client(target) as connected:
        only_their_answers(connected)
        yield connected


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    """The folder of the data set that the test module names in DATA_SET."""
    name = request.module.DATA_SET
    found = data_set(name)
    if found is None:
        pytest.skip(f"no real input: {name} is not in {data_root()} (set {ELSEWHERE} to where it is)")
    return found
