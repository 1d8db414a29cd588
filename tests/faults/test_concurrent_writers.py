"""Many writers at once: nothing is lost, no revision is skipped, and one that fails doesn't take others with it."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import grpc
import pytest

from databases import BACKENDS
from regard import Client, errors
from regard_server.bootstrap import open_worker
from regard_server.domain.content import Preference, Stance
from regard_server.domain.entry import Basis, Draft, Provenance
from regard_server.domain.errors import DatabaseUnavailable, DomainError, EtagMismatch
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.rpc.worker import Worker
from regard_server.storage.database import Database
from regard_server.usecases.record_entries import Recorded, RecordEntries
from serving import Clock

from .crashes import Write, faults, new_write, send

WRITERS = 32
WRITES_EACH = 12
OWN_CONNECTION = [("grpc.use_local_subchannel_pool", 1)]


def command(customer: str, words: str = "My word.", *, etag: str = "", source_id: str = "") -> RecordEntries:
    provenance = Provenance(basis=Basis.STATED, quote=words, recorder="agents/mira.holt", source_id=source_id)
    draft = Draft(provenance=provenance, content=Preference(topic="sports/golf", stance=Stance.DISLIKES))
    return RecordEntries(key=CustomerKey("default", customer), drafts=[draft], policy=DEFAULT_POLICY, etag=etag)


POISON = command("poisoned", "no bytes hold this: \ud800")
"""What no client can send, and no codec can store: it fails in the middle of the transaction."""


def with_worker(database_url: str, work: Callable[[Worker], Awaitable[object]]) -> None:
    async def run() -> None:
        worker = open_worker(database_url, entries_in_memory_max=1000, clock=Clock())
        try:
            await work(worker)
        finally:
            await worker.close()

    asyncio.run(run())


async def together(worker: Worker, *commands: RecordEntries) -> list[Recorded | BaseException]:
    """All of them wait before the first is begun, and so share a transaction."""
    return await asyncio.gather(*(worker.record(one) for one in commands), return_exceptions=True)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_32_writers_of_one_customer_lose_nothing_and_skip_no_revision(target: str) -> None:
    def write(writer: int) -> list[Write]:
        writes = [new_write(writer, 4 * number - writer) for number in range(WRITES_EACH)]
        assert {write.request.customer for write in writes} == {"customers/u0"}
        with grpc.insecure_channel(target, options=OWN_CONNECTION) as channel:
            return [acknowledged for write in writes for acknowledged in send(channel, [write])]

    with ThreadPoolExecutor(WRITERS) as pool:
        acknowledged = [one for writes in pool.map(write, range(WRITERS)) for one in writes]

    assert sorted(one.revision or 0 for one in acknowledged) == list(range(1, WRITERS * WRITES_EACH + 1))
    assert faults(target, acknowledged, ["u0"]) == []


def test_32_writers_that_rest_on_etags_make_one_chain_without_a_fork(target: str) -> None:
    """Each reads the etag, writes on it, and begins again where somebody else was quicker."""
    links: list[tuple[str, str, int]] = []

    def write(writer: int) -> None:
        for number in range(2):
            request = new_write(writer, 4 * number - writer).request
            while True:
                with Client(target) as client:
                    etag = client.get_profile("u0", view="basic").profile.etag
                    try:
                        answer = client.record_entries("u0", request.entries, etag=etag)
                    except errors.EtagMismatch:
                        continue
                links.append((etag, answer.etag, answer.revision))
                break

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    chain = sorted(links, key=lambda link: link[2])
    assert [revision for _, _, revision in chain] == list(range(1, 2 * WRITERS + 1))
    rests_on_nothing = [before for before, _, _ in chain if not before]  # who finds nobody can't be overtaken
    linked = [before == other for (_, other, _), (before, _, _) in pairwise(chain) if before]
    assert all(linked)
    assert len(linked) + len(rests_on_nothing) == 2 * WRITERS
    assert faults(target, [], ["u0"]) == []


def test_of_many_writers_on_one_etag_one_wins(client: Client) -> None:
    etag = client.record_entries("u1", [new_write(0, 0).request.entries[0]]).etag

    def write(number: int) -> str:
        try:
            client.record_entries("u1", new_write(1, number).request.entries, etag=etag)
        except errors.EtagMismatch:
            return "mismatch"
        return "won"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(write, range(8)))

    assert outcomes == ["mismatch"] * 7 + ["won"]
    assert client.get_profile("u1").profile.revision == 2


def test_one_request_many_times_at_once_has_effect_once(target: str) -> None:
    write = new_write(0, 0)

    def repeat_it(_: int) -> int | None:
        with grpc.insecure_channel(target) as channel:
            return send(channel, [write])[0].revision

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(repeat_it, range(24))) == {1}
    assert faults(target, [Write(write.request, 1)], ["u0"]) == []


def test_writes_that_wait_share_a_transaction(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[int] = []
    write = Database.write

    def count_and_write(database: Database, work: Any, **how: Any) -> Any:
        commits.append(1)
        return write(database, work, **how)

    monkeypatch.setattr(Database, "write", count_and_write)

    async def work(worker: Worker) -> None:
        commits.clear()
        outcomes = await together(worker, *(command(f"u{number}") for number in range(50)))
        assert [outcome.revision for outcome in outcomes if isinstance(outcome, Recorded)] == [1] * 50

    with_worker(database_url, work)
    assert len(commits) == 1


def test_a_request_that_breaks_the_transaction_doesnt_spoil_the_others_of_its_group(database_url: str) -> None:
    async def work(worker: Worker) -> None:
        outcomes = await together(worker, command("u1"), command("u2"), POISON, command("u1"), command("u3"))

        revisions = [outcome.revision if isinstance(outcome, Recorded) else None for outcome in outcomes]
        assert revisions == [1, 1, None, 2, 1]
        assert isinstance(outcomes[2], UnicodeEncodeError)
        profile = await worker.profile(CustomerKey("default", "u1"))
        assert profile.snapshot is not None
        assert profile.snapshot.revision == 2
        assert (await worker.profile(POISON.key)).snapshot is None

    with_worker(database_url, work)


def test_a_request_that_is_rejected_doesnt_hold_up_the_others_of_its_group(database_url: str) -> None:
    async def work(worker: Worker) -> None:
        await worker.record(command("u1", source_id="row-1"))
        outcomes = await together(
            worker,
            command("u1", source_id="row-1"),
            command("u1", "Other words.", source_id="row-1"),
            command("u2", etag="r7"),
            command("u2"),
        )

        assert isinstance(outcomes[0], Recorded)
        assert outcomes[0].replayed
        assert isinstance(outcomes[1], DomainError)
        assert isinstance(outcomes[2], EtagMismatch)
        assert isinstance(outcomes[3], Recorded)
        assert outcomes[3].revision == 1

    with_worker(database_url, work)


def test_a_group_that_meets_an_unusable_database_fails_together_and_at_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each attempt may wait out a timeout: one for each request would hold up all writes for as many timeouts."""
    attempts: list[int] = []

    def unusable(*_: object, **__: object) -> None:
        attempts.append(1)
        raise DatabaseUnavailable

    async def work(worker: Worker) -> None:
        await worker.resources("default")
        with monkeypatch.context() as broken:
            broken.setattr(Database, "write", unusable)
            outcomes = await together(worker, *(command(f"u{number}") for number in range(50)))

        assert {type(outcome) for outcome in outcomes} == {DatabaseUnavailable}
        assert (await worker.record(command("u1"))).revision == 1

    with_worker(database_url, work)
    assert len(attempts) == 1


def test_a_caller_who_goes_away_loses_no_write(database_url: str) -> None:
    async def work(worker: Worker) -> None:
        gone = asyncio.create_task(worker.record(command("u1")))
        stays = asyncio.create_task(worker.record(command("u2")))
        await asyncio.sleep(0)  # both are enqueued
        gone.cancel()

        assert (await stays).revision == 1
        with pytest.raises(asyncio.CancelledError):
            await gone
        profile = await worker.profile(CustomerKey("default", "u1"))
        assert profile.snapshot is not None

    with_worker(database_url, work)


def test_closing_a_worker_waits_for_what_is_enqueued(database_url: str) -> None:
    waiting: list[asyncio.Task[Recorded]] = []

    async def work(worker: Worker) -> None:
        waiting.extend(asyncio.create_task(worker.record(command(f"u{number}"))) for number in range(300))
        await asyncio.sleep(0)  # they are enqueued

    with_worker(database_url, work)

    assert [task.result().revision for task in waiting] == [1] * 300
