"""The vigil: one process's watch over its messenger and over the trust row, beside the calls; and what it tells memory."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from uuid import uuid4

from regard_server.domain.errors import DatabaseUnavailable
from regard_server.domain.freshness.announcement import Announcement
from regard_server.domain.freshness.floors import Floors
from regard_server.domain.freshness.trust import Timing, TrustRow
from regard_server.domain.freshness.vantage import Vantage
from regard_server.messenger.address import Address
from regard_server.messenger.publisher import MessengerUnreachable, Publisher
from regard_server.messenger.subscription import Subscription, subscribe
from regard_server.rpc.standstill import Standstill
from regard_server.storage.database import Database

STALENESS_SECONDS_MAX = 1.0
"""Of a read that minimizes latency."""
PAUSE_SECONDS_MAX = 0.5
"""Between two attempts to reach the messenger."""
LOOK_TICK_SECONDS = 0.1
LOOK_TICKS_MAX = 30
"""A database that takes more of them to tell one row, each with a turn of the event loop, stands still: a process that itself
gets no turns doesn't take its database for frozen."""

log = logging.getLogger(__name__)


class FreshnessMode(Enum):
    """By what reads are fresh at present, as health and logs tell it."""

    TRUSTED = "memory is used, behind the messenger's fence"
    BYPASS = "the database is asked on every call: the messenger is not trusted at present"
    DATABASE_AWAY = "the database can't be reached: nothing is cleared"
    NO_MESSENGER = "the database is asked on every call: there is no messenger"


