"""A write locks the customers that it changes in the order of their names, so that no two writes ever wait for each other.

A deadlock would be seen by nobody: the database ends one of the two after a second, and it is run again.
"""

import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest

from databases import Postgres
from regard import Client
from regard.v1 import RecordEntriesRequest
from regard_server.storage import customers
from serving import Clock, serving

from .test_retry_storm import MIRA, dislikes

Write = Callable[[Client], object]


def _record_b_before_a(client: Client) -> None:
    both = [RecordEntriesRequest(customer=f"customers/{name}", entries=[dislikes("Again.")]) for name in "ba"]
    results = client.batch_record_entries(both).results
    assert all(result.HasField("response") for result in results)


def _merge_a_into_b(client: Client) -> None:
    client.merge_customers(surviving_customer="b", merged_customer="a", reason="One.", recorder=MIRA)


def _merge_b_into_a(client: Client) -> None:
    client.merge_customers(surviving_customer="a", merged_customer="b", reason="One.", recorder=MIRA)


WRITES = pytest.mark.parametrize("write", [_record_b_before_a, _merge_a_into_b, _merge_b_into_a])


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as name:
        yield name


def has_a_while_it_waits_for_b(url: str, postgres: Postgres, write: Write) -> bool:
    plain = url.replace("+psycopg", "")
    with serving(url, Clock()) as target, Client(target) as client:
        for name in "ab":
            client.record_entries(name, [dislikes("Once.")])
        with psycopg.connect(plain) as holding, psycopg.connect(plain) as looking:
            holding.execute("UPDATE customers SET revision = revision WHERE customer = 'b'")
            writing = threading.Thread(target=write, args=(client,))
            writing.start()
            postgres.wait_until_somebody_waits_for_a_lock()
            free = looking.execute("SELECT 1 FROM customers WHERE customer = 'a' FOR UPDATE SKIP LOCKED").fetchall()
            looking.rollback()
            holding.rollback()
            writing.join(timeout=30)
        assert {client.get_profile(name, view="basic").profile.revision for name in "ab"} == {2}
    return not free


@WRITES
def test_a_write_that_waits_for_a_customer_has_those_before_it(url: str, postgres: Postgres, write: Write) -> None:
    assert has_a_while_it_waits_for_b(url, postgres, write)


@WRITES
def test_control_in_another_order_it_waits_without_them(
    url: str, postgres: Postgres, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "sorted", lambda names: sorted(names, reverse=True), raising=False)

    assert not has_a_while_it_waits_for_b(url, postgres, write)
