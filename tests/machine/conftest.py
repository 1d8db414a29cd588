"""The world that the machine acts on."""

from collections.abc import Iterator

import pytest

from machine.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    opened = World(database_url)
    yield opened
    opened.close()
