"""Recording entries: many requests, of one or many customers, in one transaction, each with an outcome of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.entry import KIND_OF, Content, Draft, Entry
from regard_server.domain.entry_rules import entry_from, says_the_same
from regard_server.domain.errors import DomainError, EntryExists, EtagMismatch, RequestIdReused, SourceIdReused
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import CustomerKey, LedgerRow, RequestKey, SourceKey, source_key
from regard_server.domain.policy import Policy
from regard_server.domain.snapshot import Snapshot, append, empty_snapshot
from regard_server.usecases.earlier_request import earlier_request
from regard_server.usecases.ports import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntries:
    """One request; its drafts have passed `check_drafts`. `request_digest` tells its body from another's."""

    key: CustomerKey
    drafts: Sequence[Draft]
    policy: Policy
    etag: str = ""
    request: RequestKey | None = None
    request_digest: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """`revision` is the profile's after this request; `replayed`: it changed nothing, all was there already.

    `retracted` are ids of entries that were there before, and have been retracted since.
    """

    entries: tuple[Entry[Content], ...]
    revision: int
    replayed: bool
    retracted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedBatch:
    """An outcome for each request, and the snapshots of the customers that changed."""

    outcomes: list[Recorded | DomainError]
    snapshots: dict[CustomerKey, Snapshot]


def record_entries(
    tx: Transaction,
    requests: Sequence[RecordEntries],
    *,
    now: datetime,
    new_id: Callable[[datetime], str],
    look_first: bool,
) -> RecordedBatch:
    """Records what can be recorded; a rejected request leaves no trace and doesn't hold up the others.

    Repetitions are rare, so the first attempt trusts the unique keys of the ledger to refuse them; run again with
    `look_first`, each request is looked up before it is taken in.
    """
    batch = _Batch(tx, requests, now, new_id=new_id, look_first=look_first)
    outcomes = [batch.take_in(request) for request in requests]
    return RecordedBatch(outcomes=outcomes, snapshots=batch.save())


