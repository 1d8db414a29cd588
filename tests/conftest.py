"""Fixtures: a real service on a real database, and clients of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from regard import Client
from regard_server.bootstrap import prepare
from regard_server.rpc import server
from serving import NOON, Clock, serving


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--soak",
        type=int,
        default=0,
        metavar="TIMES",
        help="try so many times the usual number of random inputs, other ones with each run",
    )


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> int:
    """How many times the usual number of inputs to try; 0 in `make test`, where they are the same on every run."""
    times: int = request.config.getoption("--soak")
    return times


@pytest.fixture(scope="session", autouse=True)
def _servers_of_this_process_stop_at_once() -> Iterator[None]:
    """There is no balancer to tell, and a thousand servers to stop. Servers that are processes stop as they do in service."""
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(server, "NOTICE_SECONDS", 0)
        patching.setattr(server, "QUIET_SECONDS", 0.001)
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def prepared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the default topics, to be copied: preparing takes longer than most tests."""
    file = tmp_path_factory.mktemp("prepared") / "regard.db"
    prepare(f"sqlite:///{file}", NOON)
    return file


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, prepared_file: Path) -> str:
    """A database of each backend, with nothing in it but the default topics; another backend is another parameter."""
    assert request.param == "sqlite"
    shutil.copy(prepared_file, tmp_path / "regard.db")
    return f"sqlite:///{tmp_path / 'regard.db'}"


@pytest.fixture
def target(database_url: str, clock: Clock) -> Iterator[str]:
    with serving(database_url, clock) as address:
        yield address


@pytest.fixture
def client(target: str) -> Iterator[Client]:
    with Client(target) as connected:
        yield connected
