"""Tallies: what came out of many screenings, counted."""

from collections import Counter
from collections.abc import Sequence

from regard_server.domain.decision import Decision
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.profile import ProfileStatus


class Tally:
    """Counts decisions; one with several reasons counts for each of them."""

    def __init__(self) -> None:
        self.customers = 0
        self.unknown_customers = 0
        self.decisions = 0
        self.suppressed = 0
        self.reasons: Counter[SuppressionReason] = Counter()
        self.shadow_reasons: Counter[SuppressionReason] = Counter()
        self.shadow_cleared: Counter[SuppressionReason] = Counter()
        """Of `shadow_reasons`, in decisions that are cleared."""
        self.shadow_suppressed = 0

    @property
    def cleared(self) -> int:
        return self.decisions - self.suppressed

    def add(self, status: ProfileStatus, decisions: Sequence[Decision]) -> None:
        """One customer's decisions."""
        self.customers += 1
        self.unknown_customers += status is ProfileStatus.UNKNOWN_CUSTOMER
        self.decisions += len(decisions)
        for decision in decisions:
            if decision.suppressions:
                self._add_suppressions(decision)

    def _add_suppressions(self, decision: Decision) -> None:
        self.suppressed += not decision.cleared
        reasons = {(suppression.reason, suppression.shadow) for suppression in decision.suppressions}
        tried = False
        for reason, shadow in reasons:
            if shadow:
                tried = True
                self.shadow_reasons[reason] += 1
                self.shadow_cleared[reason] += decision.cleared
            else:
                self.reasons[reason] += 1
        self.shadow_suppressed += decision.cleared and tried
