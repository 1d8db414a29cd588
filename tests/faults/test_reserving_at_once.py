"""Sixty callers and a cap of three: three get it, always; and not where the decision doesn't rest on what it writes after."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration

import regard
from regard import Client
from regard.v1 import Channel, FrequencyCap, Policy, Purpose, ScreenOffersRequest, ScreenOffersResponse
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Snapshot
from regard_server.rpc.worker import Worker
from regard_server.storage.customers import CustomerTable
from regard_server.usecases.record_entries import Recorded, RecordEntries
from regard_server.usecases.reserve_offers import ReserveOffers
from serving import Clock, serving

SCREEN = "/regard.v1.ScreeningService/ScreenOffers"
CALLERS, CONNECTIONS, ROOM = 60, 6, 3
OWN_CONNECTION = [("grpc.use_local_subchannel_pool", 1)]
SCOPES = ("all", "offer_type", "offer", "channel")


ON_ONE_AND_ON_TWO_SERVERS = pytest.mark.parametrize(
    ("backend", "targets"), [("sqlite", 1), ("postgresql", 2)], indirect=True, ids=["sqlite", "postgresql"]
)
"""Two servers have a PostgreSQL in common, and know of each other only through that."""


@pytest.fixture
def targets(database_url: str, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Sequence[str]]:
    """One server, unless the test says how many."""
    with ExitStack() as servers:
        yield [servers.enter_context(serving(database_url, clock)) for _ in range(getattr(request, "param", 1))]


@pytest.fixture
def client(targets: Sequence[str]) -> Iterator[Client]:
    with Client(targets[0]) as connected:
        yield connected


def limit(client: Client, scope: str) -> None:
    cap = FrequencyCap(
        scope=f"CAP_SCOPE_{scope.upper()}",
        presentations_max=ROOM,
        window=Duration(seconds=86400),
    )
    client.update_policy(Policy(frequency_caps=[cap], etag=client.get_policy().policy.etag))


def question(scope: str, number: int, customer: str = "u1") -> ScreenOffersRequest:
    """What differs between callers is what the scope takes together."""
    offer_id = "one" if scope == "offer" else f"offer-{number}"
    offer_type = f"type-{number}" if scope in ("all", "channel") else "membership"
    return ScreenOffersRequest(
        customer=f"customers/{customer}",
        offers=[regard.offer(offer_id, offer_type=offer_type, topics=["sports/golf"])],
        purpose=Purpose.PURPOSE_LOYALTY,
        channel=Channel.CHANNEL_APP,
        reserve=True,
        request_id=str(uuid4()),
    )


def ask_at_once(targets: Sequence[str], questions: Sequence[ScreenOffersRequest]) -> list[str]:
    """All of them, spread over the servers and over connections to each; the names of what was reserved."""
    channels = [
        grpc.insecure_channel(targets[number % len(targets)], options=OWN_CONNECTION) for number in range(CONNECTIONS)
    ]

    def ask(number: int) -> str:
        call: Any = channels[number % CONNECTIONS].unary_unary(SCREEN)
        answer = ScreenOffersResponse.FromString(call(questions[number].SerializeToString(), timeout=60))
        return str(answer.decisions[0].reservation)

    try:
        with ThreadPoolExecutor(len(questions)) as pool:
            return [name for name in pool.map(ask, range(len(questions))) if name]
    finally:
        for channel in channels:
            channel.close()


def in_the_ledger(client: Client, customer: str = "u1") -> list[str]:
    return sorted(entry.name for entry in client.iterate_entries(customer, kinds=["reservation"]))


@ON_ONE_AND_ON_TWO_SERVERS
@pytest.mark.parametrize("scope", SCOPES)
def test_of_sixty_callers_three_get_what_there_is_room_for(client: Client, targets: Sequence[str], scope: str) -> None:
    limit(client, scope)

    names = ask_at_once(targets, [question(scope, number) for number in range(CALLERS)])

    assert len(names) == ROOM
    assert sorted(names) == in_the_ledger(client)


@ON_ONE_AND_ON_TWO_SERVERS
def test_of_sixty_callers_by_either_name_of_a_merged_customer_three_get_it(
    client: Client, targets: Sequence[str]
) -> None:
    limit(client, "all")
    client.merge_customers(surviving_customer="u1", merged_customer="u2", reason="One.", recorder="agents/mira.holt")

    names = ask_at_once(targets, [question("all", number, f"u{1 + number % 2}") for number in range(CALLERS)])

    assert len(names) == ROOM
    assert sorted(names) == in_the_ledger(client)


@ON_ONE_AND_ON_TWO_SERVERS
def test_callers_who_all_repeat_themselves_reserve_once_each(client: Client, targets: Sequence[str]) -> None:
    limit(client, "all")
    questions = [question("all", number) for number in range(CALLERS // 3)]

    first = ask_at_once(targets, questions * 3)
    again = ask_at_once(targets, questions)

    assert len(set(first)) == ROOM
    assert set(again) == set(first) == set(in_the_ledger(client))
    assert Counter(first) == dict.fromkeys(again, 3)


@ON_ONE_AND_ON_TWO_SERVERS
def test_releases_at_once_give_back_what_was_taken_and_no_more(client: Client, targets: Sequence[str]) -> None:
    limit(client, "all")
    names = ask_at_once(targets, [question("all", number) for number in range(CALLERS)])

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(client.release_reservation, names * 4))

    assert len(ask_at_once(targets, [question("all", number) for number in range(CALLERS)])) == ROOM


def test_control_a_decision_that_rests_on_what_was_read_before_exceeds_the_cap(
    client: Client, targets: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without compare-and-set: the callers look, and write afterwards, whatever has come between."""
    limit(client, "all")
    seen_by_all = asyncio.Barrier(CALLERS)
    record = Worker.record

    async def look_then_record(worker: Worker, request: RecordEntries) -> Recorded:
        assert isinstance(request, ReserveOffers)
        snapshot = (await worker.profile(request.key)).snapshot
        await seen_by_all.wait()
        return await record(worker, _Unchecked.of(request, snapshot))

    monkeypatch.setattr(Worker, "record", look_then_record)

    names = ask_at_once(targets, [question("all", number) for number in range(CALLERS)])

    assert len(names) == CALLERS
    assert len(in_the_ledger(client)) == CALLERS


