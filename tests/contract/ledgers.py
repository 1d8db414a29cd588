"""What contract tests write: customers, entries and ledger rows, each with as little said as a test needs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine, select

from regard_server.domain.content import Content, EntryKind, OfferResponse, Outcome, Preference, Retraction, Stance
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.ledger import CustomerKey, LedgerRow, RequestKey
from regard_server.domain.snapshot import Snapshot, empty_snapshot
from regard_server.storage.database import Database
from regard_server.storage.tables import entries, feed_heads
from serving import NOON

ALL_KINDS = tuple(EntryKind)
U1 = CustomerKey("default", "u1")
U2 = CustomerKey("default", "u2")
DISLIKES_GOLF = Preference(topic="sports/golf", stance=Stance.DISLIKES)
DECLINED = OfferResponse(offer_id="golf-club", outcome=Outcome.DECLINED)

_numbers = count(1)


def request_key(request_id: str, *, tenant: str = "default", client: str = "local", method: str = "m") -> RequestKey:
    return RequestKey(tenant, client, method, request_id)


def entry(
    *,
    revision: int = 1,
    ordinal: int = 0,
    entry_id: str = "",
    content: Content = DISLIKES_GOLF,
    source_system: str = "",
    source_id: str = "",
    quote: str = "I can't stand golf.",
) -> Entry[Content]:
    return Entry(
        id=entry_id or f"e{next(_numbers)}",
        provenance=Provenance(
            basis=Basis.STATED,
            quote=quote,
            recorder="agents/mira.holt",
            source_system=source_system,
            source_id=source_id,
        ),
        content=content,
        effective_at=NOON,
        expire_at=None,
        revision=revision,
        ordinal=ordinal,
        created_at=NOON,
    )


def retraction(entry_id: str, *, revision: int) -> Entry[Content]:
    return entry(revision=revision, content=Retraction(entry_id=entry_id, reason="a mishearing"))


def snapshot(revision: int, customer: str = "u1") -> Snapshot:
    return replace(empty_snapshot(customer, NOON), revision=revision, updated_at=NOON + timedelta(minutes=revision))


def append(database: Database, *rows: LedgerRow) -> None:
    """As the first and only attempt: what is there already fails the test."""

    def work(tx: Any, attempt: int) -> None:
        assert attempt == 0
        tx.ledger.append(rows)

    database.write(work)


def append_entries(database: Database, key: CustomerKey, *added: Entry[Content]) -> None:
    append(database, *(LedgerRow(key, one) for one in added))


def ledger_of(database: Database, key: CustomerKey) -> list[Entry[Content]]:
    """Last recorded first."""
    return database.read(lambda tx: tx.ledger.page(key, kinds=ALL_KINDS, before=(1 << 62, 0), rows_max=10_000))


def ids(found: Sequence[Entry[Content]]) -> list[str]:
    return [one.id for one in found]


def feed(tables: Engine) -> dict[int, list[int]]:
    """The numbers in the feed, per partition that has any, in ascending order."""
    numbers: dict[int, list[int]] = {}
    with tables.connect() as connection:
        rows = connection.execute(
            select(entries.c.feed_partition, entries.c.feed_seq).order_by(entries.c.feed_partition, entries.c.feed_seq)
        )
        for partition, seq in rows:
            numbers.setdefault(partition, []).append(seq)
    return numbers


def feed_heads_taken(tables: Engine) -> dict[int, int]:
    """Per partition the last number given out, where one was."""
    with tables.connect() as connection:
        rows = connection.execute(select(feed_heads.c.feed_partition, feed_heads.c.seq))
        return {partition: seq for partition, seq in rows if seq}
