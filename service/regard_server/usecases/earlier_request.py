"""Whether a write has come before: one look-up for every method that takes a request id."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.errors import RequestIdReused
from regard_server.domain.ledger import REQUEST_ID_KEPT, LedgerRow, RequestKey
from regard_server.usecases.ports import Transaction


def earlier_request(
    tx: Transaction, request: RequestKey | None, digest: bytes | None, *, now: datetime
) -> Sequence[LedgerRow]:
    """What the same request wrote, if it came before; an id whose time is over is free again.

    Raises RequestIdReused where it had another body.
    """
    if request is None:
        return []
    rows = tx.ledger.by_request(request)
    if not rows:
        earlier_answer(tx, request, digest, now=now)
        return []
    if rows[0].entry.created_at + REQUEST_ID_KEPT <= now:
        tx.ledger.forget_request(request)
        return []
    if rows[0].request_digest != digest:
        raise RequestIdReused(request.request_id)
    return rows


def earlier_answer(tx: Transaction, request: RequestKey | None, digest: bytes | None, *, now: datetime) -> bytes | None:
    """As earlier_request, of a request that wrote no entries: what was kept of its answer."""
    if request is None:
        return None
    earlier = tx.requests.find(request)
    if earlier is None:
        return None
    if earlier.created_at + REQUEST_ID_KEPT <= now:
        tx.requests.forget(request)
        return None
    if earlier.digest != digest:
        raise RequestIdReused(request.request_id)
    return earlier.answer
