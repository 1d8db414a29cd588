"""Batches to the service: some of them under way, each line with an outcome, and a bad line rejected alone."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import grpc

from regard.bulk.batches import REQUESTS_MAX, Batch, EntryLine
from regard.bulk.rejects import Fault, Reject
from regard.errors import RegardError, UnknownTopic, from_status
from regard.v1 import (
    BatchRecordEntriesResponse,
    BatchRecordEntriesResult,
    Entry,
    RecordEntriesRequest,
    RecordEntriesResponse,
)

OUTSTANDING_BATCHES = 3
# Of an entry that the service won't take in, now or later. Any other code says nothing of the entry, and ends the import.
OF_THE_ENTRY = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.ALREADY_EXISTS,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.OUT_OF_RANGE,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.INTERNAL,
}
ALONE = "entries[0]"


class RecordingClient(Protocol):
    """What recording needs of a client. Safe to share between threads."""

    def batch_record_entries(
        self, requests: Iterable[RecordEntriesRequest], /, *, make_request_ids: bool, summary_only: bool
    ) -> BatchRecordEntriesResponse: ...


@dataclass(frozen=True, slots=True)
class Request:
    customer: str
    lines: Sequence[EntryLine]

    def message(self) -> RecordEntriesRequest:
        return RecordEntriesRequest(
            customer=self.customer, entries=[Entry.FromString(line.entry) for line in self.lines]
        )

    def line_by_line(self) -> Iterator["Request"]:
        return (Request(self.customer, [line]) for line in self.lines)


@dataclass(slots=True)
class Outcome:
    """What became of a batch."""

    recorded: int = 0
    already_there: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def count(self, request: Request, answer: RecordEntriesResponse) -> None:
        self.recorded += answer.recorded_count
        self.already_there += len(request.lines) - answer.recorded_count


def record_batches(
    client: RecordingClient, batches: Iterable[Batch], settled: Callable[[Batch, Outcome], None]
) -> None:
    """Records the batches; `settled` is told of each, in their order.

    A batch waits for those under way that have a customer of its own. An error ends it when the batches under way have
    ended; those after the first that failed are settled by doing them again. Raises RegardError.
    """
    under_way: deque[tuple[Batch, Future[Outcome]]] = deque()

    def settle_first() -> None:
        batch, outcome = under_way.popleft()
        settled(batch, outcome.result())

    with ThreadPoolExecutor(OUTSTANDING_BATCHES, thread_name_prefix="recording") as threads:
        for batch in batches:
            while len(under_way) == OUTSTANDING_BATCHES or _has_customer_of(batch, under_way):
                settle_first()
            under_way.append((batch, threads.submit(record_batch, client, batch)))
        while under_way:
            settle_first()


def record_batch(client: RecordingClient, batch: Batch) -> Outcome:
    """Records what can be recorded. A request is all or nothing: the lines of a rejected one are sent one by one."""
    outcome = Outcome(already_there=batch.repeated, rejects=list(batch.rejects))
    requests = [Request(customer, list(lines.values())) for customer, lines in batch.requests.items()]
    rejected = _send(client, requests, outcome)
    again = [one for request, _ in rejected if len(request.lines) > 1 for one in request.line_by_line()]
    alone = [(request, error) for request, error in rejected if len(request.lines) == 1]
    for start in range(0, len(again), REQUESTS_MAX):
        alone += _send(client, again[start : start + REQUESTS_MAX], outcome)
    for request, error in alone:
        record = request.lines[0].record
        outcome.rejects.append(Reject(record.number, record.raw, fault_of(error)))
    outcome.rejects.sort(key=lambda reject: reject.number)
    return outcome


def fault_of(error: RegardError) -> Fault:
    """What an error says of a line: the first wrong field, and the text of all."""
    place = error.violations[0].field if error.violations else ""
    near = f"; did you mean {' or '.join(error.nearest)}?" if isinstance(error, UnknownTopic) and error.nearest else ""
    said = "; ".join(f"{wrong.field} {wrong.description}" for wrong in error.violations) or str(error)
    return Fault(place.replace(ALONE, "entry"), error.reason or error.code.name, said.replace(ALONE, "entry") + near)


def _send(client: RecordingClient, requests: Sequence[Request], outcome: Outcome) -> list[tuple[Request, RegardError]]:
    """Counts what was recorded, and answers what was rejected."""
    rejected: list[tuple[Request, RegardError]] = []
    if not requests:
        return rejected
    # Every entry that the service takes in has an id or a source id: it needs no other to be sent again.
    answer = client.batch_record_entries(
        [request.message() for request in requests], make_request_ids=False, summary_only=True
    )
    result: BatchRecordEntriesResult
    for request, result in zip(requests, answer.results, strict=True):
        if result.WhichOneof("outcome") == "response":
            outcome.count(request, result.response)
            continue
        error = from_status(result.status)
        if error.code not in OF_THE_ENTRY:
            raise error
        rejected.append((request, error))
    return rejected


def _has_customer_of(batch: Batch, under_way: Iterable[tuple[Batch, Future[Outcome]]]) -> bool:
    return any(not batch.requests.keys().isdisjoint(other.requests) for other, _ in under_way)
