"""Serialization failures, deadlocks and lost connections at every statement that PostgreSQL is sent, however many in a turn,
and at COMMIT: nothing is lost, nothing happens twice, and no caller notices."""

import re
import threading
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from messengers import TRIED, running_messenger

import regard
from databases import Postgres
from local_valkey import LocalValkey
from regard import Client, v1
from regard_server.rpc import profile_service
from regard_server.storage import attempts
from regard_server.storage.database import Database
from regard_server.storage.ledger import LedgerTables
from regard_server.storage.postgresql import engine, statements
from serving import Clock, serving, wait_until

from .breaking_proxy import Break, BreakingProxy, breaking_proxy
from .crashes import feed_faults
from .freshness.test_messenger import noted
from .test_retry_storm import METHODS, Write, connected, dislikes, faults, prepare

STATEMENTS_MAX = 32
"""More than any method takes."""
COMMIT = b"COMMIT\0"
RECORD, GET_PROFILE, LIST_ENTRIES, SEARCH_ENTRIES = (
    "ProfileService/RecordEntries",
    "ProfileService/GetProfile",
    "ProfileService/ListEntries",
    "ProfileService/SearchEntries",
)
SCREEN_OFFERS, GET_BRIEF, LIST_COMMITMENTS, LIST_CHANGES, LIST_CUSTOMERS = (
    "ScreeningService/ScreenOffers",
    "ContextService/GetBrief",
    "ContextService/ListCommitments",
    "ChangeService/ListChanges",
    "CustomerService/ListCustomers",
)
U1 = v1.GetProfileRequest(customer="customers/u1")
"""As a ListEntriesRequest it says the same."""
SCREENING = v1.ScreenOffersRequest(
    customer="customers/u1",
    offers=[v1.Offer(offer_id="x")],
    purpose="PURPOSE_LOYALTY",
    channel="CHANNEL_APP",
)
SEARCH = v1.SearchEntriesRequest(customer="customers/u1", query="word")
BRIEF = v1.GetBriefRequest(customer="customers/u1", purpose="PURPOSE_SERVICE")
WRITES_NO_ENTRY = {"ImportOffers", "ImportTopics", "UpdatePolicy"}
BREAKS = (Break.LOST_BEFORE, Break.LOST_AFTER, Break.SERIALIZATION, Break.DEADLOCK)
EACH_BREAK = pytest.mark.parametrize("how", BREAKS, ids=lambda how: how.name.lower().replace("_", " "))


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as name:
        yield name


@pytest.fixture
def proxy(postgres: Postgres) -> Iterator[BreakingProxy]:
    with breaking_proxy(postgres.server.port) as listening:
        yield listening


@pytest.fixture
def target(url: str, proxy: BreakingProxy) -> Iterator[str]:
    with serving(through(proxy, url), Clock()) as address:
        yield address


@pytest.fixture
def messenger() -> Iterator[LocalValkey]:
    with running_messenger() as running:
        yield running


def through(proxy: BreakingProxy, url: str) -> str:
    return re.sub(r":\d+/", f":{proxy.port}/", url)


def break_every_statement(
    target: str, proxy: BreakingProxy, method: str, how: Break, *, then: Callable[[Write], None] = lambda _: None
) -> list[Write]:
    """One write for each statement that the method takes, and one that takes them all unharmed."""
    writes = []
    with connected(target) as channel:
        for number in count():
            write = Write.new(method, number)
            proxy.arm(how, statement=number)
            write.send(channel)
            then(write)
            writes.append(write)
            if not proxy.broken:
                break
    proxy.arm(None)
    assert 4 < len(writes) < STATEMENTS_MAX, method
    return writes


@EACH_BREAK
def test_whatever_breaks_at_any_statement_each_write_has_effect_once(
    target: str, url: str, proxy: BreakingProxy, how: Break
) -> None:
    prepare(target, times=STATEMENTS_MAX)
    writes = [write for method in METHODS for write in break_every_statement(target, proxy, method, how)]

    assert faults(target, writes) == {}
    assert [len(write.answers) for write in writes] == [1] * len(writes)
    repeated = {write.method for write in writes for answer in write.answers if answer.replayed}
    assert repeated <= WRITES_NO_ENTRY
    assert feed_faults(url) == []


