"""What the benchmark asks: one full profile, the same ten offers inline and by id, and many lighter customers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import regard
from regard.v1 import Entry, Offer, RecordEntriesRequest, ScreenOffersRequest

HOT = "hot"
DISLIKED = ("food-and-drink/alcohol", "sports/golf", "gambling")
LIKED = (
    "culture/museums",
    "sports/hiking",
    "travel/rail",
    "food-and-drink/street-food",
    "culture/books",
    "sports/cycling",
    "home-and-garden/gardening",
    "culture/cinema",
    "pets/dogs",
    "wellness/spa",
    "travel/hotels",
    "telecom/devices",
    "finance/insurance",
    "culture/live-music",
    "sports/running",
    "food-and-drink/coffee",
    "shopping/electronics",
)
"""With DISLIKED: the 20 preferences of the full profile."""
OFFER_TOPICS = (
    ("food-and-drink/alcohol/wine", "travel/hotels"),
    ("sports/golf/golf-memberships", "sports/golf"),
    ("culture/museums", "travel/rail"),
    ("sports/hiking", "travel/hotels"),
    ("finance/credit-cards", "travel/lounges"),
    ("culture/cinema", "culture/live-music"),
    ("sports/skiing", "travel/flights"),
    ("food-and-drink/coffee", "shopping/electronics"),
    ("pets/dogs", "home-and-garden/gardening"),
    ("wellness/spa", "travel/cruises"),
)
"""Ten offers of two topics; the first two are disliked, and the third was declined: three of ten are suppressed."""
DECLINED = "offer-2"
CHANNEL, PURPOSE = "app", "loyalty"


def offers() -> list[Offer]:
    return [
        regard.offer(f"offer-{number}", offer_type=f"type-{number}", topics=topics)
        for number, topics in enumerate(OFFER_TOPICS)
    ]


def full_profile(now: datetime) -> list[Entry]:
    """20 preferences and 30 responses, the newest of which declined an offer ten days ago."""
    stances = [(topic, "dislikes") for topic in DISLIKED] + [(topic, "likes") for topic in LIKED]
    preferences = [
        regard.preference(
            topic=topic,
            stance=stance,
            quote=f"Please remember what I think of {topic.rpartition('/')[2]}, I have said it before.",
            recorder="agents/mira.holt",
            channel="phone",
            stated_time=now - timedelta(days=30 * number + 5),
        )
        for number, (topic, stance) in enumerate(stances)
    ]
    responses = [
        regard.offer_response(
            f"past-offer-{number}",
            "ignored" if number % 3 else "accepted",
            offer_type=f"past-type-{number % 7}",
            topics=["travel/hotels"],
            basis="observed",
            recorder="agents/offer-engine",
            channel="email",
            effective_time=now - timedelta(days=11 * number + 20),
        )
        for number in range(29)
    ]
    declined = regard.offer_response(
        DECLINED,
        "declined",
        offer_type="type-2",
        topics=list(OFFER_TOPICS[2]),
        quote="Not this year, thanks.",
        recorder="agents/mira.holt",
        channel="email",
        effective_time=now - timedelta(days=10),
    )
    return [*preferences, *responses, declined]


def light_customer(number: int) -> RecordEntriesRequest:
    """Three preferences."""
    stated = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    return RecordEntriesRequest(
        customer=f"customers/light-{number}",
        request_id=str(uuid4()),
        entries=[
            regard.preference(
                topic=topic,
                stance=stance,
                quote=f"I told you about {topic}.",
                recorder="agents/mira.holt",
                stated_time=stated,
            )
            for topic, stance in (
                (DISLIKED[number % 3], "dislikes"),
                (LIKED[number % 17], "likes"),
                (LIKED[(number * 7 + 1) % 17], "likes"),
            )
        ],
    )


def light_customers(last: int, *, first: int = 0, per_batch: int = 500) -> Iterator[list[RecordEntriesRequest]]:
    """Batches of the customers from `first` to before `last`."""
    for start in range(first, last, per_batch):
        yield [light_customer(number) for number in range(start, min(start + per_batch, last))]


def screening_of(customer: str, *, inline: bool) -> ScreenOffersRequest:
    return ScreenOffersRequest(
        customer=f"customers/{customer}",
        offers=offers() if inline else [],
        offer_ids=[] if inline else [offer.offer_id for offer in offers()],
        purpose="PURPOSE_LOYALTY",
        channel="CHANNEL_APP",
    )
