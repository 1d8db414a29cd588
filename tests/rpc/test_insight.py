"""InsightService: the comparison decides as every other method does, and a report is of what is there when it is read."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

import regard
from regard import Client
from regard.v1 import (
    Entry,
    EntryKind,
    Outcome,
    Provenance,
    RecordEntriesRequest,
    SuppressionReason,
    Verdict,
)
from serving import NOON, Clock

from .entries import said

OFFERS = [
    regard.offer("tee-time", offer_type="sport", topics=["sports/golf"]),
    regard.offer("wine", offer_type="tasting", topics=["food-and-drink/alcohol/wine"]),
    regard.offer("hike", offer_type="trip", topics=["sports/hiking"]),
    regard.offer("odd", topics=["nobody/knows"]),
]
CUSTOMERS = {f"u{number}": ("gold", "basic", "none")[number % 3] for number in range(12)}
RULES = {"gold": None, "basic": ["wine", "hike"]}


def declined(reason: str = "", *, at: datetime | None = None, outcome: str = "declined") -> Entry:
    return regard.offer_response(
        "tee-time",
        outcome,
        offer_type="sport",
        topics=["sports/golf"],
        reason=reason,
        basis="observed",
        effective_time=at,
    )


@pytest.fixture
def known(client: Client) -> Client:
    for number, (topic, stance) in enumerate(
        [("sports/golf", "dislikes"), ("food-and-drink/alcohol", "never"), ("sports", "likes"), ("culture", "likes")]
    ):
        for customer in (f"u{number}", f"u{number + 4}"):
            client.record_entries(customer, [said(topic=topic, stance=stance), declined()])
    return client


def test_the_comparison_decides_as_the_batch_does(known: Client) -> None:
    asked = {"purpose": "loyalty", "channel": "email"}
    batch = known.batch_screen_offers(CUSTOMERS, OFFERS, **asked).results  # type: ignore[arg-type]
    decided = {
        (result.customer.removeprefix("customers/"), decision.offer_id): decision
        for result in batch
        for decision in result.response.decisions
    }
    answer = known.compare_tier_with_individual(CUSTOMERS, RULES, OFFERS, examples_max=50, **asked).comparison  # type: ignore[arg-type]

    given = {"gold": [offer.offer_id for offer in OFFERS], "basic": RULES["basic"], "none": []}
    contacts = {key: one for key, one in decided.items() if key[1] in (given[CUSTOMERS[key[0]]] or ())}
    suppressed = {key for key, one in contacts.items() if one.verdict == Verdict.VERDICT_SUPPRESSED}
    missed = {
        key
        for key, one in decided.items()
        if key not in contacts and one.verdict == Verdict.VERDICT_CLEARED and one.affinity > 0
    }
    total = answer.total
    assert (total.contacts, total.suppressed, total.missed) == (len(contacts), len(suppressed), len(missed))
    assert total.cleared == total.contacts - total.suppressed
    assert {(one.customer.removeprefix("customers/"), one.offer_id) for one in answer.suppressed_examples} == suppressed
    assert {(one.customer.removeprefix("customers/"), one.offer_id) for one in answer.missed_examples} == missed
    assert missed
    for reason in total.reasons:
        with_reason = [key for key in contacts if reason.reason in {s.reason for s in decided[key].suppressions}]
        assert reason.contacts == len(with_reason)
    assert sum(tier.counts.contacts for tier in answer.tiers) == total.contacts
    assert sum(offer.counts.suppressed for offer in answer.offers) == total.suppressed
    assert [offer.offer_id for offer in answer.offers] == [offer.offer_id for offer in OFFERS]
    assert [tier.tier for tier in answer.tiers] == ["gold", "basic", "none"]


def test_only_what_customers_stated_counts_as_against_their_words(client: Client) -> None:
    client.record_entries("stated", [said(topic="sports/golf", stance="dislikes")])
    client.record_entries("seen", [regard.preference(topic="sports/golf", stance="dislikes", basis="observed")])
    everybody = dict.fromkeys(["stated", "seen", "nobody"], "gold")

    total = client.compare_tier_with_individual(
        everybody, {"gold": None}, OFFERS[:1], purpose="loyalty", channel="email"
    ).comparison.total

    assert (total.suppressed, total.against_words) == (3, 1)
    assert [(row.reason, row.contacts) for row in total.reasons] == [
        (SuppressionReason.SUPPRESSION_REASON_CUSTOMER_UNKNOWN, 1),
        (SuppressionReason.SUPPRESSION_REASON_DISLIKED, 2),
    ]


def test_examples_are_spread_over_the_offers_and_those_with_words_come_first(client: Client) -> None:
    for number in range(4):
        golf = said(topic="sports/golf", stance="dislikes", quote=f"No golf, {number}.")
        client.record_entries(
            f"u{number}", [golf, regard.preference(offer_type="trip", stance="dislikes", basis="observed")]
        )
    client.record_entries("u3", [said(topic="food-and-drink/alcohol", stance="never", quote="No wine.")])

    answer = client.compare_tier_with_individual(
        dict.fromkeys(["u0", "u1", "u2", "u3"], "gold"),
        {"gold": None},
        OFFERS[:3],
        purpose="loyalty",
        channel="app",
        examples_max=6,
    ).comparison

    quotes = [one.quote for one in answer.suppressed_examples]
    assert quotes == ["No golf, 0.", "No wine.", "No golf, 1.", "No golf, 2.", "No golf, 3.", ""]


def test_a_campaign_of_tomorrow_is_screened_as_of_tomorrow(client: Client) -> None:
    """Run at night, it doesn't find everybody asleep."""
    tomorrow = NOON + timedelta(days=1)
    until_then = said(topic="sports/golf", stance="dislikes")
    until_then.expire_time.FromDatetime(tomorrow)
    client.record_entries("u1", [until_then])

    def suppressed(contact_time: datetime | None) -> int:
        return client.compare_tier_with_individual(
            {"u1": "gold"}, {"gold": None}, OFFERS[:1], purpose="loyalty", channel="app", contact_time=contact_time
        ).comparison.total.suppressed

    assert [suppressed(at) for at in (None, tomorrow - timedelta(microseconds=1), tomorrow)] == [1, 1, 0]


