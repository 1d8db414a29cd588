"""Reading the change feed: by place, in ranges of partitions. Nothing here writes a ledger."""

import struct
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, insert, or_, select

from regard_server.domain.content import EntryKind
from regard_server.domain.feed import Change, Positions
from regard_server.domain.ledger import FEED_PARTITIONS, CustomerKey, FeedPlace
from regard_server.storage.backend import Backend
from regard_server.storage.instants import from_micros, to_micros
from regard_server.storage.tables import entries, feed_heads, feed_marks

_columns = entries.c
_HEADS = select(feed_heads.c.feed_partition, feed_heads.c.seq)
_HORIZON = select(feed_marks.c.positions).order_by(feed_marks.c.marked_at).limit(1)
_MARKED_AT = select(feed_marks.c.marked_at).order_by(feed_marks.c.marked_at)
_MARK = insert(feed_marks)
_UNMARK = delete(feed_marks).where(feed_marks.c.marked_at < bindparam("before"))
_PLACE = select(_columns.feed_partition, _columns.feed_seq).where(
    _columns.tenant == bindparam("tenant"),
    _columns.customer == bindparam("customer"),
    _columns.revision == bindparam("revision"),
    _columns.kind == bindparam("kind"),
)
_packed = struct.Struct(f">{FEED_PARTITIONS}q")


@lru_cache
def _between(ranges: int) -> Select[Any]:
    """Without the tenant, which would lead SQLite to all of the tenant's."""
    return select(
        _columns.tenant,
        _columns.customer,
        _columns.entry_id,
        _columns.kind,
        _columns.revision,
        _columns.created_at,
        _columns.target_id,
        _columns.feed_partition,
        _columns.feed_seq,
    ).where(
        or_(
            *(
                and_(
                    _columns.feed_partition == bindparam(f"partition_{number}"),
                    _columns.feed_seq > bindparam(f"after_{number}"),
                    _columns.feed_seq <= bindparam(f"until_{number}"),
                )
                for number in range(ranges)
            )
        )
    )


def read_heads(connection: Connection, backend: Backend) -> Positions:
    """In one statement, so that of any transaction either everything is below them or nothing."""
    heads = [0] * FEED_PARTITIONS
    for partition, seq in backend.ask(connection, _HEADS, {})():
        heads[partition] = seq
    return tuple(heads)


class FeedTables:
    def __init__(self, connection: Connection, backend: Backend) -> None:
        self._connection = connection
        self._backend = backend

    def heads(self) -> Positions:
        return read_heads(self._connection, self._backend)

    def horizon(self) -> Positions:
        """Up to which changes are no longer told."""
        packed = self._connection.execute(_HORIZON).scalar_one()
        return _packed.unpack(packed)

    def changes(self, tenant: str, since: Positions, until: Positions) -> list[Change]:
        """The tenant's changes after the one and up to the other, by place; without twins."""
        ranges = [
            (partition, after, last)
            for partition, (after, last) in enumerate(zip(since, until, strict=True))
            if after < last
        ]
        if not ranges:
            return []
        # In a few lengths only, so that each is prepared once. One that is there twice tells nothing twice.
        ranges += ranges[-1:] * ((1 << (len(ranges) - 1).bit_length()) - len(ranges))
        values: dict[str, int] = {}
        for number, (partition, after, last) in enumerate(ranges):
            values |= {f"partition_{number}": partition, f"after_{number}": after, f"until_{number}": last}
        rows = self._backend.ask(self._connection, _between(len(ranges)), values)()
        return sorted(_change(row) for row in rows if row[0] == tenant)

    def place(self, key: CustomerKey, *, revision: int, kind: EntryKind) -> FeedPlace | None:
        """Where this customer's entry of a merge or unmerge is."""
        row = self._connection.execute(
            _PLACE, {"tenant": key.tenant, "customer": key.customer, "revision": revision, "kind": int(kind)}
        ).first()
        return None if row is None else FeedPlace(row[0], row[1])

    def marks(self) -> list[datetime]:
        """When the heads were marked, the horizon first."""
        return [from_micros(marked_at) for (marked_at,) in self._connection.execute(_MARKED_AT)]

    def mark(self, now: datetime) -> None:
        """Keeps the heads as they are. When somebody else does so at the same instant, the whole transaction is run again."""
        self._connection.execute(_MARK, {"marked_at": to_micros(now), "positions": _packed.pack(*self.heads())})

    def forget_marks(self, before: datetime) -> None:
        """From now on the first mark that is left is the horizon."""
        self._connection.execute(_UNMARK, {"before": to_micros(before)})


def _change(row: Sequence[Any]) -> Change:
    tenant, customer, entry_id, kind, revision, created_at, target_id, partition, seq = row
    return Change(
        FeedPlace(partition, seq),
        CustomerKey(tenant, customer),
        entry_id,
        EntryKind(kind),
        revision,
        from_micros(created_at),
        target_id or "",
    )
