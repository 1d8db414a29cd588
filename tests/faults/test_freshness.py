"""No read that begins after a write was acknowledged sees less than that write, on whatever connection."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from databases import ON_SQLITE
from regard_server.bootstrap import open_worker
from regard_server.domain.freshness import floors
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.offer import Offer
from regard_server.rpc.profile_memory import ProfileMemory, Remembered
from regard_server.rpc.worker import Worker
from regard_server.usecases.import_offers import import_offers
from serving import Clock, ServerProcess, serving

from .racing_readers import race
from .test_concurrent_writers import command

READS, WRITES = 3_000, 100
KEY = CustomerKey("default", "u1")


@pytest.mark.parametrize("entries_in_memory", ["1000000", "40"], ids=["all in memory", "hardly any in memory"])
def test_racing_readers_never_see_less_than_what_was_acknowledged(
    tmp_path: Path, entries_in_memory: str, soak: int
) -> None:
    server = ServerProcess(tmp_path / "regard.db", REGARD_ENTRIES_IN_MEMORY_MAX=entries_in_memory)
    state = race(server.target, reads=READS * soak, writes=WRITES * soak)

    assert server.stop() == 0
    assert state.stale == []
    assert state.reads >= READS * soak
    assert state.writes >= WRITES * soak


@ON_SQLITE
def test_control_a_write_that_isnt_announced_is_not_seen(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProfileMemory, "announce", lambda *_: None)
    with serving(database_url, Clock()) as target:
        assert race(target, reads=500, writes=WRITES).stale


class NeverVoid:
    """A load that doesn't learn of what was announced while it was under way."""

    void = property(lambda _: False, lambda *_: None)
    heard = property(lambda _: floors.NOTHING_HEARD, lambda *_: None)


class Held:
    """Holds a database's next read after it has read, until it is let go."""

    def __init__(self, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
        self.has_read = threading.Event()
        self._go_on = threading.Event()
        self._held = False
        read: Callable[..., Any] = worker._database.read

        def read_and_wait(work: Any, **how: Any) -> Any:
            found = read(work, **how)
            if not self._held:
                self._held = True
                self.has_read.set()
                assert self._go_on.wait(timeout=30)
            return found

        monkeypatch.setattr(worker._database, "read", read_and_wait)

    @contextmanager
    def until_it_has_read(self) -> Iterator[None]:
        yield
        self._go_on.set()


async def revision_after_a_write_beside_a_slow_load(database_url: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A load reads, a write is acknowledged, the load ends: what the load, and the read after it, see."""
    first = open_worker(database_url, entries_in_memory_max=1000, clock=Clock())
    await first.record(command(KEY.customer))
    await first.close()
    worker = open_worker(database_url, entries_in_memory_max=1000, clock=Clock())
    await worker.resources(KEY.tenant)  # which the load would read first
    held = Held(worker, monkeypatch)
    with held.until_it_has_read():
        slow = asyncio.create_task(worker.profile(KEY))
        assert await asyncio.to_thread(held.has_read.wait, 30)
        await worker.record(command(KEY.customer))
        during = await worker.profile(KEY)
    seen = [await slow, during, await worker.profile(KEY)]
    await worker.close()
    return [0 if remembered.snapshot is None else remembered.snapshot.revision for remembered in seen]


def test_a_load_that_a_write_overtook_is_not_kept(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asyncio.run(revision_after_a_write_beside_a_slow_load(database_url, monkeypatch)) == [1, 2, 2]


@ON_SQLITE
def test_control_a_load_that_ignores_what_was_announced_brings_the_past_back(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floors, "Load", NeverVoid)

    assert asyncio.run(revision_after_a_write_beside_a_slow_load(database_url, monkeypatch)) == [1, 2, 1]


def test_an_import_that_overtakes_a_load_of_the_catalogue_is_seen(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> list[int]:
        worker = open_worker(database_url, entries_in_memory_max=1000, clock=Clock())
        held = Held(worker, monkeypatch)
        with held.until_it_has_read():
            slow = asyncio.create_task(worker.resources("default"))
            assert await asyncio.to_thread(held.has_read.wait, 30)
            await worker.import_resources(
                "default", lambda tx, now: import_offers(tx, "default", [Offer(id="club")], now=now)
            )
        seen = [await slow, await worker.resources("default")]
        await worker.close()
        return [resources.offers_version for resources in seen]

    assert asyncio.run(run()) == [1, 1]


def test_a_load_that_failed_leaves_no_trace_and_the_next_is_fresh(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        worker = open_worker(database_url, entries_in_memory_max=1000, clock=Clock())
        with monkeypatch.context() as broken:

            def fail(_: Any, **__: Any) -> None:
                raise RuntimeError

            broken.setattr(worker._database, "read", fail)
            with pytest.raises(RuntimeError):
                await worker.profile(KEY)
        assert worker._floors._loads == {}
        await worker.record(command(KEY.customer))
        assert (await worker.profile(KEY)).snapshot is not None
        await worker.close()

    asyncio.run(run())


def test_memory_keeps_to_its_room_and_forgets_who_was_asked_for_longest_ago() -> None:
    memory = ProfileMemory(entries_max=3 * Remembered(None).weight)
    keys = [CustomerKey("default", f"u{number}") for number in range(4)]
    for key in keys[:3]:
        memory.end_load(key, memory.begin_load(key), None)
    memory.get(keys[0])

    memory.end_load(keys[3], memory.begin_load(keys[3]), None)

    assert [memory.get(key) is not None for key in keys] == [True, False, True, True]
