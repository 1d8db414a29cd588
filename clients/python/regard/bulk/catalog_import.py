"""Importing offers and topics: portions that go in whole, without the lines that the service names as wrong."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from regard.bulk.records import Record
from regard.bulk.rejects import INVALID_FIELD, Fault, FaultyLine, Reject
from regard.errors import InvalidArgument

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class CatalogLine(Generic[Item]):
    """An offer or a topic, with the line that it is from and what it is known by: its id or path."""

    record: Record
    key: str
    item: Item


@dataclass(slots=True)
class CatalogOutcome:
    """`sent`: how many of the lines the service was asked to take in. `changed`: how many of these were new, or differ from
    what was there."""

    lines: int = 0
    sent: int = 0
    changed: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def reject(self, record: Record, fault: Fault) -> None:
        self.rejects.append(Reject(record.number, record.raw, fault))


def read_lines(
    records: Iterable[Record], read: Callable[[Record], tuple[str, Item]], outcome: CatalogOutcome
) -> list[CatalogLine[Item]]:
    """The lines that can be read, each key once: a second line of the same key has to say the same."""
    lines: dict[str, CatalogLine[Item]] = {}
    for record in records:
        outcome.lines += 1
        try:
            key, item = read(record)
        except FaultyLine as error:
            outcome.reject(record, error.fault)
            continue
        earlier = lines.setdefault(key, CatalogLine(record, key, item))
        if earlier.item != item:
            said = f"{key!r} is in line {earlier.record.number} already, and says something else"
            outcome.reject(record, Fault("", INVALID_FIELD, said))
    return list(lines.values())


def import_lines(
    lines: Sequence[CatalogLine[Item]],
    send: Callable[[list[Item]], int],
    outcome: CatalogOutcome,
    *,
    name: str,
    portion: int,
    stopped: Callable[[], bool] = lambda: False,
    shown: Callable[[int], None] = lambda _: None,
) -> bool:
    """Sends the items, `portion` at a time, and answers whether it came to the end: false where `stopped()` came true.

    name: of the field that the request has them in. shown: is told how many were sent, after each portion.

    What was rejected is tried again as long as others went in after it, since one may need another: a topic its parent,
    or the topic that stands for it now.
    """
    waiting, faults = list(lines), dict[str, Fault]()
    complete = True
    while waiting and complete:
        for start in range(0, len(waiting), portion):
            if stopped():
                complete = False
                break
            sent = waiting[start : start + portion]
            for line in sent:
                faults.pop(line.key, None)
            outcome.changed += _send_portion(sent, send, faults, name)
            outcome.sent = max(outcome.sent, start + len(sent))
            shown(outcome.sent)
        rejected = [line for line in waiting if line.key in faults]
        hopeless = len(rejected) == len(waiting) or len(waiting) <= portion
        waiting = [] if hopeless else rejected
    for line in lines:
        if line.key in faults:
            outcome.reject(line.record, faults[line.key])
    outcome.rejects.sort(key=lambda reject: reject.number)
    return complete


def _send_portion(
    lines: Sequence[CatalogLine[Item]], send: Callable[[list[Item]], int], faults: dict[str, Fault], name: str
) -> int:
    """How many changed. What the service doesn't take goes into `faults`."""
    while lines:
        try:
            return send([line.item for line in lines])
        except InvalidArgument as error:
            wrong = dict(_faults_by_place(error, name))
            if not wrong and len(lines) > 1:
                middle = len(lines) // 2
                halves = lines[:middle], lines[middle:]
                return sum(_send_portion(half, send, faults, name) for half in halves)
            for place, fault in (wrong or {0: Fault("", error.reason, str(error))}).items():
                faults[lines[place].key] = fault
            lines = [line for line in lines if line.key not in faults]
    return 0


def _faults_by_place(error: InvalidArgument, name: str) -> Iterator[tuple[int, Fault]]:
    """The violations by the place of their item: `topics[17].path` is of the 17th."""
    for wrong in reversed(error.violations):
        found = re.fullmatch(rf"{name}\[(\d+)\]\.?(.*)", wrong.field)
        if found:
            yield int(found[1]), Fault(found[2], error.reason, f"{found[2]} {wrong.description}".strip())
