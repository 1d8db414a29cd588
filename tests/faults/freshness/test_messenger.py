"""Two servers on one PostgreSQL with a messenger: what one has acknowledged the next read of the other sees, from memory."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from grpc_health.v1 import health_pb2
from messengers import QUICK

import regard
from databases import Postgres
from regard import Client, errors, v1
from regard_server.bootstrap import open_worker
from regard_server.domain.freshness.announcement import Announcement
from regard_server.domain.freshness.floors import Floors
from regard_server.domain.freshness.vantage import Vantage
from regard_server.messenger.publisher import Publisher
from regard_server.rpc import vigil
from regard_server.rpc.profile_memory import ProfileMemory
from regard_server.rpc.vigil import Vigil
from regard_server.settings import BadSetting
from regard_server.storage.database import Database
from serving import Clock, serving

from .pair import MIRA, Pair, dislikes, pair_on


@pytest.fixture(scope="module")
def shared(postgres: Postgres) -> Iterator[Pair]:
    with pair_on(postgres, "valkey") as running:
        yield running


@pytest.fixture
def pair(shared: Pair) -> Pair:
    shared.wait_until_trusted()
    return shared


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reads ask the database for."""
    return noted(monkeypatch, Database, "read", "revisions")


@pytest.fixture
def fenced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often reads ask the messenger."""
    return noted(monkeypatch, Vigil, "fence")


def noted(monkeypatch: pytest.MonkeyPatch, of: type, *methods: str) -> list[str]:
    """Which of these methods are called from now on."""
    found: list[str] = []
    for name in methods:
        ask = getattr(of, name)

        def note(*args: Any, ask: Any = ask, name: str = name, **how: Any) -> Any:
            found.append(name)
            return ask(*args, **how)

        monkeypatch.setattr(of, name, note)
    return found


def test_what_one_acknowledged_the_other_sees_and_else_memory_answers(pair: Pair, asked: list[str]) -> None:
    for number in range(1, 9):
        writer, reader = (pair.first, pair.second) if number % 2 else (pair.second, pair.first)
        writer.record_entries("u1", [dislikes(f"My word {number}.")])
        assert reader.get_profile("u1").profile.revision == number
        assert writer.get_profile("u1").profile.revision == number
    asked.clear()
    for _ in range(3):
        assert pair.first.get_profile("u1").profile.revision == 8
        assert pair.second.get_profile("u1").profile.revision == 8
    assert asked == []


def test_the_oldest_redis_will_do_too(postgres: Postgres) -> None:
    with pair_on(postgres, "redis") as pair:
        pair.wait_until_trusted()
        for number in range(1, 5):
            pair.first.record_entries("u1", [dislikes(f"My word {number}.")])
            assert pair.second.get_profile("u1").profile.revision == number


def test_a_merge_by_one_is_seen_by_the_other_and_so_is_its_undoing(pair: Pair) -> None:
    first, second = pair.first, pair.second
    for name in ("m1", "m2", "m3"):
        first.record_entries(name, [dislikes("My word.")])
    for _ in range(2):
        assert [second.get_profile(name).profile.name[-2:] for name in ("m1", "m2", "m3")] == ["m1", "m2", "m3"]
        first.merge_customers(surviving_customer="m2", merged_customer="m3", reason="One.", recorder=MIRA)
        assert second.get_profile("m3").profile.name == "customers/m2"
        second.merge_customers(surviving_customer="m1", merged_customer="m2", reason="One.", recorder=MIRA)
        for client in (first, second):
            assert {client.get_profile(name).profile.name for name in ("m1", "m2", "m3")} == {"customers/m1"}
        written = first.record_entries("m3", [dislikes("My other word.")])
        assert (
            second.get_profile("m1").profile.revision == second.get_profile("m2").profile.revision == written.revision
        )
        first.unmerge_customers("m2", reason="Two.", recorder=MIRA)
        assert second.get_profile("m3").profile.name == "customers/m2"
        assert second.get_profile("m1").profile.name == "customers/m1"
        second.unmerge_customers("m3", reason="Three.", recorder=MIRA)
        assert first.get_profile("m3").profile.name == "customers/m3"


def test_offers_topics_and_policy_of_one_hold_for_the_other(pair: Pair, asked: list[str]) -> None:
    first, second = pair.first, pair.second
    second.list_topics()
    first.import_topics([v1.Topic(path="sports/golf/mini", label="Mini golf")])
    second.record_entries(
        "t1", [regard.preference(topic="sports/golf/mini", stance="never", quote="No.", recorder=MIRA)]
    )
    second.import_offers([regard.offer("club", topics=["sports/golf/mini"])])
    assert first.get_offer("club").offer.topics == ["sports/golf/mini"]
    first.import_offers([regard.offer("club", topics=["culture"])])
    assert second.get_offer("club").offer.topics == ["culture"]
    for zone in ("Europe/Lisbon", "Europe/Riga"):
        policy = v1.Policy()
        policy.CopyFrom(first.get_policy().policy)
        policy.time_zone = zone
        second.update_policy(policy, recorder=MIRA)
        assert first.get_policy().policy.time_zone == zone
    asked.clear()
    assert first.get_policy().policy.time_zone == "Europe/Riga"
    assert asked == []


def test_a_repetition_is_announced_too(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote it may have died between the commit and its second announcement."""
    request = "018f0000-0000-7000-8000-000000000001"
    pair.second.get_profile("r1")
    pair.first.record_entries("r1", [dislikes("My word.")], request_id=request)
    assert pair.second.get_profile("r1").profile.revision == 1
    told: list[Announcement] = []
    announce = Publisher.announce

    def noted(publisher: Publisher, announced: Announcement, *, server: str) -> None:
        told.append(announced)
        announce(publisher, announced, server=server)

    monkeypatch.setattr(Publisher, "announce", noted)
    assert pair.first.record_entries("r1", [dislikes("My word.")], request_id=request).replayed
    assert (told[-1].committed, ("default", "r1") in told[-1].revisions) == (True, True)


