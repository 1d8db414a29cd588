"""The open commitments of one ledger, as the ledger tells; and bringing in, step by step, what a release that kept no list of
them has recorded."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.content import EntryKind
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.open_commitments import OpenCommitment, Unread, counting_ones
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import read_ledger


def open_ones(
    tx: Transaction, key: CustomerKey, *, now: datetime, pending: Sequence[LedgerRow] = ()
) -> list[OpenCommitment]:
    """Cost: the ledger's commitments are read, and all that retracts or supersedes."""
    return counting_ones(read_ledger(tx, key, kinds=(EntryKind.COMMITMENT,), pending=pending), now=now)


def next_astray(
    tx: Transaction, *, partition: int, after_seq: int, until_seq: int, rows_max: int, now: datetime
) -> Unread:
    """The next ledgers of the partition of which the list doesn't tell what they do: a release that keeps none wrote to
    them."""
    unread = tx.open_commitments.unread(partition, after_seq=after_seq, until_seq=until_seq, rows_max=rows_max)
    astray = [key for key in unread.keys if _is_astray(tx, key, now)]
    return unread._replace(keys=tuple(sorted(astray)))


def _is_astray(tx: Transaction, key: CustomerKey, now: datetime) -> bool:
    listed = tx.open_commitments.of_ledger(key)
    still = {one for one in listed if one.ends_at is None or one.ends_at > now}
    return still != set(open_ones(tx, key, now=now))


def bring_in(tx: Transaction, *, astray: Unread, now: datetime) -> None:
    """Nobody writes to these profiles meanwhile, so what is listed of them then is right, whichever release wrote."""
    for key in astray.keys:
        if tx.customers.hold(key):
            tx.open_commitments.replace(key, open_ones(tx, key, now=now))
    tx.open_commitments.read(astray.partition, astray.seq)
