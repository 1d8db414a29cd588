"""Taking what the ledger has into a full-text index that was switched on later, step by step."""

from regard_server.usecases.ports import Transaction


def index_ledger(tx: Transaction, *, entries_max: int) -> bool:
    """One step. Answers whether the index now has all."""
    index = tx.full_text
    missing = None if index is None else index.missing()
    if index is None or missing is None:
        return True
    partition, after_seq, until_seq = missing
    found = tx.ledger.of_partition(partition, after_seq=after_seq, until_seq=until_seq, rows_max=entries_max)
    if found:
        index.add(found)
    index.indexed(partition, found[-1][2].seq if len(found) == entries_max else until_seq)
    return index.missing() is None
