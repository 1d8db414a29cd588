"""What keeps a batch from harming others: it lets the loop breathe, and its answer has a size that a channel can carry."""

import asyncio

from regard_server.domain.errors import AnswerTooLarge, FieldViolation, InvalidFields

ITEMS_PER_BREATH = 32
DECISIONS_PER_BATCH_MAX = 50_000
"""Customers times offers."""
ANSWER_BYTES_MAX = 24 * 1024 * 1024
"""Below the largest message that the server sends, with room for the rest of the answer."""


async def breathe(index: int) -> None:
    """Lets other calls have the loop now and then."""
    if index % ITEMS_PER_BREATH == ITEMS_PER_BREATH - 1:
        await asyncio.sleep(0)


def check_decisions(*, customers: int, offers: int, field: str = "customers") -> None:
    """Raises InvalidFields for more of them than a batch or a chunk may ask for. `field`: where the customers are named."""
    if customers * offers > DECISIONS_PER_BATCH_MAX:
        raise InvalidFields(FieldViolation(field, f"times the offers are over {DECISIONS_PER_BATCH_MAX} decisions"))


class BatchRoom:
    """The room left in a batch's answer."""

    def __init__(self) -> None:
        self._left = ANSWER_BYTES_MAX

    def try_take(self, size: int) -> bool:
        """Takes it if it fits."""
        fits = size <= self._left
        if fits:
            self._left -= size
        return fits

    def take(self, size: int) -> None:
        """Raises AnswerTooLarge for an item that no longer fits; a smaller one after it still may."""
        if not self.try_take(size):
            raise AnswerTooLarge
