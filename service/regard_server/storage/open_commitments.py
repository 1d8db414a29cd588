"""Open commitments of all customers, in the order in which they are due; and how far the ledger was gone through for those
that a release without this list recorded."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, or_, select, tuple_, update

from regard_server.domain.content import CommitmentKind, EntryKind
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.open_commitments import Changes, DuePlace, Listed, OpenCommitment, Unread
from regard_server.storage.backend import Backend
from regard_server.storage.instants import from_micros, to_micros
from regard_server.storage.ledger import ENTRY, entry_of
from regard_server.storage.tables import customers, entries, feed_heads, open_commitment_parts, open_commitments

_NEVER = (1 << 63) - 1
"""When one is due that has no due time."""
_columns = open_commitments.c
_parts = open_commitment_parts.c
_ONE = (
    _columns.tenant == bindparam("of_tenant"),
    _columns.customer == bindparam("of_customer"),
    _columns.entry_id == bindparam("of_entry"),
)
_OPEN = insert(open_commitments)
_CLOSE = delete(open_commitments).where(*_ONE)
_CLOSE_ALL = delete(open_commitments).where(*_ONE[:2])
_END = (
    update(open_commitments)
    .where(*_ONE, or_(_columns.ends_at.is_(None), _columns.ends_at > bindparam("end")))
    .values(ends_at=bindparam("end"))
)
_UNREAD_PARTS = (
    select(_parts.feed_partition, _parts.read_seq, feed_heads.c.seq)
    .join_from(open_commitment_parts, feed_heads, feed_heads.c.feed_partition == _parts.feed_partition)
    .where(_parts.read_seq < feed_heads.c.seq)
    .order_by(_parts.feed_partition)
)
_UNREAD = (
    select(entries.c.feed_seq, entries.c.tenant, entries.c.customer)
    .where(
        entries.c.feed_partition == bindparam("feed_partition"),
        entries.c.feed_seq > bindparam("after_seq"),
        entries.c.feed_seq <= bindparam("until_seq"),
        entries.c.kind.in_([int(EntryKind.COMMITMENT), int(EntryKind.RETRACTION)]),
    )
    .order_by(entries.c.feed_seq)
    .limit(bindparam("rows_max"))
)
_OF_LEDGER = select(
    _columns.entry_id,
    _columns.revision,
    _columns.ordinal,
    _columns.kind,
    _columns.owner,
    _columns.due_at,
    _columns.starts_at,
    _columns.ends_at,
).where(_columns.tenant == bindparam("tenant"), _columns.customer == bindparam("customer"))
_READ = (
    update(open_commitment_parts)
    .where(_parts.feed_partition == bindparam("of_partition"), _parts.read_seq < bindparam("seq"))
    .values(read_seq=bindparam("seq"))
)
_IN_A_LEDGER = (
    (entries.c.tenant == _columns.tenant)
    & (entries.c.customer == _columns.customer)
    & (entries.c.revision == _columns.revision)
    & (entries.c.ordinal == _columns.ordinal)
)
_OF_A_CUSTOMER = (customers.c.tenant == _columns.tenant) & (customers.c.customer == _columns.customer)


class OpenCommitmentTable:
    def __init__(self, connection: Connection, backend: Backend) -> None:
        self._connection = connection
        self._backend = backend

    def change(self, changes: Changes) -> None:
        """What a write does. The profiles must be held, or saved, by this transaction before."""
        if changes.closed:
            self._connection.execute(_CLOSE, [_of(*one) for one in sorted(changes.closed)])
        if changes.ended:
            ended = sorted(changes.ended.items())
            self._connection.execute(_END, [_of(*one) | {"end": to_micros(end)} for one, end in ended])
        if changes.opened:
            self._add(list(changes.opened.values()))

    def replace(self, key: CustomerKey, opened: Sequence[OpenCommitment]) -> None:
        """All of this ledger. The profile must be held, or saved, by this transaction before."""
        self._connection.execute(_CLOSE_ALL, {"of_tenant": key.tenant, "of_customer": key.customer})
        if opened:
            self._add(opened)

    def page(
        self,
        tenant: str,
        *,
        after: DuePlace | None,
        due_before: datetime | None,
        owner: str,
        names: Collection[str] | None,
        kinds: Collection[CommitmentKind],
        now: datetime,
        rows_max: int,
    ) -> list[Listed]:
        """Those open at `now` after this place, the first due first; `names` are whose ledgers, None for all; of this owner
        and of these kinds, where any are given. Cost: that of the page; with `names` or `kinds`, also of those passed over."""
        values: dict[str, Any] = {
            "tenant": tenant,
            "owner": owner,
            "kinds": [int(kind) for kind in kinds],
            "due_before": _NEVER if due_before is None else to_micros(due_before),
            "now": to_micros(now),
        }
        asked = {"of_owner": bool(owner), "of_kinds": bool(kinds), "is_due": due_before is not None}
        if names is not None:
            rows = self._connection.execute(_of_names(**asked), values | {"names": list(names)})
            listed = sorted((_listed(row) for row in rows), key=lambda one: _order(one.place))
            return [one for one in listed if after is None or _order(one.place) > _order(after)][:rows_max]
        values["rows_max"] = rows_max
        if after is not None:
            values |= {"due_at": _due(after.due_at), "customer": after.customer, "entry_id": after.entry_id}
        rows = self._connection.execute(_page(goes_on=after is not None, **asked), values)
        return [_listed(row) for row in rows]

    def of_ledger(self, key: CustomerKey) -> set[OpenCommitment]:
        """All that is listed of it."""
        rows = self._connection.execute(_OF_LEDGER, {"tenant": key.tenant, "customer": key.customer})
        return {_open_commitment(key, row) for row in rows}

    def unread_parts(self) -> list[tuple[int, int, int]]:
        """The partitions that were not gone through to their end: up to which number they were, and the last that there is."""
        return [(row[0], row[1], row[2]) for row in self._connection.execute(_UNREAD_PARTS)]

    def unread(self, partition: int, *, after_seq: int, until_seq: int, rows_max: int) -> Unread:
        """The next ledgers of the partition that commitments or retractions came to."""
        found = self._connection.execute(
            _UNREAD,
            {"feed_partition": partition, "after_seq": after_seq, "until_seq": until_seq, "rows_max": rows_max},
        ).all()
        seq = found[-1][0] if len(found) == rows_max else until_seq
        return Unread(partition, seq, tuple(dict.fromkeys(CustomerKey(row[1], row[2]) for row in found)))

    def read(self, partition: int, seq: int) -> None:
        """Up to this number the partition was gone through."""
        self._connection.execute(_READ, {"of_partition": partition, "seq": seq})

    def _add(self, opened: Sequence[OpenCommitment]) -> None:
        self._backend.insert_many(self._connection, _OPEN, [_values(one) for one in opened])


@lru_cache
def _page(*, goes_on: bool, **asked: bool) -> Select[Any]:
    """Built once for each way to ask. An index has them in this order, so that no more are read than are answered."""
    in_order = (_columns.due_at, _columns.customer, _columns.entry_id)
    statement = _listing(**asked).order_by(*in_order).limit(bindparam("rows_max"))
    if not goes_on:
        return statement
    place = tuple_(bindparam("due_at"), bindparam("customer"), bindparam("entry_id"))
    return statement.where(tuple_(*in_order) > place)


@lru_cache
def _of_names(**asked: bool) -> Select[Any]:
    """All of them, without an order: asked for one, SQLite goes through everybody's rather than sort those of a few."""
    return _listing(**asked).where(_columns.customer.in_(bindparam("names", expanding=True)))


