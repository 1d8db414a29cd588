"""Load by two sorts of clients at once: the library's, and bare channels with nothing set. Reads and writes."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import grpc

import regard
from regard import Client
from regard.v1 import GetProfileRequest, RecordEntriesRequest, RecordEntriesResponse
from serving import wait_until

BARE, LIBRARY = 4, 2
"""Clients, each with a connection and a thread of its own."""
WRITES = 10
"""Of so many calls one is a write."""
BARE_OPTIONS = [("grpc.use_local_subchannel_pool", 1)]


class Load:
    """From `with` to the end of it. `failures` are counted by client and status; `recorded` are the names of what was
    written."""

    def __init__(self, target: str) -> None:
        self.calls = 0
        self.failures: Counter[str] = Counter()
        self.recorded: list[str] = []
        self._target = target
        self._enough = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            *(threading.Thread(target=self._bare, daemon=True) for _ in range(BARE)),
            *(threading.Thread(target=self._library, daemon=True) for _ in range(LIBRARY)),
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join(timeout=60)
            assert not thread.is_alive()

    def wait_for_calls(self, number: int) -> None:
        wait_until(lambda: self.calls >= number)

    def _bare(self) -> None:
        customer = f"customers/{uuid4().hex}"
        question = GetProfileRequest(customer=customer).SerializeToString()
        with grpc.insecure_channel(self._target, options=BARE_OPTIONS) as channel:
            get: Any = channel.unary_unary("/regard.v1.ProfileService/GetProfile")
            record: Any = channel.unary_unary("/regard.v1.ProfileService/RecordEntries")

            def call(number: int) -> None:
                if number % WRITES:
                    get(question, timeout=30)
                else:
                    write = RecordEntriesRequest(customer=customer, entries=[presented()], request_id=str(uuid4()))
                    answer = RecordEntriesResponse.FromString(record(write.SerializeToString(), timeout=30))
                    self.recorded.append(answer.entries[0].name)

            self._repeat("bare", call)

    def _library(self) -> None:
        customer = uuid4().hex
        with Client(self._target, timeout=30) as client:

            def call(number: int) -> None:
                if number % WRITES:
                    client.get_profile(customer)
                else:
                    self.recorded.append(client.record_entries(customer, [presented()]).entries[0].name)

            self._repeat("library", call)

    def _repeat(self, who: str, call: Callable[[int], None]) -> None:
        for number in count():
            failed = ""
            try:
                call(number)
            except grpc.RpcError as error:
                failed = f"{who} {error.code().name}"
            except regard.RegardError as error:
                failed = f"{who} {error.code.name}"
            with self._lock:
                self.calls += 1
                if failed:
                    self.failures[failed] += 1
            if self._enough.is_set():
                return


def presented() -> regard.v1.Entry:
    return regard.offer_response("golf-club", "presented", recorder="systems/web", quote="Shown.", basis="stated")


class Watcher:
    """A subscriber from the oldest change on, who goes on by itself where the stream ends. `seen` are names of entries."""

    def __init__(self, target: str) -> None:
        self.seen: set[str] = set()
        self._client = Client(target)
        self._changes = self._client.watch_changes()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()
        self._thread.join(timeout=60)
        assert not self._thread.is_alive()

    def _watch(self) -> None:
        with contextlib.suppress(ValueError, regard.RegardError):  # the client was closed
            for answer in self._changes:
                self.seen.update(change.entry for change in answer.changes)
