"""Customers: the revision and the snapshot of each, and who is merged into whom."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Connection, Select, bindparam, insert, or_, select, update

from regard_server.domain.family import is_shown
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Snapshot
from regard_server.storage.backend import Backend
from regard_server.storage.codec import SNAPSHOT_FORMAT, decode_snapshot, encode_snapshot
from regard_server.storage.instants import to_micros
from regard_server.storage.ledger import LedgerTables
from regard_server.storage.listed import as_values, named
from regard_server.storage.old_snapshots import compiled_anew
from regard_server.storage.outcomes import Conflict
from regard_server.storage.sealed import seal, unseal
from regard_server.storage.tables import customers

_COLUMNS = (
    customers.c.customer,
    customers.c.root,
    customers.c.revision,
    customers.c.snapshot_format,
    customers.c.snapshot_key_id,
    customers.c.snapshot,
)
_SHOWN = select(customers.c.root, customers.c.revision).where(
    customers.c.tenant == bindparam("tenant"), customers.c.customer == bindparam("customer")
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
_ONE = (customers.c.tenant == bindparam("of_tenant"), customers.c.customer == bindparam("of_customer"))
_SET_ROOT = update(customers).where(*_ONE).values(root=bindparam("new_root"))
_SET_MERGED_INTO = update(customers).where(*_ONE).values(merged_into=bindparam("into"))
_REPLACE = (
    update(customers)
    .where(*_ONE)
    .values(
        revision=bindparam("revision"),
        snapshot_format=bindparam("snapshot_format"),
        snapshot_key_id=bindparam("snapshot_key_id"),
        snapshot=bindparam("snapshot"),
        root=None,
        merged_into=None,
    )
)
_HOLD = (
    update(customers).where(*_ONE, customers.c.revision == bindparam("expected")).values(revision=customers.c.revision)
)
_PAGE = (
    select(customers.c.customer, customers.c.merged_into)
    .where(
        customers.c.tenant == bindparam("tenant"),
        customers.c.customer > bindparam("after"),
        or_(customers.c.root.is_(None), bindparam("show_merged", type_=Boolean)),
    )
    .order_by(customers.c.customer)
    .limit(bindparam("rows_max"))
)
KEYS_PER_STATEMENT = 500


class CustomerTable:
    def __init__(self, connection: Connection, backend: Backend) -> None:
        self._connection = connection
        self._backend = backend

    def shown(self, key: CustomerKey) -> tuple[str, int]:
        """Whose profile is shown for this customer, and its revision, which is 0 where nobody knows them."""
        rows = self._backend.ask(self._connection, _SHOWN, {"tenant": key.tenant, "customer": key.customer})()
        if not rows:
            return key.customer, 0
        root, revision = rows[0]
        return (key.customer, revision) if root is None else self.shown(CustomerKey(key.tenant, root))

    def hold(self, key: CustomerKey) -> bool:
        """From now on nobody else writes to the profile that is shown for this customer, until the transaction ends. False
        where nobody knows them. Raises Conflict where somebody just did."""
        root, revision = self.shown(key)
        if revision == 0:
            return False
        held = self._connection.execute(_HOLD, _of(CustomerKey(key.tenant, root)) | {"expected": revision})
        if held.rowcount != 1 or self.shown(key) != (root, revision):
            raise Conflict
        return True

    def load(self, keys: Iterable[CustomerKey]) -> dict[CustomerKey, Snapshot]:
        """The snapshots of those that are known; of a merged one, the surviving customer's."""
        found: dict[CustomerKey, Snapshot] = {}
        merged: dict[CustomerKey, CustomerKey] = {}
        by_tenant: dict[str, list[str]] = {}
        for key in keys:
            by_tenant.setdefault(key.tenant, []).append(key.customer)
        for tenant, names in by_tenant.items():
            for start in range(0, len(names), KEYS_PER_STATEMENT):
                for row in self._rows(tenant, names[start : start + KEYS_PER_STATEMENT]):
                    if row[1] is None:
                        found[CustomerKey(tenant, row[0])] = self._snapshot(tenant, row)
                    else:
                        merged[CustomerKey(tenant, row[0])] = CustomerKey(tenant, row[1])
        if merged:
            roots = self.load(dict.fromkeys(merged.values()))
            for key, root in merged.items():
                if not is_shown(key.customer, roots[root]):  # an unmerge was committed between the two statements
                    raise Conflict
                found[key] = roots[root]
        return found

    def save(self, changes: Mapping[CustomerKey, tuple[int, Snapshot]]) -> None:
        """Stores snapshots where the revision is still the one given (0: not known yet). Raises Conflict where not."""
        added = []
        advanced = []
        for key in sorted(changes):  # everybody locks customers in the same order
            expected, snapshot = changes[key]
            row = _values(snapshot)
            if expected == 0:
                row |= {"tenant": key.tenant, "customer": key.customer, "created_at": to_micros(snapshot.created_at)}
                row |= {"root": None, "merged_into": None}
                added.append(row)
            else:
                row |= {"of_tenant": key.tenant, "of_customer": key.customer, "expected": expected}
                advanced.append(row)
        if added:
            self._backend.insert_many(self._connection, _ADD, added)
        if advanced:
            self._backend.change_many(self._connection, _ADVANCE, advanced)

    def merge(self, member: CustomerKey, *, root: str, merged_into: str | None = None) -> None:
        """From now on this customer counts for `root`; `merged_into` where it was merged itself, and not one before it."""
        self._connection.execute(_SET_ROOT, _of(member) | {"new_root": root})
        if merged_into is not None:
            self._connection.execute(_SET_MERGED_INTO, _of(member) | {"into": merged_into})

    def separate(self, key: CustomerKey, snapshot: Snapshot) -> None:
        """From now on this customer stands by itself again, with this snapshot."""
        self._connection.execute(_REPLACE, _of(key) | _values(snapshot))

    def page(self, tenant: str, *, after: str, show_merged: bool, rows_max: int) -> list[tuple[str, str | None]]:
        """Customers after this one in the order of their names, each with the one that it is merged into."""
        rows = self._connection.execute(
            _PAGE, {"tenant": tenant, "after": after, "show_merged": show_merged, "rows_max": rows_max}
        )
        return [(row[0], row[1]) for row in rows]

    def _snapshot(self, tenant: str, row: Any) -> Snapshot:
        customer, _, revision, snapshot_format, key_id, data = row
        if snapshot_format != SNAPSHOT_FORMAT:
            return compiled_anew(LedgerTables(self._connection, self._backend), CustomerKey(tenant, customer), revision)
        return decode_snapshot(unseal(key_id, data))

    def _rows(self, tenant: str, names: Sequence[str]) -> Iterable[Any]:
        listed = as_values("customer", names)
        return self._backend.ask(self._connection, _load(len(listed)), {"tenant": tenant, **listed})()


@lru_cache
def _load(count: int) -> Select[Any]:
    return select(*_COLUMNS).where(
        customers.c.tenant == bindparam("tenant"), customers.c.customer.in_(named("customer", count))
    )


def _of(key: CustomerKey) -> dict[str, Any]:
    return {"of_tenant": key.tenant, "of_customer": key.customer}


def _values(snapshot: Snapshot) -> dict[str, Any]:
    sealed = seal(encode_snapshot(snapshot))
    return {
        "revision": snapshot.revision,
        "snapshot_format": SNAPSHOT_FORMAT,
        "snapshot_key_id": sealed.key_id,
        "snapshot": sealed.data,
    }
