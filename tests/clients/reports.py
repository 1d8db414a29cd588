"""Answers of InsightService for tests to script: small, with every part filled, and with texts that a page must not obey."""

from typing import Any

from regard.v1 import (
    CauseOfferType,
    Channel,
    ChannelFriction,
    CommitmentCounts,
    CommitmentKind,
    CompareTierWithIndividualResponse,
    ContactCounts,
    ContactExample,
    ContactReason,
    FrictionCause,
    FrictionCounts,
    FrictionReport,
    GetFrictionReportResponse,
    MonthFriction,
    OfferContacts,
    OfferTypeFriction,
    SuppressionReason,
    TierComparison,
    TierContacts,
    TopicFriction,
)

from .answers import instant

HOSTILE = '<script>alert("$x$")</script> & <img src=x onerror=alert(1)>'
DISLIKED = SuppressionReason.SUPPRESSION_REASON_DISLIKED
TRIED = SuppressionReason.SUPPRESSION_REASON_OFFER_UNCLASSIFIED
LIVELY = FrictionCounts(
    presented=1200,
    accepted=90,
    declined=410,
    ignored=300,
    complained=37,
    overridden_wishes=64,
    unheard_wishes=5,
    customers=380,
)
SOME = FrictionCounts(presented=300, declined=80, complained=12, overridden_wishes=9, customers=88)
QUIET = FrictionCounts(presented=200, accepted=50)


def friction() -> GetFrictionReportResponse:
    report = FrictionReport(
        start_time=instant(2025, 6, 1),
        end_time=instant(2026, 6, 1),
        read_time=instant(2026, 6, 1),
        customers_read=5000,
        total=LIVELY,
        offer_types=[
            OfferTypeFriction(offer_type="credit-card", counts=SOME),
            OfferTypeFriction(offer_type="", counts=QUIET),
        ],
        offer_types_left_out=3,
        topics=[
            TopicFriction(topic="sports/golf/golf-memberships", counts=SOME),
            TopicFriction(topic="food-and-drink/alcohol/wine", counts=LIVELY),
        ],
        channels=[
            ChannelFriction(channel=Channel.CHANNEL_EMAIL, counts=LIVELY),
            ChannelFriction(channel=Channel.CHANNEL_UNSPECIFIED, counts=SOME),
        ],
        months=[
            MonthFriction(month=instant(2025 + month // 12, month % 12 + 1, 1), counts=SOME) for month in range(5, 17)
        ],
        causes=[
            FrictionCause(
                cause="Too many e-mails",
                declined=50,
                complained=20,
                customers=61,
                offer_types=[CauseOfferType(offer_type="credit-card", responses=70)],
            ),
            FrictionCause(cause=HOSTILE, declined=9, customers=9),
            FrictionCause(cause="わたしはゴルフが嫌いです 🏌️", complained=4, customers=4),
        ],
        other_causes=311,
        without_cause=53,
        commitments=[
            CommitmentCounts(
                kind=CommitmentKind.COMMITMENT_KIND_PROMISE,
                kept=30,
                broken=4,
                cancelled=2,
                overdue=6,
                open=9,
                kept_late=3,
                kept_rate=27 / 40,
            ),
            CommitmentCounts(
                kind=CommitmentKind.COMMITMENT_KIND_CALLBACK, kept=110, broken=9, overdue=3, kept_rate=110 / 122
            ),
        ],
        kept_rate=137 / 162,
    )
    return GetFrictionReportResponse(report=report)


def comparison(*, customer: str = "u7", quote: str = "I can't stand golf.") -> CompareTierWithIndividualResponse:
    counts = ContactCounts(
        customers=1000,
        contacts=2000,
        cleared=1700,
        suppressed=300,
        against_words=240,
        shadow_suppressed=20,
        reasons=[ContactReason(reason=DISLIKED, contacts=300), ContactReason(reason=TRIED, shadow_contacts=20)],
        customers_annoyed=200,
        missed=150,
        customers_missed=120,
    )
    said: Any = {"customer": f"customers/{customer}", "tier": "platinum", "offer_id": "golf", "topic": "sports/golf"}
    return CompareTierWithIndividualResponse(
        comparison=TierComparison(
            total=counts,
            tiers=[
                TierContacts(tier="platinum", counts=counts),
                TierContacts(tier="basic", counts=ContactCounts(customers=9)),
            ],
            offers=[OfferContacts(offer_id="golf", counts=counts)],
            suppressed_examples=[
                ContactExample(quote=quote, stated_time=instant(2019, 5, 3), reason=DISLIKED, **said),
                ContactExample(quote="", reason=DISLIKED, **said),
            ],
            missed_examples=[ContactExample(quote=HOSTILE, **said)],
        )
    )
