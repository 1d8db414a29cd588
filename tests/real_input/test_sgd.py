"""Refusals in the customer's words: each rests its offer, a second one its kind, and the words are the reason."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from real_input.material import Material
from real_input.sgd import Answer, answers, pairs, read
from real_input.traffic import Screened, import_material, record, screen
from regard import Client
from regard.v1 import Outcome, SuppressionReason
from serving import Clock

DATA_SET = "sgd"
DECLINED_RECENTLY = SuppressionReason.SUPPRESSION_REASON_DECLINED_RECENTLY
EARLIER, LATER = timedelta(days=40), timedelta(days=1)
"""When the two refusals of a pair were said, before now: the first offer's own cool-down of 30 days is over."""


@pytest.fixture(scope="module")
def told(folder: Path) -> list[Answer]:
    return answers(folder)


@pytest.fixture(scope="module")
def material(folder: Path, client: Client, clock: Clock) -> Material:
    read_in = read(folder, clock.now)
    import_material(client, read_in)
    return read_in


@pytest.fixture(scope="module")
def screened(client: Client, material: Material) -> dict[str, Screened]:
    offer_ids = [offer.offer_id for offer in material.offers]
    return {one.customer: one for one in screen(client, material.customers, offer_ids, channel="messaging")}


def test_each_refusal_suppresses_its_offer_with_the_refusal_as_quote(
    told: Sequence[Answer], screened: dict[str, Screened]
) -> None:
    refusals = [answer for answer in told if answer.outcome == "declined"]
    assert len(refusals) > 100
    for refusal in refusals:
        decision = screened[refusal.customer].decisions[refusal.offer_id]
        (suppression,) = decision.suppressions
        assert suppression.reason == DECLINED_RECENTLY
        assert suppression.quote == refusal.words
        assert suppression.recorder == "assistants/sgd"
        assert refusal.words in suppression.text


def test_nothing_else_is_suppressed(told: Sequence[Answer], screened: dict[str, Screened]) -> None:
    """What was accepted, other offers of the same kind after one refusal, and what others refused."""
    refused = {(answer.customer, answer.offer_id) for answer in told if answer.outcome == "declined"}
    found = {(one.customer, decision.offer_id) for one in screened.values() for decision in one.suppressed}
    assert found == refused


def test_a_refused_offer_rests_for_thirty_days(
    told: Sequence[Answer], screened: dict[str, Screened], clock: Clock
) -> None:
    refusal = next(answer for answer in told if answer.outcome == "declined")
    (suppression,) = screened[refusal.customer].decisions[refusal.offer_id].suppressions
    assert suppression.until.ToDatetime(tzinfo=clock.now.tzinfo) == clock.now + timedelta(days=29)


def test_a_second_refusal_within_ninety_days_suppresses_the_kind(
    client: Client, clock: Clock, told: Sequence[Answer], material: Material
) -> None:
    refused_twice = list(pairs([answer for answer in told if answer.outcome == "declined"]))
    customers = {f"twice-{second.dialogue}-{second.turn}": (first, second) for first, second in refused_twice}
    record(
        client,
        {
            customer: [first.entry(clock.now - EARLIER), second.entry(clock.now - LATER)]
            for customer, (first, second) in customers.items()
        },
    )
    by_type: dict[str, list[str]] = {}
    for offer in material.offers:
        by_type.setdefault(offer.offer_type, []).append(offer.offer_id)
    offer_ids = [offer.offer_id for offer in material.offers]
    for one in screen(client, list(customers), offer_ids, channel="messaging"):
        first, second = customers[one.customer]
        assert {decision.offer_id for decision in one.suppressed} == set(by_type[second.offer_type])
        of_the_kind = [
            suppression
            for suppression in one.decisions[first.offer_id].suppressions
            if suppression.offer_type == second.offer_type
        ]
        assert [suppression.quote for suppression in of_the_kind] == [second.words]
        assert len(of_the_kind[0].entries) == 2


def test_a_second_refusal_after_ninety_days_suppresses_only_its_own_offer(
    client: Client, clock: Clock, told: Sequence[Answer], material: Material
) -> None:
    """The control: the same words, the first of them said earlier."""
    refused_twice = list(pairs([answer for answer in told if answer.outcome == "declined"]))
    customers = {f"apart-{second.dialogue}-{second.turn}": (first, second) for first, second in refused_twice}
    record(
        client,
        {
            customer: [first.entry(clock.now - LATER - timedelta(days=90)), second.entry(clock.now - LATER)]
            for customer, (first, second) in customers.items()
        },
    )
    offer_ids = [offer.offer_id for offer in material.offers]
    for one in screen(client, list(customers), offer_ids, channel="messaging"):
        assert [decision.offer_id for decision in one.suppressed] == [customers[one.customer][1].offer_id]


def test_without_the_refusal_the_offer_is_cleared(client: Client, clock: Clock, told: Sequence[Answer]) -> None:
    """The control: the same answer taken for an acceptance."""
    refusal = next(answer for answer in told if answer.outcome == "declined")
    entry = refusal.entry(clock.now - LATER)
    entry.offer_response.outcome = Outcome.OUTCOME_ACCEPTED
    record(client, {"control-sgd": [entry]})
    assert next(screen(client, ["control-sgd"], [refusal.offer_id])).cleared(refusal.offer_id)