@EACH_BREAK
def test_so_it_is_where_rows_are_copied(
    target: str, url: str, proxy: BreakingProxy, how: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "COPY_ROWS_MIN", 1)
    writes = break_every_statement(target, proxy, "RecordEntries", how)

    assert any(statement.startswith("COPY entries") for statement in proxy.statements)
    assert faults(target, writes) == {}
    assert feed_faults(url) == []


@EACH_BREAK
def test_so_it_is_with_a_full_text_index(url: str, proxy: BreakingProxy, how: Break) -> None:
    with serving(through(proxy, url), Clock(), full_text_index=True) as target:
        writes = break_every_statement(target, proxy, "RecordEntries", how)

        assert faults(target, writes) == {}
        with Client(target) as client:
            for write in writes:
                words = write.request.entries[0].provenance.quote
                found = [one.entry.provenance.quote for one in client.search_entries("-", f'"{words}"').matches]
                assert found == [words]
    assert feed_faults(url) == []


def test_so_it_is_with_a_messenger_and_another_server_sees_each_write(
    url: str, proxy: BreakingProxy, messenger: LocalValkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (attempts, engine):  # what TRIED counts on
        monkeypatch.setattr(module, "TRANSACTION_SECONDS_MAX", TRIED.transaction_max)
    asked = noted(monkeypatch, Database, "read", "revisions")
    from_memory: list[bool] = []
    with (
        serving(through(proxy, url), Clock(), messenger_url=messenger.url, timing=TRIED) as target,
        serving(url, Clock(), messenger_url=messenger.url, timing=TRIED) as other,
        Client(other) as reader,
    ):
        # Which takes seconds; so all breaks come after it.
        wait_until(lambda: trusts_its_messenger(target) and trusts_its_messenger(other))

        def seen_by_the_other(write: Write) -> None:
            [answer] = write.answers
            assert reader.get_profile("u1").profile.revision == answer.revision
            asked.clear()
            assert reader.get_profile("u1").profile.revision == answer.revision
            from_memory.append(not asked)

        writes = []
        for how in BREAKS:
            writes += break_every_statement(target, proxy, "RecordEntries", how, then=seen_by_the_other)
            assert any(from_memory), how
            from_memory.clear()

        assert faults(target, writes) == {}
    assert feed_faults(url) == []


def trusts_its_messenger(target: str) -> bool:
    with grpc.insecure_channel(target) as channel:
        health: Any = health_pb2_grpc.HealthStub(channel)
        asked = health_pb2.HealthCheckRequest(service="regard.messenger")
        return bool(health.Check(asked, timeout=30).status == health_pb2.HealthCheckResponse.SERVING)


READS: dict[str, Callable[[grpc.Channel], Any]] = {
    "GetProfile": lambda channel: ask(channel, GET_PROFILE, U1, v1.GetProfileResponse).profile.revision,
    "ListEntries": lambda channel: len(ask(channel, LIST_ENTRIES, U1, v1.ListEntriesResponse).entries),
    "SearchEntries": lambda channel: [
        one.entry.name for one in ask(channel, SEARCH_ENTRIES, SEARCH, v1.SearchEntriesResponse).matches
    ],
    "ScreenOffers": lambda channel: ask(channel, SCREEN_OFFERS, SCREENING, v1.ScreenOffersResponse).revision,
    "GetBrief": lambda channel: ask(channel, GET_BRIEF, BRIEF, v1.GetBriefResponse).revision,
    "ListCommitments": lambda channel: len(
        ask(channel, LIST_COMMITMENTS, v1.ListCommitmentsRequest(), v1.ListCommitmentsResponse).commitments
    ),
    "ListChanges": lambda channel: len(
        ask(channel, LIST_CHANGES, v1.ListChangesRequest(), v1.ListChangesResponse).changes
    ),
    "ListCustomers": lambda channel: [
        one.name for one in ask(channel, LIST_CUSTOMERS, v1.ListCustomersRequest(), v1.ListCustomersResponse).customers
    ],
}
"""What each tells of one customer."""


@EACH_BREAK
def test_whatever_breaks_at_any_statement_each_read_is_answered(target: str, proxy: BreakingProxy, how: Break) -> None:
    record_without_request_id(target, "My word.", regard.commitment("Call.", owner="agents/mira.holt"))
    with connected(target) as channel:
        for name, read in READS.items():
            unharmed = read(channel)
            assert unharmed
            for number in range(STATEMENTS_MAX):
                proxy.arm(how, statement=number)
                assert read(channel) == unharmed, name
                if not proxy.broken:
                    break
            assert 0 < number < STATEMENTS_MAX - 1, name


def verdict(channel: grpc.Channel) -> str:
    """On an offer that nobody minds."""
    [decision] = ask(channel, SCREEN_OFFERS, SCREENING, v1.ScreenOffersResponse).decisions
    return v1.Verdict.Name(decision.verdict)


def ask(channel: grpc.Channel, method: str, request: Any, answer: type[Any]) -> Any:
    """Without the client's repetitions, which would hide what breaks."""
    call: Any = channel.unary_unary(f"/regard.v1.{method}")
    return answer.FromString(call(request.SerializeToString(), timeout=30))


def record_without_request_id(target: str, words: str, *more: v1.Entry) -> v1.RecordEntriesResponse:
    request = v1.RecordEntriesRequest(customer="customers/u1", entries=[dislikes(words), *more])
    with connected(target) as channel:
        answer: v1.RecordEntriesResponse = ask(channel, RECORD, request, v1.RecordEntriesResponse)
    return answer


def times_recorded(target: str, words: str) -> int:
    with Client(target) as client:
        return sum(entry.provenance.quote == words for entry in client.iterate_entries("u1"))


def write_whose_commit_is_lost(target: str, proxy: BreakingProxy) -> v1.RecordEntriesResponse:
    """Committed, and nobody was told; the caller gave no request id either."""
    record_without_request_id(target, "Before.")  # which reads what the tenant has set
    proxy.arm(Break.LOST_AFTER, saying=COMMIT)
    answer = record_without_request_id(target, "Once.")
    assert len(proxy.broken) == 1
    return answer


def test_a_commit_that_nobody_saw_is_found_by_what_it_appended(target: str, proxy: BreakingProxy) -> None:
    answer = write_whose_commit_is_lost(target, proxy)

    assert times_recorded(target, "Once.") == 1
    assert not answer.replayed
    with Client(target) as client:
        assert client.get_profile("u1").profile.revision == answer.revision


def test_control_without_looking_for_it_the_write_happens_twice(
    target: str, proxy: BreakingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LedgerTables, "has", lambda *_: False)
    write_whose_commit_is_lost(target, proxy)

    assert times_recorded(target, "Once.") == 2


def test_a_commit_that_is_still_under_way_is_waited_for(target: str, proxy: BreakingProxy, postgres: Postgres) -> None:
    record_without_request_id(target, "Before.")
    proxy.arm(Break.LOST_WHILE_DOING, saying=COMMIT)
    answers: list[v1.RecordEntriesResponse] = []
    writer = threading.Thread(target=lambda: answers.append(record_without_request_id(target, "Once.")))
    writer.start()
    postgres.wait_until_somebody_waits_for_a_lock()
    assert answers == []
    proxy.let_it.set()
    writer.join(timeout=30)

    assert [answer.replayed for answer in answers] == [False]
    assert times_recorded(target, "Once.") == 1


def test_control_repetitions_are_told_apart_by_their_ids_alone(
    target: str, proxy: BreakingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a lost COMMIT not looked for, only a request id would keep its write from happening twice."""
    monkeypatch.setattr(LedgerTables, "has", lambda *_: False)
    record_without_request_id(target, "Before.")
    with connected(target) as channel:
        for forgotten, effects in ((False, 1), (True, 2)):
            if forgotten:
                monkeypatch.setattr(profile_service, "request_key", lambda *_: None)
            write = Write.new("RecordEntries", 0)
            proxy.arm(Break.LOST_AFTER, saying=COMMIT)
            write.send(channel)
            assert times_recorded(target, write.request.entries[0].provenance.quote) == effects


def test_a_database_that_is_gone_refuses_at_once_and_is_used_again_when_it_is_back(
    target: str, postgres: Postgres
) -> None:
    record_without_request_id(target, "One.")
    with connected(target) as channel:
        assert verdict(channel) == "VERDICT_CLEARED"
        postgres.server.stop()
        try:
            with pytest.raises(grpc.RpcError) as caught:
                record_without_request_id(target, "Two.")
            while_it_is_gone = verdict(channel)
        finally:
            postgres.restart()
        assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
        assert while_it_is_gone == "VERDICT_SUPPRESSED"
        assert record_without_request_id(target, "Three.").revision == 2
        assert verdict(channel) == "VERDICT_CLEARED"
