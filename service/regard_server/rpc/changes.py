"""Telling the changes after a cursor: as a stream that goes on, and a page at a time.

A message is taken by the caller before the next is made, so that who reads slowly holds back the reading, and not the
server's memory.
"""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator
from dataclasses import dataclass

from regard.v1 import change_pb2
from regard.v1 import change_service_pb2 as pb
from regard_server.domain.content import EntryKind
from regard_server.domain.errors import CursorOutOfRange
from regard_server.domain.feed import Positions, Stretch, behind
from regard_server.domain.ledger import Caller
from regard_server.rpc.convert.changes import change_messages, entry_kinds
from regard_server.rpc.tokens import ChangesCursor
from regard_server.rpc.worker import Worker

CHECKPOINT_SECONDS = 5.0
CHANGES_PER_MESSAGE = 200
PAGE_SIZE = 100
STRETCHES_PER_PAGE_MAX = 8
"""How far a page looks for changes of the kinds that are wanted; after that it comes short, and says that there is more."""


@dataclass(frozen=True, slots=True)
class Told:
    """Changes of whole writes, and where the feed is to be gone on with after them."""

    changes: list[change_pb2.Change]
    positions: Positions


async def watch_changes(
    request: pb.WatchChangesRequest, caller: Caller, worker: Worker
) -> AsyncGenerator[pb.WatchChangesResponse, None]:
    """Raises InvalidCursor, CursorOutOfRange and DatabaseUnavailable, which end the stream."""
    kinds = entry_kinds(request.kinds)
    now = asyncio.get_running_loop().time

    def response(told: Told) -> pb.WatchChangesResponse:
        return pb.WatchChangesResponse(changes=told.changes, cursor=cursor(worker, caller, told.positions))

    with worker.feed.watched():
        positions, heads = await begin(request, caller, worker)
        due = now()
        while True:
            while behind(positions, heads):
                stretch = await worker.feed.stretch(caller.tenant, positions, heads)
                for told in in_messages(stretch, positions, kinds, changes_max=CHANGES_PER_MESSAGE):
                    yield response(told)
                    due = now() + CHECKPOINT_SECONDS
                positions = stretch.until
                if due <= now():
                    break
            if due <= now():
                yield response(Told([], positions))
                due = now() + CHECKPOINT_SECONDS
            heads = await worker.feed.after(positions, seconds_max=due - now())


async def list_changes(request: pb.ListChangesRequest, caller: Caller, worker: Worker) -> pb.ListChangesResponse:
    """Raises InvalidCursor, CursorOutOfRange and DatabaseUnavailable."""
    kinds = entry_kinds(request.kinds)
    size = request.page_size or PAGE_SIZE
    positions, heads = await begin(request, caller, worker)
    response = pb.ListChangesResponse()
    for _ in range(STRETCHES_PER_PAGE_MAX):
        if response.changes or not behind(positions, heads):
            break
        stretch = await worker.feed.stretch(caller.tenant, positions, heads)
        told = next(in_messages(stretch, positions, kinds, changes_max=size), Told([], stretch.until))
        response.changes.extend(told.changes)
        positions = told.positions
    response.cursor = cursor(worker, caller, positions)
    response.more = behind(positions, heads)
    return response


async def begin(
    request: pb.WatchChangesRequest | pb.ListChangesRequest, caller: Caller, worker: Worker
) -> tuple[Positions, Positions]:
    """Where to go on, and where the feed is now."""
    since = worker.tokens.read_changes_cursor(request.cursor, caller.tenant) if request.cursor else None
    heads = await worker.feed.heads()
    if since is None and request.start == change_pb2.CHANGES_START_NOW:
        since = heads
    elif since is None:
        since = await worker.read(lambda tx: tx.feed.horizon())
    if behind(heads, since):  # of what the database had before it was restored
        raise CursorOutOfRange
    return since, heads


def cursor(worker: Worker, caller: Caller, positions: Positions) -> str:
    return worker.tokens.write(ChangesCursor(worker.tokens.store_id, caller.tenant, positions))


def in_messages(
    stretch: Stretch, positions: Positions, kinds: Collection[EntryKind], *, changes_max: int
) -> Iterator[Told]:
    """The stretch in parts of so many changes, and more where a write would be cut; nothing where it has none of these
    kinds. The last leads to the end of the stretch."""
    at = list(positions)
    changes: list[change_pb2.Change] = []
    for write in stretch.writes:
        messages = list(change_messages(write, kinds))
        if changes and len(changes) + len(messages) > changes_max:
            yield Told(changes, tuple(at))
            changes = []
        changes += messages
        for partition, seq in write.ends:
            at[partition] = seq
    if changes:
        yield Told(changes, stretch.until)
