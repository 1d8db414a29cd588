"""The statements really sent keep to what PostgreSQL, CockroachDB, YugabyteDB, Citus and Spanner have in common, so that
growing past one database machine needs no other code. The optional full-text index is each backend's own."""

import re
from collections.abc import Iterable
from uuid import uuid4

import grpc
import pytest
from messengers import QUICK, running_messenger
from rpc.entries import promised, said
from rpc.hostile_messages import good_requests, methods
from rpc.outcomes import begin, outcomes

from databases import Postgres
from regard import Client
from serving import Clock, serving, wait_until

from .breaking_proxy import breaking_proxy
from .feed_history import compact

NOT_PORTABLE = {
    "savepoints": r"\b(SAVEPOINT|RELEASE)\b|\bROLLBACK TO\b",
    "sequences": r"\b(NEXTVAL|CURRVAL|LASTVAL|SETVAL)\b",
    "notifications": r"^\s*(NOTIFY|LISTEN)\b|\bPG_NOTIFY\b",
    "advisory locks": r"\bPG_(TRY_)?ADVISORY",
    "locks of tables": r"^\s*LOCK\b",
    "locks that are not waited for": r"\b(SKIP LOCKED|NOWAIT)\b",
    "transaction ids": r"\b(XMIN|XMAX|CTID|TXID_\w+|PG_CURRENT_XACT_ID\w*|PG_SNAPSHOT\w*)\b",
    "writes that choose": r"\bON CONFLICT\b|^\s*MERGE\b",
    "the database's clock or dice": r"\b(CURRENT_TIMESTAMP|NOW\(\)|CLOCK_TIMESTAMP|GEN_RANDOM_UUID|RANDOM\(\))",
    "arrays and documents": r"\b(UNNEST|ANY|ALL)\s*\(|\bJSONB?_",
    "server-side code": r"^\s*DO\b|^\s*CALL\b",
}
"""What not all of them have, or have alike."""
IN_THE_SCHEMA = {
    "sequences": "SELECT relname FROM pg_class WHERE relkind = 'S'",
    "partial indexes": "SELECT indexrelid::regclass FROM pg_index WHERE indpred IS NOT NULL",
    "indexes of expressions": "SELECT indexrelid::regclass FROM pg_index WHERE indexprs IS NOT NULL AND indrelid > 16384",
    "triggers": "SELECT tgname FROM pg_trigger",
    "functions": "SELECT proname FROM pg_proc WHERE oid > 16384",
    "defaults of the database": "SELECT adrelid::regclass FROM pg_attrdef",
    "names in another order than that of their bytes": (
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND character_maximum_length IS NOT NULL AND collation_name IS DISTINCT FROM 'C' AND table_name != 'alembic_version'"
    ),
}

BESIDE_CALLS = {
    "feed_marks": {"SELECT", "INSERT", "DELETE"},
    "open_commitment_parts": {"SELECT", "UPDATE"},
    "trust": {"SELECT", "INSERT", "UPDATE"},
}
"""Tables that no method writes to, and what is done to them."""


def strays(statements: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (what, statement)
        for statement in sorted(statements)
        for what, pattern in NOT_PORTABLE.items()
        if re.search(pattern, statement, re.IGNORECASE)
    ]


@pytest.fixture(scope="module")
def statements(postgres: Postgres) -> set[str]:
    """Of every method, twice: as something new, and as a repetition; and of what is done beside the calls: compacting the feed,
    bringing in what an older release recorded, and coming to trust a messenger."""
    with postgres.database() as direct, breaking_proxy(postgres.server.port) as proxy:
        url = direct.replace(f":{postgres.server.port}/", f":{proxy.port}/")
        for _ in range(2):  # the first mark, and the end of those before it
            compact(url)
        with serving(url, Clock()) as target, Client(target) as client:
            ask_all(target)
            client.record_entries("promised", [promised()])
        with postgres.server.connect(direct.rpartition("/")[2]) as connection:
            # As if an older release, which keeps no list, had recorded what is promised.
            connection.execute("DELETE FROM open_commitments")
        with running_messenger() as messenger, serving(url, Clock(), messenger_url=messenger.url, timing=QUICK):
            wait_until(
                lambda: all(done <= verbs(table, proxy.statements.copy()) for table, done in BESIDE_CALLS.items())
            )
    # How a connection begins is the driver's business.
    return {statement for statement in proxy.statements if "pg_catalog" not in statement}


