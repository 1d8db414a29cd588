"""The ledger: entries in their order, each at once the feed's event and the record of the request that wrote it.

Longer than most: a question is one statement and what makes an answer of its rows, which are read together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable, Select, bindparam, insert, select, tuple_, update

from regard_server.domain.content import Content, EntryKind, OfferResponse, Release, Retraction
from regard_server.domain.entry import Entry, Succession
from regard_server.domain.ledger import (
    CustomerKey,
    FeedPlace,
    LedgerRow,
    Reference,
    RequestKey,
    SourceKey,
    feed_partition,
    target_of,
)
from regard_server.storage.backend import Backend, Places
from regard_server.storage.codec import decode_content, encode_content
from regard_server.storage.full_text import FullTextTables
from regard_server.storage.instants import from_micros, to_micros
from regard_server.storage.listed import as_values, named
from regard_server.storage.sealed import seal, unseal
from regard_server.storage.tables import entries, feed_heads

_columns = entries.c
ENTRY = (
    _columns.entry_id,
    _columns.kind,
    _columns.content_key_id,
    _columns.content,
    _columns.effective_at,
    _columns.expire_at,
    _columns.revision,
    _columns.ordinal,
    _columns.created_at,
    _columns.target_id,
)
_OF_CUSTOMER = (_columns.tenant == bindparam("tenant"), _columns.customer == bindparam("customer"))
_APPEND = insert(entries)
_TAKE = (
    update(feed_heads)
    .where(feed_heads.c.feed_partition == bindparam("of_partition"))
    .values(seq=feed_heads.c.seq + bindparam("taken"))
)
_TAKE_ONE = _TAKE.returning(feed_heads.c.feed_partition, feed_heads.c.seq)
_LOCK_HEAD = (
    select(feed_heads.c.seq).where(feed_heads.c.feed_partition == bindparam("feed_partition")).with_for_update()
)
_AT_PLACE = select(_columns.tenant, _columns.customer, _columns.entry_id).where(
    _columns.feed_partition == bindparam("feed_partition"), _columns.feed_seq == bindparam("feed_seq")
)
_BY_SOURCE = select(*ENTRY).where(
    *_OF_CUSTOMER,
    _columns.kind == bindparam("kind"),
    _columns.source_system == bindparam("source_system"),
    _columns.source_id == bindparam("source_id"),
)
_BY_REQUEST = select(_columns.customer, _columns.revision, _columns.request_digest).where(
    _columns.tenant == bindparam("tenant"),
    _columns.client == bindparam("client"),
    _columns.method == bindparam("method"),
    _columns.request_id == bindparam("request_id"),
)
_OF_REVISION = (
    select(*ENTRY).where(*_OF_CUSTOMER, _columns.revision == bindparam("revision")).order_by(_columns.ordinal)
)
_FORGET_REQUEST = (
    update(entries)
    .where(
        _columns.tenant == bindparam("of_tenant"),
        _columns.client == bindparam("of_client"),
        _columns.method == bindparam("of_method"),
        _columns.request_id == bindparam("of_request_id"),
    )
    .values(request_id=None)
)
_REFERENCE = (
    _columns.target_id,
    _columns.entry_id,
    _columns.kind,
    _columns.effective_at,
    _columns.revision,
    _columns.ordinal,
)
_KNOWN = _columns.created_at <= bindparam("known_at")
_REFERENCES = select(*_REFERENCE).where(*_OF_CUSTOMER, _columns.target_id.is_not(None), _KNOWN)
_READ_ALL = (
    select(*ENTRY)
    .where(
        *_OF_CUSTOMER,
        _columns.revision > bindparam("after_revision"),
        _columns.revision <= bindparam("to_revision"),
        _KNOWN,
    )
    .order_by(_columns.revision, _columns.ordinal)
)
_READ_MANY = (
    select(_columns.customer, *ENTRY)
    .where(
        _columns.tenant == bindparam("tenant"),
        _columns.customer.in_(bindparam("customers", expanding=True)),
        _columns.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(_columns.customer, _columns.revision, _columns.ordinal)
)
_REFERENCES_OF_MANY = select(_columns.customer, *_REFERENCE).where(
    _columns.tenant == bindparam("tenant"),
    _columns.customer.in_(bindparam("customers", expanding=True)),
    _columns.target_id.is_not(None),
)
_SINCE = _columns.effective_at >= bindparam("effective_from")
_PAGE = (
    select(*ENTRY)
    .where(
        *_OF_CUSTOMER,
        tuple_(_columns.revision, _columns.ordinal) < tuple_(bindparam("revision"), bindparam("ordinal")),
        _KNOWN,
    )
    .order_by(_columns.revision.desc(), _columns.ordinal.desc())
    .limit(bindparam("rows_max"))
)
_OF_PARTITION = (
    select(_columns.tenant, _columns.feed_seq, *ENTRY)
    .where(
        _columns.feed_partition == bindparam("feed_partition"),
        _columns.feed_seq > bindparam("after_seq"),
        _columns.feed_seq <= bindparam("until_seq"),
    )
    .order_by(_columns.feed_seq)
    .limit(bindparam("rows_max"))
)


@lru_cache
def _by_id(count: int) -> Select[Any]:
    return select(*ENTRY).where(*_OF_CUSTOMER, _columns.entry_id.in_(named("entry_id", count)))


@lru_cache
def _references_to(count: int) -> Select[Any]:
    return select(*_REFERENCE).where(*_OF_CUSTOMER, _columns.target_id.in_(named("entry_id", count)), _KNOWN)


@lru_cache
def _since(statement: Select[Any]) -> Select[Any]:
    return statement.where(_SINCE)


@lru_cache
def _of_kinds(statement: Select[Any], count: int) -> Select[Any]:
    return statement.where(_columns.kind.in_(named("kind", count)))


class Appended(NamedTuple):
    """An entry and its place in the feed, by which a transaction can be found again."""

    key: CustomerKey
    entry_id: str
    place: FeedPlace


@lru_cache
def _at_places(places: Places) -> Select[Any]:
    """Without the tenant, which would lead SQLite to all of the tenant's."""
    return select(_columns.tenant, _columns.customer, *ENTRY).select_from(
        places.table.join(entries, (_columns.feed_partition == places.partition) & (_columns.feed_seq == places.seq))
    )


