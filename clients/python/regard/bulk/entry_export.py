"""Ledgers to lines that `regard import` takes in, elsewhere too, with the same ids and in the same order; or profiles, to be read.

An export goes through all customers, or through those of a file, so many lines of it at a time.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, BinaryIO, Self

from regard.bulk.customer_lines import read_customer
from regard.bulk.entry_lines import SAID_BY_THE_SERVICE, WRITTEN_BY
from regard.bulk.message_json import message_json
from regard.bulk.progress_file import ProgressFile
from regard.bulk.records import Source
from regard.bulk.rejects import FaultyLine, Reject, RejectsFile
from regard.client import Client
from regard.v1 import Entry, EntryState, ExportedLedger, ExportForm, ExportProfilesResponse

CUSTOMERS_AT_ONCE = 1000
ACTIVE = EntryState.ENTRY_STATE_ACTIVE
_encoded = json.JSONEncoder(ensure_ascii=False).encode
"""Made once: `json.dumps` would make one for each line."""
LEDGERS, PROFILES = ExportForm.EXPORT_FORM_LEDGERS, ExportForm.EXPORT_FORM_PROFILES


@dataclass(slots=True)
class Exported:
    """How far it got, and what came of it.

    offset, number: of the first line of the customers that are not all exported; cursor: where their export goes on.
    output_size, rejects_size: bytes written by then. changes_cursor: where to watch from.
    """

    offset: int = 0
    number: int = 1
    cursor: str = ""
    changes_cursor: str = ""
    output_size: int = 0
    rejects_size: int = 0
    customers: int = 0
    entries: int = 0
    empty: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        return cls(**{**state, "rejected": Counter(state.get("rejected", {}))})

    def to_state(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)} | {"rejected": dict(self.rejected)}


@dataclass(frozen=True, slots=True)
class _Customers:
    """Some of the file, the lines among them that are none, and where the next ones begin."""

    names: list[str]
    rejects: list[Reject]
    offset: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryExport:
    """One export. source: the customers, None for all. progress: where the state is kept.

    all_states: what no longer counts too, with its state, and what only the service writes: retractions, restrictions,
    identities, merges. They are for reading; import refuses them, but for the expired.
    """

    client: Client
    source: Source | None
    rejects: RejectsFile
    output: BinaryIO
    form: int = LEDGERS
    all_states: bool = False
    progress: ProgressFile | None = None

    def run(self, exported: Exported, *, stopped: Callable[[], bool], shown: Callable[[Exported], None]) -> bool:
        """Exports on from where `exported` is, and keeps it current. Answers whether it came to the end.

        Whenever it ends, the output holds whole lines, and the state to go on from is saved. Raises RegardError.
        """
        for batch in self._batches(exported):
            if not self._run_batch(batch, exported, stopped, shown):
                return False
        if self.progress is not None:
            self.progress.remove()
        return True

    def _batches(self, exported: Exported) -> Iterator[_Customers]:
        if self.source is None:
            yield _Customers([], [], 0, 1)
            return
        names: list[str] = []
        rejects: list[Reject] = []
        offset, number = exported.offset, exported.number
        for record in self.source.lines(offset, number):
            try:
                names.append(read_customer(record))
            except FaultyLine as error:
                rejects.append(Reject(record.number, record.raw, error.fault))
            offset, number = record.end, record.next
            if len(names) == CUSTOMERS_AT_ONCE:
                yield _Customers(names, rejects, offset, number)
                names, rejects = [], []
        if names or rejects:
            yield _Customers(names, rejects, offset, number)

    def _run_batch(
        self,
        batch: _Customers,
        exported: Exported,
        stopped: Callable[[], bool],
        shown: Callable[[Exported], None],
    ) -> bool:
        if batch.names or self.source is None:
            answers = self.client.export_profiles(
                form=self.form,
                states=[] if self.all_states or self.form == PROFILES else ["active"],
                customers=batch.names,
                cursor=exported.cursor,
            )
            for answer in answers:
                self._write(answer, exported)
                exported.cursor = answer.cursor
                exported.changes_cursor = exported.changes_cursor or answer.changes_cursor
                self._save(exported)
                shown(exported)
                if stopped():
                    answers.close()
                    return False
        for reject in batch.rejects:
            self.rejects.add(reject)
            exported.rejected[reject.fault.reason] += 1
        exported.offset, exported.number, exported.cursor = batch.offset, batch.number, ""
        exported.rejects_size = self.rejects.size
        if self.source is not None:
            self._save(exported)
        return True

    def _write(self, answer: ExportProfilesResponse, exported: Exported) -> None:
        lines = [_json(profile) for profile in answer.profiles]
        exported.customers += len(lines)
        for ledger in answer.ledgers:
            of_ledger = list(ledger_lines(ledger, all_states=self.all_states))
            exported.customers += not ledger.continued
            exported.empty += not (ledger.continued or of_ledger)
            exported.entries += len(of_ledger)
            lines += of_ledger
        exported.output_size += self.output.write("".join(lines).encode())

    def _save(self, exported: Exported) -> None:
        self.rejects.flush()
        self.output.flush()
        if self.progress is not None:
            self.progress.save(exported.to_state())


def ledger_lines(ledger: ExportedLedger, *, all_states: bool) -> Iterator[str]:
    """The first recorded comes first: of two statements of one instant, the later recorded counts. Each entry is under the
    customer that it was addressed to."""
    for entry in ledger.entries:
        if all_states or entry.WhichOneof("content") not in WRITTEN_BY:
            yield _line(ledger.customer, entry)


def _line(customer: str, entry: Entry) -> str:
    customer = entry.name.rpartition("/entries/")[0] or customer
    said = SAID_BY_THE_SERVICE if entry.state == ACTIVE else ("revision", "create_time")
    for name in said:
        entry.ClearField(name)
    if entry.offer_response.reservation:  # which no import can record; what it knew of the offer is in the response
        entry.offer_response.ClearField("reservation")
    return _encoded({"customer": customer, "entry": message_json(entry)}) + "\n"


def _json(message: Any) -> str:
    return _encoded(message_json(message)) + "\n"
