"""The course of one write: what it announces, when, and when it may be acknowledged."""

from enum import Enum, auto
from typing import NamedTuple

from regard_server.domain.freshness.trust import Mode, TrustRow


class Do(Enum):
    LOOK = auto()
    """Read the trust row, and tell the course by `saw`."""
    BYPASS = auto()
    """Set the row to BYPASS, if it is still at this epoch; then read it, and tell the course by `saw`."""
    WAIT = auto()
    """Until the lease of everybody who saw the row before BYPASS is over; then `waited`."""
    COMMIT = auto()
    """Run the transaction; with a server, announce there, before the COMMIT, and commit only when the server has answered.
    Begin only if the row still `holds`. Then `committed`, or `unreachable` when it was rolled back since the server can't be reached."""
    ANNOUNCE = auto()
    """Announce to the server that it has committed; then `announced`, or `unreachable`."""
    ACKNOWLEDGE = auto()


class Step(NamedTuple):
    do: Do
    row: TrustRow | None = None

    @property
    def server(self) -> str:
        return "" if self.row is None else self.row.server


class Course:
    """`step` tells what is next. `row` is the trust row as the process knows it, None where it must be read."""

    def __init__(self, row: TrustRow | None) -> None:
        self._row = row
        self._committed = False
        self._announced_to = ""
        self._unreachable = False
        self._is_current = row is not None

    @property
    def is_committed(self) -> bool:
        return self._committed

    def step(self, *, bypass_holds: bool) -> Step:
        """`bypass_holds`: where the row is BYPASS, whether it has been for a lease."""
        row = self._row
        if row is None or not self._is_current:
            return Step(Do.LOOK)
        if self._unreachable:
            return Step(Do.BYPASS, row)
        if row.mode is Mode.BYPASS and not bypass_holds:
            return Step(Do.WAIT)
        if not self._committed:
            return Step(Do.COMMIT, row)
        if row.server != self._announced_to and row.mode is not Mode.BYPASS:
            return Step(Do.ANNOUNCE, row)
        return Step(Do.ACKNOWLEDGE)

    def saw(self, row: TrustRow) -> None:
        if self._row is not None and row.epoch != self._row.epoch:
            self._announced_to = ""
        self._row, self._is_current, self._unreachable = row, True, False

    def waited(self) -> None:
        # Before the COMMIT, so that it begins as things are then.
        self._is_current = self._committed

    def committed(self, known: TrustRow | None) -> None:
        """`known` is the row as the process knows it now, None where it must be read."""
        self._committed = True
        if self._row is not None and self._row.mode is Mode.BYPASS:
            self.holds(known)

    def announced(self, known: TrustRow | None) -> None:
        """As `committed`."""
        assert self._row is not None
        self._announced_to = self._row.server
        self.holds(known)

    def unreachable(self) -> None:
        self._unreachable = True

    def holds(self, known: TrustRow | None) -> bool:
        """Whether the row is what the process knows now; None where it must be read. Where not, it is looked at next."""
        self._is_current = known is not None and self._row is not None and known.epoch == self._row.epoch
        return self._is_current
