"""The world that the machine acts on."""

from collections.abc import Iterator

import pytest

from machine.world import World
from regard_server.rpc import server


@pytest.fixture
def world(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(server, "NOTICE_SECONDS", 0)
    monkeypatch.setattr(server, "QUIET_SECONDS", 0.01)
    opened = World(database_url)
    yield opened
    opened.close()
