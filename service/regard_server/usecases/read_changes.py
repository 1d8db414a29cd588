"""Reading on in the change feed, from a cursor to where the feed was at one instant."""

from regard_server.domain.content import EntryKind, Merge, Unmerge
from regard_server.domain.errors import CursorOutOfRange
from regard_server.domain.feed import Change, Positions, Stretch, behind, in_order, next_stretch
from regard_server.domain.ledger import CustomerKey, FeedPlace
from regard_server.usecases.ports import Transaction

NUMBERS_MAX = 32
"""Of each partition at once: some 2,000 changes in all. Grows where a write is longer."""


def read_changes(tx: Transaction, tenant: str, since: Positions, heads: Positions) -> Stretch:
    """The tenant's next changes; where there are none left, the stretch leads to `heads`.

    Raises CursorOutOfRange where changes after `since` are no longer told.
    """
    if behind(since, tx.feed.horizon()):
        raise CursorOutOfRange
    numbers = NUMBERS_MAX
    while True:
        until = next_stretch(since, heads, numbers)
        changes = [_with_twin(tx, change) for change in tx.feed.changes(tenant, since, until)]
        stretch = in_order(changes, until, heads)
        if stretch.until != since or until == heads:
            return stretch
        numbers *= 2


def _with_twin(tx: Transaction, change: Change) -> Change:
    if change.kind not in {EntryKind.MERGE, EntryKind.UNMERGE}:
        return change
    return change._replace(twin=_twin(tx, change))


def _twin(tx: Transaction, change: Change) -> FeedPlace | None:
    said = tx.ledger.by_id(change.key, [change.entry_id])[change.entry_id].content
    assert isinstance(said, Merge | Unmerge)
    other = said.merged if change.key.customer == said.surviving else said.surviving
    return tx.feed.place(CustomerKey(change.key.tenant, other), revision=change.revision, kind=change.kind)
