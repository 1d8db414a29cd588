"""Customers: the revision and the snapshot of each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Snapshot
from regard_server.storage.codec import SNAPSHOT_FORMAT, decode_snapshot, encode_snapshot
from regard_server.storage.instants import to_micros
from regard_server.storage.outcomes import Conflict
from regard_server.storage.sealed import seal, unseal
from regard_server.storage.tables import customers

_COLUMNS = (customers.c.customer, customers.c.snapshot_format, customers.c.snapshot_key_id, customers.c.snapshot)
_LOAD_ONE = select(*_COLUMNS).where(
    customers.c.tenant == bindparam("tenant"), customers.c.customer == bindparam("customer")
)
_LOAD_MANY = select(*_COLUMNS).where(
    customers.c.tenant == bindparam("tenant"), customers.c.customer.in_(bindparam("customers", expanding=True))
)
_ADD = insert(customers)
_ADVANCE = (
    update(customers)
    .where(
        customers.c.tenant == bindparam("of_tenant"),
        customers.c.customer == bindparam("of_customer"),
        customers.c.revision == bindparam("expected"),
    )
    .values(
        revision=bindparam("revision"),
        snapshot_format=bindparam("snapshot_format"),
        snapshot_key_id=bindparam("snapshot_key_id"),
        snapshot=bindparam("snapshot"),
    )
)
KEYS_PER_STATEMENT = 500


class CustomerTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def load(self, keys: Iterable[CustomerKey]) -> dict[CustomerKey, Snapshot]:
        """The snapshots of those that are known."""
        found: dict[CustomerKey, Snapshot] = {}
        by_tenant: dict[str, list[str]] = {}
        for key in keys:
            by_tenant.setdefault(key.tenant, []).append(key.customer)
        for tenant, names in by_tenant.items():
            for start in range(0, len(names), KEYS_PER_STATEMENT):
                for row in self._rows(tenant, names[start : start + KEYS_PER_STATEMENT]):
                    found[CustomerKey(tenant, row[0])] = _snapshot(row)
        return found

    def save(self, changes: Mapping[CustomerKey, tuple[int, Snapshot]]) -> None:
        """Stores snapshots where the revision is still the one given (0: not known yet). Raises Conflict where not."""
        added = []
        advanced = []
        for key, (expected, snapshot) in changes.items():
            sealed = seal(encode_snapshot(snapshot))
            row: dict[str, Any] = {
                "revision": snapshot.revision,
                "snapshot_format": SNAPSHOT_FORMAT,
                "snapshot_key_id": sealed.key_id,
                "snapshot": sealed.data,
            }
            if expected == 0:
                row |= {"tenant": key.tenant, "customer": key.customer, "created_at": to_micros(snapshot.created_at)}
                added.append(row)
            else:
                row |= {"of_tenant": key.tenant, "of_customer": key.customer, "expected": expected}
                advanced.append(row)
        if added:
            self._connection.execute(_ADD, added)
        if advanced and self._connection.execute(_ADVANCE, advanced).rowcount != len(advanced):
            raise Conflict

    def _rows(self, tenant: str, names: Sequence[str]) -> Iterable[Any]:
        if len(names) == 1:
            return self._connection.execute(_LOAD_ONE, {"tenant": tenant, "customer": names[0]})
        return self._connection.execute(_LOAD_MANY, {"tenant": tenant, "customers": names})


def _snapshot(row: Any) -> Snapshot:
    _, snapshot_format, key_id, data = row
    if snapshot_format != SNAPSHOT_FORMAT:
        raise ValueError(f"a snapshot of format {snapshot_format}, this release reads {SNAPSHOT_FORMAT}")
    return decode_snapshot(unseal(key_id, data))