def verbs(table: str, statements: Iterable[str]) -> set[str]:
    """What is done to a table."""
    return {statement.split()[0] for statement in statements if re.search(rf"\b{table}\b", statement)}


def ask_all(target: str) -> None:
    with Client(target) as client:
        for number in range(1, 7):
            client.record_entries(f"u{number}", [said(name=f"customers/u{number}/entries/e{number}")])
        client.record_entries("u3", [promised("customers/u3/entries/promise")])
    with grpc.insecure_channel(target) as channel:
        for method in sorted(methods(), key=lambda method: method.name.startswith("Un")):
            messages = [
                type(message).FromString(message.SerializeToString())
                for message in good_requests()[method.input_type.name]
            ]
            for message in messages:
                if "request_id" in message.DESCRIPTOR.fields_by_name:
                    message.request_id = str(uuid4())  # type: ignore[attr-defined]
            for _ in range(2):
                outcomes(method, begin(channel, method, [message.SerializeToString() for message in messages]))


def test_every_statement_is_of_the_subset(statements: set[str]) -> None:
    assert strays(statements) == []


def test_the_statements_are_those_of_all_tables(statements: set[str]) -> None:
    for table in (
        *("customers", "entries", "feed_heads", "checkpoints", "identities", "requests", "topics", "offers"),
        *("policies", "catalog_heads", "deployments", "feed_marks", "open_commitments", "open_commitment_parts"),
        "trust",
    ):
        assert verbs(table, statements), table
    assert {table: verbs(table, statements) for table in BESIDE_CALLS} == BESIDE_CALLS
    assert len(statements) >= 40


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        ("savepoints", "SAVEPOINT sa_savepoint_1"),
        ("sequences", "SELECT nextval('a')"),
        ("notifications", "NOTIFY changed"),
        ("advisory locks", "SELECT pg_advisory_xact_lock(1)"),
        ("locks of tables", "LOCK TABLE customers"),
        ("locks that are not waited for", "SELECT 1 FROM feed_heads FOR UPDATE SKIP LOCKED"),
        ("transaction ids", "SELECT xmin FROM customers"),
        ("writes that choose", "INSERT INTO customers VALUES (1) ON CONFLICT DO NOTHING"),
        ("the database's clock or dice", "UPDATE customers SET created_at = now()"),
        ("arrays and documents", "SELECT 1 FROM customers WHERE customer = ANY ($1)"),
        ("server-side code", "DO $$ BEGIN END $$"),
    ],
)
def test_control_a_statement_that_strays_is_found(what: str, statement: str) -> None:
    assert [found for found, _ in strays([statement])] == [what]


@pytest.mark.parametrize("what", IN_THE_SCHEMA)
def test_the_schema_is_of_the_subset(postgres: Postgres, what: str) -> None:
    with postgres.database() as url, postgres.server.connect(url.rpartition("/")[2]) as connection:
        assert connection.execute(IN_THE_SCHEMA[what]).fetchall() == []


def test_control_what_strays_in_a_schema_is_found(postgres: Postgres) -> None:
    with postgres.database() as url, postgres.server.connect(url.rpartition("/")[2]) as connection:
        connection.execute(
            "CREATE TABLE strays (id BIGSERIAL, name VARCHAR(9));"
            "CREATE INDEX partial ON strays (id) WHERE id > 1; CREATE INDEX folded ON strays (lower(name));"
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            "CREATE TRIGGER t BEFORE INSERT ON strays FOR EACH ROW EXECUTE FUNCTION f()"
        )
        found = {what: len(connection.execute(query).fetchall()) for what, query in IN_THE_SCHEMA.items()}
    assert found == dict.fromkeys(IN_THE_SCHEMA, 1)
