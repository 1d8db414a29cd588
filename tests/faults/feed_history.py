"""A history of many writers while servers die, and on PostgreSQL their database too, and what each kind of subscriber was told
of it meanwhile."""

import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

import regard
from regard import Client, errors
from regard.v1 import Change
from regard_server.domain.content import EntryKind
from regard_server.storage.database import Database
from regard_server.usecases.compact_feed import compact_feed
from serving import ServerProcess

WRITERS = 16
CUSTOMERS = [f"u{number}" for number in range(12)]
LAST = "z-last"
"""Written of when all writers have finished."""
MIRA = "agents/mira.holt"
MERGES = {EntryKind.MERGE, EntryKind.UNMERGE}
HOP_AFTER = 5
"""Answers, the last of which come again."""
SECONDS_MAX = 1200


class Progress:
    """How many writes have been acknowledged; whoever waits for more of them sleeps until then."""

    def __init__(self) -> None:
        self.writes = 0
        self.done = False
        self._moved = threading.Condition()

    def add(self) -> None:
        with self._moved:
            self.writes += 1
            self._moved.notify_all()

    def end(self) -> None:
        with self._moved:
            self.done = True
            self._moved.notify_all()

    def wait_for(self, writes: int) -> None:
        """Until so many are acknowledged, or all."""
        with self._moved:
            assert self._moved.wait_for(lambda: self.done or self.writes >= writes, timeout=SECONDS_MAX)


class Servers:
    """Some on one database, each on a port that it keeps."""

    def __init__(self, database_url: str, count: int) -> None:
        self.url = database_url
        self._running = [self._start("127.0.0.1:0") for _ in range(count)]
        self.targets = [server.target for server in self._running]

    def _start(self, listen: str) -> ServerProcess:
        return ServerProcess(Path("unused"), listen=listen, REGARD_DATABASE_URL=self.url)

    def kill(self, number: int) -> None:
        self._running[number].kill()
        self._running[number] = self._start(self.targets[number])

    def stop(self) -> list[int]:
        """Their exit codes, of those that are told to stop as by Ctrl-C."""
        return [server.stop() for server in self._running]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._running:
            server.kill()


def until_acknowledged(send: Callable[[], object]) -> None:
    """Again and again, by the same request id; what is refused for a reason of its own stays so."""
    while True:
        try:
            send()
        except (errors.Unavailable, errors.DeadlineExceeded, errors.Internal) as error:
            if isinstance(error, errors.Internal) and error.reason:
                raise
        except errors.FailedPrecondition:
            return  # merged already, or not at all
        else:
            return


def write(target: str, writes: int, progress: Progress, dice: random.Random) -> None:
    with Client(target, timeout=20) as client:
        for _ in range(writes):
            customer, other = dice.choice(CUSTOMERS), dice.choice(CUSTOMERS)
            step = dice.randrange(12)
            said: Any = {"recorder": MIRA, "request_id": str(uuid4())}
            send: Callable[[], object]
            if step < 9 or customer == other:
                entries = [
                    regard.offer_response(f"o{number}", "ignored", recorder="systems/web")
                    for number in range(dice.choice((1, 1, 2, 5)))
                ]
                send = partial(client.record_entries, customer, entries, request_id=said["request_id"])
            elif step < 11:
                send = partial(
                    client.merge_customers,
                    surviving_customer=customer,
                    merged_customer=other,
                    reason="One person.",
                    **said,
                )
            else:
                send = partial(client.unmerge_customers, customer, reason="Two.", **said)
            until_acknowledged(send)
            progress.add()


@dataclass
class Told:
    """What a subscriber was told: the changes of each answer, and the entries of what it exported when it came too late."""

    answers: list[list[Change]] = field(default_factory=list)
    exported: set[str] = field(default_factory=set)
    exports: int = 0

    def entries(self) -> set[str]:
        return {change.entry for answer in self.answers for change in answer}


Stream = Callable[["Subscriber"], Iterator[tuple[list[Change], str]]]


class Subscriber:
    """Goes on from its cursor until it has been told of the last write and of all before it."""

    def __init__(self, name: str, targets: list[str], stream: Stream, progress: Progress, seed: int) -> None:
        self.name = name
        self.told = Told()
        self.targets = targets
        self.cursor = ""
        self.progress = progress
        self.dice = random.Random(seed)
        self.failure: BaseException | None = None
        self._stream = stream
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            while not self._has_last():
                try:
                    for changes, cursor in self._stream(self):
                        self.told.answers.append(changes)
                        self.cursor = cursor
                        if self._has_last():
                            break
                except errors.CursorOutOfRange:
                    self._export()
                except (errors.Unavailable, errors.DeadlineExceeded):
                    self.progress.wait_for(self.progress.writes + 1)
            self._read_the_rest()
        except BaseException as error:
            self.failure = error

    def _has_last(self) -> bool:
        last = f"customers/{LAST}"
        recent = self.told.answers[-1:] or [[]]
        return any(change.customer == last for change in recent[0]) or any(
            name.startswith(f"{last}/") for name in self.told.exported
        )

    def _export(self) -> None:
        self.told.exports += 1
        with Client(self.targets[0]) as client:
            for answer in client.export_profiles(form="ledgers"):
                self.told.exported |= {entry.name for ledger in answer.ledgers for entry in ledger.entries}
                self.cursor = answer.changes_cursor

    def _read_the_rest(self) -> None:
        with Client(self.targets[0]) as client:
            more = True
            while more:
                page = client.list_changes(cursor=self.cursor)
                self.told.answers.append(list(page.changes))
                self.cursor, more = page.cursor, page.more


