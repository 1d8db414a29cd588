"""The connections to a messenger: what is announced is heard before the fence is passed, and by whom else it can't be told."""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvloop
from messengers import PROGRAMS, running_messenger

from local_valkey import LocalValkey
from regard_server.domain.freshness.announcement import CLOSED, Announcement, Resource, TenantResource
from regard_server.domain.ledger import CustomerKey
from regard_server.messenger.address import address_of
from regard_server.messenger.publisher import MessengerUnreachable, Publisher
from regard_server.messenger.resp import Answers, Push
from regard_server.messenger.subscription import Subscription, subscribe

REVISIONS: dict[Resource, int] = {
    CustomerKey("default", "u1"): 7,
    CustomerKey("default", "ü 2"): CLOSED,
    TenantResource("default", "policy"): 3,
}
ABOUT_TO = Announcement("p1", 1, committed=False, revisions=REVISIONS)


@dataclass
class Heard:
    server: str = ""
    pending: list[Announcement] = field(default_factory=list)
    announced: list[Announcement] = field(default_factory=list)
    is_lost: bool = False
    is_known: asyncio.Event = field(default_factory=asyncio.Event)

    def subscribed(self, server: str, pending: Iterable[Announcement]) -> None:
        self.server, self.pending = server, list(pending)
        self.is_known.set()

    def lost(self) -> None:
        self.is_lost = True


async def listen(url: str, heard: Heard, store: str = "s1") -> Subscription:
    def make() -> Subscription:
        return Subscription(
            address_of(url),
            store,
            clock=time.monotonic,
            subscribed=heard.subscribed,
            heard=heard.announced.append,
            lost=heard.lost,
        )

    subscription = await subscribe(make, address_of(url))
    known = asyncio.ensure_future(heard.is_known.wait())
    waiting: list[asyncio.Future[Any]] = [known, subscription.over]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    known.cancel()
    return subscription


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """On the loop that servers use."""
    uvloop.run(work())


@pytest.fixture(scope="module", params=PROGRAMS)
def messenger(request: pytest.FixtureRequest) -> Iterator[LocalValkey]:
    with running_messenger(request.param) as running:
        yield running


def test_a_fence_comes_after_all_that_was_announced_before(messenger: LocalValkey) -> None:
    async def work() -> None:
        heard, other = Heard(), Heard()
        subscription = await listen(messenger.url, heard)
        elsewhere = await listen(messenger.url, other, store="s2")
        publisher = Publisher(address_of(messenger.url), "s1")
        for number in range(200):
            said = ABOUT_TO._replace(write=number, committed=bool(number % 2))
            await asyncio.to_thread(publisher.announce, said, server=heard.server)
            assert await subscription.fence()
            assert heard.announced[-1] == said
        assert all(await asyncio.gather(*(subscription.fence() for _ in range(50))))
        assert await elsewhere.fence()
        assert other.announced == []
        for one in (subscription, elsewhere):
            one.hang_up()
        publisher.close()

    run(work)


def test_who_subscribes_is_told_what_is_pending_and_of_many_names_in_several_parts(messenger: LocalValkey) -> None:
    async def work() -> None:
        first = Heard()
        (await listen(messenger.url, first)).hang_up()
        publisher = Publisher(address_of(messenger.url), "s1")
        many: dict[Resource, int] = {CustomerKey("default", f"u{number}"): number for number in range(2_500)}
        said = Announcement("p2", 5, committed=False, revisions=many)
        publisher.announce(said, server=first.server)
        later = Heard()
        subscription = await listen(messenger.url, later)
        told = {name: n for one in later.pending if one.process == "p2" for name, n in one.revisions.items()}
        assert told == many
        publisher.announce(said._replace(committed=True), server=first.server)
        assert await subscription.fence()
        assert {name for one in later.announced for name in one.revisions} == set(many)
        assert not [name for name in publisher.pending(server=first.server) if name.startswith(b"p2")]
        subscription.hang_up()
        publisher.close()

    run(work)


def test_another_server_is_not_told_and_one_that_is_silent_is_lost() -> None:
    async def work() -> None:
        with running_messenger() as messenger:
            heard = Heard()
            subscription = await listen(messenger.url, heard)
            publisher = Publisher(address_of(messenger.url), "s1")
            with pytest.raises(MessengerUnreachable):
                publisher.announce(ABOUT_TO, server="another")
            publisher.announce(ABOUT_TO, server=heard.server)
            messenger.send_signal(signal.SIGSTOP)
            with pytest.raises(MessengerUnreachable):
                await asyncio.to_thread(publisher.announce, ABOUT_TO, server=heard.server)
            assert not await subscription.fence()
            assert heard.is_lost
            messenger.kill()
            messenger.start()
            with pytest.raises(MessengerUnreachable):
                publisher.announce(ABOUT_TO, server=heard.server)
            assert not await subscription.fence()
            publisher.close()

    run(work)


def test_a_password_is_given_and_a_wrong_one_is_no_connection() -> None:
    async def work() -> None:
        with running_messenger(requirepass="secret") as messenger:
            url = messenger.url.replace("//", "//:secret@")
            heard = Heard()
            subscription = await listen(url, heard)
            publisher = Publisher(address_of(url), "s1")
            publisher.announce(ABOUT_TO, server=heard.server)
            assert await subscription.fence()
            assert heard.announced == [ABOUT_TO]
            subscription.hang_up()
            publisher.close()
            stranger = Publisher(address_of(messenger.url), "s1")
            with pytest.raises(MessengerUnreachable):
                stranger.announce(ABOUT_TO, server=heard.server)
            refused = Heard()
            await (await listen(messenger.url, refused)).over
            assert refused.server == ""
            assert "secret" not in repr(address_of(url))
            assert "secret" not in str(address_of(url))

    run(work)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_answers_are_the_same_however_they_come_in_parts(size: int) -> None:
    said = b"+PONG\r\n$5\r\na\r\nbc\r\n:7\r\n_\r\n*2\r\n$-1\r\n#t\r\n>3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nxy\r\n%1\r\n+a\r\n:1\r\n"
    answers = Answers()
    found = [one for start in range(0, len(said), size) for one in answers.feed(said[start : start + size])]
    assert found == [b"PONG", b"a\r\nbc", 7, None, [None, b"t"], Push(b"message", [b"c", b"xy"]), {b"a": 1}]
