"""How often, and for how long, a unit of work is tried: until its deadline, and never for ever."""

import logging
import random
import time
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from regard_server.domain.errors import DatabaseUnavailable
from regard_server.storage.backend import Backend, Failure
from regard_server.storage.outcomes import Conflict

ATTEMPTS_MAX = 10
"""Of a transaction that others get in the way of."""
LOST_MAX = 3
"""Of those with a connection that was lost: one more finds whether it was the connection or the database."""
TRANSACTION_SECONDS_MAX = 60.0
"""Of a transaction whose caller sets no deadline, or a later one."""
FIRST_PAUSE_SECONDS = 0.002
PAUSE_SECONDS_MAX = 0.2

log = logging.getLogger(__name__)


class Attempts:
    """Yields the numbers of the attempts, from 0, with a pause before each further one. `deadline` is an instant of the
    monotonic clock.

    Raises DatabaseUnavailable in place of an attempt that would be one too many, or too late.
    """

    def __init__(self, backend: Backend, deadline: float | None) -> None:
        latest = time.monotonic() + TRANSACTION_SECONDS_MAX
        self._until = latest if deadline is None else min(deadline, latest)
        self._backend = backend
        self._lost = 0

    def __iter__(self) -> Iterator[int]:
        for attempt in range(ATTEMPTS_MAX):
            if attempt:
                self._pause(attempt)
            if self.seconds_left <= 0:
                log.warning("a transaction ran out of its time at attempt %d", attempt)
                raise DatabaseUnavailable
            yield attempt
        log.error("a transaction was overtaken %d times", ATTEMPTS_MAX)
        raise DatabaseUnavailable

    @property
    def seconds_left(self) -> float:
        return self._until - time.monotonic()

    def failed(self, error: DBAPIError | Conflict) -> Failure:
        """Why; another attempt may do better. Raises DatabaseUnavailable where none will."""
        failure = Failure.OVERTAKEN if isinstance(error, Conflict) else self._backend.failure(error)
        self._lost += failure is Failure.LOST
        if isinstance(error, DBAPIError) and (failure is Failure.OTHER or self._lost >= LOST_MAX):
            # The driver's own words only: SQLAlchemy's would show the parameters, and with them what customers said.
            log.error("the database failed: %s", error.orig)
            raise DatabaseUnavailable from error
        log.debug("an attempt met %r", error.orig if isinstance(error, DBAPIError) else error)
        return failure

    def _pause(self, attempt: int) -> None:
        """Of a random length, so that those who met don't meet again."""
        longest = min(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1), PAUSE_SECONDS_MAX, max(self.seconds_left, 0.0))
        time.sleep(random.uniform(0, longest))  # noqa: S311  nothing secret about it