def test_the_sentence_of_an_example_is_in_the_language_asked_for(client: Client) -> None:
    client.record_entries("u1", [said(topic="sports/golf", stance="dislikes")])

    texts = [
        client.compare_tier_with_individual(
            {"u1": "gold"}, {"gold": None}, OFFERS[:1], purpose="loyalty", channel="app", language=language
        )
        .comparison.suppressed_examples[0]
        .text
        for language in ("en", "de")
    ]

    assert texts[0].startswith("You told us")
    assert texts[1] != texts[0]


def test_no_example_is_told_where_none_was_asked_for(known: Client) -> None:
    answer = known.compare_tier_with_individual(
        CUSTOMERS, RULES, OFFERS, purpose="loyalty", channel="email", examples_max=0
    ).comparison

    assert answer.total.suppressed
    assert not answer.suppressed_examples
    assert not answer.missed_examples


def test_a_report_counts_everybody_however_many_steps_it_takes(client: Client, clock: Clock) -> None:
    requests = [
        RecordEntriesRequest(customer=f"customers/c{number:04}", entries=[declined("Too dear")])
        for number in range(301)
    ]
    client.batch_record_entries(requests)
    clock.advance(timedelta(seconds=1))

    report = client.get_friction_report().report

    assert (report.customers_read, report.total.declined, report.total.customers) == (301, 301, 301)
    assert [(cause.cause, cause.customers) for cause in report.causes] == [("Too dear", 301)]


def test_a_report_of_nobody_is_empty(client: Client) -> None:
    report = client.get_friction_report().report

    assert report.customers_read == 0
    assert not report.offer_types
    assert len(report.months) == 13


def test_only_the_period_counts_to_the_microsecond(client: Client) -> None:
    start, end, microsecond = NOON - timedelta(days=30), NOON - timedelta(days=1), timedelta(microseconds=1)
    for at in (start - microsecond, start, end - microsecond, end):
        client.record_entries("u1", [declined(at=at)])

    report = client.get_friction_report(start_time=start, end_time=end).report

    assert report.total.declined == 2
    assert report.start_time.ToDatetime(tzinfo=UTC) == start
    assert client.get_friction_report(start_time=start).report.total.declined == 3


