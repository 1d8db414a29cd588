"""The catalogue: each import is a version, all are kept, the newest of each path or id counts."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from regard_server.domain.errors import DatabaseUnavailable
from regard_server.domain.offer import Offer
from regard_server.domain.taxonomy import Topic
from regard_server.storage.database import Database, Transaction
from regard_server.storage.tables import offers, topics
from serving import NOON

TENANT = "default"
GOLF = Topic(path="sports/golf", label="Golf", synonyms=("links", "гольф", "⛳"))
WINE = Topic(path="wine", label="Wine")


def add_topics(database: Database, version: int, *changed: Topic, tenant: str = TENANT) -> None:
    database.write(lambda tx, _: tx.catalog.add_topics(tenant, changed, version=version, now=NOON))


def add_offers(database: Database, version: int, *changed: Offer) -> None:
    database.write(lambda tx, _: tx.catalog.add_offers(TENANT, changed, version=version, now=NOON))


def version_of(database: Database, resource: str, tenant: str = TENANT) -> int:
    return database.read(lambda tx: tx.catalog.version(tenant, resource))


def test_before_the_first_import_there_is_nothing_at_version_0(database: Database) -> None:
    assert version_of(database, "topics") == version_of(database, "offers") == 0
    assert database.read(lambda tx: tx.catalog.topics(TENANT)) == {}
    assert database.read(lambda tx: tx.catalog.offers(TENANT)) == {}


def test_the_newest_version_of_a_topic_counts_and_the_older_is_kept(database: Database, tables: Engine) -> None:
    renamed = Topic(path="sports/golf", label="Golf and links", moved_to="wine")
    add_topics(database, 1, GOLF, WINE)
    add_topics(database, 2, renamed)

    assert database.read(lambda tx: tx.catalog.topics(TENANT)) == {"sports/golf": renamed, "wine": WINE}
    assert version_of(database, "topics") == 2
    with tables.connect() as connection:
        assert connection.execute(select(func.count()).select_from(topics)).scalar() == 3


def test_the_newest_version_of_an_offer_counts_and_the_older_is_kept(database: Database, tables: Engine) -> None:
    first = Offer(id="club", offer_type="membership", topics=("sports/golf",), title="A year at the club ⛳")
    second = Offer(
        id="club",
        topics=("wine", "sports/golf"),
        valid_from=NOON,
        valid_until=NOON + timedelta(days=1),
        repeatable=True,
        description="x" * 4000,
    )
    other = Offer(id="museum")
    add_offers(database, 1, first, other)
    add_offers(database, 2, second)

    assert database.read(lambda tx: tx.catalog.offers(TENANT)) == {"club": second, "museum": other}
    assert version_of(database, "offers") == 2
    with tables.connect() as connection:
        assert connection.execute(select(func.count()).select_from(offers)).scalar() == 3


def test_topics_and_offers_have_versions_of_their_own_and_so_have_tenants(database: Database) -> None:
    add_topics(database, 1, GOLF)
    add_topics(database, 2, WINE)
    add_topics(database, 1, WINE, tenant="other")

    assert version_of(database, "topics") == 2
    assert version_of(database, "offers") == 0
    assert version_of(database, "topics", "other") == 1
    assert database.read(lambda tx: tx.catalog.topics("other")) == {"wine": WINE}


@pytest.mark.parametrize("present", [1, 2])
def test_a_version_that_somebody_else_took_runs_the_whole_transaction_again(database: Database, present: int) -> None:
    for version in range(1, present + 1):
        add_topics(database, version, GOLF)
    attempts = []

    def work(tx: Transaction, attempt: int) -> None:
        attempts.append(attempt)
        following = present if attempt == 0 else tx.catalog.version(TENANT, "topics") + 1
        tx.catalog.add_topics(TENANT, [WINE], version=following, now=NOON)

    database.write(work)

    assert attempts == [0, 1]
    assert version_of(database, "topics") == present + 1


def test_a_version_that_leaves_one_out_is_refused(database: Database) -> None:
    add_offers(database, 1, Offer(id="club"))

    with pytest.raises(DatabaseUnavailable):
        add_offers(database, 3, Offer(id="museum"))
    assert version_of(database, "offers") == 1
    assert database.read(lambda tx: tx.catalog.offers(TENANT)).keys() == {"club"}
