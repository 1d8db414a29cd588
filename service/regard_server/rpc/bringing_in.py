"""Bringing into the list of open commitments what a release that keeps none has recorded: beside the calls, in steps."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from regard_server.domain.errors import DatabaseUnavailable
from regard_server.domain.open_commitments import Unread
from regard_server.usecases.open_commitments import bring_in, next_astray
from regard_server.usecases.ports import Transaction

ENTRIES_PER_STEP_MAX = 20
"""Commitments and retractions: some 20 ms where each is in a ledger of its own."""
UNREAD_MAX = 10_000
"""So many entries of a partition may be gone through again with the next start; past them, how far it came is noted."""
ROLLOUT_PASSES = 60
SECONDS_BETWEEN_PASSES = 60
"""Where several servers write, one of the release before may be among them for an hour after the first of this one."""
PATIENCE_SECONDS = 0.5
log = logging.getLogger(__name__)

Read = Callable[[Callable[[Transaction], Any]], Awaitable[Any]]
Write = Callable[[Callable[[Transaction], None]], Awaitable[None]]


class BringingIn:
    """With `goes_on` it is done again and again, for as long as others may write as well."""

    def __init__(self, clock: Callable[[], datetime], *, goes_on: bool) -> None:
        self._clock = clock
        self._goes_on = goes_on
        self._done = asyncio.Event()
        self._read_until: dict[int, int] = {}

    async def is_done(self) -> bool:
        """Whether all is there that was recorded before this server started. Waits a little for it."""
        if not self._done.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._done.wait(), PATIENCE_SECONDS)
        return self._done.is_set()

    async def run(self, read: Read, write: Write) -> None:
        for _ in range(ROLLOUT_PASSES):
            try:
                await self._pass(read, write)
            except DatabaseUnavailable as error:
                log.warning("open commitments are not brought in: %s", error)
            else:
                self._done.set()
                if not self._goes_on:
                    return
            await asyncio.sleep(SECONDS_BETWEEN_PASSES)

    async def _pass(self, read: Read, write: Write) -> None:
        for partition, read_seq, head in await read(lambda tx: tx.open_commitments.unread_parts()):
            noted_seq = read_seq
            seq = max(read_seq, self._read_until.get(partition, 0))
            while seq < head:
                astray: Unread = await read(
                    partial(
                        next_astray,
                        partition=partition,
                        after_seq=seq,
                        until_seq=head,
                        rows_max=ENTRIES_PER_STEP_MAX,
                        now=self._clock(),
                    )
                )
                seq = astray.seq
                if astray.keys or seq - noted_seq > UNREAD_MAX:
                    await write(partial(bring_in, astray=astray, now=self._clock()))
                    noted_seq = seq
                self._read_until[partition] = seq
