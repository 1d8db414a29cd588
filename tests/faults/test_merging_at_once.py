"""Merges, unmerges and writes at once lose nothing; and memory never shows the one customer for the other."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import grpc
import pytest

import regard
from databases import ON_SQLITE
from regard import Client, v1
from regard_server.bootstrap import open_worker
from regard_server.domain.joining import joined
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.domain.snapshot import Snapshot, empty_snapshot
from regard_server.rpc import profile_memory
from regard_server.rpc import worker as worker_module
from regard_server.rpc.profile_memory import ProfileMemory
from regard_server.rpc.worker import new_id
from regard_server.usecases import merge_customers as merging
from regard_server.usecases.customer_changes import Asked
from regard_server.usecases.merge_customers import merge_customers
from regard_server.usecases.unmerge_customers import unmerge_customers
from serving import NOON, Clock, serving

from .crashes import feed_faults
from .feed_history import Servers
from .test_concurrent_writers import command

THREADS = 16
STEPS_EACH = 24
NAMES = ("a", "b", "c", "d", "e")
RECORDER = "agents/mira.holt"
EXPECTED = {"CUSTOMER_MERGED", "MERGE_CYCLE", "NOT_MERGED"}
M, S = CustomerKey("default", "m"), CustomerKey("default", "s")
ASKED = Asked(reason="The same person.", recorder=RECORDER, policy=DEFAULT_POLICY)


def names_at_once(target: str, thread: int) -> tuple[list[str], Counter[str]]:
    """What was acknowledged, each as `customer/offer type`, and how the merges came out."""
    dice, written, outcomes = random.Random(thread), [], Counter[str]()
    options = [("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(target, options=options) as channel:

        def call(method: str, request: Any) -> bytes:
            send: Any = channel.unary_unary(f"/regard.v1.{method}")
            answer: bytes = send(request.SerializeToString(), timeout=60)
            return answer

        for number in range(STEPS_EACH):
            surviving, merged = (f"customers/{name}" for name in dice.sample(NAMES, 2))
            request: Any
            if number % 3 != thread % 3:
                wish = f"t{thread}-{number}"
                entry = regard.preference(offer_type=wish, stance="dislikes", quote="My word.", recorder=RECORDER)
                call("ProfileService/RecordEntries", v1.RecordEntriesRequest(customer=merged, entries=[entry]))
                written.append(f"{merged}/{wish}")
                call("ProfileService/GetProfile", v1.GetProfileRequest(customer=surviving))
                continue
            try:
                if dice.random() < 0.5:
                    request = v1.MergeCustomersRequest(
                        surviving_customer=surviving, merged_customer=merged, reason="One.", recorder=RECORDER
                    )
                    call("CustomerService/MergeCustomers", request)
                else:
                    request = v1.UnmergeCustomersRequest(merged_customer=merged, reason="Two.", recorder=RECORDER)
                    call("CustomerService/UnmergeCustomers", request)
                outcomes["done"] += 1
            except grpc.RpcError as failed:
                outcomes[regard.errors.from_rpc_error(failed).reason] += 1
    return written, outcomes


def lost(target: str, written: list[str]) -> list[str]:
    """What of it the ledgers or the profiles lack, and what they have twice."""
    found = []
    with Client(target) as client:
        families: dict[str, list[str]] = {}
        for name in NAMES:
            families.setdefault(client.get_profile(name).profile.name, []).append(name)
        for root, family in families.items():
            profile = client.get_profile(family[0]).profile
            entries = list(client.iterate_entries(family[0], page_size=100))
            places = Counter((entry.name.split("/")[1], entry.revision) for entry in entries)
            found += [f"two entries at {place}" for place, count in places.items() if count > 1]
            if profile.revision != max(entry.revision for entry in entries):
                found.append(f"the profile of {root} is not of its last entry")
            wanted = Counter(wish for wish in written if wish.split("/")[1] in family)
            in_ledger = Counter(
                f"customers/{entry.name.split('/')[1]}/{entry.preference.offer_type}"
                for entry in entries
                if entry.HasField("preference")
            )
            in_profile = Counter(
                f"customers/{entry.name.split('/')[1]}/{entry.preference.offer_type}" for entry in profile.preferences
            )
            for where, has in (("ledger", in_ledger), ("profile", in_profile)):
                if has != wanted:
                    found.append(f"the {where} of {root} lacks {wanted - has} and has besides {has - wanted}")
    return found


def at_once(*targets: str) -> tuple[list[str], Counter[str]]:
    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(lambda thread: names_at_once(targets[thread % len(targets)], thread), range(THREADS)))
    outcomes = sum((counted for _, counted in done), Counter[str]())
    return [wish for written, _ in done for wish in written], outcomes


@pytest.mark.parametrize(("backend", "count"), [("sqlite", 1), ("postgresql", 2)], indirect=["backend"])
def test_merges_unmerges_and_writes_at_once_lose_nothing(database_url: str, count: int) -> None:
    with Servers(database_url, count) as servers:
        written, outcomes = at_once(*servers.targets)

        assert outcomes["done"] > THREADS
        assert set(outcomes) <= EXPECTED | {"done"}
        assert [lost(target, written) for target in servers.targets] == [[]] * count
        assert servers.stop() == [0] * count
    assert feed_faults(database_url) == []
    with serving(database_url, Clock(datetime.now(UTC))) as again:  # with nothing in memory
        assert lost(again, written) == []
        all_apart(again)
        assert lost(again, written) == []
        all_together(again)
        assert lost(again, written) == []


def all_apart(target: str) -> None:
    with grpc.insecure_channel(target) as channel:
        send: Any = channel.unary_unary("/regard.v1.CustomerService/UnmergeCustomers")
        for name in NAMES:
            request = v1.UnmergeCustomersRequest(merged_customer=f"customers/{name}", reason="Two.", recorder=RECORDER)
            with suppress(grpc.RpcError):  # who isn't merged
                send(request.SerializeToString(), timeout=60)
    with Client(target) as client:
        assert [client.get_profile(name).profile.name for name in NAMES] == [f"customers/{name}" for name in NAMES]


def all_together(target: str) -> None:
    with grpc.insecure_channel(target) as channel:
        send: Any = channel.unary_unary("/regard.v1.CustomerService/MergeCustomers")
        for name in NAMES[1:]:
            request = v1.MergeCustomersRequest(
                surviving_customer="customers/a", merged_customer=f"customers/{name}", reason="One.", recorder=RECORDER
            )
            send(request.SerializeToString(), timeout=60)


def test_control_a_merge_that_drops_what_the_other_one_said_is_seen(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(ours: Snapshot, theirs: Snapshot, **more: Any) -> Snapshot:
        return joined(ours, replace(theirs, preferences=theirs.preferences[:1]), **more)

    monkeypatch.setattr(merging, "joined", wrong)
    with serving(database_url, Clock()) as target:
        written, _ = at_once(target)
        all_apart(target)
        assert lost(target, written) == []  # the ledgers have it all
        all_together(target)
        assert lost(target, written)


async def reads_across_an_unmerge(database_url: str, monkeypatch: pytest.MonkeyPatch, *, surviving_first: bool) -> str:
    """Memory knows `m` as merged into `s`; the database separates the two, and before that is announced both are read.
    Whose profile the read of `m` shows."""
    worker = open_worker(database_url, entries_in_memory_max=1000, clock=Clock())
    for key in (S, M):
        await worker.record(command(key.customer))
    await worker.change_customers(S.tenant, lambda tx, now: merge_customers(tx, S, M, ASKED, now=now, new_id=new_id))
    await worker.profile(M)
    assert worker._memory.root(M) == S
    assert worker._memory.get(S) is None
    unmerged: list[int] = []
    read: Callable[..., Any] = worker._database.read

    def unmerge_and_read(work: Any, **how: Any) -> Any:
        if not unmerged:
            unmerged.append(1)
            worker._database.write(lambda tx, _: unmerge_customers(tx, M, ASKED, now=NOON, new_id=new_id))
        return read(work, **how)

    monkeypatch.setattr(worker._database, "read", unmerge_and_read)
    if surviving_first:
        await worker.profile(S)
    remembered = await worker.profile(M)
    await worker.close()
    assert remembered.snapshot is not None
    return remembered.snapshot.customer


@pytest.mark.parametrize("surviving_first", [False, True], ids=["read through memory's alias", "found in memory"])
def test_a_read_that_an_unmerge_overtakes_never_shows_the_other_customer(
    database_url: str, monkeypatch: pytest.MonkeyPatch, *, surviving_first: bool
) -> None:
    shown = asyncio.run(reads_across_an_unmerge(database_url, monkeypatch, surviving_first=surviving_first))

    assert shown == "m"


@ON_SQLITE
@pytest.mark.parametrize("surviving_first", [False, True], ids=["read through memory's alias", "found in memory"])
def test_control_memory_that_doesnt_look_whose_profile_it_is_shows_the_other_customer(
    database_url: str, monkeypatch: pytest.MonkeyPatch, *, surviving_first: bool
) -> None:
    for module in (profile_memory, worker_module):
        monkeypatch.setattr(module, "is_for", lambda *_: True)
    shown = asyncio.run(reads_across_an_unmerge(database_url, monkeypatch, surviving_first=surviving_first))

    assert shown == "s"


def a_slow_load_across_a_merge() -> tuple[bool, bool]:
    """Of a customer as it was before; meanwhile another load has found it merged, and the merge is announced. Whether memory
    has the customer by itself again, and whether it still knows the merge."""
    alone = replace(empty_snapshot("m", NOON), revision=1)
    together = joined(replace(empty_snapshot("s", NOON), revision=1), alone, now=NOON, reach=DEFAULT_POLICY.reach)
    memory = ProfileMemory(entries_max=1000)
    slow = memory.begin_load(M)
    memory.end_load(M, memory.begin_load(M), together)
    memory.announce(S, together)
    memory.end_load(M, slow, alone)
    found = memory.get(M)
    return found is not None and found.snapshot is alone, memory.root(M) == S


def test_a_load_from_before_a_merge_is_not_kept() -> None:
    assert a_slow_load_across_a_merge() == (False, True)


def test_control_a_merge_that_leaves_the_loads_of_its_members_brings_the_past_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ProfileMemory, "_note_merged", lambda *_: None)

    assert a_slow_load_across_a_merge() == (True, False)