def test_what_was_retracted_or_only_inferred_counts_no_more(client: Client) -> None:
    guess = declined()
    guess.provenance.basis = regard.v1.Basis.BASIS_INFERRED
    name = client.record_entries("u1", [declined(), guess]).entries[0].name
    before = client.get_friction_report(end_time=NOON + timedelta(days=1)).report.total.declined
    client.retract_entry(name, reason="Misheard.", recorder="agents/mira.holt")

    assert (before, client.get_friction_report(end_time=NOON + timedelta(days=1)).report.total.declined) == (1, 0)


def test_merged_customers_are_one_and_know_each_others_wishes_from_the_merge_on(client: Client, clock: Clock) -> None:
    presented = regard.offer_response("tee-time", "presented", topics=["sports/golf"], basis="observed")
    client.record_entries("old", [said(topic="sports/golf", stance="dislikes")])
    clock.advance(timedelta(hours=1))
    client.record_entries("new", [presented])
    clock.advance(timedelta(hours=1))
    client.merge_customers(
        surviving_customer="new", merged_customer="old", reason="One person.", recorder="agents/mira.holt"
    )
    clock.advance(timedelta(hours=1))
    before = client.get_friction_report().report
    client.record_entries("new", [presented])
    clock.advance(timedelta(hours=1))

    after = client.get_friction_report().report
    assert (before.customers_read, before.total.overridden_wishes) == (1, 0)
    assert (after.total.presented, after.total.overridden_wishes, after.total.customers) == (2, 1, 1)


def test_a_cause_has_a_row_when_enough_customers_gave_it_and_there_is_room(client: Client, clock: Clock) -> None:
    for customer, reasons in {"a": ["dear", "far"], "b": ["dear", "late"], "c": ["far", "dear"]}.items():
        client.record_entries(customer, [declined(reason) for reason in reasons])
    clock.advance(timedelta(seconds=1))

    def causes(**asked: int) -> tuple[list[str], int]:
        report = client.get_friction_report(**asked).report  # type: ignore[arg-type]
        return [cause.cause for cause in report.causes], report.other_causes

    assert causes() == (["dear", "far"], 1)
    assert causes(rows_max=1) == (["dear"], 3)
    assert causes(cause_customers_min=3) == (["dear"], 3)
    assert causes(cause_customers_min=1) == (["dear", "far", "late"], 0)


def test_others_are_served_while_a_report_is_made(client: Client, target: str) -> None:
    """Reports wait for each other, and nobody else for them."""
    client.batch_record_entries(
        [RecordEntriesRequest(customer=f"customers/c{number:04}", entries=[declined()]) for number in range(400)]
    )
    reports: list[int] = []

    def report() -> None:
        with Client(target, timeout=60) as other:
            reports.append(other.get_friction_report().report.customers_read)

    threads = [threading.Thread(target=report) for _ in range(6)]
    for thread in threads:
        thread.start()
    answers = [client.screen_offers("c0001", OFFERS, purpose="loyalty", channel="app", timeout=30) for _ in range(20)]
    for thread in threads:
        thread.join()

    assert reports == [400] * 6
    assert all(answer.decisions for answer in answers)


def test_a_promise_that_was_settled_counts_once(client: Client, clock: Clock) -> None:
    """What settles it supersedes it: only the last of them counts."""
    promise = Entry(provenance=Provenance(basis="BASIS_OBSERVED", recorder="agents/mira.holt"))
    promise.commitment.what, promise.commitment.owner = "Call.", "agents/mira.holt"
    promise.commitment.kind = regard.v1.CommitmentKind.COMMITMENT_KIND_CALLBACK
    promise.commitment.due_time.FromDatetime(NOON + timedelta(hours=1))
    opened = client.record_entries("u1", [promise]).entries[0]
    clock.advance(timedelta(hours=2))
    overdue = client.get_friction_report().report.commitments[0].overdue
    promise.commitment.status = regard.v1.CommitmentStatus.COMMITMENT_STATUS_KEPT
    client.supersede_entry(opened.name, promise)
    clock.advance(timedelta(hours=1))

    [settled] = client.get_friction_report().report.commitments
    assert (overdue, settled.kept, settled.overdue, settled.open) == (1, 1, 0, 0)


def test_control_these_are_the_kinds_and_outcomes_that_a_report_knows() -> None:
    """Whoever adds one has to think of the report."""
    assert len(EntryKind.keys()) == 15
    assert len(Outcome.keys()) == 6
