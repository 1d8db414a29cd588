"""Writers and readers of a cluster, who note all that they ask and are answered."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import grpc

import regard
from regard import v1

from .history import Attempt, History, Operation
from .settings import POLICY, Setting, settings_of

GET = "/regard.v1.ProfileService/GetProfile"
RECORD = "/regard.v1.ProfileService/RecordEntries"
SCREEN = "/regard.v1.ScreeningService/ScreenOffers"
LIST = "/regard.v1.ProfileService/ListEntries"
WRITERS, READERS = 3, 9
SECONDS_MAX = 4.0
"""Of a write."""
READ_SECONDS_MAX = 1.0
"""So that readers don't all wait for a server that stands still, and ask it again and again until it goes on."""
ATTEMPTS_MAX = 3
"""Of a write, by the same request, at other servers."""
GOLF = regard.offer("golf-club", topics=["sports/golf"])
OPTIONS = [
    ("grpc.enable_retries", 0),
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 250),
]


@dataclass(slots=True)
class Writing:
    """How writers go about it, which may change meanwhile: `at` which servers, chosen from by chance, and how many seconds a writer
    waits for at most before the next."""

    at: Sequence[int]
    pause_max: float = 0.03


@dataclass(slots=True)
class Traffic:
    """`disliked` has, of those who dislike golf, since when that is acknowledged."""

    targets: list[str]
    writing: Writing
    customers: list[str]
    chance: random.Random
    seconds_max: float = SECONDS_MAX
    history: History = field(default_factory=History)
    disliked: dict[str, float] = field(default_factory=dict)
    failed: int = 0
    channels: list[Any] = field(default_factory=list)
    over: bool = False

    async def __aenter__(self) -> Self:
        self.channels = [grpc.aio.insecure_channel(target, options=OPTIONS) for target in self.targets]
        return self

    async def __aexit__(self, *_: object) -> None:
        for channel in self.channels:
            await channel.close()

    async def run(self) -> None:
        """Until it is `over`."""
        tasks = [*(self._write(n) for n in range(WRITERS)), *(self._read(n) for n in range(READERS))]
        settings = await self._settings()
        tasks += [self._set(one) for one in settings] + [self._look(one) for one in settings]
        await asyncio.gather(*tasks)

    async def ask(self, number: int, method: str, request: Any, seconds_max: float = SECONDS_MAX) -> bytes | None:
        """None where it failed."""
        try:
            call = self.channels[number].unary_unary(method)
            answer: bytes = await call(request.SerializeToString(), timeout=seconds_max)
        except grpc.RpcError:
            self.failed += 1
            await asyncio.sleep(0.01)
            return None
        return answer

    async def mode(self, number: int) -> str | None:
        """What a server says of itself; None where it says nothing."""
        call = self.channels[number].unary_unary(GET)(
            v1.GetProfileRequest(customer="customers/nobody").SerializeToString(), timeout=1.0
        )
        try:
            await call
            return str(dict(await call.trailing_metadata()).get("regard-mode", ""))
        except grpc.RpcError:
            return None

    async def write_one(self, customer: str, number: int, *, attempts_max: int = ATTEMPTS_MAX) -> bool:
        words = uuid4().hex
        request = v1.RecordEntriesRequest(
            customer=f"customers/{customer}", entries=[_entry(words, number)], request_id=str(uuid4())
        )
        began_at = time.monotonic()
        for _ in range(attempts_max):
            server = self.chance.choice(self.writing.at)
            data = await self.ask(server, RECORD, request, self.seconds_max)
            if data is None:
                continue
            answer = v1.RecordEntriesResponse.FromString(data)
            ended_at = time.monotonic()
            self.history.operations.append(
                Operation(customer, "RecordEntries", began_at, ended_at, answer.revision, is_write=True)
            )
            self.history.acknowledged[words] = (customer, answer.revision)
            if number % 5 == 0:
                self.disliked.setdefault(customer, ended_at)
            return True
        self.history.attempts.append(Attempt(customer, began_at))
        return False

    async def _write(self, writer: int) -> None:
        number = writer
        while not self.over:
            number += 1
            await self.write_one(self.chance.choice(self.customers), number)
            await asyncio.sleep(self.chance.uniform(0, self.writing.pause_max))

    async def _read(self, reader: int) -> None:
        number = reader
        while not self.over:
            number += 1
            customer = self.chance.choice(self.customers)
            server = reader % len(self.channels)  # so that a slow one doesn't slow down the readers of others
            if number % 3:
                await self.get(server, customer)
            else:
                await self._screen(server, customer)

    async def _settings(self) -> list[Setting]:
        data = await self.ask(0, f"{POLICY}/GetPolicy", v1.GetPolicyRequest())
        assert data is not None
        policy = v1.GetPolicyResponse.FromString(data).policy
        return settings_of(self.customers[0], policy)

    async def _set(self, setting: Setting) -> None:
        """Each number again and again until it is acknowledged, so that none comes late."""
        number = 0
        while not self.over:
            number += 1
            request, began_at = setting.write(number), time.monotonic()
            while (
                await self.ask(self.chance.choice(self.writing.at), setting.write_method, request, self.seconds_max)
                is None
            ):
                if self.over:
                    self.history.attempts.append(Attempt(setting.name, began_at))
                    return
            self.history.operations.append(
                Operation(setting.name, setting.write_method, began_at, time.monotonic(), number, is_write=True)
            )
            await asyncio.sleep(self.chance.uniform(0, 0.2 + self.writing.pause_max))

    async def _look(self, setting: Setting) -> None:
        number = 0
        while not self.over:
            number += 1
            server, began_at = number % len(self.channels), time.monotonic()
            data = await self.ask(server, setting.read_method, setting.read, READ_SECONDS_MAX)
            if data is not None:
                self._saw(f"{setting.read_method} at {server}", setting.name, began_at, setting.shown(data))

    async def get(self, server: int, customer: str) -> bool:
        began_at = time.monotonic()
        asked = v1.GetProfileRequest(customer=f"customers/{customer}", view=v1.ProfileView.PROFILE_VIEW_BASIC)
        data = await self.ask(server, GET, asked, READ_SECONDS_MAX)
        if data is None:
            return False
        revision = v1.GetProfileResponse.FromString(data).profile.revision
        self._saw(f"GetProfile at {server}", customer, began_at, revision)
        return True

    async def _screen(self, server: int, customer: str) -> None:
        began_at = time.monotonic()
        asked = v1.ScreenOffersRequest(
            customer=f"customers/{customer}", offers=[GOLF], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP"
        )
        data = await self.ask(server, SCREEN, asked, READ_SECONDS_MAX)
        if data is None:
            return
        answer = v1.ScreenOffersResponse.FromString(data)
        is_cleared = answer.decisions[0].verdict == v1.Verdict.VERDICT_CLEARED
        if answer.profile_status == v1.ProfileStatus.PROFILE_STATUS_UNAVAILABLE:
            if is_cleared:
                self.history.cleared.append(f"{customer} without data")
            return
        if is_cleared and self.disliked.get(customer, began_at) < began_at:
            self.history.cleared.append(f"{customer}, who dislikes it, at {server}, revision {answer.revision}")
        self._saw(f"ScreenOffers at {server}", customer, began_at, answer.revision)

    def _saw(self, what: str, customer: str, began_at: float, revision: int) -> None:
        self.history.operations.append(Operation(customer, what, began_at, time.monotonic(), revision))

    async def lost(self) -> list[str]:
        """Acknowledged writes that the ledgers don't have once, where they were acknowledged."""
        seen: dict[str, list[tuple[str, int]]] = {}
        for customer in self.customers:
            token = ""
            while True:
                asked = v1.ListEntriesRequest(customer=f"customers/{customer}", page_size=1000, page_token=token)
                data = await self.ask(0, LIST, asked, 30.0)
                assert data is not None
                page = v1.ListEntriesResponse.FromString(data)
                for one in page.entries:
                    seen.setdefault(one.provenance.quote, []).append((customer, one.revision))
                token = page.next_page_token
                if not token:
                    break
        return [
            f"{words}: acknowledged {place}, is at {seen.get(words)}"
            for words, place in self.history.acknowledged.items()
            if seen.get(words) != [place]
        ]


def _entry(words: str, number: int) -> v1.Entry:
    """Now a dislike, now a presentation: the one is part of the snapshot, the other of the ledger alone."""
    if number % 5 == 0:
        return regard.preference(topic="sports/golf", stance="dislikes", quote=words, recorder="agents/mira.holt")
    return regard.offer_response("other-offer", "presented", basis="stated", quote=words, recorder="systems/web")