def steady_clock() -> float:
    """Seconds that go on while the machine is suspended, where it can tell."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Vigil:
    """All methods but `tell` are called on one event loop. `void` drops what memory has; `committed` is called for what
    others announce to have committed, and with True for what this process has; `expired` for a floor that nothing reached;
    `stands_still` when the database begins to."""

    def __init__(
        self,
        database: Database,
        floors: Floors,
        *,
        messenger: Address | None,
        store_id: str,
        timing: Timing,
        void: Callable[[], None],
        committed: Callable[[Announcement, bool], None],
        expired: Callable[[tuple[str, ...]], None],
        stands_still: Callable[[], None],
        clock: Callable[[], float] = steady_clock,
    ) -> None:
        self.timing = timing
        # Without a messenger memory is never used unasked, and so needn't be dropped.
        self.vantage = Vantage(floors, void=(lambda: None) if messenger is None else void, timing=timing)
        self.standstill = Standstill(stands_still)
        self.process = uuid4().hex
        self._database = database
        self._floors = floors
        self._address = messenger
        self._store_id = store_id
        self._committed = committed
        self._expired = expired
        self._clock = clock
        self._publisher = None if messenger is None else Publisher(messenger, store_id)
        self._subscription: Subscription | None = None
        # Threads of their own: looks must not wait behind what calls ask of the database.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="vigil")
        self._tasks: list[asyncio.Task[None]] = []
        self._database_is_away = False
        self._pending_before: set[bytes] = set()
        self._told_mode: FreshnessMode | None = None
        self._mode_changed = asyncio.Event()

    def start(self) -> None:
        self._tasks.append(asyncio.create_task(self._watch_trust()))
        if self._address is not None:
            self._tasks += [asyncio.create_task(self._keep_subscribed()), asyncio.create_task(self._sweep())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._subscription is not None:
            self._subscription.hang_up()
        self._threads.shutdown()
        if self._publisher is not None:
            self._publisher.close()

    @property
    def mode(self) -> FreshnessMode:
        if self._database_is_away:
            return FreshnessMode.DATABASE_AWAY
        if self._address is None:
            return FreshnessMode.NO_MESSENGER
        return FreshnessMode.TRUSTED if self.vantage.may_use_memory(self.now()) else FreshnessMode.BYPASS

    async def mode_changed(self) -> None:
        """Returns when the mode is another than when this was last awaited."""
        await self._mode_changed.wait()
        self._mode_changed.clear()

    def now(self) -> float:
        return self._clock()

    async def fence(self) -> bool:
        """Whether memory may be used: everything has been heard that was announced before this call."""
        subscription = self._subscription
        if subscription is None or not self.vantage.may_use_memory(self._clock()):
            return False
        return await subscription.fence() and self.vantage.may_use_memory(self._clock())

    def is_recent(self) -> bool:
        """As `fence`, for what was announced more than a second ago; at once."""
        subscription, now = self._subscription, self._clock()
        return (
            subscription is not None
            and subscription.honest_as_of >= now - STALENESS_SECONDS_MAX
            and self.vantage.may_use_memory(now)
        )

    async def look(self) -> TrustRow:
        """Reads the trust row. Raises DatabaseUnavailable."""
        return await self._looking(self._database.trust_row)

    async def follow(self, seen: TrustRow, following: TrustRow) -> TrustRow:
        """Sets the trust row, if it is still what was seen; what it is now. Raises DatabaseUnavailable."""
        row = await self._looking(lambda: self._database.write(lambda tx, _: tx.trust.follow(seen, following)))
        if row == following:
            log.warning("the trust row is at epoch %d: %s %s", row.epoch, row.mode.name, row.server)
        return row

    def tell(self, announced: Announcement, *, server: str) -> None:
        """From any thread. Raises MessengerUnreachable."""
        if self._publisher is None:
            raise MessengerUnreachable("this process has no messenger")
        self._publisher.announce(announced, server=server)

    async def _looking(self, look: Callable[[], TrustRow]) -> TrustRow:
        began_at = self._clock()
        row = await asyncio.get_running_loop().run_in_executor(self._threads, look)
        self.vantage.looked(row, began_at=began_at)
        return row

    async def _watch_trust(self) -> None:
        while True:
            try:
                await self._look_watchfully()
                await self._lead_trust_on()
            except DatabaseUnavailable:
                self._database_is_away = True
            except Exception:
                log.exception("looking at the trust row failed")
            for resource in self._floors.expire(self._clock()):
                self._expired(resource)
            self._tell_mode()
            await asyncio.sleep(self.timing.look_every)

    async def _look_watchfully(self) -> None:
        """Looks at the trust row, and notes whether the database is there. Raises DatabaseUnavailable."""
        looking = asyncio.create_task(self.look())
        try:
            for _ in range(LOOK_TICKS_MAX):
                await asyncio.wait([looking], timeout=LOOK_TICK_SECONDS)
                if looking.done():
                    break
            else:
                self._database_is_away = True
                self.standstill.begin()
                self._tell_mode()
            await looking
        finally:
            looking.cancel()
        self._database_is_away = False
        self.standstill.end()

    async def _lead_trust_on(self) -> None:
        proposal = self.vantage.proposal(self._clock(), has_messenger=self._address is not None)
        if proposal is None or self.vantage.row is None:
            return
        if self._address is None:
            log.warning("other servers have a messenger, this one doesn't: set REGARD_MESSENGER_URL for all")
        await self.follow(self.vantage.row, proposal)

    def _tell_mode(self) -> None:
        mode = self.mode
        if mode is not self._told_mode and mode is not FreshnessMode.NO_MESSENGER:
            log.log(logging.INFO if mode is FreshnessMode.TRUSTED else logging.WARNING, "%s: %s", mode.name, mode.value)
        if mode is not self._told_mode:
            self._told_mode = mode
            self._mode_changed.set()

    async def _keep_subscribed(self) -> None:
        assert self._address is not None
        pause = 0.0
        while True:
            try:
                self._subscription = await subscribe(self._new_subscription, self._address)
                await self._subscription.over
                pause = 0.05
            except (OSError, TimeoutError) as error:
                if pause == 0.0:
                    log.warning("the messenger at %s can't be reached: %s", self._address, error)
            pause = min(max(pause * 2, 0.05), PAUSE_SECONDS_MAX)
            await asyncio.sleep(pause)

    def _new_subscription(self) -> Subscription:
        assert self._address is not None
        return Subscription(
            self._address,
            self._store_id,
            clock=self._clock,
            subscribed=self._subscribed,
            heard=self._heard,
            lost=self._lost,
        )

    def _subscribed(self, server: str, pending: Iterable[Announcement]) -> None:
        self.vantage.subscribed(server, pending, self._clock())
        self._tell_mode()

    def _lost(self) -> None:
        self.vantage.lost()
        self._tell_mode()

    def _heard(self, announced: Announcement) -> None:
        if announced.committed:
            self._committed(announced, announced.process == self.process)
        else:
            self._floors.set(announced, until=self._clock() + self.timing.floor)

    async def _sweep(self) -> None:
        """Of writes that never said what became of them, nothing stays at the server for long."""
        while True:
            await asyncio.sleep(self.timing.floor)
            server = self.vantage.server
            if self._publisher is None or not server:
                continue
            try:
                await asyncio.get_running_loop().run_in_executor(self._threads, self._forget_old, server)
            except MessengerUnreachable as error:
                log.info("what is pending at the messenger can't be swept: %s", error)

    def _forget_old(self, server: str) -> None:
        assert self._publisher is not None
        pending = self._publisher.pending(server=server)
        old = self._pending_before & pending
        if old:
            self._publisher.forget(sorted(old), server=server)
        self._pending_before = pending - old
