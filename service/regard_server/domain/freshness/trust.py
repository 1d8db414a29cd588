"""The trust row: one row of the database that says which message server, if any, is trusted to carry announcements.

BYPASS → RETURNING → TRUSTED → BYPASS, and back to BYPASS from anywhere; every change is a new epoch.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Mode(IntEnum):
    BYPASS = 0
    """Nobody announces, and every read asks the database."""
    RETURNING = 1
    """Writers announce on the server; reads still ask the database, until none is under way that didn't announce."""
    TRUSTED = 2
    """Writers announce on the server, and what memory has is used after its fence."""


class TrustRow(NamedTuple):
    """`server` is the run id of the message server, and empty in BYPASS."""

    epoch: int
    mode: Mode
    server: str

    def bypassed(self) -> "TrustRow":
        return TrustRow(self.epoch + 1, Mode.BYPASS, "")

    def returning(self, server: str) -> "TrustRow":
        return TrustRow(self.epoch + 1, Mode.RETURNING, server)

    def trusted(self) -> "TrustRow":
        return TrustRow(self.epoch + 1, Mode.TRUSTED, self.server)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. They are the protocol's: the same in every process of a deployment, whatever its release.

    A reader uses memory for a lease from the beginning of its last look at the trust row; who changes the row waits for the
    lease, and for how far clocks may drift apart in that time, before resting on the change.
    """

    lease: float = 1.0
    drift_max: float = 0.25
    look_every: float = 0.3
    transaction_max: float = 60.0
    margin: float = 4.0
    """For how late a transaction may begin after the look at the row that it rests on, and the database may end it."""

    @property
    def lease_is_over(self) -> float:
        return self.lease + self.drift_max

    @property
    def begin_max(self) -> float:
        return self.margin / 2

    @property
    def floor(self) -> float:
        """How long a floor stands: no transaction that set it is under way any more."""
        return self.transaction_max + self.lease_is_over + self.margin

    @property
    def quarantine(self) -> float:
        """Of RETURNING: whoever took it for BYPASS has committed, or never will."""
        return self.floor

    @property
    def other_server_max(self) -> float:
        """How long the row may name a server that isn't the one we reach, before it is called off."""
        return 5 * self.lease_is_over
