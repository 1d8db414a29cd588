"""Every way to ask gives the same answer: alone, in a batch and in an audience, inline and by id, over random ledgers."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import regard
from regard import Client
from regard.v1 import Entry, Offer, RecordEntriesRequest, ScreenOffersResponse
from serving import Clock

CUSTOMERS, OFFERS = 120, 14
ROUNDS = 4
TOPICS = (
    "food-and-drink",
    "food-and-drink/alcohol",
    "food-and-drink/alcohol/wine",
    "food-and-drink/alcohol/beer",
    "food-and-drink/alcohol/beer/alcohol-free-beer",
    "sports",
    "sports/golf",
    "sports/golf/mini-golf",
    "travel/cruises",
    "moved/golf",
)
TYPES = ("membership", "event", "card", "voucher")


def test_alone_in_a_batch_and_in_an_audience_the_answers_are_the_same(client: Client, clock: Clock, seed: int) -> None:
    chance = random.Random(seed)
    client.import_topics([regard.v1.Topic(path="moved", label="Moved")])
    client.import_topics([regard.v1.Topic(path="moved/golf", label="Golf, before", moved_to="sports/golf")])
    known = [f"c{number}" for number in range(CUSTOMERS)]
    client.batch_record_entries(
        [
            RecordEntriesRequest(customer=f"customers/{name}", entries=[_entry(chance, clock) for _ in range(size)])
            for name in known
            if (size := chance.randrange(12))
        ]
    )
    offers = [_offer(chance, clock, number) for number in range(OFFERS)]
    client.import_offers(offers)
    compared = 0
    for _ in range(ROUNDS):
        clock.advance(timedelta(days=chance.choice([0, 1, 29, 30, 90, 200])))
        asked = chance.sample(offers, chance.randrange(1, OFFERS + 1))
        how: dict[str, Any] = {
            "purpose": chance.choice(["loyalty", "service"]),
            "channel": chance.choice(["app", "email"]),
        }
        by_offers_and_by_ids: tuple[dict[str, Any], ...] = (
            {"offers": asked},
            {"offer_ids": [*(offer.offer_id for offer in asked), "nobody-knows-it"]},
        )
        for which in by_offers_and_by_ids:
            alone = {name: client.screen_offers(name, **which, **how) for name in known}
            for name, answer in [
                *_in_batches(client, known, which | how),
                *_in_an_audience(client, known, which | how),
            ]:
                assert answer == alone[name], name
                compared += len(answer.decisions)
    assert compared > CUSTOMERS * ROUNDS * 4


def _in_batches(
    client: Client, known: list[str], question: dict[str, Any]
) -> Iterator[tuple[str, ScreenOffersResponse]]:
    for start in range(0, len(known), 50):
        names = known[start : start + 50]
        results = client.batch_screen_offers(names, **question).results
        yield from zip(names, (result.response for result in results), strict=True)


def _in_an_audience(
    client: Client, known: list[str], question: dict[str, Any]
) -> Iterator[tuple[str, ScreenOffersResponse]]:
    for chunk in client.screen_audience(known, chunk_size=7, **question):
        for result in chunk.results:
            yield result.customer.removeprefix("customers/"), result.response


def _entry(chance: random.Random, clock: Clock) -> Entry:
    basis = chance.choice(["stated", "stated", "observed", "inferred"])
    said: dict[str, Any] = {"quote": "In these words.", "recorder": "agents/mira.holt"} if basis == "stated" else {}
    since = clock.now - timedelta(days=chance.randrange(400), minutes=chance.randrange(1440))
    target: dict[str, Any] = (
        {"topic": chance.choice(TOPICS)} if chance.random() < 0.8 else {"offer_type": chance.choice(TYPES)}
    )
    if chance.random() < 0.3:
        return regard.offer_response(
            f"offer-{chance.randrange(OFFERS)}",
            chance.choice(["declined", "complained", "ignored", "accepted", "presented"]),
            offer_type=chance.choice(TYPES),
            topics=[chance.choice(TOPICS)],
            basis=basis,
            effective_time=since,
            **said,
        )
    stances = ["likes", "dislikes", "neutral", *(["never"] if basis == "stated" else [])]
    return regard.preference(
        **target,
        stance=chance.choice(stances),
        basis=basis,
        effective_time=since,
        expire_time=since + timedelta(days=chance.randrange(1, 600)) if chance.random() < 0.3 else None,
        **said,
    )


def _offer(chance: random.Random, clock: Clock, number: int) -> Offer:
    valid_from = clock.now + timedelta(days=chance.randrange(-100, 100)) if chance.random() < 0.2 else None
    return regard.offer(
        f"offer-{number}",
        offer_type=chance.choice(TYPES),
        topics=chance.sample([*TOPICS, "nobody/knows-it"], chance.randrange(3)),
        valid_from=valid_from,
        valid_until=valid_from + timedelta(days=90) if valid_from else None,
    )
