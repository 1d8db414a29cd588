"""Hearing announcements, and the fence: a bare asyncio protocol on one connection, so that a PONG comes after all of them."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, cast

import msgspec

from regard_server.domain.freshness.announcement import Announcement
from regard_server.messenger.address import CHANNEL, PENDING, Address, greeting, key, server_of
from regard_server.messenger.resp import PING, Answers, Push, Refused, command
from regard_server.messenger.wire import decode

TICK_SECONDS = 0.1
SILENCE_TICKS_MAX = 3
"""A server that owes an answer for so many ticks, each with a turn of the event loop in between, is taken for lost."""
IDLE_TICKS_MAX = 2
"""After so many without a fence it is asked anyway, so that a loss is seen before somebody needs it."""
CONNECT_SECONDS_MAX = 1.0

log = logging.getLogger(__name__)


class Subscription(asyncio.Protocol):
    """One connection's life. `subscribed` is called once, with the server's run id and what is pending there; `heard` for
    each announcement; `lost` once, when no more are heard."""

    def __init__(
        self,
        address: Address,
        store_id: str,
        *,
        clock: Callable[[], float],
        subscribed: Callable[[str, Iterable[Announcement]], None],
        heard: Callable[[Announcement], None],
        lost: Callable[[], None],
    ) -> None:
        self._address = address
        self._channel = key(store_id, CHANNEL)
        self._pending = key(store_id, PENDING)
        self._clock = clock
        self._subscribed = subscribed
        self._heard = heard
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._answers = Answers()
        self._greeted: list[Any] = []
        self._server = ""
        self._is_up = False
        self._transport: asyncio.Transport | None = None
        self._asked: deque[tuple[float, list[asyncio.Future[bool]]]] = deque()
        """Those who wait for a PING that is on its way, with the instant it left at."""
        self._next: list[asyncio.Future[bool]] = []
        self._ticks_owing = 0
        self._ticks_idle = 0
        self._ticker: asyncio.TimerHandle | None = None
        self.over: asyncio.Future[None] = self._loop.create_future()
        self.honest_as_of = float("-inf")
        """Everything announced before this instant has been heard."""

    def fence(self) -> asyncio.Future[bool]:
        """True when everything has been heard that the server took before this call; False when the connection is lost.

        Calls that come while the server is being asked share the next PING, never one that left before they came.
        """
        waiting: asyncio.Future[bool] = self._loop.create_future()
        if not self._is_up:
            waiting.set_result(False)
            return waiting
        self._next.append(waiting)
        if not self._asked:
            self._ping()
        return waiting

    def hang_up(self) -> None:
        self._down()
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's only behaves as one
        self._transport.write(b"".join(greeting(self._address)))
        self._ticker = self._loop.call_later(CONNECT_SECONDS_MAX, self._tick)

    def data_received(self, data: bytes) -> None:
        try:
            for answer in self._answers.feed(data):
                self._take(answer)
        except (Refused, msgspec.DecodeError, ValueError) as error:
            log.warning("the messenger at %s said what can't be used: %s", self._address, error)
            self.hang_up()

    def connection_lost(self, _error: Exception | None) -> None:
        self._down()
        if not self.over.done():
            self.over.set_result(None)

    def _take(self, answer: Any) -> None:
        if isinstance(answer, Push):
            if answer.kind == b"message":
                self._heard(decode(answer.rest[1]))
            return
        if self._is_up:
            if answer != b"PONG":
                raise Refused(str(answer))
            self._pong()
            return
        self._greeted.append(answer)
        assert self._transport is not None
        if len(self._greeted) == 2:
            self._server = server_of(self._greeted)
            # What is pending is asked for only after whatever is announced from now on is heard.
            self._transport.write(command("SUBSCRIBE", self._channel) + command("HVALS", self._pending))
        elif len(self._greeted) == 3:
            if isinstance(answer, Refused):
                raise answer
            self._is_up = True
            self.honest_as_of = self._clock()
            self._subscribed(self._server, [decode(message) for message in answer])
            self._tick()

    def _ping(self) -> None:
        assert self._transport is not None
        self._asked.append((self._clock(), self._next))
        self._next = []
        self._ticks_idle = 0
        self._transport.write(PING)

    def _pong(self) -> None:
        self.honest_as_of, answered = self._asked.popleft()
        self._ticks_owing = 0
        _settle(answered, passed=True)
        if self._next:
            self._ping()

    def _tick(self) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
        if not self._is_up:
            log.warning("the messenger at %s doesn't answer", self._address)
            self.hang_up()
            return
        self._ticker = self._loop.call_later(TICK_SECONDS, self._tick)
        if self._asked:
            self._ticks_owing += 1
            if self._ticks_owing > SILENCE_TICKS_MAX:
                log.warning("the messenger at %s has fallen silent", self._address)
                self.hang_up()
            return
        self._ticks_owing = 0
        self._ticks_idle += 1
        if self._ticks_idle >= IDLE_TICKS_MAX:
            self._ping()

    def _down(self) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
        was_up, self._is_up = self._is_up, False
        if was_up:
            self._lost()
        for _, waiting in [*self._asked, (0.0, self._next)]:
            _settle(waiting, passed=False)
        self._asked.clear()
        self._next = []


def _settle(waiting: list[asyncio.Future[bool]], *, passed: bool) -> None:
    for future in waiting:
        if not future.done():  # the caller may have gone
            future.set_result(passed)


async def subscribe(make: Callable[[], Subscription], address: Address) -> Subscription:
    """Connects. Raises OSError. The subscription then tells by itself how it goes on."""
    loop = asyncio.get_running_loop()
    connecting = loop.create_connection(make, address.host, address.port, ssl=address.tls())
    _, subscription = await asyncio.wait_for(connecting, CONNECT_SECONDS_MAX)
    return subscription
