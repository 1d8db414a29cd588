"""Transactions: one unit of work a call, rolled back unless it ends well. Driver errors become domain errors here."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError

from regard_server.domain.feed import Positions
from regard_server.domain.freshness.trust import TrustRow
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.resources import Revisions
from regard_server.storage.attempts import Attempts
from regard_server.storage.backend import ONE_STATEMENT, Backend, Failure
from regard_server.storage.backends import backend_of
from regard_server.storage.catalog import CatalogTables
from regard_server.storage.checkpoints import CheckpointTable
from regard_server.storage.customers import CustomerTable
from regard_server.storage.deployment import DeploymentTable
from regard_server.storage.feed import FeedTables, read_heads
from regard_server.storage.full_text import FullTextTables
from regard_server.storage.identities import IdentityTable
from regard_server.storage.ledger import Appended, LedgerTables
from regard_server.storage.open_commitments import OpenCommitmentTable
from regard_server.storage.outcomes import Conflict
from regard_server.storage.policies import PolicyTable
from regard_server.storage.requests import RequestTable
from regard_server.storage.revisions import read_revisions
from regard_server.storage.trust import TrustTable, read_trust

T = TypeVar("T")


class Transaction:
    """What a use case works with while its transaction is open."""

    __slots__ = (
        "catalog",
        "checkpoints",
        "customers",
        "deployment",
        "feed",
        "full_text",
        "identities",
        "ledger",
        "open_commitments",
        "policies",
        "requests",
        "trust",
    )

    def __init__(self, connection: Connection, backend: Backend, full_text: FullTextTables | None = None) -> None:
        self.customers = CustomerTable(connection, backend)
        self.full_text = full_text
        self.ledger = LedgerTables(connection, backend, full_text)
        self.feed = FeedTables(connection, backend)
        self.catalog = CatalogTables(connection)
        self.checkpoints = CheckpointTable(connection, backend)
        self.identities = IdentityTable(connection)
        self.open_commitments = OpenCommitmentTable(connection, backend)
        self.policies = PolicyTable(connection)
        self.requests = RequestTable(connection, backend)
        self.deployment = DeploymentTable(connection)
        self.trust = TrustTable(connection)


class _InDoubt(NamedTuple, Generic[T]):
    """A transaction whose connection was lost while it was committing: what it appended tells whether it is there."""

    appended: Appended
    outcome: T


class Database:
    """One database, from any thread. `read` and `write` run a function inside a transaction of its own, which ends by the
    deadline, an instant of the monotonic clock.

    An embedded one `is_shared` where other processes write the same file. With `full_text_index` every entry appended is taken into the index, which must have been switched on.
    """

    def __init__(self, url: str, *, full_text_index: bool = False, is_shared: bool = False) -> None:
        self._backend = backend_of(url)
        self.version = self._backend.open_version(make_url(url)) if is_shared else None
        """Tells at once whether anybody has committed; None where that must be asked for, or nobody else can have."""
        self._reader: Engine = self._backend.open_reader(make_url(url))
        self._writer: Engine = self._backend.open_writer(make_url(url))
        self._one_statement = self._reader.execution_options(**{ONE_STATEMENT: True})
        self._known_words: set[str] | None = set() if full_text_index else None

    @property
    def is_ours_alone(self) -> bool:
        """Whether nobody but this process writes it."""
        return self._backend.is_embedded and self.version is None

    def read(self, work: Callable[[Transaction], T], *, deadline: float | None = None) -> T:
        """Everything that `work` reads is of one instant. `work` runs again when the connection is lost. Raises
        DatabaseUnavailable."""
        attempts = Attempts(self._backend, deadline)
        for _ in attempts:
            try:
                with self._reader.connect() as connection:
                    self._backend.limit(connection, attempts.seconds_left)
                    with connection.begin():
                        return work(Transaction(connection, self._backend, self._full_text(connection)))
            except DBAPIError as error:
                attempts.failed(error)
        raise AssertionError("attempts end by raising")

    def write(self, work: Callable[[Transaction, int], T], *, deadline: float | None = None) -> T:
        """Commits what `work` wrote, durably, or nothing of it.

        `work` gets the number of the attempt, from 0: it runs again when somebody else came between, when what it wrote was
        there already, or when the connection was lost. Where it was lost while committing, the entries that it appended
        tell whether they are there; the answer is then that of the attempt which wrote them. Raises what `work` raises, and
        DatabaseUnavailable, after which a write may have happened.
        """
        attempts = Attempts(self._backend, deadline)
        in_doubt: list[_InDoubt[T]] = []
        for attempt in attempts:
            committing: list[_InDoubt[T]] = []
            try:
                with self._writer.connect() as connection:
                    self._backend.limit(connection, attempts.seconds_left)
                    with connection.begin() as transaction:
                        full_text = self._full_text(connection)
                        tx = Transaction(connection, self._backend, full_text)
                        for earlier in in_doubt:
                            if tx.ledger.has(earlier.appended):
                                return earlier.outcome
                        outcome = work(tx, attempt)
                        if tx.ledger.appended is not None:
                            committing.append(_InDoubt(tx.ledger.appended, outcome))
                        transaction.commit()
            except (DBAPIError, Conflict) as error:
                if attempts.failed(error) is Failure.LOST:
                    in_doubt += committing
            else:
                if full_text is not None:
                    full_text.committed()
                return outcome
        raise AssertionError("attempts end by raising")

    def revisions(self, tenant: str, keys: Sequence[CustomerKey], *, deadline: float | None = None) -> Revisions:
        """What is the newest of the tenant's resources, and of these customers' profiles. Raises DatabaseUnavailable."""
        return self._ask(lambda connection: read_revisions(connection, self._backend, tenant, keys), deadline)

    def trust_row(self, *, deadline: float | None = None) -> TrustRow:
        """Which message server is trusted. Raises DatabaseUnavailable."""
        return self._ask(read_trust, deadline)

    def feed_heads(self) -> Positions:
        """The last number of each partition of the change feed, all of one instant. Raises DatabaseUnavailable."""
        return self._ask(lambda connection: read_heads(connection, self._backend), None)

    def _ask(self, statement: Callable[[Connection], T], deadline: float | None) -> T:
        attempts = Attempts(self._backend, deadline)
        for _ in attempts:
            try:
                with self._one_statement.connect() as connection:
                    return statement(connection)
            except DBAPIError as error:
                attempts.failed(error)
        raise AssertionError("attempts end by raising")

    def _full_text(self, connection: Connection) -> FullTextTables | None:
        if self._known_words is None:
            return None
        return FullTextTables(connection, self._backend.full_text, self._known_words)

    def close(self) -> None:
        if self.version is not None:
            self.version.close()
        self._reader.dispose()
        self._writer.dispose()
