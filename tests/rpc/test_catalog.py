"""The catalogue: offers are imported all or none, listed in the order of their ids, and screened by id."""

import pytest

import regard
from regard import Client, errors
from regard.v1 import Offer, ProfileStatus, SuppressionReason, Topic, Verdict

from .entries import CLUB, offers, responded, said


def titled(title: str) -> Offer:
    return regard.offer("golf-club", offer_type="membership", topics=["sports/golf"], title=title)


def test_importing_the_same_again_changes_nothing(client: Client) -> None:
    first = client.import_offers(offers(10))
    again = client.import_offers(offers(10))

    assert (first.changed_count, first.catalog_version) == (10, 1)
    assert (again.changed_count, again.catalog_version) == (0, 1)


def test_only_what_changed_is_a_new_version_and_the_newest_counts(client: Client) -> None:
    client.import_offers([CLUB, *offers(3)])
    changed = client.import_offers([titled("Two years at the club"), *offers(4)])

    assert (changed.changed_count, changed.catalog_version) == (2, 2)
    assert client.get_offer("golf-club").offer.title == "Two years at the club"
    assert client.get_offer("o0003").offer == offers(4)[3]


def test_offers_without_known_topics_are_taken_in_and_named(client: Client) -> None:
    answer = client.import_offers(
        [
            CLUB,
            regard.offer("bare"),
            regard.offer("odd", topics=["moonwalks"]),
            regard.offer("half", topics=["culture", "x"]),
        ]
    )

    assert answer.changed_count == 4
    assert list(answer.unclassified) == ["bare", "odd", "half"]
    assert list(client.import_offers([regard.offer("odd", topics=["moonwalks"])]).unclassified) == ["odd"]


def test_an_offer_is_classified_once_its_topic_is_known(client: Client) -> None:
    client.import_offers([regard.offer("odd", topics=["moonwalks"])])
    client.record_entries("u1", [said()])

    def verdict() -> str:
        [decision] = client.screen_offers("u1", offer_ids=["odd"], purpose="loyalty", channel="app").decisions
        return Verdict.Name(decision.verdict)

    assert verdict() == "VERDICT_SUPPRESSED"
    client.import_topics([Topic(path="moonwalks", label="Moonwalks")])
    assert verdict() == "VERDICT_CLEARED"


def test_one_bad_offer_keeps_the_whole_import_out(client: Client) -> None:
    with pytest.raises(errors.InvalidField) as caught:
        client.import_offers([CLUB, regard.offer("fine"), regard.offer("Not fine")])

    assert [violation.field for violation in caught.value.violations] == ["offers[2].offer_id"]
    assert not client.list_offers().offers
    assert client.import_offers([CLUB]).catalog_version == 1


def test_an_offer_nobody_imported_is_not_found(client: Client) -> None:
    with pytest.raises(errors.OfferNotFound) as caught:
        client.get_offer("nothing")

    assert caught.value.offer == "offers/nothing"


def test_an_offer_that_the_catalogue_doesnt_know_is_suppressed_and_not_the_call(client: Client) -> None:
    client.import_offers([CLUB])

    answer = client.screen_offers("u1", offer_ids=["nothing", "golf-club"], purpose="service", channel="app")

    assert [decision.offer_id for decision in answer.decisions] == ["golf-club", "nothing"]
    [suppression] = answer.decisions[1].suppressions
    assert SuppressionReason.Name(suppression.reason) == "SUPPRESSION_REASON_OFFER_UNKNOWN"
    assert ProfileStatus.Name(answer.profile_status) == "PROFILE_STATUS_UNKNOWN_CUSTOMER"


@pytest.mark.parametrize("page_size", [1, 3, 4, 11, 12])
def test_pages_together_are_the_catalogue_in_the_order_of_ids(client: Client, page_size: int) -> None:
    client.import_offers(offers(11)[::-1])

    found = [offer.offer_id for offer in client.iterate_offers(page_size=page_size)]

    assert found == [offer.offer_id for offer in offers(11)]


def test_page_tokens_of_another_listing_are_refused(client: Client) -> None:
    client.import_offers(offers(3))
    of_offers = client.list_offers(page_size=1).next_page_token
    of_topics = client.list_topics("culture", page_size=1).next_page_token

    for wrong in (of_topics, of_offers[:-2], "x"):
        with pytest.raises(errors.InvalidPageToken):
            client.list_offers(page_token=wrong)
    for ancestor, wrong in (("culture", of_offers), ("", of_topics), ("sports", of_topics)):
        with pytest.raises(errors.InvalidPageToken):
            client.list_topics(ancestor, page_token=wrong)


def test_an_offer_that_changes_is_screened_as_it_is_now(client: Client) -> None:
    client.record_entries("u1", [said()])
    client.import_offers([CLUB])
    arguments = {"offer_ids": ["golf-club"], "purpose": "loyalty", "channel": "app"}
    assert client.screen_offers("u1", **arguments).decisions[0].suppressions  # type: ignore[arg-type]

    client.import_offers([regard.offer("golf-club", topics=["culture"])])

    assert not client.screen_offers("u1", **arguments).decisions[0].suppressions  # type: ignore[arg-type]


def test_a_response_takes_from_the_catalogue_what_it_leaves_out(client: Client) -> None:
    client.import_offers([CLUB])

    bare, full, strange = client.record_entries(
        "u1",
        [
            responded("ignored"),
            responded("ignored", offer_type="gift", topics=["culture"]),
            responded("ignored", "nothing"),
        ],
    ).entries

    assert (bare.offer_response.offer_type, list(bare.offer_response.topics)) == ("membership", ["sports/golf"])
    assert (full.offer_response.offer_type, list(full.offer_response.topics)) == ("gift", ["culture"])
    assert (strange.offer_response.offer_type, list(strange.offer_response.topics)) == ("", [])
