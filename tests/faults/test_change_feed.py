"""What subscribers of the change feed were told over a history of deaths: of each customer in order, each change once and whole, and everything;
and what is lost by who reads on by an id or a time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from random import SystemRandom

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

import regard
from databases import Postgres, running_postgres
from regard import Client
from regard.v1 import Change

from .feed_history import STREAMS, History, Servers, Told, compact, live, read_ledger

WRITES_EACH = 15
ON_EACH = pytest.mark.parametrize("backend", ["postgresql", "sqlite"])


@pytest.fixture(scope="module")
def mortal() -> Iterator[Postgres]:
    """One that keeps what it has acknowledged when its processes are killed."""
    with running_postgres(synchronous_commit="on") as running:
        yield running


@pytest.fixture(scope="module")
def seed() -> int:
    chosen = SystemRandom().randrange(2**32)
    print(f"seed {chosen}")
    return chosen


@pytest.fixture(scope="module")
def rounds(request: pytest.FixtureRequest) -> int:
    times: int = request.config.getoption("--soak")
    return times


@pytest.fixture(scope="module")
def on_postgresql(mortal: Postgres, rounds: int, seed: int) -> Iterator[History]:
    """Two servers. Each dies, and their database; the feed is compacted."""
    with mortal.database() as url, Servers(url, 2) as servers:
        deaths = [lambda: servers.kill(0), lambda: compact(url), mortal.kill_and_restart, lambda: servers.kill(1)]
        yield live(servers, deaths * rounds, writes_each=WRITES_EACH * rounds, seed=seed)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory, rounds: int, seed: int) -> Iterator[History]:
    """One server, which dies twice; the feed is compacted."""
    url = f"sqlite:///{tmp_path_factory.mktemp('history') / 'regard.db'}"
    with Servers(url, 1) as servers:
        deaths = [lambda: servers.kill(0), lambda: compact(url), lambda: servers.kill(0)]
        yield live(servers, deaths * rounds, writes_each=WRITES_EACH * rounds, seed=seed)


@pytest.fixture
def history(backend: str, request: pytest.FixtureRequest) -> History:
    lived: History = request.getfixturevalue(f"on_{backend}")
    return lived


def broken_promises(told: Told, ledger: list[list[str]]) -> dict[str, str]:
    """Each with an example."""
    broken: dict[str, str] = {}
    changes = [change for answer in told.answers for change in answer]
    seen: dict[str, Change] = {}
    for change in changes:
        if seen.setdefault(change.event_id, change) != change or not change.event_id:
            broken["unique"] = f"{change} and {seen[change.event_id]}"
    if len({change.entry for change in seen.values()}) != len(seen):
        broken["unique"] = "an entry has two ids"
    written = {name for write in ledger for name in write}
    missing = written - {change.entry for change in changes} - told.exported
    invented = {change.entry for change in changes} - written
    if missing or invented:
        broken["complete"] = (
            f"{len(missing)} are missing, {len(invented)} are nowhere: {sorted(missing | invented)[:3]}"
        )
    order = {name: place for place, name in enumerate(name for write in ledger for name in write)}
    newest: dict[str, int] = {}
    for change in seen.values():  # in the order in which they came first
        place = order.get(change.entry, -1)
        if place < newest.get(change.customer, -1):
            broken["in order"] = str(change)
        newest[change.customer] = place
    whole = {name: write for write in ledger for name in write}
    for answer in told.answers:
        there = {change.entry for change in answer}
        for change in answer:
            if not there.issuperset(whole.get(change.entry, ())):
                broken["atomic"] = str(change)
    return broken


@ON_EACH
@pytest.mark.parametrize("name", STREAMS)
def test_a_subscriber_is_told_everything_in_order_and_whole(history: History, name: str, soak: int) -> None:
    assert broken_promises(history.told[name], history.ledger) == {}


@ON_EACH
def test_the_history_was_one_worth_telling(history: History) -> None:
    """Every writer wrote, customers were merged, and who came too late exported."""
    assert history.acknowledged >= WRITES_EACH
    assert len(history.ledger) > WRITES_EACH
    assert any(len({name.split("/")[1] for name in write}) == 2 for write in history.ledger)
    assert history.told["late"].exports == 1
    assert sum(map(len, history.told["hopping"].answers)) > len(history.told["hopping"].entries())


class ReaderBy:
    """Reads on by what orders rows, an id or a time, instead of the order of commits."""

    def __init__(self, engine: Engine, column: str) -> None:
        self.read: set[str] = set()
        self._engine = engine
        self._query = text(f"SELECT entry_id, {column} FROM entries WHERE {column} > :last ORDER BY {column}")
        self._last: object = "" if column == "entry_id" else 0

    def read_on(self) -> None:
        with self._engine.connect() as connection:
            for entry_id, place in connection.execute(self._query, {"last": self._last}):
                self.read.add(entry_id)
                self._last = place


class SubscriberBy:
    """Reads on by the cursor that it was given."""

    def __init__(self, client: Client) -> None:
        self.read: set[str] = set()
        self._client = client
        self._cursor = ""

    def read_on(self) -> None:
        page = self._client.list_changes(cursor=self._cursor)
        self.read |= {change.entry.rpartition("/")[2] for change in page.changes}
        self._cursor = page.cursor


def _read_on(*readers: SubscriberBy | ReaderBy) -> None:
    for reader in readers:
        reader.read_on()


def test_control_who_reads_on_by_id_or_by_time_loses_what_began_first_and_committed_last(mortal: Postgres) -> None:
    ignored = [regard.offer_response("o1", "ignored", recorder="systems/web")]
    with mortal.database() as url, Servers(url, 2) as servers, ExitStack() as stack:
        engine = create_engine(url, poolclass=NullPool)
        first, second = (stack.enter_context(Client(target, timeout=60)) for target in servers.targets)
        subscriber = SubscriberBy(second)
        naive = [ReaderBy(engine, column) for column in ("entry_id", "created_at")]
        first.record_entries("u1", ignored)
        with engine.begin() as holder:
            holder.execute(text("SELECT 1 FROM customers WHERE customer = 'u1' FOR UPDATE"))
            late = stack.enter_context(ThreadPoolExecutor(1)).submit(first.record_entries, "u1", ignored)
            mortal.wait_until_somebody_waits_for_a_lock()
            second.record_entries("u2", ignored)
            _read_on(subscriber, *naive)
        [lost] = late.result().entries
        _read_on(subscriber, *naive)
        written = {name.rpartition("/")[2] for entries in read_ledger(url) for name in entries}

    assert subscriber.read == written
    assert [written - reader.read for reader in naive] == [{lost.name.rpartition("/")[2]}] * 2


CONTROLS: dict[str, Callable[[Told], object]] = {
    "unique": lambda told: told.answers[-1].append(Change(event_id=told.answers[0][0].event_id, entry="x")),
    "complete": lambda told: told.answers.pop(len(told.answers) // 2),
    "in order": lambda told: told.answers.reverse(),
    "atomic": lambda told: [answer.pop() for answer in told.answers if answer],
}


@pytest.mark.parametrize("promise", CONTROLS)
def test_control_a_broken_promise_is_found(on_postgresql: History, promise: str) -> None:
    steady = on_postgresql.told["steady"]
    told = Told([list(answer) for answer in steady.answers if answer], set())
    CONTROLS[promise](told)

    assert promise in broken_promises(told, on_postgresql.ledger)
