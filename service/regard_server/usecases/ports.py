"""What the use cases ask of storage. The comments are obligations; one suite of contract tests proves them per backend."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from regard_server.domain.entry import Content, Entry, EntryKind
from regard_server.domain.ledger import CustomerKey, LedgerRow, RequestKey, SourceKey
from regard_server.domain.offer import Offer
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.taxonomy import Topic


class Customers(Protocol):
    def load(self, keys: Iterable[CustomerKey], /) -> dict[CustomerKey, Snapshot]:
        """Only those that are known. Cost doesn't depend on the length of their ledgers."""

    def save(self, changes: Mapping[CustomerKey, tuple[int, Snapshot]], /) -> None:
        """Compare and set: per customer the revision expected (0: not known yet) and the snapshot that follows. When any
        customer is elsewhere by now, the whole transaction is run again."""


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

    def retracted_among(self, key: CustomerKey, entry_ids: Sequence[str], /) -> set[str]: ...

    def retraction_of(self, key: CustomerKey, entry_id: str, /) -> Entry[Content] | None: ...

    def that_count(self, key: CustomerKey, kinds: Iterable[EntryKind], /) -> list[Entry[Content]]:
        """All that are not retracted, in the ledger's order."""

    def page(
        self, key: CustomerKey, /, *, kinds: Iterable[EntryKind], before: tuple[int, int], rows_max: int
    ) -> list[Entry[Content]]:
        """Before this place in the ledger, last recorded first."""


class Catalog(Protocol):
    def version(self, tenant: str, resource: str, /) -> int:
        """Of "topics" or "offers"; 0 before the first import."""

    def topics(self, tenant: str, /) -> dict[str, Topic]: ...

    def offers(self, tenant: str, /) -> dict[str, Offer]: ...

    def add_topics(self, tenant: str, changed: Sequence[Topic], /, *, version: int, now: datetime) -> None:
        """`version` must follow the present one; when somebody else was quicker, the whole transaction is run again."""

    def add_offers(self, tenant: str, changed: Sequence[Offer], /, *, version: int, now: datetime) -> None:
        """As add_topics."""


class Transaction(Protocol):
    """All of it is committed, or nothing."""

    @property
    def customers(self) -> Customers: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def catalog(self) -> Catalog: ...
