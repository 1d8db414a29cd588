"""For every two rules that can meet against one offer there is a case in which they do, and both are told."""

from itertools import combinations

import pytest

from domain.case_files import all_cases
from regard_server.domain.policy import SuppressionReason

R = SuppressionReason
OF_ENTRIES = {
    R.PROCESSING_RESTRICTED,
    R.DO_NOT_CONTACT,
    R.DISLIKED,
    R.SELLING_PAUSED,
    R.ALREADY_ACCEPTED,
    R.DECLINED_RECENTLY,
    R.FREQUENCY_CAP,
}
OF_THE_OFFER = {R.DISLIKED, R.OFFER_NOT_VALID, R.OFFER_UNCLASSIFIED, R.ALREADY_ACCEPTED, R.DECLINED_RECENTLY}

CANNOT_MEET = (
    ("what can't be read is not known to be anybody's", {R.DATA_UNAVAILABLE}, {R.CUSTOMER_UNKNOWN}),
    ("what can't be read tells nothing", {R.DATA_UNAVAILABLE}, OF_ENTRIES | {R.CONSENT_MISSING, R.QUIET_HOURS}),
    ("of whom nobody knows there is no entry but reservations", {R.CUSTOMER_UNKNOWN}, OF_ENTRIES - {R.FREQUENCY_CAP}),
    ("of an offer nobody knows nothing is known, not even whether it may be repeated", {R.OFFER_UNKNOWN}, OF_THE_OFFER),
)
"""Why, and between which rules."""


def met() -> set[frozenset[SuppressionReason]]:
    told = [
        {SuppressionReason[suppression["reason"]] for suppression in decision.get("suppressions", [])}
        for case in all_cases()
        for decision in case.decisions
    ]
    return {frozenset(pair) for reasons in told for pair in combinations(reasons, 2)}


def cannot_meet() -> set[frozenset[SuppressionReason]]:
    return {frozenset({one, other}) for _, some, others in CANNOT_MEET for one in some for other in others}


@pytest.mark.parametrize(
    "pair", list(combinations(SuppressionReason, 2)), ids=lambda pair: f"{pair[0].name}-{pair[1].name}"
)
def test_two_rules_that_can_meet_have_a_case_in_which_they_do(
    pair: tuple[SuppressionReason, SuppressionReason],
) -> None:
    assert (frozenset(pair) in met()) != (frozenset(pair) in cannot_meet())


@pytest.mark.parametrize("reason", SuppressionReason)
def test_each_rule_has_a_case_of_its_own(reason: SuppressionReason) -> None:
    alone = [
        case.name
        for case in all_cases()
        for decision in case.decisions
        if [suppression["reason"] for suppression in decision.get("suppressions", [])] == [reason.name]
    ]

    assert alone
