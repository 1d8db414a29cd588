"""Freshness tokens: a read may be held to what another answer saw."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import regard
from regard import Client, errors
from regard.v1 import BatchGetProfilesResult, BatchScreenOffersResult
from serving import Clock, serving

from .entries import CLUB, MIRA, said
from .wire import PROFILES, Wire


def reads_at(client: Client, token: str, customer: str = "u1") -> None:
    """Every read that there is, each held to the token."""
    at_least = regard.at_least_as_fresh(token)
    client.get_profile(customer, consistency=at_least)
    client.list_entries(customer, consistency=at_least)
    client.screen_offers(customer, [CLUB], purpose="loyalty", channel="app", consistency=at_least)
    client.list_offers(consistency=at_least)
    client.list_topics(consistency=at_least)
    client.search_topics("golf", consistency=at_least)
    results: list[BatchGetProfilesResult | BatchScreenOffersResult] = [
        *client.batch_get_profiles([customer], consistency=at_least).results,
        *client.batch_screen_offers([customer], [CLUB], purpose="loyalty", channel="app", consistency=at_least).results,
    ]
    for result in results:
        if result.HasField("status"):
            raise errors.from_status(result.status)


def test_every_answers_token_holds_every_read(client: Client) -> None:
    recorded = client.record_entries("u1", [said()])
    tokens = [
        recorded.freshness_token,
        client.get_profile("u1").freshness_token,
        client.get_profile("nobody").freshness_token,
        client.list_entries("u1").freshness_token,
        client.screen_offers("u1", [CLUB], purpose="loyalty", channel="app").freshness_token,
        client.retract_entry(recorded.entries[0].name, reason="Wrong.", recorder=MIRA).freshness_token,
        client.import_offers([CLUB]).freshness_token,
        client.import_topics([regard.v1.Topic(path="space", label="Space")]).freshness_token,
        client.get_offer("golf-club").freshness_token,
        client.list_offers().freshness_token,
        client.list_topics().freshness_token,
        client.search_topics("golf").freshness_token,
    ]

    for token in tokens:
        reads_at(client, token)
        reads_at(client, token, "somebody-else")


@pytest.mark.parametrize("consistency", [regard.fresh(), regard.minimize_latency()])
def test_other_consistencies_are_as_fresh(client: Client, consistency: regard.v1.Consistency) -> None:
    client.record_entries("u1", [said()])

    assert client.get_profile("u1", consistency=consistency).profile.revision == 1


@pytest.mark.parametrize("garbage", ["x", "🍷", "AAAA" * 20, "=", "\n"])
def test_a_token_that_is_none_is_refused(client: Client, garbage: str) -> None:
    client.record_entries("u1", [said()])

    with pytest.raises(errors.InvalidFreshnessToken):
        client.get_profile("u1", consistency=regard.at_least_as_fresh(garbage))


def test_a_page_token_is_no_freshness_token(client: Client) -> None:
    token = client.list_topics(page_size=1).next_page_token

    with pytest.raises(errors.InvalidFreshnessToken):
        client.list_topics(consistency=regard.at_least_as_fresh(token))


def test_a_token_of_another_deployment_is_refused(client: Client, foreign: Client) -> None:
    foreign.record_entries("u1", [said()])
    client.record_entries("u1", [said()])

    with pytest.raises(errors.InvalidFreshnessToken):
        reads_at(client, foreign.get_profile("u1").freshness_token)


def in_zone(client: Client, zone: str) -> regard.v1.Policy:
    policy = client.get_policy().policy
    policy.time_zone = zone
    return policy


def test_a_token_ahead_of_a_restored_database_is_unavailable_until_it_has_caught_up(
    tmp_path: Path, clock: Clock
) -> None:
    database, backup = tmp_path / "regard.db", tmp_path / "backup.db"
    url = f"sqlite:///{database}"
    with serving(url, clock) as address, Client(address) as client:
        client.record_entries("u1", [said()])
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(backup)) as copy:
            source.backup(copy)
        ahead = client.record_entries("u1", [said("culture")]).freshness_token
        offers_ahead = client.import_offers([CLUB]).freshness_token
        topics_ahead = client.import_topics([regard.v1.Topic(path="space", label="Space")]).freshness_token
        policy_ahead = client.update_policy(in_zone(client, "Europe/Riga"), recorder=MIRA).freshness_token
    for leftover in ("regard.db-wal", "regard.db-shm"):
        (tmp_path / leftover).unlink(missing_ok=True)
    shutil.copy(backup, database)

    with serving(url, clock) as address, Wire(address) as wire, Client(address) as client:
        for token in (ahead, offers_ahead, topics_ahead, policy_ahead):
            refusal = wire.refused(
                f"{PROFILES}/GetProfile",
                regard.v1.GetProfileRequest(customer="customers/u1", consistency=regard.at_least_as_fresh(token)),
            )
            assert (refusal.code.name, refusal.reason) == ("UNAVAILABLE", "FRESHNESS_NOT_REACHED")
            assert refusal.error.retry_after is not None
        batched = client.batch_get_profiles(["u1", "u2"], consistency=regard.at_least_as_fresh(ahead)).results
        assert [result.WhichOneof("outcome") for result in batched] == ["status", "response"]
        assert client.get_profile("u1").profile.revision == 1

        client.record_entries("u1", [said("culture")])
        reads_at(client, ahead)
        with pytest.raises(errors.FreshnessNotReached):
            client.get_offer("golf-club", consistency=regard.at_least_as_fresh(offers_ahead))
        with pytest.raises(errors.FreshnessNotReached):
            client.get_policy(consistency=regard.at_least_as_fresh(policy_ahead))
