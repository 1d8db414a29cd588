"""Whom the bank called, and whom a cool-down would have spared the call."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

import regard
from real_input.data import whole
from real_input.material import Material
from real_input.traffic import Screened, import_material, record, screen
from real_input.uci_bank_marketing import ANOTHER, SAME, TERM_DEPOSIT, Row, failed_within, read, rows_of
from regard import Client
from regard.v1 import Outcome, SuppressionReason, Verdict
from serving import Clock

DATA_SET = "uci_bank_marketing"
SAMPLE = 8000
"""Rows; all of them where the environment says so."""


@pytest.fixture(scope="module")
def rows(folder: Path) -> dict[str, Row]:
    return rows_of(folder, None if whole() else SAMPLE)


@pytest.fixture(scope="module")
def material(folder: Path, client: Client, clock: Clock) -> Material:
    read_in = read(folder, clock.now, rows_max=None if whole() else SAMPLE)
    import_material(client, read_in)
    return read_in


@pytest.fixture(scope="module")
def screened(client: Client, material: Material) -> Sequence[Screened]:
    return list(screen(client, material.customers, [SAME, ANOTHER], channel="phone"))


def test_who_declined_less_than_thirty_days_ago_is_spared_the_same_offer_and_nobody_else_is(
    rows: dict[str, Row], material: Material, screened: Sequence[Screened]
) -> None:
    known = [one for one in screened if one.customer in material.entries]
    spared = {one.customer for one in known if not one.cleared(SAME)}
    assert spared == {customer for customer, row in rows.items() if failed_within(row, 30)}
    assert spared


def test_every_spared_call_names_the_decline_and_when_it_ends(
    rows: dict[str, Row], clock: Clock, material: Material, screened: Sequence[Screened]
) -> None:
    for one in screened:
        if one.customer in material.entries and not one.cleared(SAME):
            (suppression,) = one.decisions[SAME].suppressions
            assert suppression.reason == SuppressionReason.SUPPRESSION_REASON_DECLINED_RECENTLY
            assert len(suppression.entries) == 1
            declined_at = clock.now - timedelta(days=int(rows[one.customer]["pdays"]))
            assert suppression.until.ToDatetime(tzinfo=clock.now.tzinfo) == declined_at + timedelta(days=30)


def test_one_decline_does_not_rest_another_offer_of_the_kind(material: Material, screened: Sequence[Screened]) -> None:
    assert all(one.cleared(ANOTHER) for one in screened if one.customer in material.entries)


def test_who_was_never_asked_before_is_unknown_and_is_not_called(
    material: Material, screened: Sequence[Screened]
) -> None:
    unknown = [one for one in screened if one.customer not in material.entries]
    assert unknown
    for one in unknown:
        for decision in one.decisions.values():
            reasons = [suppression.reason for suppression in decision.suppressions]
            assert reasons == [SuppressionReason.SUPPRESSION_REASON_CUSTOMER_UNKNOWN]


def test_who_was_never_asked_before_is_called_where_the_caller_allows_it(client: Client, material: Material) -> None:
    unknown = [customer for customer in material.customers if customer not in material.entries][:1000]
    answer = client.batch_screen_offers(
        unknown, offer_ids=[SAME], purpose="marketing", channel="phone", on_unknown="allow"
    )
    assert all(result.response.decisions[0].verdict == Verdict.VERDICT_CLEARED for result in answer.results)


def test_a_second_decline_within_ninety_days_would_rest_the_kind(
    client: Client, clock: Clock, rows: dict[str, Row], material: Material
) -> None:
    """What the policy would have done had the bank asked its refusers once more the day before this call."""
    refusers = [customer for customer, row in rows.items() if failed_within(row, 89)]
    assert refusers
    again = regard.offer_response(ANOTHER, "declined", effective_time=clock.now - timedelta(days=1))
    record(client, {f"{one}-again": [*material.entries[one], again] for one in refusers})
    for one in screen(client, [f"{one}-again" for one in refusers], [SAME, ANOTHER], channel="phone"):
        assert len(one.suppressed) == 2
        kinds = {suppression.offer_type for suppression in one.decisions[SAME].suppressions}
        assert TERM_DEPOSIT in kinds


def test_the_same_rows_with_another_outcome_are_cleared(
    client: Client, rows: dict[str, Row], material: Material
) -> None:
    """The control: it is the decline that suppresses."""
    refusers = [customer for customer, row in rows.items() if failed_within(row, 30)]
    mild: dict[str, list[regard.v1.Entry]] = {}
    for customer in refusers:
        entry = regard.v1.Entry()
        entry.CopyFrom(material.entries[customer][0])
        entry.offer_response.outcome = Outcome.OUTCOME_PRESENTED
        mild[f"{customer}-mild"] = [entry]
    record(client, mild)
    assert not [one for one in screen(client, list(mild), [SAME, ANOTHER], channel="phone") if one.suppressed]
