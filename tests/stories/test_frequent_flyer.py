"""Top tier in five programmes; doesn't drink, dislikes fancy food and golf, and gets deals on all three.

Regard suppresses all three with his own words and puts what he does like first. His tier plays no part: Regard doesn't
know it, and where somebody writes it all the same, it decides nothing.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

import regard
from regard import Client
from regard.v1 import (
    Basis,
    Channel,
    Consent,
    ConsentStatus,
    Decision,
    Entry,
    Offer,
    ProfileStatus,
    Provenance,
    Purpose,
    RecordEntriesRequest,
    SuppressionReason,
    Verdict,
)
from serving import Clock

FLYER = "frequent-flyer"
DRINKS, DINES, GOLF = "champagne-lounge", "tasting-menu", "golf-club-membership"
HIKE, MUSEUM, HOTEL = "hut-to-hut", "museum-pass", "hotel-night"


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=UTC)


WISHES = {
    DRINKS: ("food-and-drink/alcohol", "I don't drink. Never have.", "agents/mira.holt", at(2017, 3, 9)),
    GOLF: ("sports/golf", "I can't stand golf.", "agents/jonas.weld", at(2018, 6, 21)),
    DINES: (
        "food-and-drink/fine-dining",
        "Tiny food on large plates makes me sad.",
        "agents/mira.holt",
        at(2019, 11, 2),
    ),
}
"""By the offer that each of them speaks against: topic, words, recorder and date."""


def wishes(note: str = "") -> list[Entry]:
    disliked = [
        regard.preference(
            topic=topic, stance="dislikes", quote=quote, recorder=recorder, channel="phone", stated_time=said, note=note
        )
        for topic, quote, recorder, said in WISHES.values()
    ]
    liked = [
        regard.preference(
            topic=topic, stance="likes", quote="Yes, please.", recorder="agents/mira.holt", stated_time=said, note=note
        )
        for topic, said in (("sports/hiking", at(2026, 5, 2)), ("culture", at(2020, 1, 17)))
    ]
    return disliked + liked


def agreed() -> Entry:
    """He signed up for the newsletter, and hears from us by e-mail for marketing too."""
    return Entry(
        provenance=Provenance(
            basis=Basis.BASIS_STATED,
            quote="Yes, send me your offers.",
            channel=Channel.CHANNEL_WEB,
            recorder="agents/preference-centre",
        ),
        consent=Consent(
            purpose=Purpose.PURPOSE_MARKETING,
            channel=Channel.CHANNEL_EMAIL,
            status=ConsentStatus.CONSENT_STATUS_GIVEN,
        ),
    )


def deals(title: str = "") -> list[Offer]:
    topics = {
        DRINKS: "food-and-drink/alcohol/wine/champagne",
        HOTEL: "travel/hotels",
        DINES: "food-and-drink/fine-dining",
        MUSEUM: "culture/museums",
        GOLF: "sports/golf/golf-memberships",
        HIKE: "sports/hiking",
    }
    return [regard.offer(offer_id, topics=[topic], title=title) for offer_id, topic in topics.items()]


@pytest.fixture
def flyer(client: Client) -> Client:
    """What his company knows of him."""
    client.record_entries(FLYER, [*wishes(), agreed()])
    return client


def by_offer(decisions: list[Decision]) -> dict[str, Decision]:
    return {decision.offer_id: decision for decision in decisions}


@pytest.mark.parametrize("purpose", ["loyalty", "marketing"])
@pytest.mark.parametrize("channel", ["app", "email"])
def test_all_three_deals_are_suppressed_with_his_own_words(flyer: Client, purpose: str, channel: str) -> None:
    answer = flyer.screen_offers(FLYER, deals(), purpose=purpose, channel=channel)

    decisions = by_offer(list(answer.decisions))
    for offer_id, (_, quote, recorder, said) in WISHES.items():
        [suppression] = decisions[offer_id].suppressions
        assert decisions[offer_id].verdict == Verdict.VERDICT_SUPPRESSED
        assert suppression.reason == SuppressionReason.SUPPRESSION_REASON_DISLIKED
        assert (suppression.quote, suppression.recorder) == (quote, recorder)
        assert suppression.stated_time.ToDatetime(tzinfo=UTC) == said
        assert not suppression.HasField("until")
    assert answer.profile_status == ProfileStatus.PROFILE_STATUS_KNOWN


def test_each_reason_leads_to_the_entry_that_he_made(flyer: Client) -> None:
    ledger = {entry.name: entry for entry in flyer.iterate_entries(FLYER)}

    decisions = by_offer(list(flyer.screen_offers(FLYER, deals(), purpose="loyalty", channel="app").decisions))

    for offer_id, (topic, quote, _, _) in WISHES.items():
        [name] = decisions[offer_id].suppressions[0].entries
        assert (ledger[name].preference.topic, ledger[name].provenance.quote) == (topic, quote)


def test_what_he_likes_comes_first(flyer: Client) -> None:
    answer = flyer.screen_offers(FLYER, deals(), purpose="loyalty", channel="app")

    assert [decision.offer_id for decision in answer.decisions] == [HIKE, MUSEUM, HOTEL, DRINKS, DINES, GOLF]
    affinities = [decision.affinity for decision in answer.decisions[:3]]
    assert affinities[0] > affinities[1] > affinities[2] == 0


def test_his_tier_plays_no_part_wherever_somebody_writes_it(client: Client) -> None:
    """Titles of offers and notes on entries change, and the customer's id with them: no verdict and no reason does."""
    tiers = ("Platinum, top tier", "Basic", "")
    seen = []
    for customer, (title, note, _) in enumerate(permutations(tiers)):
        name = f"{['platinum', 'basic', 'senator', 'hon', 'gold', 'none'][customer]}-member"
        client.record_entries(name, wishes(note))
        answer = client.screen_offers(name, deals(title), purpose="loyalty", channel="email")
        seen.append(
            [
                (
                    decision.offer_id,
                    decision.verdict,
                    decision.affinity,
                    [each.reason for each in decision.suppressions],
                )
                for decision in answer.decisions
            ]
        )

    assert len(seen) == 6
    assert all(decisions == seen[0] for decisions in seen)


