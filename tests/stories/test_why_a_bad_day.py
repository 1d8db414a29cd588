"""The cure for complaints is to stop building bad cars: counts of what annoys whom, and tier against individual.

A head of marketing wants to know why people have a bad day with us: which kinds of offer they decline and complain about, in
which words, on which channel; what we made although they had asked us not to; what we promised and didn't do; and what the
next campaign would add to that if it went by tier.
"""

from datetime import UTC, datetime, timedelta

import pytest

import regard
from regard import Client
from regard.v1 import (
    Channel,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Entry,
    FrictionReport,
    Offer,
    Provenance,
    SuppressionReason,
)
from serving import NOON, Clock

GOLF, WINE, HIKE = "golf-club-membership", "champagne-lounge", "hut-to-hut"
CAMPAIGN = [
    regard.offer(GOLF, offer_type="membership", topics=["sports/golf/golf-memberships"]),
    regard.offer(WINE, offer_type="lounge", topics=["food-and-drink/alcohol/wine/champagne"]),
    regard.offer(HIKE, offer_type="trip", topics=["sports/hiking"], repeatable=True),
]
NO_GOLF = "I can't stand golf."
WEEK = timedelta(days=7)


def wish(topic: str, stance: str, quote: str) -> Entry:
    return regard.preference(topic=topic, stance=stance, quote=quote, recorder="agents/mira.holt", channel="phone")


def response(offer: Offer, outcome: str, reason: str = "", channel: str = "email") -> Entry:
    return regard.offer_response(
        offer.offer_id,
        outcome,
        offer_type=offer.offer_type,
        topics=offer.topics,
        reason=reason,
        basis="observed",
        recorder="systems/campaigns",
        offer_channel=channel,
    )


def promise(status: CommitmentStatus, due: datetime) -> Entry:
    entry = Entry(
        provenance=Provenance(basis="BASIS_OBSERVED", recorder="agents/mira.holt"),
        commitment=Commitment(
            what="Call back about the refund.",
            kind=CommitmentKind.COMMITMENT_KIND_CALLBACK,
            owner="agents/mira.holt",
            status=status,
        ),
    )
    entry.commitment.due_time.FromDatetime(due)
    return entry


@pytest.fixture
def bad_days(client: Client, clock: Clock) -> Client:
    """Five weeks of a company that doesn't listen."""
    golf, wine, hike = CAMPAIGN
    clock.now = NOON - 5 * WEEK
    client.record_entries("ann", [wish("sports/golf", "dislikes", NO_GOLF)])
    client.record_entries("bob", [wish("food-and-drink/alcohol", "never", "I don't drink. Never have.")])
    client.record_entries("cleo", [wish("sports/hiking", "likes", "Best week of my life, on foot.")])
    clock.now = NOON - 4 * WEEK
    client.record_entries("ann", [response(golf, "presented")])
    client.record_entries("bob", [response(wine, "presented", channel="post")])
    client.record_entries("cleo", [response(golf, "presented"), response(hike, "presented")])
    clock.now = NOON - 3 * WEEK
    client.record_entries("ann", [response(golf, "complained", "Too many e-mails!")])
    client.record_entries("bob", [response(wine, "declined", "I don't drink, as I said, on 3 May", "post")])
    client.record_entries("cleo", [response(golf, "declined", "too many  E-mails"), response(hike, "accepted")])
    client.record_entries("dan", [response(golf, "declined", "Too expensive"), response(wine, "ignored")])
    clock.now = NOON - 2 * WEEK
    client.record_entries("dan", [wish("sports/golf", "dislikes", "Golf? No.")])
    client.record_entries("ann", [promise(CommitmentStatus.COMMITMENT_STATUS_BROKEN, NOON - 2 * WEEK)])
    client.record_entries("bob", [promise(CommitmentStatus.COMMITMENT_STATUS_KEPT, NOON - 2 * WEEK)])
    client.record_entries("dan", [promise(CommitmentStatus.COMMITMENT_STATUS_OPEN, NOON - WEEK)])
    clock.now = NOON
    return client


def reported(client: Client, **asked: object) -> FrictionReport:
    return client.get_friction_report(**asked).report  # type: ignore[arg-type]