def steady(subscriber: Subscriber) -> Iterator[tuple[list[Change], str]]:
    with Client(subscriber.targets[0]) as client:
        for answer in client.watch_changes(cursor=subscriber.cursor):
            yield list(answer.changes), answer.cursor


def hopping(subscriber: Subscriber) -> Iterator[tuple[list[Change], str]]:
    """From server to server, and at times back to where it was before: at least once is told, never less."""
    kept = [subscriber.cursor]
    with Client(subscriber.dice.choice(subscriber.targets)) as client:
        watch = client.watch_changes(cursor=subscriber.cursor)
        for answer in watch:
            yield list(answer.changes), answer.cursor
            kept.append(answer.cursor)
            if len(kept) == HOP_AFTER:
                subscriber.cursor = subscriber.dice.choice(kept[1:-1])
                break
        watch.close()


def slow(subscriber: Subscriber) -> Iterator[tuple[list[Change], str]]:
    with Client(subscriber.targets[-1]) as client:
        for answer in client.watch_changes(cursor=subscriber.cursor):
            yield list(answer.changes), answer.cursor
            subscriber.progress.wait_for(subscriber.progress.writes + 25)


def listing(subscriber: Subscriber) -> Iterator[tuple[list[Change], str]]:
    with Client(subscriber.targets[-1]) as client:
        page = client.list_changes(cursor=subscriber.cursor, page_size=7)
        yield list(page.changes), page.cursor
        if not page.more:
            subscriber.progress.wait_for(subscriber.progress.writes + 10)


def late(subscriber: Subscriber) -> Iterator[tuple[list[Change], str]]:
    """Has seen the first changes and comes again when they are no longer told."""
    if subscriber.told.answers and not subscriber.told.exports:
        subscriber.progress.wait_for(10**9)
    with Client(subscriber.targets[0]) as client:
        page = client.list_changes(cursor=subscriber.cursor, page_size=50)
        yield list(page.changes), page.cursor


STREAMS: dict[str, Stream] = {"steady": steady, "hopping": hopping, "slow": slow, "listing": listing, "late": late}


@dataclass
class History:
    """`ledger` are all writes: of each the names of its entries."""

    told: dict[str, Told]
    ledger: list[list[str]]
    acknowledged: int


def live(servers: Servers, deaths: Sequence[Callable[[], object]], *, writes_each: int, seed: int) -> History:
    """The deaths one after the other, spread over the writes."""
    progress = Progress()
    url, targets = servers.url, servers.targets
    subscribers = [
        Subscriber(name, targets, stream, progress, seed + number)
        for number, (name, stream) in enumerate(STREAMS.items())
    ]
    writers = [
        threading.Thread(
            target=write,
            args=(targets[number % len(targets)], writes_each, progress, random.Random(seed + 100 + number)),
            daemon=True,
        )
        for number in range(WRITERS)
    ]
    for thread in writers:
        thread.start()
    every = WRITERS * writes_each // (len(deaths) + 1)
    for number, death in enumerate(deaths, start=1):
        progress.wait_for(number * every)
        death()
    for thread in writers:
        thread.join(timeout=SECONDS_MAX)
        assert not thread.is_alive()
    with Client(targets[0]) as client:
        client.record_entries(LAST, [regard.offer_response("last", "ignored", recorder="systems/web")])
    compact(url)
    progress.end()
    for subscriber in subscribers:
        subscriber.thread.join(timeout=SECONDS_MAX)
        if subscriber.failure is not None:
            raise subscriber.failure
        assert not subscriber.thread.is_alive(), f"{subscriber.name} never came to the end"
    return History({one.name: one.told for one in subscribers}, list(read_ledger(url)), progress.writes)


def compact(database_url: str) -> None:
    database = Database(database_url)
    try:
        database.write(lambda tx, _: compact_feed(tx, kept=timedelta(0), now=datetime.now(UTC)))
    finally:
        database.close()


def read_ledger(database_url: str) -> Iterable[list[str]]:
    """All writes, each with its entries in order; a merge has one in either ledger, at the same revision. A customer's come in
    their order, also where several are of one instant: who waited for another has that one's time."""
    query = text(
        "SELECT customer, revision, kind, created_at, entry_id FROM entries ORDER BY created_at, revision, customer, ordinal"
    )
    writes: dict[tuple[object, ...], list[str]] = {}
    with create_engine(database_url, poolclass=NullPool).connect() as connection:
        for customer, revision, kind, created_at, entry_id in connection.execute(query):
            key = (created_at, revision, kind) if kind in MERGES else (created_at, revision, customer)
            writes.setdefault(key, []).append(f"customers/{customer}/entries/{entry_id}")
    return writes.values()
