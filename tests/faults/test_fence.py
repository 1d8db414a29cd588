"""The fences that ask: calls share what is asked, and nobody is answered by what was asked before they came; and of a file
what was answered holds until it changes."""

import asyncio
from collections.abc import Sequence

import pytest

from regard_server.bootstrap import open_worker
from regard_server.domain.errors import DatabaseUnavailable
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.resources import ResourceVersions, Revisions
from regard_server.rpc.fence import GATHERED_MAX, AskTheDatabase, AskTheFile
from regard_server.storage.sqlite.version import FileVersion
from serving import Clock

from .test_concurrent_writers import command

U = [CustomerKey("default", f"u{number}") for number in range(3 * GATHERED_MAX)]


class Asked:
    """A database that answers when it is let; what it answers is how often it was asked."""

    def __init__(self) -> None:
        self.keys: list[list[CustomerKey]] = []
        self.go_on = asyncio.Event()
        self.fails = False

    async def __call__(self, _tenant: str, keys: Sequence[CustomerKey]) -> Revisions:
        self.keys.append(list(keys))
        number = len(self.keys)
        await self.go_on.wait()
        if self.fails:
            raise DatabaseUnavailable
        return Revisions(ResourceVersions(number, 0, 0), {})


async def ask(fence: AskTheDatabase, *keys: CustomerKey, tenant: str = "default") -> int:
    revisions = await fence.revisions(tenant, keys)
    assert revisions is not None
    return revisions.resources.topics


def test_who_comes_while_the_database_is_asked_waits_for_the_next_and_shares_it() -> None:
    async def run() -> None:
        database = Asked()
        fence = AskTheDatabase(database)
        first = asyncio.create_task(ask(fence, U[0]))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert database.keys == [[U[0]]]
        others = [asyncio.create_task(ask(fence, key)) for key in (U[1], U[0], U[2], U[1])]
        database.go_on.set()

        assert await first == 1
        assert await asyncio.gather(*others) == [2] * 4
        assert database.keys == [[U[0]], [U[1], U[0], U[2]]]

    asyncio.run(run())


def test_what_is_too_much_for_one_statement_is_asked_for_in_several_and_so_are_tenants() -> None:
    async def run() -> None:
        database = Asked()
        database.go_on.set()
        fence = AskTheDatabase(database)
        asked = [ask(fence, *U[start : start + 40]) for start in range(0, 120, 40)]
        answers = await asyncio.gather(*asked, ask(fence, *U), ask(fence, U[0], tenant="other"), ask(fence))

        assert all(answers)
        assert all(len(keys) <= GATHERED_MAX or len(keys) == len(U) for keys in database.keys)
        assert {key for keys in database.keys for key in keys} == set(U)

    asyncio.run(run())


def test_whoever_waits_is_told_of_a_failure_and_the_next_asks_again() -> None:
    async def run() -> None:
        database = Asked()
        database.go_on.set()
        database.fails = True
        fence = AskTheDatabase(database)
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable):
                await ask(fence, U[0])
        database.fails = False
        assert await ask(fence, U[0]) == 3

    asyncio.run(run())


def test_what_was_answered_of_a_file_holds_until_it_changes() -> None:
    async def run() -> None:
        database, version = Asked(), [1]
        database.go_on.set()
        fence = AskTheFile(lambda: version[0], AskTheDatabase(database))
        for _ in range(3):
            await fence.revisions("default", [U[0]])
        await fence.revisions("default", [U[0], U[1]])
        await fence.revisions("default", [U[1]])
        await fence.revisions("default", ())
        assert database.keys == [[U[0]], [U[0], U[1]]]
        version[0] += 1
        await fence.revisions("default", ())
        await fence.revisions("other", ())
        assert database.keys[2:] == [[], []]

    asyncio.run(run())


async def seen_by_the_other_after_each_write(database_url: str) -> list[int]:
    """Two workers of one file; what one has acknowledged is what the other should see."""
    one, other = (open_worker(database_url, entries_in_memory_max=1000, clock=Clock(), is_alone=False) for _ in "12")
    seen = []
    for _ in range(3):
        for writer, reader in ((one, other), (other, one)):
            await reader.profile(U[0])
            recorded = await writer.record(command(U[0].customer))
            found = (await reader.profile(U[0])).snapshot
            seen.append((found.revision if found else 0) - recorded.revision)
    await one.close()
    await other.close()
    return seen


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_workers_of_one_file_see_what_the_other_acknowledged(database_url: str) -> None:
    assert asyncio.run(seen_by_the_other_after_each_write(database_url)) == [0] * 6


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_control_a_file_that_never_seems_to_change_shows_the_past(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileVersion, "__call__", lambda _: 1)
    assert min(asyncio.run(seen_by_the_other_after_each_write(database_url))) < 0
