"""Decisions: what screening answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from regard_server.domain.content import Reservation
from regard_server.domain.entry import Entry
from regard_server.domain.profile import ProfileStatus
from regard_server.domain.suppression import Evidence, Suppression


class Decision(NamedTuple):
    """`affinity` is in hundredths; see `standing` for how it is counted.

    A decision is particular when this customer's profile had a part in it; all others are the same for everybody.
    With a `reservation` the offer is counted already. A tuple, since an audience makes millions.
    """

    offer_id: str
    cleared: bool
    suppressions: tuple[Suppression, ...]
    affinity: int
    affinity_evidence: tuple[Evidence, ...]
    is_particular: bool
    reservation: Entry[Reservation] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """`expire_at`: until then time alone doesn't change this answer; None where it never will. `status` is RESTRICTED where
    the customer restricted processing for the purpose that was asked."""

    decisions: tuple[Decision, ...]
    status: ProfileStatus
    expire_at: datetime | None
