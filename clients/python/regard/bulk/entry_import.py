"""Importing a file of entries: from its records to the service, with totals, and a state to go on from."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Self

from regard.bulk.batches import Batch, in_batches
from regard.bulk.parsing import Parser, parse_records
from regard.bulk.progress_file import ProgressFile
from regard.bulk.recording import Outcome, RecordingClient, record_batches
from regard.bulk.records import Source
from regard.bulk.rejects import RejectsFile

BATCHES_PER_SAVE = 20
"""So much is done again after the process was killed; it changes nothing."""


@dataclass(slots=True)
class Reached:
    """How far an import got, and what came of it. `offset` and `number` are of the first line without an outcome."""

    offset: int = 0
    number: int = 1
    lines: int = 0
    recorded: int = 0
    already_there: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    rejects_size: int = 0

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        return cls(**{**state, "rejected": Counter(state["rejected"])})

    def to_state(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"rejected": dict(self.rejected)}

    def take(self, batch: Batch, outcome: Outcome) -> None:
        assert batch.end is not None
        self.offset, self.number = batch.end.end, batch.end.next
        self.lines += batch.lines
        self.recorded += outcome.recorded
        self.already_there += outcome.already_there
        self.rejected.update(reject.fault.reason for reject in outcome.rejects)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryImport:
    """One import. `progress` is where the state is kept, None where nothing can go on, as from standard input."""

    client: RecordingClient
    source: Source
    parser: Parser
    rejects: RejectsFile
    progress: ProgressFile | None
    processes: int

    def run(self, reached: Reached, *, stopped: Callable[[], bool], shown: Callable[[Reached], None]) -> bool:
        """Imports from where `reached` is, and keeps it current. Answers whether it came to the end of the file.

        When it was stopped, or raises, what `reached` tells is in the ledger, and the state to go on from is saved.
        Raises RegardError, and DamagedFile.
        """
        batches = self._batches(reached)
        saved = 0

        def settled(batch: Batch, outcome: Outcome) -> None:
            nonlocal saved
            for reject in outcome.rejects:
                self.rejects.add(reject)
            reached.take(batch, outcome)
            reached.rejects_size = self.rejects.size
            saved += 1
            if saved % BATCHES_PER_SAVE == 0:
                self._save(reached)
            shown(reached)

        ended = _Ended(batches)
        try:
            record_batches(self.client, takewhile(lambda _: not stopped(), ended), settled)
        except BaseException:
            self._save(reached)
            raise
        if not ended.all_read:
            self._save(reached)
        elif self.progress is not None:
            self.progress.remove()
        return ended.all_read

    def _batches(self, reached: Reached) -> Iterator[Batch]:
        if self.parser.rows is None:
            records = self.source.lines(reached.offset, reached.number)
        else:
            delimiter = self.parser.rows.mapping.delimiter
            records = self.source.rows(reached.offset, reached.number, delimiter=delimiter)
        return in_batches(parse_records(records, self.parser, processes=self.processes))

    def _save(self, reached: Reached) -> None:
        self.rejects.flush()
        if self.progress is not None and reached.lines:
            self.progress.save(reached.to_state())


class _Ended(Iterator[Batch]):
    """The batches, and whether they came to an end."""

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self.all_read = False

    def __next__(self) -> Batch:
        try:
            return next(self._batches)
        except StopIteration:
            self.all_read = True
            raise
