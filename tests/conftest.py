"""Fixtures: a real service on a real database, and clients of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test

from databases import BACKENDS, Postgres, running_postgres
from examples import register_profiles
from regard import Client
from regard_server.bootstrap import prepare
from regard_server.rpc import server
from serving import NOON, Clock, serving

ON_EVERY_BACKEND = {"contract", "stories", "machine", "changes"}
"""Folders whose tests run on each backend; the others run on the embedded one unless told otherwise."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--backend", choices=BACKENDS, help="run on this backend only the tests that don't name theirs")
    parser.addoption(
        "--soak",
        type=int,
        default=1,
        metavar="TIMES",
        help="only tests of random inputs, with so many times the usual number of them, other ones with each run",
    )


def pytest_configure(config: pytest.Config) -> None:
    register_profiles(config.getoption("--soak"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak") > 1:
        soaked = [item for item in items if _is_of_random_inputs(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in soaked])
        items[:] = soaked


def _is_of_random_inputs(item: pytest.Item) -> bool:
    assert isinstance(item, pytest.Function)
    return is_hypothesis_test(item.obj) or not {"soak", "attempt"}.isdisjoint(item.fixturenames)


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> int:
    """How many times the usual number of inputs to try, for tests that make their own."""
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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Started with the first test that needs it."""
    with running_postgres() as running:
        yield running


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    named = (mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    chosen_there = [name for names in named for name in ([names] if isinstance(names, str) else names)]
    if "backend" in metafunc.fixturenames and "backend" not in chosen_there:
        chosen = metafunc.config.getoption("--backend")
        usual = BACKENDS if metafunc.definition.path.parent.name in ON_EVERY_BACKEND else BACKENDS[:1]
        metafunc.parametrize("backend", [chosen] if chosen else usual, indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path, prepared_file: Path) -> Iterator[str]:
    """A database of the backend, with nothing in it but the default topics."""
    if backend == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        with postgres.database() as url:
            yield url
    else:
        shutil.copy(prepared_file, tmp_path / "regard.db")
        yield f"sqlite:///{tmp_path / 'regard.db'}"


@pytest.fixture
def target(database_url: str, clock: Clock) -> Iterator[str]:
    with serving(database_url, clock) as address:
        yield address


@pytest.fixture
def client(target: str) -> Iterator[Client]:
    with Client(target) as connected:
        yield connected
