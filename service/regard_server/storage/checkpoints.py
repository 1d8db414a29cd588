"""Checkpoints: snapshots as they once were, from which the past is read without all that came before it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Snapshot
from regard_server.storage.codec import SNAPSHOT_FORMAT, decode_snapshot, encode_snapshot
from regard_server.storage.instants import to_micros
from regard_server.storage.sealed import seal, unseal
from regard_server.storage.tables import checkpoints

_columns = checkpoints.c
_ADD = insert(checkpoints)
_LAST = (
    select(_columns.root, _columns.snapshot_format, _columns.snapshot_key_id, _columns.snapshot)
    .where(
        _columns.tenant == bindparam("tenant"),
        _columns.customer == bindparam("customer"),
        _columns.created_at <= bindparam("known_at"),
    )
    .order_by(_columns.revision.desc())
    .limit(1)
)


class CheckpointTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, key: CustomerKey, snapshot: Snapshot, *, root: str | None = None) -> None:
        """What this customer's profile is from the snapshot's `updated_at` on; with `root`, that it is that one's."""
        sealed = seal(encode_snapshot(snapshot))
        self._connection.execute(
            _ADD,
            {
                "tenant": key.tenant,
                "customer": key.customer,
                "revision": snapshot.revision,
                "created_at": to_micros(snapshot.updated_at),
                "root": root,
                "snapshot_format": SNAPSHOT_FORMAT,
                "snapshot_key_id": sealed.key_id,
                "snapshot": sealed.data,
            },
        )

    def last(self, key: CustomerKey, known_at: datetime) -> tuple[str | None, Snapshot | None] | None:
        """The last one at that instant: the customer that this one was merged into, and the snapshot, which is None where
        an older release wrote it. None where there is no checkpoint."""
        row = self._connection.execute(
            _LAST, {"tenant": key.tenant, "customer": key.customer, "known_at": to_micros(known_at)}
        ).first()
        if row is None:
            return None
        root, snapshot_format, key_id, data = row
        return root, decode_snapshot(unseal(key_id, data)) if snapshot_format == SNAPSHOT_FORMAT else None
