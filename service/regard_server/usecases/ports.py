"""What the use cases ask of storage. The comments are obligations; one suite of contract tests proves them per backend."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from regard_server.domain.content import CommitmentKind, Content, EntryKind
from regard_server.domain.entry import Entry
from regard_server.domain.feed import Change, Positions
from regard_server.domain.ledger import CustomerKey, FeedPlace, LedgerRow, Reference, RequestKey, SourceKey
from regard_server.domain.offer import Offer
from regard_server.domain.open_commitments import Changes, DuePlace, Listed, OpenCommitment, Unread
from regard_server.domain.policy import PolicyVersion
from regard_server.domain.search.sought import Alternatives, Sort
from regard_server.domain.snapshot import Checkpoint, Snapshot
from regard_server.domain.taxonomy import Topic


class Customers(Protocol):
    def shown(self, key: CustomerKey, /) -> tuple[str, int]:
        """Whose profile is shown for this customer, and its revision, which is 0 where nobody knows them."""

    def load(self, keys: Iterable[CustomerKey], /) -> dict[CustomerKey, Snapshot]:
        """Only those that are known; of a merged one, the surviving customer's. Cost doesn't depend on the length of their
        ledgers."""

    def save(self, changes: Mapping[CustomerKey, tuple[int, Snapshot]], /) -> None:
        """Compare and set: per customer the revision expected (0: not known yet) and the snapshot that follows. When any
        customer is elsewhere by now, the whole transaction is run again."""

    def hold(self, key: CustomerKey, /) -> bool:
        """From now on nobody else writes to the profile that is shown for this customer, until the transaction ends. False
        where nobody knows them. When somebody just wrote, the whole transaction is run again."""

    def merge(self, member: CustomerKey, /, *, root: str, merged_into: str | None = None) -> None:
        """From now on this customer counts for `root`; `merged_into` where it was merged itself, and not one before it."""

    def separate(self, key: CustomerKey, snapshot: Snapshot, /) -> None:
        """From now on this customer stands by itself again, with this snapshot."""

    def page(self, tenant: str, /, *, after: str, show_merged: bool, rows_max: int) -> list[tuple[str, str | None]]:
        """Customers after this one in the order of their names, each with the one that it is merged into."""


class Ledger(Protocol):
    def append(self, rows: Sequence[LedgerRow], /) -> None:
        """Appends, each with the next number of its partition in the change feed: numbers without gaps, in the order of
        commits. When an id, a source or a request is taken, the whole transaction is run again. A request is recorded with
        the first row of its write, which has a revision of its own."""

    def by_id(self, key: CustomerKey, entry_ids: Sequence[str], /) -> dict[str, Entry[Content]]: ...

    def by_source(self, source: SourceKey, /) -> Entry[Content] | None: ...

    def by_request(self, request: RequestKey, /) -> list[LedgerRow]:
        """What the request wrote, in the order of its entries; empty when it wrote nothing or is forgotten."""

    def forget_request(self, request: RequestKey, /) -> None: ...

    def references_to(
        self, key: CustomerKey, entry_ids: Iterable[str], /, *, known_at: datetime | None = None
    ) -> list[Reference]:
        """What retracts or supersedes these entries, and what does so with that, and so on; known by that instant."""

    def references(self, key: CustomerKey, /, *, known_at: datetime | None = None) -> list[Reference]:
        """All that retract or supersede an entry of this ledger."""

    def read(
        self,
        key: CustomerKey,
        kinds: Iterable[EntryKind] | None,
        /,
        *,
        after_revision: int = 0,
        to_revision: int | None = None,
        effective_from: datetime | None = None,
        known_at: datetime | None = None,
    ) -> list[Entry[Content]]:
        """The entries of these kinds, None for all, in the ledger's order, retracted ones included; those effective from then on. Cost:
        that of the stretch between the revisions, whatever the length of the ledger."""

    def read_many(
        self, keys: Sequence[CustomerKey], kinds: Iterable[EntryKind], /
    ) -> dict[CustomerKey, list[Entry[Content]]]:
        """As `read`, of several customers; only those with any."""

    def references_of_many(self, keys: Sequence[CustomerKey], /) -> dict[CustomerKey, list[Reference]]:
        """As `references`, of several customers; only those with any."""

    def page(
        self,
        key: CustomerKey,
        /,
        *,
        kinds: Iterable[EntryKind],
        before: tuple[int, int],
        rows_max: int,
        known_at: datetime | None = None,
    ) -> list[Entry[Content]]:
        """Before this place in the ledger, last recorded first."""

    def at_places(self, tenant: str, places: Sequence[FeedPlace], /) -> list[tuple[CustomerKey, Entry[Content]]]:
        """The tenant's entries among those at these places of the feed, each with whose ledger it is in; in any order."""

    def of_partition(
        self, partition: int, /, *, after_seq: int, until_seq: int, rows_max: int
    ) -> list[tuple[str, Entry[Content], FeedPlace]]:
        """The next of a partition of the feed, each with its tenant."""


