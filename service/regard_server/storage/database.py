"""Transactions: one unit of work a call, rolled back unless it ends well. Driver errors become domain errors here."""

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from regard_server.domain.errors import DatabaseUnavailable
from regard_server.storage.catalog import CatalogTables
from regard_server.storage.checkpoints import CheckpointTable
from regard_server.storage.customers import CustomerTable
from regard_server.storage.deployment import DeploymentTable
from regard_server.storage.engine import open_reader, open_writer
from regard_server.storage.full_text import FullTextTables
from regard_server.storage.identities import IdentityTable
from regard_server.storage.ledger import LedgerTables
from regard_server.storage.outcomes import Conflict
from regard_server.storage.policies import PolicyTable
from regard_server.storage.requests import RequestTable

T = TypeVar("T")
ATTEMPTS_MAX = 5
"""How often a transaction is run that others get in the way of."""

log = logging.getLogger(__name__)


class Transaction:
    """What a use case works with while its transaction is open."""

    __slots__ = (
        "catalog",
        "checkpoints",
        "customers",
        "deployment",
        "full_text",
        "identities",
        "ledger",
        "policies",
        "requests",
    )

    def __init__(self, connection: Connection, full_text: FullTextTables | None = None) -> None:
        self.customers = CustomerTable(connection)
        self.full_text = full_text
        self.ledger = LedgerTables(connection, full_text)
        self.catalog = CatalogTables(connection)
        self.checkpoints = CheckpointTable(connection)
        self.identities = IdentityTable(connection)
        self.policies = PolicyTable(connection)
        self.requests = RequestTable(connection)
        self.deployment = DeploymentTable(connection)


class Database:
    """One database, from any thread. `read` and `write` run a function inside a transaction of its own.

    With `full_text_index` every entry appended is taken into the index, which must have been switched on.
    """

    def __init__(self, url: str, *, full_text_index: bool = False) -> None:
        self._reader: Engine = open_reader(url)
        self._writer: Engine = open_writer(url)
        self._known_words: set[str] | None = set() if full_text_index else None

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Everything that `work` reads is of one instant. Raises DatabaseUnavailable."""
        try:
            with self._reader.begin() as connection:
                return work(Transaction(connection, self._full_text(connection)))
        except DBAPIError as error:
            raise _unavailable(error) from error

    def write(self, work: Callable[[Transaction, int], T]) -> T:
        """Commits what `work` wrote, durably, or nothing of it.

        `work` gets the number of the attempt, from 0: it runs again when somebody else came between, or when what it
        wrote was there already. Raises what `work` raises, and DatabaseUnavailable.
        """
        for attempt in range(ATTEMPTS_MAX):
            try:
                with self._writer.begin() as connection:
                    full_text = self._full_text(connection)
                    outcome = work(Transaction(connection, full_text), attempt)
            except (IntegrityError, Conflict) as error:
                log.debug("attempt %d met %r", attempt, error)
            except DBAPIError as error:
                raise _unavailable(error) from error
            else:
                if full_text is not None:
                    full_text.committed()
                return outcome
        log.error("a write was overtaken %d times", ATTEMPTS_MAX)
        raise DatabaseUnavailable

    def _full_text(self, connection: Connection) -> FullTextTables | None:
        return None if self._known_words is None else FullTextTables(connection, self._known_words)

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()


def _unavailable(error: DBAPIError) -> DatabaseUnavailable:
    # The driver's own words only: SQLAlchemy's would show the parameters, and with them what customers said.
    log.error("the database failed: %s", error.orig)
    return DatabaseUnavailable()
