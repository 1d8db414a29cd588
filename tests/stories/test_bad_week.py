"""A bereavement, hardship, a fault not yet solved: selling stops for that time, on every channel and whatever the offer;
service contact still works.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

import regard
from regard import Client
from regard.v1 import (
    Basis,
    Channel,
    Consent,
    ConsentStatus,
    Entry,
    Handling,
    Moment,
    MomentKind,
    Provenance,
    Purpose,
    ScreenOffersRequest,
    Sensitivity,
    SuppressionReason,
    Verdict,
)
from regard.v1.screening_service_pb2_grpc import ScreeningServiceStub
from serving import NOON, Clock

CUSTOMER = "bad-week"
AUTUMN = datetime(2026, 9, 1, tzinfo=UTC)
OFFERS = [
    regard.offer("hut-to-hut", topics=["sports/hiking"]),
    regard.offer("hotel-night", topics=["travel/hotels"], offer_type="voucher", repeatable=True),
]
WEEKS = {
    MomentKind.MOMENT_KIND_LOSS: ("His wife died", "I have to see to the funeral. Not now, please."),
    MomentKind.MOMENT_KIND_HARDSHIP: ("Lost his job", "I was let go on Friday."),
    MomentKind.MOMENT_KIND_FAULT: ("Bags lost between two flights", "Where are my bags?"),
}


def moment(kind: MomentKind, *, until: datetime = AUTUMN) -> Entry:
    title, quote = WEEKS[kind]
    pause = Timestamp()
    pause.FromDatetime(until)
    return Entry(
        provenance=Provenance(
            basis=Basis.BASIS_STATED, quote=quote, channel=Channel.CHANNEL_PHONE, recorder="agents/mira.holt"
        ),
        moment=Moment(
            title=title,
            handling=Handling.HANDLING_KNOW_DONT_RAISE,
            sensitivity=Sensitivity.SENSITIVITY_PRIVATE,
            kind=kind,
            pauses_selling_until=pause,
        ),
    )


@pytest.fixture
def customer(client: Client) -> Client:
    """Who likes to hike, and has agreed to all that we send."""
    agreed = Entry(
        provenance=Provenance(basis=Basis.BASIS_STATED, quote="Send me everything.", recorder="agents/mira.holt"),
        consent=Consent(purpose=Purpose.PURPOSE_MARKETING, status=ConsentStatus.CONSENT_STATUS_GIVEN),
    )
    hiking = regard.preference(
        topic="sports/hiking", stance="likes", quote="The hills are where I breathe.", recorder="agents/mira.holt"
    )
    client.record_entries(CUSTOMER, [agreed, hiking])
    return client


def verdicts(client: Client, **asked: Any) -> set[Verdict]:
    return {decision.verdict for decision in client.screen_offers(CUSTOMER, OFFERS, **asked).decisions}


@pytest.mark.parametrize("kind", WEEKS, ids=MomentKind.Name)
@pytest.mark.parametrize("purpose", ["marketing", "loyalty"])
@pytest.mark.parametrize("channel", ["email", "phone", "app", "agent_call"])
def test_selling_stops_for_that_time(customer: Client, kind: MomentKind, purpose: str, channel: str) -> None:
    assert verdicts(customer, purpose=purpose, channel=channel) == {Verdict.VERDICT_CLEARED}

    [recorded] = customer.record_entries(CUSTOMER, [moment(kind)]).entries

    for decision in customer.screen_offers(CUSTOMER, OFFERS, purpose=purpose, channel=channel).decisions:
        [suppression] = decision.suppressions
        assert decision.verdict == Verdict.VERDICT_SUPPRESSED
        assert suppression.reason == SuppressionReason.SUPPRESSION_REASON_SELLING_PAUSED
        assert list(suppression.entries) == [recorded.name]
        assert suppression.until.ToDatetime(tzinfo=UTC) == AUTUMN


@pytest.mark.parametrize("kind", WEEKS, ids=MomentKind.Name)
@pytest.mark.parametrize("channel", ["email", "phone", "app"])
def test_service_contact_still_works_by_day_and_by_night(
    customer: Client, clock: Clock, kind: MomentKind, channel: str
) -> None:
    customer.record_entries(CUSTOMER, [moment(kind)])

    for hour in (3, 12):
        clock.now = NOON + timedelta(days=1, hours=hour - NOON.hour)
        assert verdicts(customer, purpose="service", channel=channel) == {Verdict.VERDICT_CLEARED}


def test_what_happened_is_not_told_to_who_wants_to_sell(customer: Client) -> None:
    """Neither the words nor the kind of it: only that it is not the time, and until when."""
    customer.record_entries(CUSTOMER, [moment(MomentKind.MOMENT_KIND_LOSS)])

    [decision, _] = customer.screen_offers(CUSTOMER, OFFERS, purpose="marketing", channel="app").decisions

    [suppression] = decision.suppressions
    assert suppression.quote == ""
    assert suppression.text == "This is not the time for offers (until 1 September 2026)."


def test_selling_begins_again_when_the_time_is_over(customer: Client, clock: Clock) -> None:
    customer.record_entries(CUSTOMER, [moment(MomentKind.MOMENT_KIND_LOSS)])
    answer = customer.screen_offers(CUSTOMER, OFFERS, purpose="loyalty", channel="app")

    clock.now = AUTUMN - timedelta(microseconds=1)
    assert verdicts(customer, purpose="loyalty", channel="app") == {Verdict.VERDICT_SUPPRESSED}
    clock.now = AUTUMN
    assert verdicts(customer, purpose="loyalty", channel="app") == {Verdict.VERDICT_CLEARED}
    assert answer.expire_time.ToDatetime(tzinfo=UTC) == AUTUMN


def test_a_fault_that_is_solved_early_ends_its_pause(customer: Client) -> None:
    [fault] = customer.record_entries(CUSTOMER, [moment(MomentKind.MOMENT_KIND_FAULT)]).entries
    assert verdicts(customer, purpose="loyalty", channel="email") == {Verdict.VERDICT_SUPPRESSED}

    customer.retract_entry(fault.name, reason="The bags were at the hotel all along.", recorder="agents/mira.holt")

    assert verdicts(customer, purpose="loyalty", channel="email") == {Verdict.VERDICT_CLEARED}


def test_one_bad_week_follows_another(customer: Client) -> None:
    """Selling begins again after the last of them."""
    later = AUTUMN + timedelta(days=60)
    customer.record_entries(
        CUSTOMER,
        [moment(MomentKind.MOMENT_KIND_FAULT), moment(MomentKind.MOMENT_KIND_HARDSHIP, until=later)],
    )

    for decision in customer.screen_offers(CUSTOMER, OFFERS, purpose="loyalty", channel="app").decisions:
        [suppression] = decision.suppressions
        assert len(suppression.entries) == 2
        assert suppression.until.ToDatetime(tzinfo=UTC) == later


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de-AT", "Jetzt ist nicht die Zeit für Angebote (bis zum 1. September 2026)."),
        ("EN-gb", "This is not the time for offers (until 1 September 2026)."),
        ("fr", "This is not the time for offers (until 1 September 2026)."),
    ],
)
def test_the_reason_is_told_in_the_callers_language(customer: Client, target: str, language: str, text: str) -> None:
    customer.record_entries(CUSTOMER, [moment(MomentKind.MOMENT_KIND_LOSS)])
    request = ScreenOffersRequest(
        customer=f"customers/{CUSTOMER}",
        offers=OFFERS,
        purpose=Purpose.PURPOSE_LOYALTY,
        channel=Channel.CHANNEL_APP,
        language=language,
    )
    with grpc.insecure_channel(target) as channel:
        stub: Any = ScreeningServiceStub(channel)  # type: ignore[no-untyped-call]
        told = [stub.ScreenOffers(request) for _ in range(2)]

    assert {each.text for answer in told for decision in answer.decisions for each in decision.suppressions} == {text}
