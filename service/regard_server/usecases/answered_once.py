"""A write that is no entry of a ledger, done once a request: an import."""

from collections.abc import Callable
from datetime import datetime

from regard_server.domain.ledger import RequestKey
from regard_server.usecases.earlier_request import earlier_answer
from regard_server.usecases.ports import Transaction


def answered_once(
    tx: Transaction, request: RequestKey | None, digest: bytes | None, write: Callable[[], bytes], *, now: datetime
) -> tuple[bytes, bool]:
    """What `write` answers, or what the same request was answered when it came before; and whether it had come before.

    Raises RequestIdReused.
    """
    earlier = earlier_answer(tx, request, digest, now=now)
    if earlier is not None:
        return earlier, True
    answer = write()
    note_answer(tx, request, digest, answer, now=now)
    return answer, False


def note_answer(
    tx: Transaction, request: RequestKey | None, digest: bytes | None, answer: bytes, *, now: datetime
) -> None:
    """For when it comes again."""
    if request is not None and digest is not None:
        tx.requests.add(request, digest=digest, answer=answer, now=now)
