"""Retracting an entry: it was wrong, and what it outweighed or replaced applies again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.compile import FIELD_OF, append, can_bring_back
from regard_server.domain.content import OF_THE_SERVICE, Commitment, Content, OfferResponse, Retraction
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.entry_rules import entry_from
from regard_server.domain.errors import EntryNotFound, EtagMismatch, FieldViolation, InvalidFields
from regard_server.domain.etag import etag_of
from regard_server.domain.family import in_family
from regard_server.domain.ledger import CustomerKey, LedgerRow, RequestKey
from regard_server.domain.open_commitments import changes_of
from regard_server.domain.policy import Policy
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.succession import References
from regard_server.usecases.check_ins import check_in_drafts, may_ask
from regard_server.usecases.earlier_request import earlier_answer, earlier_request
from regard_server.usecases.load_profiles import made_for
from regard_server.usecases.open_commitments import open_ones
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import family_of, root_key
from regard_server.usecases.recompile import is_acceptance, recompile_field


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractEntry:
    key: CustomerKey
    entry_id: str
    reason: str
    recorder: str
    policy: Policy
    etag: str = ""
    request: RequestKey | None = None
    request_digest: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """`snapshot` is None where nothing changed."""

    entry: Entry[Content]
    retraction: Entry[Content]
    revision: int
    replayed: bool
    snapshot: Snapshot | None


def retract_entry(
    tx: Transaction, request: RetractEntry, *, now: datetime, new_id: Callable[[datetime], str]
) -> Retracted:
    """Raises EntryNotFound, InvalidFields, EtagMismatch and RequestIdReused."""
    key = request.key
    # Only for another body under the same id: a repetition itself answers the same, retracting what is retracted.
    wrote = earlier_request(tx, request.request, request.request_digest, now=now)
    snapshot = tx.customers.load([key]).get(key)
    entry = tx.ledger.by_id(key, [request.entry_id]).get(request.entry_id)
    if snapshot is None or entry is None:
        raise EntryNotFound(customer=key.customer, entry_id=request.entry_id)
    if entry.kind in OF_THE_SERVICE:
        raise InvalidFields(FieldViolation("name", "is an entry that only the service writes: undo what it says"))
    references = tx.ledger.references_to(key, [entry.id])
    entry = References(references).of(key.customer, entry)
    earlier = [said.entry_id for said in references if said.target_id == entry.id and said.is_retraction]
    if earlier:
        if not wrote:
            _keep_request(tx, request, now)
        retraction = tx.ledger.by_id(key, earlier)[earlier[0]]
        return Retracted(entry=entry, retraction=retraction, revision=retraction.revision, replayed=True, snapshot=None)
    root = root_key(key, snapshot)
    if request.etag and request.etag != etag_of(snapshot.revision):
        raise EtagMismatch(customer=root.customer, current=etag_of(snapshot.revision))
    now = max(now, snapshot.updated_at)
    snapshot = made_for(tx, key, snapshot, request.policy.reach)
    retraction = Entry(
        id=new_id(now),
        provenance=Provenance(basis=Basis.OBSERVED, recorder=request.recorder),
        content=Retraction(entry_id=entry.id, reason=request.reason),
        effective_at=now,
        expire_at=None,
        revision=snapshot.revision + 1,
        ordinal=0,
        created_at=now,
    )
    rows = [LedgerRow(key, retraction, request.request, request.request_digest, root)]
    rows += _check_ins(tx, request, entry, snapshot, rows[0], now=now, new_id=new_id)
    following = _following(tx, request, entry, snapshot, rows=rows, now=now)
    following = replace(following, since_checkpoint=0)
    tx.customers.save({root: (snapshot.revision, following)})
    tx.checkpoints.add(root, following)
    _list_again(tx, entry, rows, now)
    tx.ledger.append(rows)
    return Retracted(
        entry=entry, retraction=retraction, revision=following.revision, replayed=False, snapshot=following
    )


def _check_ins(
    tx: Transaction,
    request: RetractEntry,
    entry: Entry[Content],
    snapshot: Snapshot,
    retraction: LedgerRow,
    *,
    now: datetime,
    new_id: Callable[[datetime], str],
) -> list[LedgerRow]:
    """What goes with the entry, and what is to be asked again because something else counts now."""
    key, root = request.key, root_key(request.key, snapshot)
    versions = [entry]
    while versions[-1].supersedes:
        versions += tx.ledger.by_id(key, [versions[-1].supersedes]).values()
    if not may_ask(versions, request.policy, snapshot):
        return []
    drafts = check_in_drafts(tx, key, entry, policy=request.policy, snapshot=snapshot, pending=[retraction], now=now)
    owner = "" if key == root else key.customer
    made = (
        entry_from(draft, entry_id=new_id(now), revision=snapshot.revision + 1, ordinal=ordinal, now=now, owner=owner)
        for ordinal, draft in enumerate(drafts, start=1)
    )
    return [LedgerRow(key, one, root=root) for one in made]


def _following(
    tx: Transaction,
    request: RetractEntry,
    entry: Entry[Content],
    snapshot: Snapshot,
    *,
    rows: Sequence[LedgerRow],
    now: datetime,
) -> Snapshot:
    key, reach = request.key, request.policy.reach
    family = family_of(key, snapshot)
    following = append(snapshot, [row.entry for row in rows], now=now, reach=reach)
    if _may_change(snapshot, in_family(entry, key, root_key(key, snapshot))):
        acceptances = bool(entry.supersedes) or is_acceptance(snapshot, key.customer, entry.id)
        field = FIELD_OF[type(entry.content)]
        following = recompile_field(
            tx, following, field, family, pending=rows, now=now, reach=reach, acceptances=acceptances
        )
    again = []
    if isinstance(entry.content, OfferResponse) and entry.content.reservation_id:
        again.append("reservations")  # what it settled was not presented, and holds again until it expires
    if len(rows) > 1:
        again.append("commitments")
    for field in again:
        following = recompile_field(tx, following, field, family, pending=rows, now=now, reach=reach)
    return following


def _list_again(tx: Transaction, entry: Entry[Content], rows: Sequence[LedgerRow], now: datetime) -> None:
    """Of the open commitments, what is another than before."""
    if isinstance(entry.content, Commitment) and entry.supersedes:  # what it replaced may be open again
        tx.open_commitments.replace(rows[0].key, open_ones(tx, rows[0].key, pending=rows, now=now))
    elif isinstance(entry.content, Commitment) or len(rows) > 1:
        tx.open_commitments.change(changes_of(rows))


def _keep_request(tx: Transaction, request: RetractEntry, now: datetime) -> None:
    """Of a request that found the entry retracted, so that its id can't be used for another one."""
    if request.request is None or request.request_digest is None:
        return
    if earlier_answer(tx, request.request, request.request_digest, now=now) is None:
        tx.requests.add(request.request, digest=request.request_digest, answer=b"", now=now)


def _may_change(snapshot: Snapshot, entry: Entry[Content]) -> bool:
    """Whether the snapshot can be another without this entry: where not, the ledger needn't be read. What it replaced counts
    again, and what expired may be why a field is out of date."""
    held = any(kept.key == entry.key for kept in getattr(snapshot, FIELD_OF[type(entry.content)]))
    return held or bool(entry.supersedes) or entry.expire_at is not None or can_bring_back(snapshot, entry)
