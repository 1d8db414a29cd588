"""Screening a file of customers: answers to a file, with totals, and a state to go on from after each chunk."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO, Self

from regard.arguments import short_name
from regard.bulk.customer_lines import read_customer
from regard.bulk.decision_lines import Lines
from regard.bulk.progress_file import NotToBeResumed, ProgressFile
from regard.bulk.records import Record, Source
from regard.bulk.rejects import FaultyLine, Reject, RejectsFile
from regard.client import Client
from regard.errors import AnswerTooLarge, from_status
from regard.v1 import BatchScreenOffersResult, ScreenAudienceResponse, SuppressionReason


@dataclass(slots=True)
class Screened:
    """How far it got, and what came of it.

    offset, number: of the first line of the customers without an answer; cursor: where the stream goes on; portion: of
    the offers; output_size, rejects_size: bytes written by then.
    """

    offset: int = 0
    number: int = 1
    cursor: str = ""
    portion: int = 0
    output_size: int = 0
    rejects_size: int = 0
    customers: int = 0
    unknown_customers: int = 0
    decisions: int = 0
    cleared: int = 0
    suppressed: int = 0
    shadow_suppressed: int = 0
    failed: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    shadow_reasons: Counter[str] = field(default_factory=Counter)
    shadow_cleared: Counter[str] = field(default_factory=Counter)

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        counters = {
            name: Counter(state.get(name, {})) for name in ("rejected", "reasons", "shadow_reasons", "shadow_cleared")
        }
        return cls(**{**state, **counters})

    def to_state(self) -> dict[str, Any]:
        state = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in state.items()}

    def count(self, answer: ScreenAudienceResponse) -> None:
        summary = answer.summary
        if self.portion == 0:  # the same customers come again with each portion of the offers
            self.customers += summary.customers
            self.unknown_customers += summary.unknown_customers
        self.decisions += summary.decisions
        self.cleared += summary.cleared
        self.suppressed += summary.suppressed
        self.shadow_suppressed += summary.shadow_suppressed
        for one in summary.reasons:
            reason = short_name(SuppressionReason, one.reason)
            self.reasons[reason] += one.decisions
            self.shadow_reasons[reason] += one.shadow_decisions
            self.shadow_cleared[reason] += one.shadow_cleared


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceRun:
    """One screening. `portions`: the offers or their ids, so many as one stream takes; `question`: the other arguments.

    write, output: how a result is written, and to what; None for the counts alone. progress: where the state is kept.
    """

    client: Client
    source: Source
    portions: Sequence[Mapping[str, Any]]
    question: Mapping[str, Any]
    rejects: RejectsFile
    write: Lines | None
    output: BinaryIO | None
    progress: ProgressFile | None

    def run(self, screened: Screened, *, stopped: Callable[[], bool], shown: Callable[[Screened], None]) -> bool:
        """Screens on from where `screened` is, and keeps it current. Answers whether it came to the end.

        Whenever it ends, the output holds whole chunks, and the state to go on from is saved. Raises RegardError.
        """
        while screened.portion < len(self.portions):
            if not self._run_portion(screened, stopped, shown):
                return False
            screened.portion, screened.offset, screened.number, screened.cursor = screened.portion + 1, 0, 1, ""
            self._save(screened)
        if self.progress is not None:
            self.progress.remove()
        return True

    def _run_portion(self, screened: Screened, stopped: Callable[[], bool], shown: Callable[[Screened], None]) -> bool:
        offers = self.portions[screened.portion]
        read = _Customers(self.source.lines(screened.offset, screened.number))
        answers = self.client.screen_audience(
            read.names(), **offers, **self.question, summary_only=self.write is None, cursor=screened.cursor
        )
        for answer in answers:
            self._write(answer, offers, screened)
            screened.count(answer)
            self._reject(read.take(len(answer.results) or answer.summary.customers), screened)
            screened.offset, screened.number, screened.cursor = read.offset, read.number, answer.cursor
            self._save(screened)
            shown(screened)
            if stopped():
                answers.close()
                return False
        self._reject(read.take_rest(), screened)
        return True

    def _write(self, answer: ScreenAudienceResponse, offers: Mapping[str, Any], screened: Screened) -> None:
        if self.write is None or self.output is None:
            return
        text = "".join(self.write(self._whole(result, offers, screened)) for result in answer.results)
        screened.output_size += self.output.write(text.encode())

    def _whole(
        self, result: BatchScreenOffersResult, offers: Mapping[str, Any], screened: Screened
    ) -> BatchScreenOffersResult:
        """What no longer fitted into the answer to the chunk is asked for alone."""
        if result.WhichOneof("outcome") != "status":
            return result
        if not isinstance(from_status(result.status), AnswerTooLarge):
            screened.failed += 1
            return result
        response = self.client.screen_offers(result.customer, **offers, **self.question)
        return BatchScreenOffersResult(customer=result.customer, response=response)

    def _reject(self, rejects: Sequence[Reject], screened: Screened) -> None:
        if screened.portion == 0:
            for reject in rejects:
                self.rejects.add(reject)
                screened.rejected[reject.fault.reason] += 1
            screened.rejects_size = self.rejects.size

    def _save(self, screened: Screened) -> None:
        self.rejects.flush()
        if self.output is not None:
            self.output.flush()
        if self.progress is not None:
            self.progress.save(screened.to_state())


class _Customers:
    """The customers of a file, one a line. They are read ahead of the answers; `offset` and `number` are behind them."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        self._ahead: deque[Record | Reject] = deque()
        self.offset, self.number = 0, 1

    def names(self) -> Iterator[str]:
        for record in self._records:
            try:
                name = read_customer(record)
            except FaultyLine as error:
                self._ahead.append(Reject(record.number, record.raw, error.fault))
                continue
            self._ahead.append(record)
            yield name

    def take(self, customers: int) -> list[Reject]:
        """So many have an answer. Answers the lines before and between them that are no customers."""
        rejects = []
        while customers:
            first = self._ahead.popleft()
            if isinstance(first, Reject):
                rejects.append(first)
            else:
                customers -= 1
                self.offset, self.number = first.end, first.next
        return rejects

    def take_rest(self) -> list[Reject]:
        """After the last answer: the lines after the last customer that are none."""
        return [one for one in self._ahead if isinstance(one, Reject)]


def open_output(path: Path, size: int, header: str) -> BinaryIO:
    """The file to write decisions to: anew, or cut off after `size` bytes. Raises NotToBeResumed where it is shorter."""
    if not size:
        output = path.open("wb")
        output.write(header.encode())
        return output
    if not path.exists() or path.stat().st_size < size:
        raise NotToBeResumed(f"{path} is shorter than it was: start without --resume")
    with path.open("rb+") as longer:
        longer.truncate(size)
    return path.open("ab")
