"""Admission: how many calls of each class may be under way at once. More are refused at once and told when to come again:
what can't be answered in time is better not begun, and a flood of one class leaves room for the others.

Health and reflection are in no class, and never refused.
"""

from dataclasses import dataclass
from enum import StrEnum

from regard_server.domain.errors import TooManyCalls

BYTES_PER_SLOT = 64 * 1024
"""A request takes a slot, and one more for so many bytes: slots bound memory too."""


class CallClass(StrEnum):
    SCREENING = "screening"
    """Somebody waits: screenings, and what is read of customers."""
    WRITES = "writes"
    STREAMS = "streams"
    """Stay open: audiences, changes."""
    ADMIN = "admin"
    """What a company sets, and reports over all customers."""


ADMIN_SERVICES = {
    f"regard.v1.{name}" for name in ("CatalogService", "PolicyService", "InsightService", "PrivacyService")
}
READS = ("Get", "BatchGet", "List", "Search", "Lookup", "Screen", "BatchScreen", "Suggest")
"""How the names of methods begin that write nothing but, some of them, reservations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`…_calls_max` are slots. `…_seconds_max` is how long a call may take whose caller sets no deadline; streams have no
    such limit."""

    screening_calls_max: int = 1000
    write_calls_max: int = 1000
    stream_calls_max: int = 250
    admin_calls_max: int = 30
    screening_seconds_max: float = 30
    write_seconds_max: float = 60
    admin_seconds_max: float = 600


class Slots:
    """Of one class, for the calls of one event loop."""

    __slots__ = ("_call_class", "_calls_max", "_taken", "seconds_max")

    def __init__(self, call_class: CallClass, calls_max: int, seconds_max: float | None) -> None:
        self.seconds_max = seconds_max
        self._call_class = call_class
        self._calls_max = calls_max
        self._taken = 0

    def take(self, request_bytes: int) -> int:
        """How many, to be given back. Whoever comes alone is let in, whatever they bring. Raises TooManyCalls."""
        slots = 1 + request_bytes // BYTES_PER_SLOT
        if self._taken + slots > self._calls_max and self._taken:
            raise TooManyCalls(self._call_class, self._calls_max)
        self._taken += slots
        return slots

    def give_back(self, slots: int) -> None:
        self._taken -= slots


class Admission:
    """The slots of all classes."""

    def __init__(self, limits: Limits) -> None:
        limit_of = {
            CallClass.SCREENING: (limits.screening_calls_max, limits.screening_seconds_max),
            CallClass.WRITES: (limits.write_calls_max, limits.write_seconds_max),
            CallClass.STREAMS: (limits.stream_calls_max, None),
            CallClass.ADMIN: (limits.admin_calls_max, limits.admin_seconds_max),
        }
        self._slots = {call_class: Slots(call_class, *limit) for call_class, limit in limit_of.items()}

    def slots_of(self, service: str, method: str, *, is_stream: bool) -> Slots:
        return self._slots[class_of(service, method, is_stream=is_stream)]


def class_of(service: str, method: str, *, is_stream: bool) -> CallClass:
    if is_stream:
        return CallClass.STREAMS
    if service in ADMIN_SERVICES:
        return CallClass.ADMIN
    return CallClass.SCREENING if method.startswith(READS) else CallClass.WRITES
