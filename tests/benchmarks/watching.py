"""How far a watcher is behind: from the acknowledgement of a write to the arrival of its change, at a steady rate of writes."""

import asyncio
import statistics
import time
from dataclasses import dataclass

import uvloop

import regard
from regard import AsyncClient

SECONDS_TO_ARRIVE = 10.0
CUSTOMERS = 2_000


@dataclass(frozen=True, slots=True)
class Lag:
    """Milliseconds, of all changes of all watchers; `writes_per_second` is what was reached."""

    name: str
    writes_per_second: int
    median: float
    of_100_the_99th: float
    worst: float


def lag(name: str, *, write_to: str, watch_at: str, writes_per_second: int, seconds: float, watchers: int) -> Lag:
    """Writer and watchers are one process, whose own time is in the figures."""
    return uvloop.run(_lag(name, write_to, watch_at, writes_per_second, seconds, watchers))


async def _lag(name: str, write_to: str, watch_at: str, writes_per_second: int, seconds: float, watchers: int) -> Lag:
    acknowledged: dict[str, float] = {}
    arrived: list[dict[str, float]] = [{} for _ in range(watchers)]
    count = int(writes_per_second * seconds)
    ready = [asyncio.Event() for _ in range(watchers)]

    async def watch(number: int) -> None:
        async with AsyncClient(watch_at) as client:
            async for answer in client.watch_changes(start="now"):
                now = time.monotonic()
                ready[number].set()
                arrived[number].update((change.entry, now) for change in answer.changes)
                if len(arrived[number]) >= count:
                    return

    async def write(client: AsyncClient, number: int) -> None:
        entry = regard.offer_response("golf-club", "presented", recorder="systems/web")
        answer = await client.record_entries(f"watched-{number % CUSTOMERS}", [entry])
        acknowledged[answer.entries[0].name] = time.monotonic()

    watching = [asyncio.create_task(watch(number)) for number in range(watchers)]
    for each in ready:
        await each.wait()
    async with AsyncClient(write_to, timeout=30) as client:
        begun = time.monotonic()
        writes = []
        for number in range(count):
            await asyncio.sleep(max(0.0, begun + number / writes_per_second - time.monotonic()))
            writes.append(asyncio.create_task(write(client, number)))
        await asyncio.gather(*writes)
        reached = count / (time.monotonic() - begun)
    await asyncio.wait_for(asyncio.gather(*watching), SECONDS_TO_ARRIVE)
    lags = sorted(
        max(0.0, at - acknowledged[entry]) * 1000 for of_watcher in arrived for entry, at in of_watcher.items()
    )
    assert len(lags) == count * watchers
    return Lag(
        name,
        round(reached),
        round(statistics.median(lags), 1),
        round(lags[int(len(lags) * 0.99)], 1),
        round(lags[-1], 1),
    )
