"""A database that is gone, or stands still: nothing is cleared and nobody waits for it, health and answers say so, and all is
as before when it is back, by itself."""

import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import grpc
import pytest
from grpc_health.v1 import health_pb2

import regard
from databases import Postgres
from regard import v1
from regard_server.rpc import vigil
from regard_server.rpc.standstill import Standstill
from serving import wait_until

from .cutting_proxy import CuttingProxy
from .pair import GET, SERVING, Pair, dislikes, pair_on

NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
RECORD = "/regard.v1.ProfileService/RecordEntries"
SCREEN = "/regard.v1.ScreeningService/ScreenOffers"
IMPORT = "/regard.v1.CatalogService/ImportOffers"
VANISHED_SECONDS = 60.0
U1 = v1.GetProfileRequest(customer="customers/u1")


class Away(NamedTuple):
    leave: Callable[[Postgres], None]
    come_back: Callable[[Postgres], None]


GONE = Away(lambda postgres: postgres.server.stop(), lambda postgres: postgres.restart())
STANDS_STILL = Away(
    lambda postgres: postgres.server.send_signal(signal.SIGSTOP),
    lambda postgres: postgres.server.send_signal(signal.SIGCONT),
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vigil, "LOOK_TICKS_MAX", 10)


@pytest.fixture
def pair(postgres: Postgres) -> Iterator[Pair]:
    with pair_on(postgres, "valkey") as running:
        running.wait_until_trusted()
        running.first.record_entries("u1", [dislikes("My word.")])
        yield running


@pytest.fixture
def pair_through(postgres: Postgres) -> Iterator[tuple[Pair, CuttingProxy]]:
    """Whose second server reaches the database through the proxy."""
    proxy = CuttingProxy(postgres.server.port)
    with pair_on(
        postgres, "valkey", database=lambda url: url.replace(f":{postgres.server.port}/", f":{proxy.port}/")
    ) as running:
        running.wait_until_trusted()
        running.first.record_entries("u1", [dislikes("My word.")])
        yield running, proxy
    proxy.close()


