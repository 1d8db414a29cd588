"""Tier against individual: shadow reasons are counted apart, and what nobody's tier gets is nobody's contact."""

from collections import Counter
from dataclasses import replace

from domain.ledgers import Dice
from regard_server.domain.decision import Decision
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.tier_comparison import TierComparison

OFFER_IDS = ("o1", "o2", "o3", "nowhere")
SHADOW = frozenset({SuppressionReason.DISLIKED})


def decisions(seed: int, shadow: frozenset[SuppressionReason]) -> tuple[Decision, ...]:
    situation = Dice(f"tiers {seed}").situation()
    return replace(situation, policy=replace(situation.policy, shadow_reasons=shadow)).screen().decisions


def compared(shadow: frozenset[SuppressionReason], given: tuple[str, ...]) -> TierComparison:
    comparison = TierComparison(OFFER_IDS, examples_max=5)
    for seed in range(300):
        comparison.add(f"u{seed}", "gold", given, decisions(seed, shadow))
    return comparison


def test_a_reason_that_is_only_tried_is_counted_apart_and_suppresses_nothing() -> None:
    tried, enforced = compared(SHADOW, OFFER_IDS).total, compared(frozenset(), OFFER_IDS).total

    expected: Counter[str] = Counter()
    for seed in range(300):
        for decision in decisions(seed, SHADOW):
            reasons = {suppression.reason for suppression in decision.suppressions}
            expected["disliked"] += SuppressionReason.DISLIKED in reasons
            expected["only disliked"] += reasons == SHADOW
    assert tried.shadow_reasons == Counter({SuppressionReason.DISLIKED: expected["disliked"]})
    assert tried.shadow_suppressed == expected["only disliked"] > 0
    assert SuppressionReason.DISLIKED not in tried.reasons
    assert enforced.reasons[SuppressionReason.DISLIKED] == expected["disliked"]
    assert enforced.suppressed == tried.suppressed + tried.shadow_suppressed


def test_a_tier_that_gets_nothing_makes_no_contact_and_may_miss_something() -> None:
    nothing, everything = compared(frozenset(), ()).total, compared(frozenset(), OFFER_IDS).total

    assert (nothing.contacts, nothing.suppressed, nothing.customers_annoyed) == (0, 0, 0)
    assert nothing.missed > 0
    assert everything.missed == 0
    assert everything.contacts == 300 * len(OFFER_IDS)
