"""Checkpoints: snapshots as they once were, from which the past is read without all that came before it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Checkpoint, Snapshot
from regard_server.storage.backend import Backend
from regard_server.storage.codec import SNAPSHOT_FORMAT, decode_snapshot, encode_snapshot
from regard_server.storage.instants import from_micros, to_micros
from regard_server.storage.sealed import seal, unseal
from regard_server.storage.tables import checkpoints

_columns = checkpoints.c
_ADD = insert(checkpoints)
_OF_CUSTOMER = (_columns.tenant == bindparam("tenant"), _columns.customer == bindparam("customer"))
_later = checkpoints.alias("later")
_NEXT_REVISION = (
    select(_later.c.revision)
    .where(
        _later.c.tenant == bindparam("tenant"),
        _later.c.customer == bindparam("customer"),
        _later.c.created_at > bindparam("known_at"),
    )
    .order_by(_later.c.created_at, _later.c.revision)
    .limit(1)
)
_FIRST_REVISION = (
    select(_columns.revision)
    .where(_columns.tenant == bindparam("tenant"), _columns.customer == bindparam("customer"))
    .order_by(_columns.created_at, _columns.revision)
    .limit(1)
)
_LAST = (
    select(
        _columns.root,
        _columns.revision,
        _columns.created_at,
        _columns.snapshot_format,
        _columns.snapshot_key_id,
        _columns.snapshot,
        _NEXT_REVISION.scalar_subquery(),
    )
    .where(
        _columns.tenant == bindparam("tenant"),
        _columns.customer == bindparam("customer"),
        _columns.created_at <= bindparam("known_at"),
    )
    .order_by(_columns.created_at.desc(), _columns.revision.desc())
    .limit(1)
)


class CheckpointTable:
    def __init__(self, connection: Connection, backend: Backend) -> None:
        self._connection = connection
        self._backend = backend

    def add(self, key: CustomerKey, snapshot: Snapshot, *, root: str | None = None) -> None:
        """What this customer's profile is from the snapshot's `updated_at` on; with `root`, that it is that one's."""
        sealed = seal(encode_snapshot(snapshot))
        row = {
            "tenant": key.tenant,
            "customer": key.customer,
            "revision": snapshot.revision,
            "created_at": to_micros(snapshot.updated_at),
            "root": root,
            "snapshot_format": SNAPSHOT_FORMAT,
            "snapshot_key_id": sealed.key_id,
            "snapshot": sealed.data,
        }
        self._backend.insert_many(self._connection, _ADD, [row])

    def last(self, key: CustomerKey, known_at: datetime) -> Checkpoint | None:
        """The last one at that instant."""
        values = {"tenant": key.tenant, "customer": key.customer, "known_at": to_micros(known_at)}
        rows = self._backend.ask(self._connection, _LAST, values)()
        if not rows:
            return None
        root, revision, created_at, snapshot_format, key_id, data, next_revision = rows[0]

        def snapshot() -> Snapshot | None:
            return decode_snapshot(unseal(key_id, data)) if snapshot_format == SNAPSHOT_FORMAT else None

        return Checkpoint(root, revision, from_micros(created_at), next_revision, snapshot)

    def first_revision(self, key: CustomerKey) -> int | None:
        """Of the first one of all."""
        values = {"tenant": key.tenant, "customer": key.customer}
        rows = self._backend.ask(self._connection, _FIRST_REVISION, values)()
        return rows[0][0] if rows else None
