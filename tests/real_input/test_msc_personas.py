"""What people say of themselves: a dislike rests the offer about it, a like never does, and the words are the reason."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from real_input.material import Material, covers
from real_input.msc_personas import offer_id, read
from real_input.traffic import Screened, import_material, record, screen
from regard import Client
from regard.v1 import Basis, Entry, Stance, SuppressionReason, Topic
from serving import Clock

DATA_SET = "msc_personas"
AGAINST = (Stance.STANCE_DISLIKES, Stance.STANCE_NEVER)


@pytest.fixture(scope="module")
def material(folder: Path, client: Client, clock: Clock) -> Material:
    read_in = read(folder, clock.now, list[Topic](client.iterate_topics(page_size=1000)))
    import_material(client, read_in)
    return read_in


@pytest.fixture(scope="module")
def screened(client: Client, material: Material) -> Sequence[Screened]:
    return list(screen(client, list(material.entries), [offer.offer_id for offer in material.offers]))


def last_said(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Of each topic the last entry; in one sentence a dislike after a like is the last."""
    return {entry.preference.topic: entry for entry in entries}


def test_each_dislike_suppresses_the_offer_about_it_with_their_words(
    material: Material, screened: Sequence[Screened]
) -> None:
    found = 0
    for one in screened:
        for topic, entry in last_said(material.entries[one.customer]).items():
            if entry.preference.stance in AGAINST:
                decision = one.decisions[offer_id(topic)]
                assert entry.provenance.quote in [suppression.quote for suppression in decision.suppressions]
                found += 1
    assert found > 200


def test_who_only_said_what_they_like_is_cleared_for_everything(
    material: Material, screened: Sequence[Screened]
) -> None:
    content = [
        one
        for one in screened
        if not any(entry.preference.stance in AGAINST for entry in material.entries[one.customer])
    ]
    assert len(content) > 500
    assert not [one.customer for one in content if one.suppressed]


def test_what_somebody_likes_is_cleared_whatever_they_dislike_beside_or_above_it(
    material: Material, screened: Sequence[Screened]
) -> None:
    for one in screened:
        last = last_said(material.entries[one.customer])
        never = [topic for topic, entry in last.items() if entry.preference.stance == Stance.STANCE_NEVER]
        for topic, entry in last.items():
            if entry.preference.stance == Stance.STANCE_LIKES and not any(covers(above, topic) for above in never):
                assert one.cleared(offer_id(topic)), (one.customer, topic)
                assert one.decisions[offer_id(topic)].affinity > 0


def test_nobody_is_suppressed_without_an_entry_of_their_own_that_says_why(
    client: Client, material: Material, screened: Sequence[Screened]
) -> None:
    touched = [one for one in screened if one.suppressed]
    profiles = client.batch_get_profiles([one.customer for one in touched]).results
    for one, result in zip(touched, profiles, strict=True):
        in_force = {entry.name: entry for entry in result.response.profile.preferences}
        for decision in one.suppressed:
            for suppression in decision.suppressions:
                assert suppression.reason == SuppressionReason.SUPPRESSION_REASON_DISLIKED
                (name,) = suppression.entries
                assert in_force[name].preference.stance in AGAINST
                assert in_force[name].provenance.quote == suppression.quote
                assert covers(in_force[name].preference.topic, suppression.topic)
                assert offer_id(suppression.topic) == decision.offer_id


def test_a_persona_that_said_nothing_on_any_topic_is_unknown(client: Client, material: Material) -> None:
    silent = [customer for customer in material.customers if customer not in material.entries][:500]
    assert silent
    for one in screen(client, silent, [material.offers[0].offer_id], channel="email"):
        assert [suppression.reason for suppression in one.suppressed[0].suppressions] == [
            SuppressionReason.SUPPRESSION_REASON_CUSTOMER_UNKNOWN
        ]


@pytest.mark.parametrize("change", ["dropped", "inferred"])
def test_without_their_dislikes_the_same_people_are_cleared_for_everything(
    client: Client, material: Material, screened: Sequence[Screened], change: str
) -> None:
    """The control: the dislikes left out, or only guessed."""
    touched = [one.customer for one in screened if one.suppressed]
    changed = {f"{customer}-{change}": _without(material.entries, customer, change) for customer in touched}
    record(client, changed)
    offer_ids = [offer.offer_id for offer in material.offers]
    again = list(screen(client, list(changed), offer_ids, channel="app"))
    assert len(again) == len(touched)
    assert not [one.customer for one in again if one.suppressed]


def _without(entries: Mapping[str, Sequence[Entry]], customer: str, change: str) -> list[Entry]:
    kept: list[Entry] = []
    for entry in entries[customer]:
        if entry.preference.stance not in AGAINST:
            kept.append(entry)
        elif change == "inferred":
            guessed = Entry()
            guessed.CopyFrom(entry)
            guessed.provenance.basis = Basis.BASIS_INFERRED
            guessed.preference.stance = Stance.STANCE_DISLIKES
            kept.append(guessed)
    return kept