def test_not_one_verdict_changes_however_the_tiers_of_his_five_programmes_are_permuted(client: Client) -> None:
    """Each of the 120 ways in a double of his: in the numbers that programmes know him by, and in a campaign by tier."""
    programmes = ("miles", "nights", "points", "lounges", "rails")
    doubles = {
        f"{FLYER}-{number}": tiers
        for number, tiers in enumerate(permutations(("senator", "gold", "platinum", "basic", "none")))
    }
    client.batch_record_entries(
        [RecordEntriesRequest(customer=f"customers/{name}", entries=[*wishes(), agreed()]) for name in doubles]
    )

    def decided() -> list[list[Decision]]:
        results = client.batch_screen_offers(list(doubles), deals(), purpose="marketing", channel="email").results
        return [list(result.response.decisions) for result in results]

    def link(name: str) -> None:
        for programme, tier in zip(programmes, doubles[name], strict=True):
            client.link_identity(name, scheme=programme, value=f"{tier}-{name}", recorder="agents/mira.holt")

    before = decided()
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(link, doubles))
    after = decided()
    first_tiers = {name: tiers[0] for name, tiers in doubles.items()}
    campaign = client.compare_tier_with_individual(
        first_tiers, dict.fromkeys(first_tiers.values()), deals(), purpose="marketing", channel="email"
    ).comparison

    assert after == before
    told = {
        tuple(
            (one.offer_id, one.verdict, one.affinity, *(each.quote for each in one.suppressions)) for one in decisions
        )
        for decisions in after
    }
    assert (len(after), len(told)) == (120, 1)
    assert {row.offer_id: row.counts.suppressed for row in campaign.offers} == {
        DRINKS: 120,
        HOTEL: 0,
        DINES: 120,
        MUSEUM: 0,
        GOLF: 120,
        HIKE: 0,
    }
    assert [row.counts.suppressed for row in campaign.tiers] == [24 * 3] * 5


def test_a_request_has_no_place_for_a_tier(client: Client) -> None:
    messages = (regard.v1.ScreenOffersRequest, regard.v1.Offer, regard.v1.Entry, regard.v1.Preference)
    fields = {field.name for message in messages for field in message.DESCRIPTOR.fields}

    assert not {field for field in fields if "tier" in field or "status" in field or "level" in field}


def test_a_flyer_nobody_knows_is_not_one_without_objections(client: Client) -> None:
    outside = client.screen_offers("somebody-new", deals(), purpose="loyalty", channel="email")
    here = client.screen_offers("somebody-new", deals(), purpose="loyalty", channel="app")

    for decision in outside.decisions:
        assert decision.verdict == Verdict.VERDICT_SUPPRESSED
        assert [suppression.reason for suppression in decision.suppressions] == [
            SuppressionReason.SUPPRESSION_REASON_CUSTOMER_UNKNOWN
        ]
    for answer in (outside, here):
        assert answer.profile_status == ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER
        assert answer.revision == 0


def test_the_same_offers_may_serve_him(flyer: Client) -> None:
    """A voucher for the flight that was cancelled, with dinner: service is never stopped by selling rules."""
    answer = flyer.screen_offers(FLYER, deals(), purpose="service", channel="email")

    assert {decision.verdict for decision in answer.decisions} == {Verdict.VERDICT_CLEARED}


def test_a_deal_that_he_declined_is_not_repeated_for_a_month(flyer: Client, clock: Clock) -> None:
    declined_at = clock.now
    flyer.record_entries(
        FLYER, [regard.offer_response(HOTEL, "declined", quote="Not this time.", recorder="agents/mira.holt")]
    )

    clock.advance(timedelta(days=30) - timedelta(microseconds=1))
    [last] = by_offer(list(flyer.screen_offers(FLYER, deals(), purpose="loyalty", channel="app").decisions))[
        HOTEL
    ].suppressions
    clock.advance(timedelta(microseconds=1))
    again = by_offer(list(flyer.screen_offers(FLYER, deals(), purpose="loyalty", channel="app").decisions))[HOTEL]

    assert last.reason == SuppressionReason.SUPPRESSION_REASON_DECLINED_RECENTLY
    assert last.until.ToDatetime(tzinfo=UTC) == declined_at + timedelta(days=30)
    assert last.quote == "Not this time."
    assert again.verdict == Verdict.VERDICT_CLEARED