class _Unchecked(ReserveOffers):
    """Decided on the snapshot that was there when the call came."""

    snapshot: Snapshot | None

    @classmethod
    def of(cls, request: ReserveOffers, snapshot: Snapshot | None) -> "_Unchecked":
        fields = {name: getattr(request, name) for name in ReserveOffers.__dataclass_fields__}
        unchecked = cls(**fields)
        object.__setattr__(unchecked, "snapshot", snapshot)
        return unchecked

    def under(self, _: Any) -> "_Unchecked":
        return self

    def drafts_for(self, _: Snapshot | None, now: Any) -> Any:
        return super().drafts_for(self.snapshot, now)


def test_a_decision_on_a_profile_that_somebody_else_has_changed_meanwhile_is_made_again(
    client: Client, targets: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another process would meet it: what it read first is no longer so when it writes."""
    limit(client, "all")
    [name] = ask_at_once(targets, [question("all", 0)])
    key = CustomerKey("default", "u1")
    stale = replace(client_snapshot(monkeypatch, client, key), reservations=())
    ask_at_once(targets, [question("all", number) for number in range(1, ROOM)])
    load, loads = CustomerTable.load, iter([{key: stale}])

    def load_as_it_was(table: CustomerTable, keys: Iterable[CustomerKey]) -> dict[CustomerKey, Snapshot]:
        return next(loads, None) or load(table, keys)

    monkeypatch.setattr(CustomerTable, "load", load_as_it_was)

    assert ask_at_once(targets, [question("all", 7)]) == []
    assert next(loads, "all were read") == "all were read"
    assert len(in_the_ledger(client)) == ROOM
    assert name in in_the_ledger(client)


def client_snapshot(monkeypatch: pytest.MonkeyPatch, client: Client, key: CustomerKey) -> Snapshot:
    """The snapshot as a write reads it."""
    read: list[Snapshot] = []
    load = CustomerTable.load

    def note(table: CustomerTable, keys: Iterable[CustomerKey]) -> dict[CustomerKey, Snapshot]:
        found = load(table, keys)
        read.extend(found.values())
        return found

    with monkeypatch.context() as noting:
        noting.setattr(CustomerTable, "load", note)
        client.record_entries(
            key.customer, [regard.preference(topic="sports/golf", stance="likes", basis="observed", recorder="x")]
        )
    return read[-1]