READS: dict[str, Callable[[Client, v1.Consistency], int]] = {
    "GetProfile": lambda client, how: client.get_profile("c1", consistency=how).profile.revision,
    "GetBrief": lambda client, how: (
        client.get_brief("c1", purpose="service", channel="phone", consistency=how).revision
    ),
    "SearchEntries": lambda client, how: len(client.search_entries("c1", "word", consistency=how).matches),
    "ScreenOffers": lambda client, how: (
        client.screen_offers(
            "c1", [regard.offer("o", topics=["sports/golf"])], purpose="loyalty", channel="app", consistency=how
        ).revision
    ),
}
"""What each tells of the one write."""


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_what_minimizes_latency_asks_nobody_and_a_token_is_kept_to(
    pair: Pair,
    asked: list[str],
    fenced: list[str],
    read: Callable[[Client, v1.Consistency], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vigil, "STALENESS_SECONDS_MAX", 60)  # as if nothing here took longer than a second
    request = "018f0000-0000-7000-8000-0000000000c1"
    written = pair.first.record_entries("c1", [dislikes("My word.")], request_id=request)
    assert read(pair.second, regard.at_least_as_fresh(written.freshness_token)) == 1
    asked.clear()
    fenced.clear()

    assert read(pair.second, regard.minimize_latency()) == 1
    assert (asked, fenced) == ([], [])
    assert read(pair.second, regard.fresh()) == 1
    assert (asked, fenced) == ([], ["fence"])


def test_without_the_messenger_reads_are_as_fresh_and_all_comes_back_by_itself(pair: Pair) -> None:
    serving_status, not_serving = (health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING)
    assert pair.health("regard.messenger") == pair.health("regard.database") == serving_status
    pair.first.record_entries("b1", [dislikes("My word.")])
    pair.messenger.kill()
    for number in range(2, 5):
        written = pair.first.record_entries("b1", [dislikes(f"My word {number}.")])
        assert pair.second.get_profile("b1").profile.revision == written.revision == number
    assert pair.mode() == "bypass"
    assert pair.health("regard.messenger") == not_serving
    assert pair.health("") == pair.health("regard.database") == serving_status
    pair.messenger.start()
    pair.wait_until_trusted()
    assert pair.health("regard.messenger") == serving_status
    pair.second.record_entries("b1", [dislikes("My word 5.")])
    assert pair.first.get_profile("b1").profile.revision == 5


def test_a_server_without_a_messenger_has_the_others_ask_the_database(pair: Pair) -> None:
    assert pair.second.get_profile("o1").profile.revision == 0
    with serving(pair.url, Clock(), timing=QUICK) as other, Client(other) as third:
        written = third.record_entries("o1", [dislikes("My word.")])
        assert pair.second.get_profile("o1").profile.revision == written.revision == 1
        assert pair.mode() == "bypass"
        assert third.get_profile("o1").profile.revision == 1


@pytest.mark.parametrize("broken", ["nothing is announced", "what is announced is not heard"])
def test_control_without_announcements_the_past_is_shown(
    pair: Pair, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = f"x{len(broken)}"
    if broken == "nothing is announced":
        monkeypatch.setattr(Publisher, "announce", lambda *_, **__: None)
    else:
        monkeypatch.setattr(ProfileMemory, "hear", lambda *_, **__: None)
        monkeypatch.setattr(Floors, "set", lambda *_, **__: None)
    assert pair.second.get_profile(customer).profile.revision == 0
    assert pair.first.record_entries(customer, [dislikes("My word.")]).revision == 1
    assert pair.second.get_profile(customer).profile.revision == 0


def test_control_who_loses_the_messenger_and_keeps_memory_shows_the_past(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Vantage, "may_use_memory", lambda *_: True)
    monkeypatch.setattr("regard_server.rpc.vigil.Vigil.fence", _always)
    assert pair.second.get_profile("k1").profile.revision == 0
    pair.messenger.kill()
    try:
        pair.first.record_entries("k1", [dislikes("My word.")])
        monkeypatch.setattr(ProfileMemory, "forget_all", lambda _: None)
        pair.second.get_profile("k2")
        pair.first.record_entries("k2", [dislikes("My word.")])
        assert pair.second.get_profile("k2").profile.revision == 0
    finally:
        pair.messenger.start()


async def _always(_: object) -> bool:
    return True


@pytest.mark.parametrize(
    ("database_url", "messenger_url", "said"),
    [
        ("sqlite:///{}/regard.db", "redis://127.0.0.1:6379", "needs no messenger"),
        ("postgresql+psycopg://127.0.0.1:1/x", "http://127.0.0.1", "redis://HOST:PORT"),
        ("postgresql+psycopg://127.0.0.1:1/x", "redis://127.0.0.1/3", "redis://HOST:PORT"),
    ],
)
def test_a_messenger_that_cant_be_used_is_refused(
    tmp_path: Any, database_url: str, messenger_url: str, said: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        open_worker(database_url.format(tmp_path), entries_in_memory_max=10, clock=Clock(), messenger_url=messenger_url)
    assert said in str(refused.value)


def test_a_token_of_a_policy_that_one_set_is_reached_by_the_other_and_a_damaged_one_is_refused(pair: Pair) -> None:
    policy = v1.Policy()
    policy.CopyFrom(pair.first.get_policy().policy)
    policy.time_zone = "Europe/Oslo"
    token = pair.first.update_policy(policy, recorder=MIRA).freshness_token
    assert pair.second.get_policy(consistency=regard.at_least_as_fresh(token)).policy.time_zone == "Europe/Oslo"
    with pytest.raises(errors.InvalidFreshnessToken):
        pair.second.get_policy(consistency=regard.at_least_as_fresh(token[:-1]))