class _Batch:
    """The state of the customers as it will be when this transaction commits."""

    def __init__(
        self,
        tx: Transaction,
        requests: Sequence[RecordEntries],
        now: datetime,
        *,
        new_id: Callable[[datetime], str],
        look_first: bool,
    ) -> None:
        self._tx = tx
        self._now = now
        self._new_id = new_id
        self._look_first = look_first
        self._before = tx.customers.load(dict.fromkeys(request.key for request in requests))
        self._after: dict[CustomerKey, Snapshot] = {}
        self._rows: list[LedgerRow] = []
        self._by_request: dict[RequestKey, tuple[bytes | None, Recorded]] = {}
        self._by_source: dict[SourceKey, Entry[Content]] = {}
        self._by_id: dict[tuple[CustomerKey, str], Entry[Content]] = {}

    def take_in(self, request: RecordEntries) -> Recorded | DomainError:
        try:
            return self._replay(request) or self._record(request)
        except DomainError as error:
            if self._look_first:
                return error
        # What is wrong as something new may be right as a repetition: its etag has moved on, or its time is over.
        self._look_first = True
        try:
            return self.take_in(request)
        finally:
            self._look_first = False

    def save(self) -> dict[CustomerKey, Snapshot]:
        if self._rows:
            self._tx.customers.save({key: (self._revision_before(key), after) for key, after in self._after.items()})
            self._tx.ledger.append(self._rows)
        return self._after

    def _replay(self, request: RecordEntries) -> Recorded | None:
        """What the same request was answered, if it was; the ids that it wrote tell it."""
        if request.request is None:
            return None
        earlier = self._by_request.get(request.request)
        if earlier is not None:
            digest, recorded = earlier
            if digest != request.request_digest:
                raise RequestIdReused(request.request.request_id)
            return replace(recorded, replayed=True)
        if not self._look_first:
            return None
        rows = earlier_request(self._tx, request.request, request.request_digest, now=self._now)
        if not rows:
            return None
        written = {row.entry.ordinal: row.entry for row in rows}
        found = [
            written.get(index) or self._recorded_before(request.key, draft)
            for index, draft in enumerate(request.drafts)
        ]
        entries = tuple(entry for entry in found if entry is not None)
        return Recorded(
            entries=entries,
            revision=rows[0].entry.revision,
            replayed=True,
            retracted=self._retracted(request.key, entries),
        )

    def _record(self, request: RecordEntries) -> Recorded:
        key = request.key
        snapshot = self._after.get(key) or self._before.get(key)
        revision = 0 if snapshot is None else snapshot.revision
        if request.etag and request.etag != etag_of(revision):
            raise EtagMismatch(customer=key.customer, current=etag_of(revision))
        entries: list[Entry[Content]] = []
        added: list[Entry[Content]] = []
        of_this_request: dict[SourceKey, Entry[Content]] = {}
        for ordinal, draft in enumerate(request.drafts):
            source = source_key(
                key, KIND_OF[type(draft.content)], draft.provenance.source_system, draft.provenance.source_id
            )
            entry = self._recorded_before(key, draft) or _twice(of_this_request, source, draft)
            if entry is None:
                entry_id = draft.id or self._new_id(self._now)
                entry = entry_from(draft, entry_id=entry_id, revision=revision + 1, ordinal=ordinal, now=self._now)
                added.append(entry)
            if source is not None:
                of_this_request[source] = entry
            entries.append(entry)
        if not added:
            retracted = self._retracted(key, entries)
            return Recorded(entries=tuple(entries), revision=revision, replayed=True, retracted=retracted)
        earlier = [entry for entry in entries if entry.revision <= revision]
        recorded = Recorded(
            entries=tuple(entries),
            revision=revision + 1,
            replayed=False,
            retracted=self._retracted(key, earlier),
        )
        self._after[key] = append(
            snapshot or empty_snapshot(self._now), added, now=self._now, horizon=request.policy.horizon
        )
        for entry in added:
            self._remember(key, entry)
        first, *others = added
        self._rows.append(LedgerRow(key, first, request.request, request.request_digest))
        self._rows += [LedgerRow(key, entry) for entry in others]
        if request.request is not None:
            self._by_request[request.request] = (request.request_digest, recorded)
        return recorded

    def _recorded_before(self, key: CustomerKey, draft: Draft) -> Entry[Content] | None:
        """The entry that this draft was recorded as. Raises where its id or source stands for something else."""
        kind = KIND_OF[type(draft.content)]
        source = source_key(key, kind, draft.provenance.source_system, draft.provenance.source_id)
        if draft.id:
            entry = self._by_id.get((key, draft.id))
            if entry is None and self._look_first:
                entry = self._tx.ledger.by_id(key, [draft.id]).get(draft.id)
            if entry is not None:
                if not says_the_same(entry, draft):
                    raise EntryExists(customer=key.customer, entry_id=entry.id)
                return entry
        if source is not None:
            entry = self._by_source.get(source)
            if entry is None and self._look_first:
                entry = self._tx.ledger.by_source(source)
            if entry is not None:
                if not says_the_same(entry, draft):
                    raise _source_reused(source, entry)
                return entry
        return None

    def _retracted(self, key: CustomerKey, entries: Sequence[Entry[Content]]) -> frozenset[str]:
        """Of entries that were there before, those that have been retracted since."""
        ids = [entry.id for entry in entries]
        return frozenset(self._tx.ledger.retracted_among(key, ids)) if ids else frozenset()

    def _remember(self, key: CustomerKey, entry: Entry[Content]) -> None:
        self._by_id[key, entry.id] = entry
        source = source_key(key, entry.kind, entry.provenance.source_system, entry.provenance.source_id)
        if source is not None:
            self._by_source[source] = entry

    def _revision_before(self, key: CustomerKey) -> int:
        before = self._before.get(key)
        return 0 if before is None else before.revision


def _twice(
    of_this_request: dict[SourceKey, Entry[Content]], source: SourceKey | None, draft: Draft
) -> Entry[Content] | None:
    """The entry that the same request has for this source already. Raises where it says something else."""
    entry = None if source is None else of_this_request.get(source)
    if source is not None and entry is not None and not says_the_same(entry, draft):
        raise _source_reused(source, entry)
    return entry


def _source_reused(source: SourceKey, entry: Entry[Content]) -> SourceIdReused:
    return SourceIdReused(
        customer=source.key.customer,
        entry_id=entry.id,
        source_system=source.source_system,
        source_id=source.source_id,
    )
