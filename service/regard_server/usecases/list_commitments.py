"""Listing what was promised and is open, of all customers or of one, the first due first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from regard_server.domain.content import CommitmentKind
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.open_commitments import DuePlace, Listed
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import family_of

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which are asked for. Of those that are due before an instant, and of those due by now, are those that are both."""

    tenant: str
    customer: str = ""
    owner: str = ""
    kinds: Collection[CommitmentKind] = ()
    due_before: datetime | None = None
    overdue: bool = False


def list_commitments(
    tx: Transaction, question: Question, *, after: DuePlace | None, rows_max: int, now: datetime
) -> list[Listed]:
    """Those after this place. Of merged customers all that is addressed to one of them is the surviving one's."""
    names = None
    if question.customer:
        key = CustomerKey(question.tenant, question.customer)
        names = [one.customer for one in family_of(key, tx.customers.load([key]).get(key))]
    due_before = question.due_before
    if question.overdue:  # one is overdue from the instant on at which it is due
        due_before = now + MICROSECOND if due_before is None else min(due_before, now + MICROSECOND)
    return tx.open_commitments.page(
        question.tenant,
        after=after,
        due_before=due_before,
        owner=question.owner,
        names=names,
        kinds=question.kinds,
        now=now,
        rows_max=rows_max,
    )
