"""Recording entries: many requests, of one or many customers, in one transaction, each with an outcome of its own.

Longer than other files, since all of it works on one state: the customers as they will be when the transaction commits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.compile import FIELD_OF, append, can_bring_back
from regard_server.domain.content import EVENTS, Content, OfferResponse, Retraction
from regard_server.domain.entry import Draft, Entry
from regard_server.domain.entry_rules import check_succession, entry_from, says_the_same
from regard_server.domain.errors import (
    DomainError,
    EntryExists,
    EntryNotFound,
    EtagMismatch,
    RequestIdReused,
)
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import CustomerKey, LedgerRow, RequestKey, SourceKey, reference_of
from regard_server.domain.open_commitments import changes_of
from regard_server.domain.policy import Policy, Reach
from regard_server.domain.resources import TenantResources
from regard_server.domain.room import check_room, gaps
from regard_server.domain.settling import check_correction, check_unsettled, settling
from regard_server.domain.snapshot import Snapshot, empty_snapshot
from regard_server.domain.succession import References
from regard_server.usecases.check_ins import check_in_drafts, may_ask
from regard_server.usecases.earlier_request import earlier_answer, earlier_request
from regard_server.usecases.load_profiles import made_for
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import family_of, root_key
from regard_server.usecases.recompile import is_acceptance, recompile_field
from regard_server.usecases.sources import source_of, source_reused, twice

ENTRIES_PER_CHECKPOINT = 128
"""Bounds what is read again to know the past: a checkpoint and at most about so many entries after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntries:
    """One request; its drafts have passed `check_drafts`. `request_digest` tells its body from another's."""

    key: CustomerKey
    drafts: Sequence[Draft] = ()
    policy: Policy
    etag: str = ""
    request: RequestKey | None = None
    request_digest: bytes | None = None

    def drafts_for(self, _: Snapshot | None, now: datetime) -> Sequence[Draft]:  # noqa: ARG002  for those who decide
        """What is to be recorded, as the profile is when this request's turn has come."""
        return self.drafts

    def under(self, _: TenantResources) -> "RecordEntries":
        """The same request, under what the tenant has when its turn has come."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """`revision` is the profile's after this request, and `added` the number of entries that are new with it; `replayed`: it
    changed nothing, all was there already.

    `snapshot` is the profile after it, None where nobody knows the customer.

    `references` tells what has become since of entries that were there before; their states are those at `at`: now, or the
    last write where the clock of this machine is behind the one that wrote.
    """

    entries: tuple[Entry[Content], ...]
    revision: int
    replayed: bool
    added: int = 0
    references: References
    at: datetime
    snapshot: Snapshot | None


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
        # The ledger's unique keys don't know the ids of requests that wrote nothing.
        with_id = {request.request for request in requests if request.request is not None}
        wrote_nothing_before = tx.requests.known(with_id if not look_first else ())
        self._before = tx.customers.load(dict.fromkeys(request.key for request in requests))
        self._wrote_nothing_before = wrote_nothing_before()
        self._after: dict[CustomerKey, Snapshot] = {}
        self._revisions: dict[CustomerKey, int] = {}
        self._rows: list[LedgerRow] = []
        self._checkpoints: list[tuple[CustomerKey, Snapshot]] = []
        self._wrote_nothing: list[tuple[RequestKey, bytes, int]] = []
        self._by_request: dict[RequestKey, tuple[bytes | None, Recorded]] = {}
        self._by_source: dict[SourceKey, Entry[Content]] = {}
        self._by_id: dict[tuple[CustomerKey, str], Entry[Content]] = {}

    def take_in(self, request: RecordEntries) -> Recorded | DomainError:
        try:
            if self._look_first or request.request not in self._wrote_nothing_before:
                recorded = self._replay(request) or self._record(request)
                if recorded.entries or self._look_first or request.request is None:
                    return recorded
        except DomainError as error:
            if self._look_first:
                return error
        # What is wrong as something new may be right as a repetition: its etag has moved on, or its time is over. And what
        # has no place any more may have it already.
        self._look_first = True
        try:
            return self.take_in(request)
        finally:
            self._look_first = False

    def save(self) -> dict[CustomerKey, Snapshot]:
        if self._rows:
            self._tx.customers.save({key: (self._revisions[key], after) for key, after in self._after.items()})
            for key, snapshot in self._checkpoints:
                self._tx.checkpoints.add(key, snapshot)
            changes = changes_of(self._rows)
            if changes:
                self._tx.open_commitments.change(changes)
            self._tx.ledger.append(self._rows)
        for request, digest, revision in self._wrote_nothing:
            self._tx.requests.add(request, digest=digest, answer=str(revision).encode(), now=self._now)
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
            return replace(recorded, replayed=True, added=0)
        if not self._look_first:
            return None
        rows = earlier_request(self._tx, request.request, request.request_digest, now=self._now)
        wrote_nothing = None
        if not rows:
            wrote_nothing = earlier_answer(self._tx, request.request, request.request_digest, now=self._now)
            if wrote_nothing is None:
                return None
        written = {row.entry.ordinal: row.entry for row in rows}
        found = [
            written.get(index) or self._recorded_before(request.key, draft, source_of(request.key, draft))
            for index, draft in enumerate(request.drafts)
        ]
        # What was decided in its turn isn't decided again.
        entries = tuple(entry for entry in found or written.values() if entry is not None)
        snapshot = self._current(request)
        return Recorded(
            entries=entries,
            revision=rows[0].entry.revision if wrote_nothing is None else int(wrote_nothing),
            replayed=True,
            references=self._references(request.key, entries),
            at=self._not_before(snapshot),
            snapshot=snapshot,
        )

    def _record(self, request: RecordEntries) -> Recorded:
        key = request.key
        root = root_key(key, self._before.get(key))
        snapshot = self._current(request)
        revision = 0 if snapshot is None else snapshot.revision
        if request.etag and request.etag != etag_of(revision):
            raise EtagMismatch(customer=root.customer, current=etag_of(revision))
        # However the clocks of the machines differ, a ledger's times of recording follow its order.
        now = self._not_before(snapshot)
        owner = "" if key == root else key.customer
        entries: list[Entry[Content]] = []
        added: list[Entry[Content]] = []
        of_this_request: dict[SourceKey, Entry[Content]] = {}
        for ordinal, draft in enumerate(request.drafts_for(snapshot, now)):
            source = source_of(key, draft)
            entry = self._recorded_before(key, draft, source) or twice(of_this_request, source, draft)
            if entry is None:
                new = self._superseding(key, draft) if draft.supersedes else draft
                if isinstance(new.content, OfferResponse) and new.content.reservation_id:
                    new = self._settling(key, new, new.content.reservation_id, ordinal, added)
                entry = entry_from(
                    new,
                    entry_id=draft.id or self._new_id(now),
                    revision=revision + 1,
                    ordinal=ordinal,
                    now=now,
                    owner=owner,
                )
                added.append(entry)
            if source is not None:
                of_this_request[source] = entry
            entries.append(entry)
        asked = self._check_ins(request, snapshot, added, revision=revision + 1, now=now, ordinal=len(entries))
        if not added:
            recorded = Recorded(
                entries=tuple(entries),
                revision=revision,
                replayed=bool(entries),
                references=self._references(key, entries),
                at=now,
                snapshot=snapshot,
            )
            # Where it was decided that there is nothing to record, it is decided anew when the request comes again.
            if entries and request.request is not None and request.request_digest is not None:
                self._wrote_nothing.append((request.request, request.request_digest, revision))
                self._remember_request(request, recorded)
            return recorded
        earlier = [entry for entry in entries if entry.revision <= revision]
        rows = [LedgerRow(key, entry, root=root) for entry in (*added, *asked)]
        rows[0] = LedgerRow(key, added[0], request.request, request.request_digest, root)
        following = self._following(snapshot or empty_snapshot(root.customer, now), rows, request.policy.reach, now)
        check_room(following)
        recorded = Recorded(
            entries=tuple(entries),
            revision=revision + 1,
            replayed=False,
            added=len(added),
            references=self._references(key, earlier),
            at=now,
            snapshot=following,
        )
        self._revisions.setdefault(root, revision)
        self._after[root] = following
        for row in rows:
            self._remember(key, row.entry)
        self._rows += rows
        self._remember_request(request, recorded)
        return recorded

    def _check_ins(
        self,
        request: RecordEntries,
        snapshot: Snapshot | None,
        added: Sequence[Entry[Content]],
        *,
        revision: int,
        now: datetime,
        ordinal: int,
    ) -> list[Entry[Content]]:
        """They come after the request's own entries, from this ordinal on, and are none of its answer."""
        key, made = request.key, list[Entry[Content]]()
        for entry in added:
            versions = [entry, self._by_id[key, entry.supersedes]] if entry.supersedes else [entry]
            if not may_ask(versions, request.policy, snapshot):
                continue
            pending = [*self._rows, *(LedgerRow(key, one) for one in added)]
            drafts = check_in_drafts(
                self._tx, key, entry, policy=request.policy, snapshot=snapshot, pending=pending, now=now
            )
            made += [
                entry_from(
                    draft,
                    entry_id=self._new_id(now),
                    revision=revision,
                    ordinal=ordinal + len(made) + index,
                    now=now,
                    owner=entry.owner,
                )
                for index, draft in enumerate(drafts)
                if not self._has_source(key, draft, added)
            ]
        return made

    def _has_source(self, key: CustomerKey, draft: Draft, added: Sequence[Entry[Content]]) -> bool:
        """Whether something stands there for this draft's source already, or is `added` for it, whatever it says."""
        source = source_of(key, draft)
        if source is None:
            return False
        if source in self._by_source or any(source_of(key, entry) == source for entry in added):
            return True
        return self._look_first and self._tx.ledger.by_source(source) is not None

    def _current(self, request: RecordEntries) -> Snapshot | None:
        """The profile as this transaction has made it so far, with what this policy can need."""
        before = self._before.get(request.key)
        root = root_key(request.key, before)
        snapshot = self._after.get(root) or before
        return None if snapshot is None else made_for(self._tx, root, snapshot, request.policy.reach)

    def _not_before(self, snapshot: Snapshot | None) -> datetime:
        return self._now if snapshot is None else max(self._now, snapshot.updated_at)

    def _following(self, snapshot: Snapshot, rows: Sequence[LedgerRow], reach: Reach, now: datetime) -> Snapshot:
        added = [row.entry for row in rows]
        following = append(snapshot, added, now=now, reach=reach)
        corrected = [entry for entry in added if entry.supersedes and self._brings_back(snapshot, entry)]
        fields = dict.fromkeys([FIELD_OF[type(entry.content)] for entry in corrected] + [*gaps(following)])
        if any(isinstance(entry.content, Retraction) for entry in added):
            fields["commitments"] = None  # a check-in goes
        for field in fields:
            following = recompile_field(
                self._tx,
                following,
                field,
                family_of(rows[0].key, following),
                pending=[*self._rows, *rows],
                now=now,
                reach=reach,
                acceptances=any(is_acceptance(snapshot, rows[0].key.customer, one.supersedes) for one in corrected),
            )
        if fields or following.since_checkpoint >= ENTRIES_PER_CHECKPOINT:
            following = replace(following, since_checkpoint=0)
            self._checkpoints.append((root_key(rows[0].key, following), following))
        return following

    def _brings_back(self, snapshot: Snapshot, entry: Entry[Content]) -> bool:
        """Of an entry that replaces another: whether something may count again that the other outweighed."""
        return can_bring_back(snapshot, replace(entry, id=entry.supersedes))

    def _superseding(self, key: CustomerKey, draft: Draft) -> Draft:
        """The draft with what the entry that it replaces decides. Raises where that can't be replaced."""
        entry_id = draft.supersedes
        old = self._by_id.get((key, entry_id)) or self._tx.ledger.by_id(key, [entry_id]).get(entry_id)
        if old is None:
            raise EntryNotFound(customer=key.customer, entry_id=entry_id)
        self._by_id[key, entry_id] = old
        check_succession(key.customer, old, draft, self._said_of(key, entry_id))
        if isinstance(draft.content, OfferResponse) and isinstance(old.content, OfferResponse):
            check_correction(old.content, draft.content)
        # What happened is corrected where it happened.
        if old.kind in EVENTS and draft.effective_at is None and draft.provenance.stated_at is None:
            return replace(draft, effective_at=old.effective_at)
        return draft

    def _said_of(self, key: CustomerKey, entry_id: str) -> References:
        """What the ledger says of this entry, and what this transaction is about to."""
        references = [*self._tx.ledger.references_to(key, [entry_id])]
        references += [said for row in self._rows if row.key == key and (said := reference_of(row)) is not None]
        return References(references)

    def _settling(
        self, key: CustomerKey, draft: Draft, reservation_id: str, ordinal: int, added: Sequence[Entry[Content]]
    ) -> Draft:
        """The draft with what it leaves out and the reservation knows; `added` are those before it in its request. Raises
        where it can't settle that one."""
        reservation = self._by_id.get((key, reservation_id))
        reservation = reservation or self._tx.ledger.by_id(key, [reservation_id]).get(reservation_id)
        if reservation is None:
            raise EntryNotFound(customer=key.customer, entry_id=reservation_id)
        filled = settling(draft, reservation, field=f"entries[{ordinal}].offer_response.reservation")
        if not draft.supersedes:  # what is corrected has settled it
            check_unsettled(key.customer, reservation_id, self._said_of(key, reservation_id), added)
        return filled

    def _recorded_before(self, key: CustomerKey, draft: Draft, source: SourceKey | None) -> Entry[Content] | None:
        """The entry that this draft was recorded as. Raises where its id or source stands for something else."""
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
                    raise source_reused(source, entry)
                return entry
        return None

    def _references(self, key: CustomerKey, entries: Sequence[Entry[Content]]) -> References:
        """What has become since of entries that were there before."""
        ids = [entry.id for entry in entries]
        return References(self._tx.ledger.references_to(key, ids) if ids else ())

    def _remember_request(self, request: RecordEntries, recorded: Recorded) -> None:
        if request.request is not None:
            self._by_request[request.request] = (request.request_digest, recorded)

    def _remember(self, key: CustomerKey, entry: Entry[Content]) -> None:
        self._by_id[key, entry.id] = entry
        source = source_of(key, entry)
        if source is not None:
            self._by_source[source] = entry
