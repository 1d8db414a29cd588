"""What the writes on customers themselves have in common: identities, merges and their undoing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from regard_server.domain.content import Content
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.errors import EtagMismatch
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import CustomerKey, RequestKey
from regard_server.domain.policy import Policy
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.answered_once import note_answer
from regard_server.usecases.earlier_request import earlier_request
from regard_server.usecases.ports import Transaction

NewId = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What comes with every such write. `request_digest` tells its body from another's."""

    reason: str
    recorder: str
    policy: Policy
    etag: str = ""
    request: RequestKey | None = None
    request_digest: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """`revision` is the profile's after this write; `profile` is the surviving customer's, and `separated` that of the one
    who stands alone again, both as they are now. `announced` are the snapshots that it made, none where it changed nothing."""

    revision: int
    profile: Snapshot
    separated: Snapshot | None = None
    announced: Mapping[CustomerKey, Snapshot] = field(default_factory=dict)

    @property
    def replayed(self) -> bool:
        return not self.announced


def revision_of_earlier(tx: Transaction, asked: Asked, *, now: datetime) -> int | None:
    """The profile's revision after the same request, if it came before. Raises RequestIdReused.

    It isn't done again then, whatever has become of it since: a merge that came twice must not undo an unmerge.
    """
    rows = earlier_request(tx, asked.request, asked.request_digest, now=now)
    if rows:
        return rows[0].entry.revision
    answered = None if asked.request is None else tx.requests.find(asked.request)
    return None if answered is None else int(answered.answer)


def found_done(tx: Transaction, asked: Asked, revision: int, *, now: datetime) -> None:
    """Notes a request that had nothing to do."""
    note_answer(tx, asked.request, asked.request_digest, str(revision).encode(), now=now)


def check_etag(customer: str, snapshot: Snapshot | None, asked: Asked) -> None:
    """Raises EtagMismatch."""
    current = etag_of(0 if snapshot is None else snapshot.revision)
    if asked.etag and asked.etag != current:
        raise EtagMismatch(customer=customer, current=current)


def own_entry(
    said: Content, asked: Asked, *, revision: int, now: datetime, new_id: NewId, owner: str = ""
) -> Entry[Content]:
    """An entry that the service writes itself; `owner` as in Entry."""
    return Entry(
        id=new_id(now),
        provenance=Provenance(basis=Basis.OBSERVED, recorder=asked.recorder),
        content=said,
        effective_at=now,
        expire_at=None,
        revision=revision,
        ordinal=0,
        created_at=now,
        owner=owner,
    )
