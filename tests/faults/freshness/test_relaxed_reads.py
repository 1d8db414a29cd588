"""A read that minimizes latency asks nobody, and is at most a second behind, also where its server hears nothing any more."""

from collections.abc import Iterator

import pytest

from databases import Postgres
from local_valkey import LocalValkey
from regard import minimize_latency
from regard_server.messenger import subscription
from regard_server.rpc import vigil
from regard_server.rpc.vigil import Vigil

from .cutting_proxy import CuttingProxy
from .pair import Pair, dislikes, pair_on

SILENT_SECONDS = 60.0
"""For so long nothing gets through: longer than any of these tests takes."""
BOUND = vigil.STALENESS_SECONDS_MAX
LATE_SECONDS = BOUND + 0.5


@pytest.fixture
def proxy() -> Iterator[CuttingProxy]:
    made = CuttingProxy(0)
    yield made
    made.close()


@pytest.fixture
def pair(postgres: Postgres, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """Whose second server takes silence for a loss much later than it would."""
    monkeypatch.setattr(subscription, "SILENCE_TICKS_MAX", 25)

    def through(messenger: LocalValkey) -> str:
        proxy.port_behind = messenger.port
        return f"redis://127.0.0.1:{proxy.port}"

    with pair_on(postgres, "valkey", through=through) as running:
        running.wait_until_trusted()
        yield running


@pytest.fixture
def ages(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Of each relaxed read, for how long its server has heard nothing for sure."""
    found: list[float] = []
    is_recent = Vigil.is_recent

    def noted(watching: Vigil) -> bool:
        heard = watching._subscription
        found.append(0.0 if heard is None else watching.now() - heard.honest_as_of)
        return is_recent(watching)

    monkeypatch.setattr(Vigil, "is_recent", noted)
    return found


def read_until_late(pair: Pair, proxy: CuttingProxy, ages: list[float]) -> list[tuple[float, int]]:
    """(Age, revision) of reads at a server that hears nothing of a write, until it has heard nothing for long."""
    assert pair.second.get_profile("l1").profile.revision == 0
    proxy.delay = SILENT_SECONDS
    assert pair.first.record_entries("l1", [dislikes("My word.")]).revision == 1
    seen = []
    while not ages or ages[-1] < LATE_SECONDS:
        revision = pair.second.get_profile("l1", consistency=minimize_latency()).profile.revision
        seen.append((ages[-1], revision))
    return seen


def test_who_hears_nothing_is_a_second_behind_at_most(pair: Pair, proxy: CuttingProxy, ages: list[float]) -> None:
    seen = read_until_late(pair, proxy, ages)

    assert {revision for age, revision in seen if age > BOUND} == {1}


def test_control_without_the_bound_the_past_is_shown_for_longer(
    pair: Pair, proxy: CuttingProxy, ages: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vigil, "STALENESS_SECONDS_MAX", SILENT_SECONDS)

    seen = read_until_late(pair, proxy, ages)

    assert 0 in {revision for age, revision in seen if age > BOUND}
