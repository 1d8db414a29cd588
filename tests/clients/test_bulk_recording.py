"""Batches on their way to the service: bounded, in the order of each customer's lines, a bad line rejected alone."""

import threading
from collections.abc import Iterable, Iterator
from itertools import count, islice

import grpc
import pytest

import regard
from regard.bulk.batches import ENTRIES_ENOUGH, ENTRIES_PER_REQUEST_MAX, Batch, in_batches
from regard.bulk.parsing import BLOCKS_ALONE, Parsed, Parser, in_blocks, parse_records
from regard.bulk.recording import OUTSTANDING_BATCHES, Outcome, record_batches
from regard.bulk.records import Record
from regard.bulk.rejects import NOT_JSON, Fault
from regard.errors import DatabaseUnavailable
from regard.v1 import BatchRecordEntriesResponse, BatchRecordEntriesResult, RecordEntriesRequest, RecordEntriesResponse

from .answers import failed

FAULT = Fault("", NOT_JSON, "is no JSON")
INVALID = failed(
    grpc.StatusCode.INVALID_ARGUMENT,
    "INVALID_FIELD",
    violations={"entries[0].preference.topic": "is wrong", "entries[0].name": "too"},
)


def record(number: int) -> Record:
    return Record(number, number * 10, number + 1, b"line %d" % number)


def entry(note: str = "") -> bytes:
    return regard.preference(topic="a", stance="likes", note=note).SerializeToString()


def said(*customers: str) -> list[tuple[Record, Parsed]]:
    """A line for each customer, all of them different; an empty one is a line that can't be read."""
    return [
        (record(number), (customer, entry(f"{number}")) if customer else FAULT)
        for number, customer in enumerate(customers, start=1)
    ]


class Ledger:
    """Takes in what isn't bad, each request whole, and knows what it has. Holds back its answers while it is told to."""

    def __init__(self) -> None:
        self.notes: dict[str, list[str]] = {}
        self.requests: list[list[int]] = []
        self.bad: set[str] = set()
        self.speaking = threading.Event()
        self.speaking.set()
        self.under_way: list[str] = []
        self._lock = threading.Lock()

    def batch_record_entries(
        self, requests: Iterable[RecordEntriesRequest], /, *, make_request_ids: bool, summary_only: bool
    ) -> BatchRecordEntriesResponse:
        taken = list(requests)
        assert not make_request_ids
        assert summary_only
        assert all(not request.request_id for request in taken)
        with self._lock:
            self.requests.append([len(request.entries) for request in taken])
            self.under_way += [request.customer for request in taken]
        self.speaking.wait()
        with self._lock:
            return BatchRecordEntriesResponse(results=[self._take_in(request) for request in taken])

    def _take_in(self, request: RecordEntriesRequest) -> BatchRecordEntriesResult:
        self.under_way.remove(request.customer)
        notes = [one.preference.note for one in request.entries]
        if self.bad & set(notes):
            return BatchRecordEntriesResult(customer=request.customer, status=INVALID)
        ledger = self.notes.setdefault(request.customer, [])
        new = [note not in ledger for note in notes]
        ledger += [note for note, is_new in zip(notes, new, strict=True) if is_new]
        return BatchRecordEntriesResult(
            customer=request.customer,
            response=RecordEntriesResponse(revision=len(ledger), recorded_count=sum(new), replayed=not any(new)),
        )


def run(ledger: Ledger, lines: Iterable[tuple[Record, Parsed]]) -> tuple[list[Batch], Outcome]:
    batches, total = [], Outcome()

    def settled(batch: Batch, outcome: Outcome) -> None:
        batches.append(batch)
        total.recorded += outcome.recorded
        total.already_there += outcome.already_there
        total.rejects += outcome.rejects

    record_batches(ledger, in_batches(lines), settled)
    return batches, total


def test_lines_of_a_customer_become_one_request_also_where_others_stand_between_them() -> None:
    ledger = Ledger()

    _, total = run(ledger, said("u1", "u1", "u2", "u1", "", "u2"))

    assert ledger.requests == [[3, 2]]
    assert ledger.notes == {"u1": ["1", "2", "4"], "u2": ["3", "6"]}
    assert (total.recorded, total.already_there) == (5, 0)
    assert [(reject.number, reject.fault) for reject in total.rejects] == [(5, FAULT)]


def test_a_request_has_at_most_100_entries_and_its_customer_no_other_in_the_batch() -> None:
    ledger = Ledger()

    run(ledger, said("u0", *["u1"] * 250))

    assert ledger.requests == [[1, ENTRIES_PER_REQUEST_MAX], [ENTRIES_PER_REQUEST_MAX], [50]]
    assert ledger.notes["u1"] == [str(number) for number in range(2, 252)]


def test_a_batch_ends_where_the_customer_changes() -> None:
    customers = [f"u{number // 3}" for number in range(4 * ENTRIES_ENOUGH)]

    batches = list(in_batches(said(*customers)))

    assert len(batches) == 4
    assert all(batch.entries - ENTRIES_ENOUGH in range(3) for batch in batches[:-1])
    seen = [customer for batch in batches for customer in batch.requests]
    assert len(seen) == len(set(seen))


def test_batches_end_in_the_same_places_when_reading_goes_on_after_one() -> None:
    lines = said(*[f"u{number // 3 % 700}" if number % 50 else "" for number in range(5000)])
    whole = list(in_batches(lines))

    for done, batch in enumerate(whole, start=1):
        assert batch.end is not None
        rest = list(in_batches(lines[batch.end.number :]))
        assert [one.end for one in rest] == [one.end for one in whole[done:]]