def _listing(*, of_owner: bool, of_kinds: bool, is_due: bool) -> Select[Any]:
    wanted = [
        _columns.tenant == bindparam("tenant"),
        or_(_columns.starts_at.is_(None), _columns.starts_at <= bindparam("now")),
        or_(_columns.ends_at.is_(None), _columns.ends_at > bindparam("now")),
    ]
    if of_owner:
        wanted.append(_columns.owner == bindparam("owner"))
    if of_kinds:
        wanted.append(_columns.kind.in_(bindparam("kinds", expanding=True)))
    if is_due:
        wanted.append(_columns.due_at < bindparam("due_before"))
    shown = func.coalesce(customers.c.root, _columns.customer)
    return (
        select(_columns.customer, shown, _columns.due_at, _columns.ends_at, *ENTRY)
        .join_from(open_commitments, entries, _IN_A_LEDGER)
        .join(customers, _OF_A_CUSTOMER)
        .where(*wanted)
    )


def _order(place: DuePlace) -> tuple[int, str, str]:
    return _due(place.due_at), place.customer, place.entry_id


def _listed(row: Any) -> Listed:
    customer, root, due_at, ends_at = row[:4]
    entry = entry_of(row[4:])
    return Listed(root, DuePlace(_due_at(due_at), customer, entry.id), entry, ends_at is not None)


def _open_commitment(key: CustomerKey, row: Any) -> OpenCommitment:
    entry_id, revision, ordinal, kind, owner, due_at, starts_at, ends_at = row
    return OpenCommitment(
        key=key,
        entry_id=entry_id,
        place=(revision, ordinal),
        kind=CommitmentKind(kind),
        owner=owner,
        due_at=_due_at(due_at),
        starts_at=None if starts_at is None else from_micros(starts_at),
        ends_at=None if ends_at is None else from_micros(ends_at),
    )


def _due_at(stored: int) -> datetime | None:
    return None if stored == _NEVER else from_micros(stored)


def _due(due_at: datetime | None) -> int:
    return _NEVER if due_at is None else to_micros(due_at)


def _of(key: CustomerKey, entry_id: str) -> dict[str, Any]:
    return {"of_tenant": key.tenant, "of_customer": key.customer, "of_entry": entry_id}


def _values(one: OpenCommitment) -> Mapping[str, Any]:
    revision, ordinal = one.place
    return {
        "tenant": one.key.tenant,
        "customer": one.key.customer,
        "entry_id": one.entry_id,
        "revision": revision,
        "ordinal": ordinal,
        "kind": int(one.kind),
        "owner": one.owner,
        "due_at": _due(one.due_at),
        "starts_at": None if one.starts_at is None else to_micros(one.starts_at),
        "ends_at": None if one.ends_at is None else to_micros(one.ends_at),
    }
