"""Listing what was promised and is open, of all customers or of one, the first due first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from regard_server.domain.content import CommitmentKind
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.open_commitments import DuePlace, Listed
from regard_server.domain.succession import References
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


class Page(NamedTuple):
    """`at` is the instant at which they are open: now, and for one customer not before the last write."""

    commitments: list[Listed]
    at: datetime


def list_commitments(
    tx: Transaction, question: Question, *, after: DuePlace | None, rows_max: int, now: datetime
) -> Page:
    """Those after this place. Of merged customers all that is addressed to one of them is the surviving one's."""
    names, at = None, now
    if question.customer:
        key = CustomerKey(question.tenant, question.customer)
        snapshot = tx.customers.load([key]).get(key)
        names = [one.customer for one in family_of(key, snapshot)]
        at = now if snapshot is None else max(now, snapshot.updated_at)
    due_before = question.due_before
    if question.overdue:  # one is overdue from the instant on at which it is due
        due_before = at + MICROSECOND if due_before is None else min(due_before, at + MICROSECOND)
    found = tx.open_commitments.page(
        question.tenant,
        after=after,
        due_before=due_before,
        owner=question.owner,
        names=names,
        kinds=question.kinds,
        now=at,
        rows_max=rows_max,
    )
    return Page([_with_successor(tx, question.tenant, one) if one.ends else one for one in found], at)


def _with_successor(tx: Transaction, tenant: str, listed: Listed) -> Listed:
    """Few are replaced at an instant that is yet to come."""
    key = CustomerKey(tenant, listed.place.customer)
    references = References(tx.ledger.references_to(key, [listed.entry.id]))
    return listed._replace(entry=references.of(key.customer, listed.entry))