def ask(pair: Pair, method: str, request: Any, answer: type[Any], *, timeout: float = 30.0) -> Any:
    """Of the second server, once: without the client's repetitions."""
    options = [("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(pair.targets[1], options=options) as channel:
        call: Any = channel.unary_unary(method)
        return answer.FromString(call(request.SerializeToString(), timeout=timeout))


def refusal(pair: Pair, method: str, request: Any, *, timeout: float = 30.0) -> grpc.StatusCode:
    with pytest.raises(grpc.RpcError) as refused:
        ask(pair, method, request, v1.GetProfileResponse, timeout=timeout)
    code: grpc.StatusCode = refused.value.code()
    return code


def screening(pair: Pair) -> Any:
    request = v1.ScreenOffersRequest(
        customer="customers/u1",
        offers=[regard.offer("o1", topics=["culture"])],
        purpose="PURPOSE_LOYALTY",
        channel="CHANNEL_APP",
    )
    [decision] = ask(pair, SCREEN, request, v1.ScreenOffersResponse).decisions
    return decision


@pytest.mark.parametrize("away", [GONE, STANDS_STILL], ids=["gone", "stands still"])
def test_without_the_database_nothing_is_cleared_and_it_is_said(
    pair: Pair, postgres: Postgres, away: Away, caplog: pytest.LogCaptureFixture
) -> None:
    assert screening(pair).verdict == v1.Verdict.VERDICT_CLEARED
    away.leave(postgres)
    try:
        wait_until(lambda: pair.health("regard.database") == NOT_SERVING)
        assert pair.health("") == SERVING
        # For the rest of its lease memory may answer: nobody can have written meanwhile.
        wait_until(lambda: screening(pair).verdict == v1.Verdict.VERDICT_SUPPRESSED)
        decision = screening(pair)
        assert [one.reason for one in decision.suppressions] == [
            v1.SuppressionReason.SUPPRESSION_REASON_DATA_UNAVAILABLE
        ]
        assert refusal(pair, GET, U1) is grpc.StatusCode.UNAVAILABLE
        write = v1.RecordEntriesRequest(customer="customers/u1", entries=[dislikes("My other word.")])
        assert refusal(pair, RECORD, write) is grpc.StatusCode.UNAVAILABLE
        assert "DATABASE_AWAY: the database can't be reached: nothing is cleared" in caplog.text
    finally:
        away.come_back(postgres)
    pair.wait_until_the_database_is_there()
    pair.wait_until_trusted()
    assert screening(pair).verdict == v1.Verdict.VERDICT_CLEARED
    assert pair.second.record_entries("u1", [dislikes("My other word.")]).revision == 2
    assert pair.first.get_profile("u1").profile.revision == 2


def test_answers_say_that_the_database_is_away(pair: Pair, postgres: Postgres) -> None:
    STANDS_STILL.leave(postgres)
    try:
        wait_until(lambda: pair.health("regard.database") == NOT_SERVING)
        with grpc.insecure_channel(pair.targets[1]) as channel:
            call: Any = channel.unary_unary(SCREEN)
            request = v1.ScreenOffersRequest(
                customer="customers/u1", offers=[regard.offer("o1")], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP"
            )
            _, told = call.with_call(request.SerializeToString(), timeout=30)
        assert dict(told.trailing_metadata())["regard-mode"] == "database-away"
    finally:
        STANDS_STILL.come_back(postgres)


def test_who_waits_for_an_answer_when_it_begins_to_stand_still_is_told(
    pair: Pair, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    answer = Standstill.answer

    async def noted(standstill: Standstill, ask: Callable[[], Any]) -> Any:
        asked.append(ask)
        return await answer(standstill, ask)

    monkeypatch.setattr(vigil, "LOOK_TICKS_MAX", 30)
    monkeypatch.setattr(Standstill, "answer", noted)
    STANDS_STILL.leave(postgres)
    codes: list[grpc.StatusCode] = []
    try:
        unread = v1.GetProfileRequest(customer="customers/unread")  # memory doesn't have it
        waiting = [threading.Thread(target=lambda: codes.append(refusal(pair, GET, unread))) for _ in range(8)]
        for one in waiting:
            one.start()
        wait_until(lambda: bool(asked))
        assert pair.health("regard.database") == SERVING, "they wait before anybody knows"
        for one in waiting:
            one.join()
    finally:
        STANDS_STILL.come_back(postgres)
    assert codes == [grpc.StatusCode.UNAVAILABLE] * 8


def test_of_writes_one_may_be_under_way_and_the_others_are_refused(pair: Pair, postgres: Postgres) -> None:
    STANDS_STILL.leave(postgres)
    outcomes: list[str] = []

    def write(number: int) -> None:
        request = v1.RecordEntriesRequest(customer=f"customers/w{number}", entries=[dislikes("My word.")])
        try:
            ask(pair, RECORD, request, v1.RecordEntriesResponse)
        except grpc.RpcError as refused:
            outcomes.append(refused.code().name)
        else:
            outcomes.append("OK")

    try:
        writing = [threading.Thread(target=write, args=(number,)) for number in range(8)]
        for one in writing:
            one.start()
        wait_until(lambda: pair.health("regard.database") == NOT_SERVING)
        offers = v1.ImportOffersRequest(offers=[regard.offer("o1")])
        assert refusal(pair, IMPORT, offers) is grpc.StatusCode.UNAVAILABLE
        # All but those that share the transaction under way, or none where even that had not begun.
        wait_until(lambda: bool(outcomes))
        assert set(outcomes) == {"UNAVAILABLE"}
    finally:
        STANDS_STILL.come_back(postgres)
    for one in writing:
        one.join()
    pair.wait_until_the_database_is_there()
    recorded = [pair.first.get_profile(f"w{number}").profile.revision for number in range(8)]
    assert sum(recorded) == outcomes.count("OK")


def test_a_database_that_vanishes_is_away_until_it_answers(
    pair_through: tuple[Pair, CuttingProxy],
) -> None:
    """Its looks fail one after the other, each after long: between them nobody is made to wait."""
    pair, proxy = pair_through
    proxy.delay = VANISHED_SECONDS
    wait_until(lambda: pair.health("regard.database") == NOT_SERVING)
    proxy.cut()  # each look fails from now on
    for _ in range(5):
        assert refusal(pair, GET, U1) is grpc.StatusCode.UNAVAILABLE
        assert pair.health("regard.database") == NOT_SERVING
    proxy.delay = 0.0
    proxy.heal()
    pair.wait_until_the_database_is_there()
    assert pair.second.get_profile("u1").profile.revision == 1


def test_control_else_they_wait_until_they_give_up(
    pair: Pair, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Standstill, "begin", lambda _: None)
    STANDS_STILL.leave(postgres)
    try:
        wait_until(lambda: pair.health("regard.database") == NOT_SERVING)
        assert refusal(pair, GET, U1, timeout=2.0) is grpc.StatusCode.DEADLINE_EXCEEDED
    finally:
        STANDS_STILL.come_back(postgres)