def test_it_counts_what_annoys_whom_by_kind_of_offer(bad_days: Client) -> None:
    report = reported(bad_days)

    assert report.customers_read == 4
    assert (report.total.declined, report.total.complained, report.total.overridden_wishes) == (3, 1, 2)
    assert (report.total.presented, report.total.accepted, report.total.ignored) == (4, 1, 1)
    assert report.total.customers == 4
    by_type = {row.offer_type: row.counts for row in report.offer_types}
    assert list(by_type) == ["membership", "lounge", "trip"]
    assert (by_type["membership"].declined, by_type["membership"].complained) == (2, 1)
    assert (by_type["membership"].overridden_wishes, by_type["membership"].customers) == (1, 3)
    assert (by_type["lounge"].overridden_wishes, by_type["trip"].customers) == (1, 0)


def test_it_tells_the_causes_in_the_customers_words_when_several_gave_them(bad_days: Client) -> None:
    report = reported(bad_days)

    [cause] = report.causes
    assert (cause.cause, cause.declined, cause.complained, cause.customers) == ("Too many e-mails!", 1, 1, 2)
    assert [(kind.offer_type, kind.responses) for kind in cause.offer_types] == [("membership", 2)]
    assert (report.other_causes, report.without_cause) == (2, 0)


def test_it_tells_on_which_channel_and_in_which_month(bad_days: Client) -> None:
    report = reported(bad_days, start_time=NOON - 6 * WEEK)

    assert [(row.channel, row.counts.declined) for row in report.channels] == [
        (Channel.CHANNEL_EMAIL, 2),
        (Channel.CHANNEL_POST, 1),
    ]
    assert [(row.month.ToDatetime(tzinfo=UTC).month, row.counts.declined) for row in report.months] == [(5, 3), (6, 0)]


def test_a_promise_counts_as_what_became_of_it(bad_days: Client) -> None:
    [callbacks] = reported(bad_days).commitments

    assert callbacks.kind == CommitmentKind.COMMITMENT_KIND_CALLBACK
    assert (callbacks.kept, callbacks.broken, callbacks.overdue, callbacks.open) == (1, 1, 1, 0)


def test_control_a_wish_that_was_told_after_the_offer_is_not_overridden(client: Client, clock: Clock) -> None:
    golf = CAMPAIGN[0]
    client.record_entries("eve", [response(golf, "presented")])
    clock.advance(timedelta(microseconds=1))
    client.record_entries("eve", [wish("sports/golf", "dislikes", NO_GOLF)])
    before = reported(client, end_time=clock.now + WEEK).total.overridden_wishes
    clock.advance(timedelta(microseconds=1))
    client.record_entries("eve", [response(golf, "presented")])

    assert (before, reported(client, end_time=clock.now + WEEK).total.overridden_wishes) == (0, 1)


def test_a_campaign_by_tier_is_held_against_what_each_of_them_said(bad_days: Client) -> None:
    answer = bad_days.compare_tier_with_individual(
        {"ann": "platinum", "bob": "platinum", "cleo": "basic", "dan": "platinum", "nobody": "basic"},
        {"platinum": [GOLF, WINE]},
        CAMPAIGN,
        purpose="loyalty",
        channel="email",
    ).comparison

    total = answer.total
    assert (total.customers, total.contacts, total.cleared, total.suppressed) == (5, 6, 3, 3)
    assert (total.against_words, total.customers_annoyed) == (3, 3)
    assert [(row.reason, row.contacts) for row in total.reasons] == [
        (SuppressionReason.SUPPRESSION_REASON_DISLIKED, 3),
        (SuppressionReason.SUPPRESSION_REASON_DECLINED_RECENTLY, 3),
    ]
    assert [(one.customer, one.offer_id, one.quote) for one in answer.suppressed_examples] == [
        ("customers/ann", GOLF, NO_GOLF),
        ("customers/bob", WINE, "I don't drink. Never have."),
        ("customers/dan", GOLF, "Golf? No."),
    ]
    [missed] = answer.missed_examples
    assert (missed.customer, missed.tier, missed.offer_id) == ("customers/cleo", "basic", HIKE)
    assert missed.quote == "Best week of my life, on foot."


def test_the_tier_decides_nothing(bad_days: Client) -> None:
    """Whatever the tiers are called, the same contacts are suppressed for the same reasons."""
    totals = []
    for tiers in (("gold", "basic"), ("basic", "gold"), ("x", "y")):
        customers = {"ann": tiers[0], "bob": tiers[1], "cleo": tiers[0], "dan": tiers[1]}
        answer = bad_days.compare_tier_with_individual(
            customers, dict.fromkeys(tiers), CAMPAIGN, purpose="loyalty", channel="email"
        )
        totals.append(answer.comparison.total)

    assert totals[0].suppressed > 0
    assert totals[0] == totals[1] == totals[2]
