"""Readers that race writers over several connections, and note every read that is older than what was acknowledged."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc

import regard
from regard import v1

from .crashes import RECORD, entry

CUSTOMERS = tuple(f"r{number}" for number in range(24))
CHANNELS = 4
READERS = 8
WRITERS = 4

GET = "/regard.v1.ProfileService/GetProfile"
BATCH_GET = "/regard.v1.ProfileService/BatchGetProfiles"
SCREEN = "/regard.v1.ScreeningService/ScreenOffers"
LIST = "/regard.v1.ProfileService/ListEntries"
AUDIENCE = "/regard.v1.ScreeningService/ScreenAudience"
OFFER = regard.offer("o1", topics=["sports/golf"])


@dataclass(slots=True)
class Race:
    """`acknowledged`: per customer the newest revision that any writer has been answered with."""

    acknowledged: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CUSTOMERS, 0))
    reads: int = 0
    writes: int = 0
    stale: list[str] = field(default_factory=list)
    over: bool = False

    def saw(self, how: str, customer: str, revision: int, at_least: int) -> None:
        self.reads += 1
        if revision < at_least:
            self.stale.append(f"{how} of {customer}: {revision}, though {at_least} was acknowledged before")


def race(*targets: str, reads: int, writes: int) -> Race:
    """At all of these servers, until there have been so many of both."""
    return asyncio.run(_race(targets, reads, writes))


async def _race(targets: Sequence[str], reads: int, writes: int) -> Race:
    state = Race()
    options = [("grpc.use_local_subchannel_pool", 1)]
    channels = [grpc.aio.insecure_channel(target, options=options) for _ in range(CHANNELS) for target in targets]
    writers = [asyncio.create_task(_write(state, channels[n % len(channels)], n)) for n in range(WRITERS)]
    readers = [_read(state, channels[n % len(channels)], n, reads, writes) for n in range(READERS)]
    try:
        await asyncio.gather(*readers)
        state.over = True
        await asyncio.gather(*writers)
    finally:
        for channel in channels:
            await channel.close()
    return state


async def _write(state: Race, channel: Any, writer: int) -> None:
    send = channel.unary_unary(RECORD)
    number = 0
    while not state.over:
        number += 1
        customer = CUSTOMERS[(writer + number) % len(CUSTOMERS)]
        request = v1.RecordEntriesRequest(customer=f"customers/{customer}", entries=[entry("My word.", number)])
        answer = v1.RecordEntriesResponse.FromString(await send(request.SerializeToString(), timeout=30))
        state.acknowledged[customer] = max(state.acknowledged[customer], answer.revision)
        state.writes += 1


async def _read(state: Race, channel: Any, reader: int, reads: int, writes: int) -> None:
    get, batch_get = channel.unary_unary(GET), channel.unary_unary(BATCH_GET)
    screen, list_entries = channel.unary_unary(SCREEN), channel.unary_unary(LIST)
    audience = channel.stream_stream(AUDIENCE)
    everybody = v1.BatchGetProfilesRequest(
        customers=[f"customers/{name}" for name in CUSTOMERS], view=v1.ProfileView.PROFILE_VIEW_BASIC
    ).SerializeToString()
    number = 0
    while state.reads < reads or state.writes < writes:
        number += 1
        customer = CUSTOMERS[(reader + number) % len(CUSTOMERS)]
        name = f"customers/{customer}"
        before = dict(state.acknowledged)
        match number % 5:
            case 0:
                one = v1.GetProfileRequest(customer=name, view=v1.ProfileView.PROFILE_VIEW_BASIC)
                got = v1.GetProfileResponse.FromString(await get(one.SerializeToString(), timeout=30))
                state.saw("GetProfile", customer, got.profile.revision, before[customer])
            case 1:
                question = v1.ScreenOffersRequest(
                    customer=name, offers=[OFFER], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP"
                )
                data = await screen(question.SerializeToString(), timeout=30)
                state.saw("ScreenOffers", customer, v1.ScreenOffersResponse.FromString(data).revision, before[customer])
            case 2:
                page = v1.ListEntriesRequest(customer=name, page_size=1)
                found = v1.ListEntriesResponse.FromString(await list_entries(page.SerializeToString(), timeout=30))
                newest = found.entries[0].revision if found.entries else 0
                state.saw("ListEntries", customer, newest, before[customer])
            case 3:
                opened = v1.AudienceOpen(offers=[OFFER], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP")
                chunk = v1.ScreenAudienceRequest(customers=[name])
                messages = [v1.ScreenAudienceRequest(open=opened).SerializeToString(), chunk.SerializeToString()]
                async for data in audience(iter(messages), timeout=30):
                    [screened] = v1.ScreenAudienceResponse.FromString(data).results
                    state.saw("ScreenAudience", customer, screened.response.revision, before[customer])
            case _:
                batch = v1.BatchGetProfilesResponse.FromString(await batch_get(everybody, timeout=30))
                for result in batch.results:
                    revision, who = result.response.profile.revision, result.customer.removeprefix("customers/")
                    state.saw("BatchGetProfiles", who, revision, before[who])
