"""Two servers on one PostgreSQL, each with a memory of its own: what one has acknowledged, the next read of the other sees."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from contract.ledgers import feed, feed_heads_taken
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import regard
from databases import Postgres
from regard import Client, errors, v1
from regard_server.bootstrap import open_worker
from regard_server.domain.resources import Revisions
from regard_server.rpc import worker as worker_module
from regard_server.rpc.fence import MemoryIsTheTruth
from regard_server.storage.database import Database
from serving import Clock, serving

from .test_retry_storm import dislikes

MIRA = "agents/mira.holt"
REPEATED = "0199abcd-ef00-7000-8000-00000000abcd"
WRITERS, WRITES_EACH = 8, 10


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as name:
        yield name


@pytest.fixture
def pair(url: str) -> Iterator[tuple[Client, Client]]:
    with (
        serving(url, Clock()) as one,
        serving(url, Clock()) as other,
        Client(one) as first,
        Client(other) as second,
    ):
        yield first, second


def reasons(client: Client, offer_id: str, customer: str = "u1") -> list[str]:
    [decision] = client.screen_offers(customer, offer_ids=[offer_id], purpose="loyalty", channel="app").decisions
    return [v1.SuppressionReason.Name(one.reason).removeprefix("SUPPRESSION_REASON_") for one in decision.suppressions]


def test_what_one_acknowledged_the_other_sees(pair: tuple[Client, Client]) -> None:
    first, second = pair
    assert second.get_profile("u1").profile.revision == 0
    for number in range(1, 6):
        writer, reader = (first, second) if number % 2 else (second, first)
        writer.record_entries("u1", [dislikes(f"My word {number}.")])
        assert reader.get_profile("u1").profile.revision == number
        assert len(list(reader.iterate_entries("u1"))) == number
        [found] = [one for one in reader.search_entries("u1", f"word {number}").matches if one.score][:1]
        assert found.entry.provenance.quote == f"My word {number}."


def test_a_merge_by_one_is_seen_by_the_other_and_so_is_its_undoing(pair: tuple[Client, Client]) -> None:
    first, second = pair
    for name in ("u1", "u2"):
        first.record_entries(name, [dislikes("My word.")])
        assert second.get_profile(name).profile.revision == 1
    first.merge_customers(surviving_customer="u1", merged_customer="u2", reason="One.", recorder=MIRA)
    assert second.get_profile("u2").profile.name == "customers/u1"
    second.unmerge_customers("u2", reason="Two.", recorder=MIRA)
    assert first.get_profile("u2").profile.name == "customers/u2"
    assert first.get_profile("u1").profile.revision == second.get_profile("u1").profile.revision


def test_offers_topics_and_policy_of_one_hold_for_the_other(pair: tuple[Client, Client]) -> None:
    first, second = pair
    first.import_topics([v1.Topic(path="sports/golf/mini", label="Mini golf")])
    second.record_entries(
        "u1", [regard.preference(topic="sports/golf/mini", stance="never", quote="No.", recorder=MIRA)]
    )
    second.import_offers([regard.offer("club", topics=["sports/golf/mini"])])
    assert reasons(first, "club") == ["DISLIKED"]
    second.import_offers([regard.offer("club", topics=["culture"])])
    assert reasons(first, "club") == []
    before = first.get_policy().policy
    policy = v1.Policy()
    policy.CopyFrom(before)
    policy.time_zone = "Europe/Lisbon"
    set_first = second.update_policy(policy, recorder=MIRA, request_id=REPEATED).policy
    assert first.get_policy().policy.time_zone == "Europe/Lisbon"
    first.update_policy(before, recorder=MIRA, etag=set_first.etag)
    # Whoever is asked again tells what the first answer was; what is in force is what was set since.
    assert [client.update_policy(policy, recorder=MIRA, request_id=REPEATED).policy for client in pair] == [
        set_first
    ] * 2
    assert [client.get_policy().policy.version for client in pair] == [set_first.version + 1] * 2


def test_control_without_the_fence_the_past_is_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "AskTheDatabase", lambda _: MemoryIsTheTruth())
    with (
        serving(url, Clock()) as one,
        serving(url, Clock()) as other,
        Client(one) as first,
        Client(other) as second,
    ):
        assert second.get_profile("u1").profile.revision == 0
        first.record_entries("u1", [dislikes("My word.")])
        first.import_offers([regard.offer("club")])

        assert second.get_profile("u1").profile.revision == 0
        with pytest.raises(errors.OfferNotFound):
            second.get_offer("club")


def test_control_a_fence_that_asks_for_profiles_alone_shows_the_catalogue_of_before(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Database.revisions

    def of_profiles(database: Database, tenant: str, keys: object, **how: object) -> Revisions:
        found: Revisions = ask(database, tenant, keys, **how)  # type: ignore[arg-type]
        return found._replace(resources=type(found.resources)(0, 0, 0))

    monkeypatch.setattr(Database, "revisions", of_profiles)
    with (
        serving(url, Clock()) as one,
        serving(url, Clock()) as other,
        Client(one) as first,
        Client(other) as second,
    ):
        assert list(second.iterate_offers()) == []
        first.import_offers([regard.offer("club")])
        assert list(second.iterate_offers()) == []


def test_writers_at_both_lose_nothing_and_skip_no_revision(pair: tuple[Client, Client], url: str) -> None:
    def write(writer: int) -> list[int]:
        client = pair[writer % 2]
        return [
            client.record_entries(f"u{number % 2}", [dislikes(f"{writer} said {number}.")]).revision
            for number in range(WRITES_EACH)
        ]

    with ThreadPoolExecutor(WRITERS) as pool:
        revisions = [revision for written in pool.map(write, range(WRITERS)) for revision in written]

    each = WRITERS * WRITES_EACH // 2
    assert sorted(revisions) == sorted([*range(1, each + 1)] * 2)
    for client in pair:
        assert [client.get_profile(f"u{number}").profile.revision for number in (0, 1)] == [each, each]
    engine = create_engine(url, poolclass=NullPool)
    assert feed_heads_taken(engine) == {partition: len(numbers) for partition, numbers in feed(engine).items()}


def test_all_who_start_at_once_sign_with_one_key(postgres: Postgres) -> None:
    with postgres.database(prepared=False) as url:

        def start(_: int) -> str:
            worker = open_worker(url, entries_in_memory_max=10)
            worker._database.close()
            return worker.tokens.store_id

        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(start, range(4)))) == 1
