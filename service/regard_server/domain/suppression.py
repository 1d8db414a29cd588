"""Suppressions: the findings against an offer."""

from dataclasses import dataclass
from datetime import datetime

from regard_server.domain.content import OfferResponse, Preference
from regard_server.domain.entry import Entry
from regard_server.domain.policy import SuppressionReason

Evidence = Entry[Preference] | Entry[OfferResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One reason against an offer.

    `evidence` is newest first. `until` is the first instant at which this reason no longer holds, where known. A shadow
    is told and doesn't decide.
    """

    reason: SuppressionReason
    evidence: tuple[Evidence, ...] = ()
    until: datetime | None = None
    shadow: bool = False
    topic: str = ""
    offer_type: str = ""
