"""People who don't drink, and restaurants with wine: what they stated decides, and nothing else does."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from real_input.material import Material, covers
from real_input.traffic import Screened, import_material, record, screen
from real_input.uci_restaurant_consumer import ALCOHOL, TOBACCO, abstemious, read, serves_alcohol
from regard import Client
from regard.v1 import Basis, Stance, SuppressionReason
from serving import Clock

DATA_SET = "uci_restaurant_consumer"


@pytest.fixture(scope="module")
def material(folder: Path, client: Client, clock: Clock) -> Material:
    read_in = read(folder, clock.now)
    import_material(client, read_in)
    return read_in


@pytest.fixture(scope="module")
def screened(client: Client, material: Material) -> Sequence[Screened]:
    return list(screen(client, material.customers, [offer.offer_id for offer in material.offers]))


def test_no_abstemious_person_is_cleared_for_a_place_that_serves_alcohol(
    folder: Path, material: Material, screened: Sequence[Screened]
) -> None:
    with_alcohol = [offer.offer_id for offer in material.offers if serves_alcohol(offer)]
    dry = set(abstemious(folder))
    assert dry
    assert with_alcohol
    for one in screened:
        if one.customer in dry:
            assert not [offer_id for offer_id in with_alcohol if one.cleared(offer_id)], one.customer


def test_everybody_else_is_cleared_for_every_place(
    folder: Path, material: Material, screened: Sequence[Screened]
) -> None:
    dry = set(abstemious(folder))
    others = [one for one in screened if one.customer not in dry]
    assert others
    assert not [one.customer for one in others if one.suppressed]


def test_nobody_is_suppressed_without_their_own_answer(material: Material, screened: Sequence[Screened]) -> None:
    topics = {offer.offer_id: offer.topics for offer in material.offers}
    for one in screened:
        for decision in one.suppressed:
            for suppression in decision.suppressions:
                assert suppression.reason == SuppressionReason.SUPPRESSION_REASON_DISLIKED
                assert suppression.quote == "abstemious"
                assert len(suppression.entries) == 1
                assert suppression.entries[0].startswith(f"customers/{one.customer}/entries/")
                assert any(covers(ALCOHOL, topic) for topic in topics[decision.offer_id])


def test_a_dislike_of_smoke_that_was_only_inferred_suppresses_nothing(
    material: Material, screened: Sequence[Screened]
) -> None:
    guessed = {
        customer
        for customer, entries in material.entries.items()
        if any(entry.provenance.basis == Basis.BASIS_INFERRED for entry in entries)
    }
    topics = {offer.offer_id: offer.topics for offer in material.offers}
    smoky = [offer.offer_id for offer in material.offers if TOBACCO in offer.topics and not serves_alcohol(offer)]
    assert guessed
    assert smoky
    for one in screened:
        if one.customer in guessed:
            assert all(one.cleared(offer_id) for offer_id in smoky)
            liked = {
                entry.preference.topic
                for entry in material.entries[one.customer]
                if entry.preference.stance == Stance.STANCE_LIKES
            }
            indifferent = [offer_id for offer_id in smoky if not liked.intersection(topics[offer_id])]
            assert all(one.decisions[offer_id].affinity < 0 for offer_id in indifferent)


def test_a_ticked_cuisine_ranks_the_places_that_serve_it(material: Material, screened: Sequence[Screened]) -> None:
    topics = {offer.offer_id: set(offer.topics) for offer in material.offers}
    for one in screened:
        liked = {
            entry.preference.topic
            for entry in material.entries[one.customer]
            if entry.preference.stance == Stance.STANCE_LIKES
        }
        for offer_id, decision in one.decisions.items():
            if liked & topics[offer_id] and TOBACCO not in topics[offer_id] and one.cleared(offer_id):
                assert decision.affinity > 0, (one.customer, offer_id)


def test_without_the_statement_the_same_places_are_cleared(
    folder: Path, client: Client, material: Material, screened: Sequence[Screened]
) -> None:
    """The control: what was suppressed was suppressed by the statement."""
    silent = {
        f"{customer}-silent": [
            entry
            for entry in material.entries[customer]
            if not (entry.preference.topic == ALCOHOL and entry.provenance.basis == Basis.BASIS_STATED)
        ]
        for customer in abstemious(folder)
    }
    record(client, silent)
    again = screen(client, list(silent), [offer.offer_id for offer in material.offers])
    assert not [one.customer for one in again if one.suppressed]