def test_a_file_of_nothing_but_faulty_lines_is_settled_piece_by_piece() -> None:
    assert [batch.lines for batch in in_batches((record(n), FAULT) for n in range(25_000))] == [10_000, 10_000, 5_000]


def test_the_same_line_twice_is_sent_once_and_counted_as_there() -> None:
    ledger = Ledger()

    _, total = run(ledger, [(record(1), ("u1", entry())), (record(2), ("u1", entry()))])

    assert ledger.requests == [[1]]
    assert (total.recorded, total.already_there) == (1, 1)


def test_what_was_there_before_is_told_from_what_is_new() -> None:
    ledger = Ledger()
    run(ledger, said("u1", "u1"))

    _, again = run(ledger, said("u1", "u1", "u1"))

    assert (again.recorded, again.already_there) == (1, 2)


def test_a_bad_line_is_rejected_alone_and_the_others_are_recorded_in_their_order() -> None:
    ledger = Ledger()
    ledger.bad = {"2", "6"}

    _, total = run(ledger, said("u1", "u1", "u2", "u1", "", "u3"))

    assert ledger.notes == {"u1": ["1", "4"], "u2": ["3"]}
    assert ledger.requests == [[3, 1, 1], [1, 1, 1]]
    assert total.recorded == 3
    assert [(one.number, one.line, one.fault.reason) for one in total.rejects] == [
        (2, b"line 2", "INVALID_FIELD"),
        (5, b"line 5", NOT_JSON),
        (6, b"line 6", "INVALID_FIELD"),
    ]
    assert total.rejects[0].fault.field == "entry.preference.topic"
    assert total.rejects[0].fault.message == "entry.preference.topic is wrong; entry.name too"


def test_an_error_that_is_not_the_lines_ends_it_and_rejects_nothing() -> None:
    class Broken(Ledger):
        def _take_in(self, request: RecordEntriesRequest) -> BatchRecordEntriesResult:
            status = failed(grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE")
            return BatchRecordEntriesResult(customer=request.customer, status=status)

    with pytest.raises(DatabaseUnavailable):
        run(Broken(), said("u1"))


def test_only_so_many_batches_are_under_way_and_the_file_is_read_no_further() -> None:
    ledger = Ledger()
    ledger.speaking.clear()
    read, started, all_started = 0, [], threading.Event()

    def endless() -> Iterator[tuple[Record, Parsed]]:
        nonlocal read
        for read in count(1):
            yield record(read), (f"u{read}", entry())
            if read > (OUTSTANDING_BATCHES + 3) * ENTRIES_ENOUGH:
                return

    def settled(batch: Batch, _outcome: Outcome) -> None:
        # The one that is settled, those under way, and the one that is about to be sent with the line after it.
        started.append(batch)
        assert read <= (len(started) + OUTSTANDING_BATCHES) * ENTRIES_ENOUGH + 1

    recording = threading.Thread(target=record_batches, args=(ledger, in_batches(endless()), settled))
    recording.start()
    ledger.speaking.set()
    recording.join()
    all_started.set()

    assert len(started) == OUTSTANDING_BATCHES + 4


def test_a_batch_waits_for_those_that_have_a_customer_of_its_own() -> None:
    class Watching(Ledger):
        def batch_record_entries(
            self, requests: Iterable[RecordEntriesRequest], /, *, make_request_ids: bool, summary_only: bool
        ) -> BatchRecordEntriesResponse:
            taken = list(requests)
            assert not {request.customer for request in taken} & set(self.under_way)
            return super().batch_record_entries(taken, make_request_ids=make_request_ids, summary_only=summary_only)

    ledger = Watching()

    run(ledger, said(*["u1"] * 500, *[f"u{number % 30}" for number in range(6000)]))

    assert [int(note) for note in ledger.notes["u1"]] == sorted(int(note) for note in ledger.notes["u1"])
    assert sum(map(len, ledger.notes.values())) == 6500


LINE = b'{"customer": "u%d", "entry": {"provenance": {"basis": "BASIS_OBSERVED"}}}'


def test_several_processes_read_what_one_reads_in_the_same_order() -> None:
    records = [
        Record(number, 0, 0, LINE % number if number % 7 else b"{") for number in range(1, 500 * (BLOCKS_ALONE + 2))
    ]

    alone = list(parse_records(iter(records), Parser(), processes=1))
    together = list(parse_records(iter(records), Parser(), processes=2))

    assert together == alone
    assert [one.number for one, _ in together] == [one.number for one in records]


def test_the_processes_are_given_only_some_blocks_ahead() -> None:
    read = 0

    def endless() -> Iterator[Record]:
        nonlocal read
        for read in count(1):
            yield Record(read, 0, 0, LINE % read)

    parsing = parse_records(endless(), Parser(), processes=2)
    for done, _ in enumerate(islice(parsing, 3000), start=1):
        assert read <= done + 500 * (BLOCKS_ALONE + 6)
    parsing.close()  # type: ignore[attr-defined]


def test_a_block_is_so_many_records_or_bytes() -> None:
    long = [Record(number, 0, 0, b"x" * 400_000) for number in range(5)]

    assert [len(block) for block in in_blocks(iter(long))] == [3, 2]
