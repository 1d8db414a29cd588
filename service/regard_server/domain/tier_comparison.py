"""Tier against individual: what a campaign by tier would do, held against what was decided for each customer.

A tier comes from the caller, decides which contacts are counted, and has no part in any decision.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest

from regard_server.domain.decision import Decision
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.suppression import Suppression, is_stated, quote_of


@dataclass(slots=True)
class Contacts:
    """Counts of contacts: one offer to one customer each."""

    customers: int = 0
    contacts: int = 0
    suppressed: int = 0
    against_words: int = 0
    shadow_suppressed: int = 0
    reasons: Counter[SuppressionReason] = field(default_factory=Counter)
    shadow_reasons: Counter[SuppressionReason] = field(default_factory=Counter)
    shadow_cleared: Counter[SuppressionReason] = field(default_factory=Counter)
    customers_annoyed: int = 0
    missed: int = 0
    customers_missed: int = 0

    @property
    def cleared(self) -> int:
        return self.contacts - self.suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A contact that would annoy, with the suppression to be told; or, without one, an offer that would be missed."""

    customer: str
    tier: str
    decision: Decision
    suppression: Suppression | None


class TierComparison:
    """`examples_max` of each sort are kept, spread over the offers; those with the customer's words first."""

    def __init__(self, offer_ids: Sequence[str], *, examples_max: int) -> None:
        self.total = Contacts()
        self.tiers: dict[str, Contacts] = {}
        self.offers = {offer_id: Contacts() for offer_id in offer_ids}
        self._suppressed = _Examples(examples_max)
        self._missed = _Examples(examples_max)

    @property
    def suppressed_examples(self) -> list[Example]:
        return self._suppressed.chosen()

    @property
    def missed_examples(self) -> list[Example]:
        return self._missed.chosen()

    def add(self, customer: str, tier: str, given: Collection[str], decisions: Iterable[Decision]) -> None:
        """One customer: the offers that their tier gets, and what was decided of every offer of the campaign."""
        of_tier = self.tiers.setdefault(tier, Contacts())
        annoyed = missed = False
        for decision in decisions:
            of_offer = self.offers[decision.offer_id]
            rows = (self.total, of_tier, of_offer)
            if decision.offer_id in given:
                _add_contact(rows, decision)
                if not decision.cleared:
                    annoyed = True
                    of_offer.customers_annoyed += 1
                    self._suppressed.note(
                        Example(
                            customer=customer, tier=tier, decision=decision, suppression=told(decision.suppressions)
                        )
                    )
            elif decision.cleared and decision.affinity > 0:
                missed = True
                of_offer.customers_missed += 1
                for row in rows:
                    row.missed += 1
                self._missed.note(Example(customer=customer, tier=tier, decision=decision, suppression=None))
            of_offer.customers += 1
        for row in (self.total, of_tier):
            row.customers += 1
            row.customers_annoyed += annoyed
            row.customers_missed += missed


def told(suppressions: Sequence[Suppression]) -> Suppression:
    """Of those that decide, the first with the customer's words, else the first."""
    deciding = [suppression for suppression in suppressions if not suppression.shadow]
    return next((suppression for suppression in deciding if _quote(suppression)), deciding[0])


def _add_contact(rows: Iterable[Contacts], decision: Decision) -> None:
    reasons = {suppression.reason for suppression in decision.suppressions if not suppression.shadow}
    tried = {suppression.reason for suppression in decision.suppressions if suppression.shadow}
    against_words = any(_is_stated(suppression) for suppression in decision.suppressions if not suppression.shadow)
    for row in rows:
        row.contacts += 1
        row.suppressed += not decision.cleared
        row.against_words += against_words
        row.shadow_suppressed += decision.cleared and bool(tried)
        row.reasons.update(reasons)
        row.shadow_reasons.update(tried)
        row.shadow_cleared.update(tried if decision.cleared else ())


def _is_stated(suppression: Suppression) -> bool:
    return any(is_stated(evidence) for evidence in suppression.evidence)


def _quote(suppression: Suppression) -> str:
    return quote_of(suppression.evidence[0]) if suppression.evidence else ""


class _Examples:
    """Per offer as many as could be needed if there were no other, those with words before those without."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._quoted: dict[str, list[Example]] = {}
        self._others: dict[str, list[Example]] = {}

    def note(self, example: Example) -> None:
        kept = self._quoted if self._has_words(example) else self._others
        of_offer = kept.setdefault(example.decision.offer_id, [])
        if len(of_offer) < self._most:
            of_offer.append(example)

    def chosen(self) -> list[Example]:
        """In turn from each offer."""
        rounds = (chain.from_iterable(zip_longest(*kept.values())) for kept in (self._quoted, self._others))
        return list(islice((example for example in chain.from_iterable(rounds) if example), self._most))

    @staticmethod
    def _has_words(example: Example) -> bool:
        if example.suppression is not None:
            return bool(_quote(example.suppression))
        return any(quote_of(evidence) for evidence in example.decision.affinity_evidence)