class Feed(Protocol):
    def heads(self) -> Positions:
        """The last number of each partition: of any transaction either everything is up to them or nothing."""

    def horizon(self) -> Positions:
        """Up to which changes are no longer told; as heads once were."""

    def changes(self, tenant: str, since: Positions, until: Positions, /) -> list[Change]:
        """The tenant's changes after the one and up to the other, by place; without twins. Cost: that of the stretch, with
        what other tenants have there."""

    def place(self, key: CustomerKey, /, *, revision: int, kind: EntryKind) -> FeedPlace | None:
        """Where this customer's entry of a merge or unmerge is."""

    def marks(self) -> list[datetime]:
        """When the heads were marked, the horizon first."""

    def mark(self, now: datetime, /) -> None:
        """Keeps the heads as they are. When somebody else does so at the same instant, the whole transaction is run again."""

    def forget_marks(self, before: datetime, /) -> None:
        """From now on the first mark that is left is the horizon."""


class OpenCommitments(Protocol):
    """Of all customers. What is written here must belong to profiles that this transaction has saved before, or holds."""

    def change(self, changes: Changes, /) -> None: ...

    def replace(self, key: CustomerKey, opened: Sequence[OpenCommitment], /) -> None:
        """All of this ledger."""

    def page(
        self,
        tenant: str,
        /,
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

    def of_ledger(self, key: CustomerKey, /) -> set[OpenCommitment]:
        """All that is listed of it."""

    def unread_parts(self) -> list[tuple[int, int, int]]:
        """The partitions of the feed that were not gone through to their end: up to which number they were, and the last that
        there is."""

    def unread(self, partition: int, /, *, after_seq: int, until_seq: int, rows_max: int) -> Unread:
        """The next ledgers of the partition that commitments or retractions came to."""

    def read(self, partition: int, seq: int, /) -> None:
        """Up to this number the partition was gone through."""


class Checkpoints(Protocol):
    def add(self, key: CustomerKey, snapshot: Snapshot, /, *, root: str | None = None) -> None:
        """What this customer's profile is from the snapshot's `updated_at` on; with `root`, that it is that one's."""

    def last(self, key: CustomerKey, known_at: datetime, /) -> Checkpoint | None:
        """The last one at that instant. Cost doesn't depend on how many there are."""

    def first_revision(self, key: CustomerKey, /) -> int | None:
        """Of the first one of all."""


class Identities(Protocol):
    def find(self, tenant: str, scheme: str, digest: bytes, /) -> CustomerKey | None: ...

    def add(self, key: CustomerKey, scheme: str, digest: bytes, /) -> None:
        """When it is taken, the whole transaction is run again."""

    def remove(self, tenant: str, scheme: str, digest: bytes, /) -> None: ...


class AnsweredRequest(Protocol):
    @property
    def created_at(self) -> datetime: ...

    @property
    def digest(self) -> bytes: ...

    @property
    def answer(self) -> bytes: ...


class Requests(Protocol):
    """Those that wrote no entry to be recorded with."""

    def find(self, request: RequestKey, /) -> AnsweredRequest | None: ...

    def known(self, requests: Collection[RequestKey], /) -> Callable[[], set[RequestKey]]:
        """Answers which of these are there. Cost: one read for those of one method, which may go with what is read next, so
        call it after that."""

    def add(self, request: RequestKey, /, *, digest: bytes, answer: bytes, now: datetime) -> None:
        """When it is there already, the whole transaction is run again."""

    def forget(self, request: RequestKey, /) -> None: ...


class Catalog(Protocol):
    def version(self, tenant: str, resource: str, /) -> int:
        """Of "topics" or "offers"; 0 before the first import."""

    def history(self, tenant: str, resource: str, /) -> list[tuple[int, datetime]]:
        """All versions of "topics" or "offers", in their order, and when each came."""

    def topics(self, tenant: str, /, *, version: int | None = None) -> dict[str, Topic]:
        """As of that version, else as they are."""

    def offers(self, tenant: str, /, *, version: int | None = None) -> dict[str, Offer]:
        """As topics."""

    def add_topics(self, tenant: str, changed: Sequence[Topic], /, *, version: int, now: datetime) -> None:
        """`version` must follow the present one; when somebody else was quicker, the whole transaction is run again."""

    def add_offers(self, tenant: str, changed: Sequence[Offer], /, *, version: int, now: datetime) -> None:
        """As add_topics."""


class FullText(Protocol):
    """The optional full-text index across customers. It finds candidates; what it is asked is answered for one tenant."""

    def add(self, added: Iterable[tuple[str, Entry[Content], FeedPlace]], /) -> None:
        """Takes in entries of these tenants, each once."""

    def missing(self) -> tuple[int, int, int] | None:
        """A partition of which entries that were there before the index are still missing: those after this number, up to
        and with that. None where the index has all."""

    def indexed(self, partition: int, seq: int, /) -> None: ...

    def entries(self) -> int:
        """About how many there are to be found."""

    def known(self, tenant: str, sort: Sort, terms: Collection[str], /) -> set[str]:
        """Those that some entry has, or had."""

    def beginning(self, tenant: str, sort: Sort, begin: str, /, *, terms_max: int) -> list[str]:
        """Longer terms that begin so, the shortest first."""

    def perhaps_meant(self, tenant: str, sort: Sort, term: str, /) -> list[str]:
        """Terms among which are the near-misses of this one."""

    def count(self, tenant: str, sort: Sort, row: Sequence[str], /) -> int:
        """How many entries have all of these terms: exactly, or of common ones about."""

    def newest(
        self,
        tenant: str,
        sort: Sort,
        words: Sequence[Alternatives],
        /,
        *,
        kinds: Collection[EntryKind],
        rows_max: int,
        among_newest: int | None = None,
    ) -> list[FeedPlace]:
        """Entries that have all these words; of many the newest, about. Cost: bounded, however common the words, where
        one of them is rare or `among_newest` says how many entries to look back. Empty `kinds` are all."""


class Policies(Protocol):
    def versions(self, tenant: str, /) -> list[PolicyVersion]:
        """All that were ever set, in their order."""

    def add(self, tenant: str, version: PolicyVersion, /, *, now: datetime) -> None:
        """The next version. When somebody else was quicker, the whole transaction is run again."""


class Transaction(Protocol):
    """All of it is committed, or nothing."""

    @property
    def customers(self) -> Customers: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def feed(self) -> Feed: ...

    @property
    def full_text(self) -> FullText | None:
        """None where it is switched off."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def checkpoints(self) -> Checkpoints: ...

    @property
    def identities(self) -> Identities: ...

    @property
    def open_commitments(self) -> OpenCommitments: ...

    @property
    def policies(self) -> Policies: ...

    @property
    def requests(self) -> Requests: ...
