"""A stated preference and four options: what it is against is spared, what it is for or silent about never is."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from real_input.material import Material, covers
from real_input.prefeval import Row, read, rows
from real_input.traffic import Screened, import_material, record, screen
from regard import Client
from regard.v1 import Entry, Offer, Stance, SuppressionReason, Topic
from serving import Clock

DATA_SET = "prefeval"
OTHERS = 200
"""Offers made to other people that everybody is screened against besides their own four."""


@pytest.fixture(scope="module")
def everything(folder: Path, client: Client) -> list[Row]:
    return rows(folder, list[Topic](client.iterate_topics(page_size=1000)))


@pytest.fixture(scope="module")
def material(folder: Path, client: Client, clock: Clock) -> Material:
    read_in = read(folder, clock.now, list[Topic](client.iterate_topics(page_size=1000)))
    import_material(client, read_in)
    return read_in


@pytest.fixture(scope="module")
def screened(client: Client, everything: Sequence[Row], material: Material) -> Mapping[str, Screened]:
    """Each person against their own four options, one call a person, where they are present."""
    return {row.customer: _own(client, row) for row in everything}


def _own(client: Client, row: Row, customer: str = "") -> Screened:
    answer = client.screen_offers(
        customer or row.customer,
        offer_ids=[offer.offer_id for offer in row.offers],
        purpose="marketing",
        channel="agent-call",
    )
    return Screened(customer=row.customer, decisions={decision.offer_id: decision for decision in answer.decisions})


def _is_against(row: Row, offer: Offer) -> bool:
    return any(covers(disliked, topic) for disliked in row.read.disliked for topic in offer.topics)


def test_a_tempting_option_on_a_disliked_topic_is_suppressed_with_their_words(
    everything: Sequence[Row], screened: Mapping[str, Screened]
) -> None:
    tempted = [(row, offer) for row in everything for offer in row.tempting if _is_against(row, offer)]
    assert len(tempted) > 350
    for row, offer in tempted:
        decision = screened[row.customer].decisions[offer.offer_id]
        assert decision.suppressions, (row.customer, offer.offer_id)
        for suppression in decision.suppressions:
            assert suppression.reason == SuppressionReason.SUPPRESSION_REASON_DISLIKED
            assert suppression.quote == row.words
            assert len(suppression.entries) == 1


def test_an_option_on_no_disliked_topic_is_cleared(everything: Sequence[Row], screened: Mapping[str, Screened]) -> None:
    spared = [(row, offer) for row in everything for offer in row.offers if not _is_against(row, offer)]
    assert spared
    assert not [offer.offer_id for row, offer in spared if not screened[row.customer].cleared(offer.offer_id)]


def test_who_only_says_what_they_are_for_is_cleared_for_everything(
    everything: Sequence[Row], screened: Mapping[str, Screened]
) -> None:
    content = [row for row in everything if row.read.liked and not row.read.disliked]
    assert content
    assert not [row.customer for row in content if screened[row.customer].suppressed]


def test_it_holds_for_what_others_are_offered_too(
    client: Client, everything: Sequence[Row], material: Material
) -> None:
    """Everybody against many offers at once, compared with the rule told apart from the engine's."""
    offers = material.offers[:: len(material.offers) // OTHERS][:OTHERS]
    known = {row.customer: row for row in everything if row.customer in material.entries}
    for one in screen(client, list(known), [offer.offer_id for offer in offers]):
        row = known[one.customer]
        assert {decision.offer_id for decision in one.suppressed} == {
            offer.offer_id for offer in offers if _is_against(row, offer)
        }


def test_without_the_preference_every_option_is_cleared(
    client: Client, everything: Sequence[Row], screened: Mapping[str, Screened]
) -> None:
    """The control: the same people, known by an indifferent entry only."""
    touched = [row for row in everything if screened[row.customer].suppressed]
    assert touched
    silent: dict[str, list[Entry]] = {}
    for row in touched:
        neutral = Entry()
        neutral.CopyFrom(row.entries(Clock().now)[0])
        neutral.preference.stance = Stance.STANCE_NEUTRAL
        silent[f"{row.customer}-silent"] = [neutral]
    record(client, silent)
    again = [_own(client, row, f"{row.customer}-silent") for row in touched]
    assert not [one.customer for one in again if one.suppressed]
