"""Writers that note what was acknowledged, and the inspection of what the ledger holds of it afterwards."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

import grpc
from contract.ledgers import feed, feed_heads_taken
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import regard
from regard import Client
from regard.v1 import (
    BatchRecordEntriesRequest,
    BatchRecordEntriesResponse,
    Entry,
    RecordEntriesRequest,
    RecordEntriesResponse,
)

RECORD = "/regard.v1.ProfileService/RecordEntries"
BATCH_RECORD = "/regard.v1.ProfileService/BatchRecordEntries"
CUSTOMERS = tuple(f"u{number}" for number in range(4))
BATCH = 10


@dataclass(frozen=True, slots=True)
class Write:
    """One request, told apart by the words of its entry. `revision` is None until it is acknowledged."""

    request: RecordEntriesRequest
    revision: int | None = None

    @property
    def words(self) -> str:
        return self.request.entries[0].provenance.quote


@dataclass(slots=True)
class Written:
    """What all writers did. An acknowledged write has its revision."""

    writes: list[Write] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def acknowledged(self) -> list[Write]:
        return [write for write in self.writes if write.revision is not None]

    @property
    def unacknowledged(self) -> list[Write]:
        return [write for write in self.writes if write.revision is None]


def entry(words: str, number: int) -> Entry:
    """Now a preference, now a presentation: the one is part of the snapshot, the other of the ledger alone."""
    if number % 4 == 0:
        return regard.preference(topic="sports/golf", stance="dislikes", quote=words, recorder="agents/mira.holt")
    return regard.offer_response("golf-club", "presented", basis="stated", quote=words, recorder="systems/web")


def new_write(writer: int, number: int) -> Write:
    words = f"{uuid4().hex} of writer {writer}, number {number}"
    customer = CUSTOMERS[(writer + number) % len(CUSTOMERS)]
    return Write(
        RecordEntriesRequest(customer=f"customers/{customer}", entries=[entry(words, number)], request_id=str(uuid4()))
    )


def send(channel: grpc.Channel, writes: Sequence[Write]) -> list[Write]:
    """The writes, acknowledged; one as a call of its own, several as a batch."""
    if len(writes) == 1:
        call: Any = channel.unary_unary(RECORD)
        single = RecordEntriesResponse.FromString(call(writes[0].request.SerializeToString(), timeout=30))
        return [Write(writes[0].request, single.revision)]
    call = channel.unary_unary(BATCH_RECORD)
    batch = BatchRecordEntriesRequest(requests=[write.request for write in writes])
    answer = BatchRecordEntriesResponse.FromString(call(batch.SerializeToString(), timeout=30))
    assert all(result.HasField("response") for result in answer.results)
    return [
        Write(write.request, result.response.revision) for write, result in zip(writes, answer.results, strict=True)
    ]


def write_until_it_dies(target: str, kill: Callable[[], object], *, writers: int, after: int) -> Written:
    """Writes from several connections, kills after so many acknowledgements, ends when every writer has failed."""
    written = Written()
    lock = threading.Lock()
    enough = threading.Event()

    def write(writer: int) -> None:
        options = [("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]
        with grpc.insecure_channel(target, options=options) as channel:
            for number in count():
                writes = [new_write(writer, number + place) for place in range(BATCH if writer == 0 else 1)]
                try:
                    acknowledged = send(channel, writes)
                except grpc.RpcError as failed:
                    with lock:
                        written.writes += writes
                        written.failures[failed.code().name] += 1
                    return
                with lock:
                    written.writes += acknowledged
                    if len(written.writes) >= after:
                        enough.set()

    threads = [threading.Thread(target=write, args=(writer,), daemon=True) for writer in range(writers)]
    for thread in threads:
        thread.start()
    assert enough.wait(timeout=60)
    kill()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return written


def repeat(target: str, writes: Iterable[Write]) -> list[Write]:
    """The same requests once more, acknowledged."""
    with grpc.insecure_channel(target) as channel:
        return [one for write in writes for one in send(channel, [write])]


def faults(target: str, acknowledged: Iterable[Write], customers: Iterable[str] = CUSTOMERS) -> list[str]:
    """What the ledger lacks, has twice or has elsewhere than it was acknowledged; and where revisions have gaps."""
    found: list[str] = []
    seen: dict[str, list[int]] = {}
    with Client(target) as client:
        for customer in customers:
            revisions = []
            for one in client.iterate_entries(customer, page_size=1000):
                seen.setdefault(one.provenance.quote, []).append(one.revision)
                revisions.append(one.revision)
            if revisions[::-1] != list(range(1, len(revisions) + 1)):
                found.append(f"revisions of {customer} have gaps")
            if client.get_profile(customer, view="basic").profile.revision != len(revisions):
                found.append(f"the profile of {customer} is not of its last entry")
    return found + [
        f"acknowledged at {write.revision}, is at {seen.get(write.words)}"
        for write in acknowledged
        if seen.get(write.words) != [write.revision]
    ]


def feed_faults(url: str) -> list[str]:
    """Partitions of the feed whose numbers are not 1 to their head; and of an embedded file what SQLite itself finds."""
    engine = create_engine(url, poolclass=NullPool)
    numbers, heads = feed(engine), feed_heads_taken(engine)
    found = [
        f"partition {partition} has gaps"
        for partition in sorted(numbers.keys() | heads.keys())
        if numbers.get(partition, []) != list(range(1, heads.get(partition, 0) + 1))
    ]
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            integrity = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        found += [] if integrity == "ok" else [str(integrity)]
    return found
