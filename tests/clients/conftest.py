"""What these tests share: a scripted server for each of them."""

from collections.abc import Iterator

import pytest

from .scripted_server import ScriptedServer


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    scripted = ScriptedServer()
    yield scripted
    scripted.stop()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the caller's shell decides how these tests run, and no proxy stands before 127.0.0.1."""
    for name in ("REGARD_TARGET", "REGARD_TOKEN", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
