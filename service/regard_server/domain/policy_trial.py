"""What a policy would change of a sample's verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from regard_server.domain.decision import Decision
from regard_server.domain.policy import SuppressionReason

CHANGES_TOLD_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """The reasons are those that decide, before and after."""

    customer: str
    offer_id: str
    cleared_before: bool
    cleared_after: bool
    reasons_before: tuple[SuppressionReason, ...]
    reasons_after: tuple[SuppressionReason, ...]


@dataclass(slots=True)
class PolicyTrial:
    customers: int = 0
    decisions: int = 0
    newly_suppressed: int = 0
    newly_cleared: int = 0
    changes: list[VerdictChange] = field(default_factory=list)

    def add(self, customer: str, before: Sequence[Decision], after: Sequence[Decision]) -> None:
        """The decisions of one customer, in the same order of offers."""
        self.customers += 1
        for one, other in zip(before, after, strict=True):
            self.decisions += 1
            if one.cleared == other.cleared:
                continue
            self.newly_suppressed += one.cleared
            self.newly_cleared += other.cleared
            if len(self.changes) < CHANGES_TOLD_MAX:
                self.changes.append(
                    VerdictChange(
                        customer=customer,
                        offer_id=one.offer_id,
                        cleared_before=one.cleared,
                        cleared_after=other.cleared,
                        reasons_before=_deciding(one),
                        reasons_after=_deciding(other),
                    )
                )


def _deciding(decision: Decision) -> tuple[SuppressionReason, ...]:
    reasons = (suppression.reason for suppression in decision.suppressions if not suppression.shadow)
    return tuple(dict.fromkeys(reasons))
