"""Offers that nobody answered are not offers that somebody refused."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

import regard
from real_input.data import whole
from real_input.material import Material
from real_input.starbucks import INFORMATIONAL, read
from real_input.traffic import Screened, import_material, record, screen
from regard import Client
from regard.v1 import Outcome, SuppressionReason
from serving import Clock

DATA_SET = "starbucks"
SAMPLE = 4000
"""Members, with all of their rows; everybody where the environment says so."""


@pytest.fixture(scope="module")
def material(folder: Path, client: Client, clock: Clock) -> Material:
    read_in = read(folder, clock.now, members_max=None if whole() else SAMPLE)
    import_material(client, read_in)
    return read_in


@pytest.fixture(scope="module")
def offer_ids(material: Material) -> list[str]:
    return [offer.offer_id for offer in material.offers]


@pytest.fixture(scope="module")
def screened(client: Client, material: Material, offer_ids: list[str]) -> Sequence[Screened]:
    return list(screen(client, material.customers, offer_ids, purpose="loyalty"))


def test_nobody_who_was_sent_an_offer_is_suppressed(material: Material, screened: Sequence[Screened]) -> None:
    known = [one for one in screened if one.customer in material.entries]
    assert known
    assert not [one.customer for one in known if one.suppressed]


def test_a_member_without_any_event_is_unknown_and_not_without_objections(
    material: Material, screened: Sequence[Screened]
) -> None:
    unknown = [one for one in screened if one.customer not in material.entries]
    assert unknown
    for one in unknown:
        assert len(one.suppressed) == len(material.offers)
        reasons = {suppression.reason for decision in one.suppressed for suppression in decision.suppressions}
        assert reasons == {SuppressionReason.SUPPRESSION_REASON_CUSTOMER_UNKNOWN}


def test_a_member_without_any_event_is_served_where_they_are_present(
    client: Client, material: Material, offer_ids: list[str]
) -> None:
    unknown = [customer for customer in material.customers if customer not in material.entries][:1000]
    assert not [one for one in screen(client, unknown, offer_ids, channel="app") if one.suppressed]


def test_no_row_becomes_a_refusal_and_no_informational_offer_is_completed(material: Material) -> None:
    kinds = {offer.offer_id: offer.offer_type for offer in material.offers}
    responses = [entry.offer_response for entries in material.entries.values() for entry in entries]
    outcomes = {response.outcome for response in responses}
    assert outcomes == {Outcome.OUTCOME_PRESENTED, Outcome.OUTCOME_ACCEPTED, Outcome.OUTCOME_IGNORED}
    for response in responses:
        if kinds[response.offer_id] == INFORMATIONAL:
            assert response.outcome != Outcome.OUTCOME_ACCEPTED


def test_rows_that_the_file_repeats_are_taken_in_once(client: Client, material: Material) -> None:
    doubled = [
        (customer, {entry.provenance.source_id for entry in entries})
        for customer, entries in material.entries.items()
        if len(entries) > len({entry.provenance.source_id for entry in entries})
    ]
    assert doubled
    for customer, source_ids in doubled[:: len(doubled) // 200 or 1]:
        ledger = list(client.iterate_entries(customer))
        assert sorted(entry.provenance.source_id for entry in ledger) == sorted(source_ids)


def test_a_row_that_a_request_repeats_changes_nothing(client: Client, offer_ids: list[str]) -> None:
    """entry.proto: the same source id with the same content changes nothing. The file's repeated rows come like this."""
    entry = regard.offer_response(offer_ids[0], "presented", source_system="starbucks-rewards", source_id="row-1")
    client.record_entries("control-repeated", [entry, entry])
    assert len(list(client.iterate_entries("control-repeated"))) == 1


def test_importing_everything_again_changes_nothing(client: Client, material: Material) -> None:
    some = list(material.entries)[:500]
    before = client.batch_get_profiles(some).results
    record(client, {customer: material.entries[customer] for customer in some})
    after = client.batch_get_profiles(some).results
    assert [one.response.profile.etag for one in before] == [one.response.profile.etag for one in after]


def test_the_whole_audience_as_a_stream_comes_to_the_same_counts(
    client: Client, material: Material, offer_ids: list[str], screened: Sequence[Screened]
) -> None:
    chunks = client.screen_audience(
        material.customers, offer_ids=offer_ids, purpose="loyalty", channel="email", summary_only=True
    )
    summaries = [chunk.summary for chunk in chunks]
    assert sum(summary.customers for summary in summaries) == len(material.customers)
    assert sum(summary.suppressed for summary in summaries) == sum(len(one.suppressed) for one in screened)
    assert sum(summary.unknown_customers for summary in summaries) == len(material.customers) - len(material.entries)


@pytest.mark.parametrize(("outcome", "times", "days"), [("ignored", 3, 14), ("declined", 1, 30)])
def test_what_would_have_suppressed_is_another_outcome_or_more_of_it(
    client: Client, clock: Clock, material: Material, offer_ids: list[str], outcome: str, times: int, days: int
) -> None:
    """The control: had the adapter called it DECLINED, or had it happened three times, the offer would rest."""
    customer = f"control-{outcome}"
    said = [
        regard.offer_response(offer_ids[0], outcome, effective_time=clock.now - timedelta(hours=hours))
        for hours in range(times, 0, -1)
    ]
    record(client, {customer: said[:-1] or [regard.offer_response(offer_ids[0], "ignored")]})
    assert next(screen(client, [customer], offer_ids)).cleared(offer_ids[0])
    record(client, {customer: said[-1:]})
    (suppressed,) = next(screen(client, [customer], offer_ids)).suppressed
    assert suppressed.offer_id == offer_ids[0]
    assert suppressed.suppressions[0].reason == SuppressionReason.SUPPRESSION_REASON_DECLINED_RECENTLY
    until = suppressed.suppressions[0].until.ToDatetime(tzinfo=clock.now.tzinfo)
    assert until == clock.now - timedelta(hours=1) + timedelta(days=days)