class LedgerTables:
    def __init__(self, connection: Connection, backend: Backend, full_text: FullTextTables | None = None) -> None:
        self._connection = connection
        self._backend = backend
        self._full_text = full_text
        self.appended: Appended | None = None
        """The last entry that was appended in this transaction."""

    def append(self, rows: Sequence[LedgerRow]) -> None:
        """Appends the rows with their places in the feed. What is there already raises the driver's IntegrityError, here or
        later.

        The feed heads are the last lock that a write takes, in ascending order, so that commits follow the numbers.
        """
        partitions = {key: feed_partition(root) for key, root in {row.key: row.root or row.key for row in rows}.items()}
        taken: dict[int, int] = {}
        for row in rows:
            taken[partitions[row.key]] = taken.get(partitions[row.key], 0) + 1
        following = self._take(taken)
        places = []
        for row in rows:
            partition = partitions[row.key]
            places.append(FeedPlace(partition, following[partition]))
            following[partition] += 1
        values = [_values(row, place) for row, place in zip(rows, places, strict=True)]
        self._backend.insert_many(self._connection, _APPEND, values)
        self.appended = Appended(rows[-1].key, rows[-1].entry.id, places[-1])
        if self._full_text is not None:
            self._full_text.add([(row.key.tenant, row.entry, place) for row, place in zip(rows, places, strict=True)])

    def has(self, appended: Appended) -> bool:
        """Whether the transaction that appended this, whose end nobody saw, was committed. Waits until it has ended: it
        holds its partition's head until then."""
        partition = {"feed_partition": appended.place.partition}
        self._ask(_LOCK_HEAD, partition)
        rows = self._ask(_AT_PLACE, partition | {"feed_seq": appended.place.seq})
        return [tuple(row) for row in rows] == [(*appended.key, appended.entry_id)]

    def by_id(self, key: CustomerKey, entry_ids: Sequence[str]) -> dict[str, Entry[Content]]:
        if not entry_ids:
            return {}
        listed = as_values("entry_id", entry_ids)
        rows = self._ask(_by_id(len(listed)), _of(key) | listed)
        return {row[0]: entry_of(row) for row in rows}

    def by_source(self, source: SourceKey) -> Entry[Content] | None:
        rows = self._ask(
            _BY_SOURCE,
            _of(source.key)
            | {"kind": int(source.kind), "source_system": source.source_system, "source_id": source.source_id},
        )
        return entry_of(rows[0]) if rows else None

    def by_request(self, request: RequestKey) -> list[LedgerRow]:
        """What the request wrote, in the order of its entries; empty when it is not known."""
        rows = self._ask(
            _BY_REQUEST,
            {
                "tenant": request.tenant,
                "client": request.client,
                "method": request.method,
                "request_id": request.request_id,
            },
        )
        if not rows:
            return []
        customer, revision, digest = rows[0]
        key = CustomerKey(request.tenant, customer)
        written = self._ask(_OF_REVISION, _of(key) | {"revision": revision})
        return [LedgerRow(key, entry_of(found), request, digest) for found in written]

    def forget_request(self, request: RequestKey) -> None:
        """Frees a request id whose time is over. The entries stay."""
        self._connection.execute(
            _FORGET_REQUEST,
            {
                "of_tenant": request.tenant,
                "of_client": request.client,
                "of_method": request.method,
                "of_request_id": request.request_id,
            },
        )

    def references_to(
        self, key: CustomerKey, entry_ids: Iterable[str], *, known_at: datetime | None = None
    ) -> list[Reference]:
        """What retracts or supersedes these entries, and what does so with that, and so on."""
        found: list[Reference] = []
        seen: set[str] = set()
        wanted = list(dict.fromkeys(entry_ids))
        while wanted:
            seen.update(wanted)
            listed = as_values("entry_id", wanted)
            rows = self._ask(_references_to(len(listed)), _of(key) | listed | _known(known_at))
            referring = [_reference(key, row) for row in rows]
            found += referring
            wanted = [one.entry_id for one in referring if one.entry_id not in seen]
        return found

    def references(self, key: CustomerKey, *, known_at: datetime | None = None) -> list[Reference]:
        """All that retract or supersede an entry of this ledger."""
        return [_reference(key, row) for row in self._ask(_REFERENCES, _of(key) | _known(known_at))]

    def read(
        self,
        key: CustomerKey,
        kinds: Iterable[EntryKind] | None,
        *,
        after_revision: int = 0,
        to_revision: int | None = None,
        effective_from: datetime | None = None,
        known_at: datetime | None = None,
    ) -> list[Entry[Content]]:
        """The entries of these kinds, None for all, in the ledger's order, retracted ones included; those effective from then on."""
        values = _of(key) | _known(known_at)
        values["after_revision"] = after_revision
        values["to_revision"] = _ALWAYS if to_revision is None else to_revision
        if kinds is None:
            return [entry_of(row) for row in self._ask(_READ_ALL, values)]
        wanted = _kinds(kinds)
        if not wanted:
            return []
        statement = _of_kinds(_READ_ALL, len(wanted))
        if effective_from is not None:
            statement = _since(statement)
            values["effective_from"] = to_micros(effective_from)
        return [entry_of(row) for row in self._ask(statement, values | wanted)]

    def read_many(
        self, keys: Sequence[CustomerKey], kinds: Iterable[EntryKind]
    ) -> dict[CustomerKey, list[Entry[Content]]]:
        """As `read`, of several customers; only those with any."""
        found: dict[CustomerKey, list[Entry[Content]]] = {}
        wanted = [int(kind) for kind in kinds]
        for tenant, names in _by_tenant(keys):
            for row in self._connection.execute(_READ_MANY, {"tenant": tenant, "customers": names, "kinds": wanted}):
                found.setdefault(CustomerKey(tenant, row[0]), []).append(entry_of(row[1:]))
        return found

    def references_of_many(self, keys: Sequence[CustomerKey]) -> dict[CustomerKey, list[Reference]]:
        """As `references`, of several customers; only those with any."""
        found: dict[CustomerKey, list[Reference]] = {}
        for tenant, names in _by_tenant(keys):
            for row in self._connection.execute(_REFERENCES_OF_MANY, {"tenant": tenant, "customers": names}):
                key = CustomerKey(tenant, row[0])
                found.setdefault(key, []).append(_reference(key, row[1:]))
        return found

    def page(
        self,
        key: CustomerKey,
        *,
        kinds: Iterable[EntryKind],
        before: tuple[int, int],
        rows_max: int,
        known_at: datetime | None = None,
    ) -> list[Entry[Content]]:
        """Entries before this place in the ledger, last recorded first."""
        revision, ordinal = before
        wanted = _kinds(kinds)
        if not wanted:
            return []
        place = {"revision": revision, "ordinal": ordinal, "rows_max": rows_max}
        rows = self._ask(_of_kinds(_PAGE, len(wanted)), _of(key) | wanted | place | _known(known_at))
        return [entry_of(row) for row in rows]

    def at_places(self, tenant: str, places: Sequence[FeedPlace]) -> list[tuple[CustomerKey, Entry[Content]]]:
        """The tenant's entries among those at these places of the feed, each with whose ledger it is in; in any order."""
        at = self._backend.places
        rows = self._connection.execute(_at_places(at), at.values(places))
        return [(CustomerKey(tenant, row[1]), entry_of(row[2:])) for row in rows if row[0] == tenant]

    def of_partition(
        self, partition: int, *, after_seq: int, until_seq: int, rows_max: int
    ) -> list[tuple[str, Entry[Content], FeedPlace]]:
        """The next of a partition of the feed, each with its tenant."""
        rows = self._ask(
            _OF_PARTITION,
            {"feed_partition": partition, "after_seq": after_seq, "until_seq": until_seq, "rows_max": rows_max},
        )
        return [(row[0], entry_of(row[2:]), FeedPlace(partition, row[1])) for row in rows]

    def _ask(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[Any]:
        return self._backend.ask(self._connection, statement, values)()

    def _take(self, taken: dict[int, int]) -> dict[int, int]:
        """Takes so many numbers of each partition's feed; answers the first of each."""
        rows = [{"of_partition": partition, "taken": taken[partition]} for partition in sorted(taken)]
        if len(rows) == 1:
            answer = self._backend.ask(self._connection, _TAKE_ONE, rows[0])
        else:
            self._backend.change_many(self._connection, _TAKE, rows)
            listed = as_values("partition", list(taken))
            answer = self._backend.ask(self._connection, _taken(len(listed)), listed)
        return {partition: seq - taken[partition] + 1 for partition, seq in answer()}


@lru_cache
def _taken(count: int) -> Select[Any]:
    return select(feed_heads.c.feed_partition, feed_heads.c.seq).where(
        feed_heads.c.feed_partition.in_(named("partition", count))
    )


KEYS_PER_STATEMENT = 500


def _by_tenant(keys: Sequence[CustomerKey]) -> Iterator[tuple[str, list[str]]]:
    """As many customers as one statement takes."""
    by_tenant: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        by_tenant.setdefault(key.tenant, []).append(key.customer)
    for tenant, names in by_tenant.items():
        for start in range(0, len(names), KEYS_PER_STATEMENT):
            yield tenant, names[start : start + KEYS_PER_STATEMENT]


_ALWAYS = (1 << 63) - 1


def _kinds(kinds: Iterable[EntryKind]) -> dict[str, Any]:
    wanted = [int(kind) for kind in kinds]
    return as_values("kind", wanted) if wanted else {}


def _known(known_at: datetime | None) -> dict[str, Any]:
    return {"known_at": _ALWAYS if known_at is None else to_micros(known_at)}


def _of(key: CustomerKey) -> dict[str, Any]:
    return {"tenant": key.tenant, "customer": key.customer}


def _values(row: LedgerRow, place: FeedPlace) -> dict[str, Any]:
    entry = row.entry
    sealed = seal(encode_content(entry.provenance, entry.content))
    source_id = entry.provenance.source_id or None
    request = row.request
    return {
        "tenant": row.key.tenant,
        "customer": row.key.customer,
        "revision": entry.revision,
        "ordinal": entry.ordinal,
        "entry_id": entry.id,
        "kind": int(entry.kind),
        "effective_at": to_micros(entry.effective_at),
        "expire_at": None if entry.expire_at is None else to_micros(entry.expire_at),
        "created_at": to_micros(entry.created_at),
        # Where no source is named both are NULL, which a unique index doesn't compare.
        "source_system": entry.provenance.source_system if source_id else None,
        "source_id": source_id,
        "target_id": target_of(entry) or None,
        "content_key_id": sealed.key_id,
        "content": sealed.data,
        "feed_partition": place.partition,
        "feed_seq": place.seq,
        "client": request.client if request else None,
        "method": request.method if request else None,
        "request_id": request.request_id if request else None,
        "request_digest": row.request_digest,
    }


def _reference(key: CustomerKey, row: Any) -> Reference:
    target_id, entry_id, kind, effective_at, revision, ordinal = row
    return Reference(key, target_id, entry_id, EntryKind(kind), from_micros(effective_at), (revision, ordinal))


def entry_of(row: Any) -> Entry[Content]:
    """Of a row with the columns of ENTRY."""
    target_id = row[9]
    provenance, content = decode_content(EntryKind(row[1]), unseal(row[2], row[3]))
    return Entry(
        id=row[0],
        provenance=provenance,
        content=content,
        effective_at=from_micros(row[4]),
        expire_at=None if row[5] is None else from_micros(row[5]),
        revision=row[6],
        ordinal=row[7],
        created_at=from_micros(row[8]),
        succession=Succession(supersedes=target_id) if target_id and _supersedes(content, target_id) else None,
    )


def _supersedes(content: Content, target_id: str) -> bool:
    """Of an entry that names another: whether that is by SupersedeEntry."""
    if isinstance(content, OfferResponse):
        return content.reservation_id != target_id
    return not isinstance(content, Retraction | Release)
