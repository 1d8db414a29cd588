"""`make bench ARGS='--backend postgresql --parts "a million"'`: calls with a million customers stored, and with 10,000.

They have the profile of one, and PostgreSQL makes them itself: through the API that takes many minutes.
"""

import random
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import load
import psycopg
import workload
from google.protobuf.message import Message
from processes import Measured, regard_server_on_postgresql

import regard
from regard.v1 import GetProfileRequest, RecordEntriesRequest

SMALL, LARGE = 10_000, 1_000_000
ASKED = 2_000
"""How many customers are read again and again, as a shop's callers do."""
WRITES_PER_SECOND_MAX = 2_000
PARTITIONS = 64


def a_million(bench: Any) -> None:
    """Three calls about customers drawn evenly from all that are stored: of two servers in turn, the one with few of them."""
    if bench.backend != "postgresql":
        return
    with regard_server_on_postgresql() as small, regard.Client(small.target) as client:
        for server, its_client, count in ((small, client, SMALL), (bench.server, bench.client, LARGE)):
            its_client.record_entries(stored_name(0), list(workload.light_customer(0).entries[:1]))
            store_alike(server.environment["REGARD_DATABASE_URL"], count)
        asked: dict[str, tuple[str, Callable[[int], Message]]] = {
            "GetProfile": ("ProfileService", lambda number: GetProfileRequest(customer=_name(number))),
            "ScreenOffers": (
                "ScreeningService",
                lambda number: workload.screening_of(stored_name(number), inline=True),
            ),
            "RecordEntries": ("ProfileService", _one_more),
        }
        for method, (service, body) in asked.items():
            path = f"/regard.v1.{service}/{method}"
            pairs = [
                (_ask_evenly(bench, small, SMALL, path, body), _ask_evenly(bench, bench.server, LARGE, path, body))
                for _ in range(bench.rounds)
            ]
            bench._add(f"{method}, {LARGE:,} stored", f"{SMALL:,} stored", pairs, 0.83)


def _ask_evenly(bench: Any, server: Measured, stored: int, path: str, body: Callable[[int], Message]) -> Any:
    """Of reads always the same customers, of writes one after the other."""
    if body is _one_more:
        numbers = random.sample(range(stored), min(stored, int(WRITES_PER_SECOND_MAX * bench.seconds)))
    else:
        numbers = [*range(0, stored, stored // ASKED)]
    bodies = [body(number).SerializeToString() for number in numbers]
    return bench._measure(server, lambda: load.different(server.target, path, bodies, bench.seconds))


def _one_more(number: int) -> RecordEntriesRequest:
    request = workload.light_customer(number)
    del request.entries[1:]
    request.customer = _name(number)
    request.request_id = str(uuid4())
    return request


def _name(number: int) -> str:
    return f"customers/{stored_name(number)}"


def stored_name(number: int) -> str:
    """All of the same length, so that one stands where the other stood."""
    return f"stored-{number:07}"


def store_alike(url: str, count: int) -> None:
    """Customers 1 to `count` - 1 as customer 0 is, who has one entry. Their places in the feed follow the last; they are
    evenly in all partitions, and not in those of their names."""
    first = stored_name(0)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        [snapshot] = connection.execute("SELECT snapshot FROM customers WHERE customer = %s", (first,)).fetchone() or []
        assert snapshot.count(first.encode()) == 1
        at = snapshot.index(first.encode()) + 1
        values = {"first": first, "last": count - 1, "at": at, "length": len(first), "partitions": PARTITIONS}
        connection.execute(_CUSTOMERS, values)
        connection.execute(_ENTRIES, values)
        connection.execute(_HEADS, values)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


_NAME = "'stored-' || lpad(n::text, 7, '0')"
_CUSTOMERS = f"""
INSERT INTO customers (tenant, customer, revision, created_at, snapshot_format, snapshot_key_id, snapshot)
SELECT tenant, {_NAME}, revision, created_at, snapshot_format, snapshot_key_id,
  overlay(snapshot PLACING convert_to({_NAME}, 'UTF8') FROM %(at)s FOR %(length)s)
FROM customers, generate_series(1, %(last)s) n WHERE customer = %(first)s
"""
_ENTRIES = f"""
INSERT INTO entries (tenant, customer, revision, ordinal, entry_id, kind, effective_at, expire_at, created_at,
  content_key_id, content, feed_partition, feed_seq)
SELECT tenant, {_NAME}, revision, ordinal, entry_id, kind, effective_at, expire_at, created_at, content_key_id, content,
  n %% %(partitions)s, 1000 + n / %(partitions)s
FROM entries, generate_series(1, %(last)s) n WHERE customer = %(first)s
"""
_HEADS = "UPDATE feed_heads SET seq = 1000 + 1 + %(last)s / %(partitions)s"
