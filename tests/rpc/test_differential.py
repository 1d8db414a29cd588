"""Every way to ask gives the same answer: alone, in a batch and in an audience, inline and by id, over random ledgers."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration

import regard
from regard import Client
from regard.v1 import (
    Entry,
    FrequencyCap,
    Offer,
    RecordEntriesRequest,
    RestrictProcessingRequest,
    RestrictProcessingResponse,
    ScreenOffersResponse,
    SuppressionReason,
)
from regard_server.domain.channel import Purpose
from regard_server.rpc import audience, screening_service
from serving import Clock

from . import random_writes
from .entries import MIRA, said
from .random_writes import RandomWrites
from .wire import PRIVACY, Wire

CUSTOMERS, FAMILIES = 90, 8
STEPS_MAX = 6
OFFERS = [*(f"offer-{number}" for number in range(11)), *random_writes.OFFERS]
QUESTIONS = (
    ("loyalty", "app", 12),
    ("marketing", "email", 12),
    ("marketing", "email", 23),
    ("loyalty", "sms", 3),
    ("marketing", "web", 9),
    ("service", "phone", 22),
    ("research", "in-person", 15),
)
"""Purpose, channel, and the hour in UTC at which it is asked, some days after the one before."""
EVERY_REASON = set(SuppressionReason.values()) - {
    SuppressionReason.SUPPRESSION_REASON_UNSPECIFIED,
    SuppressionReason.SUPPRESSION_REASON_DATA_UNAVAILABLE,
}
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

Told = Counter[int]


def test_alone_in_a_batch_and_in_an_audience_the_answers_are_the_same(
    client: Client, wire: Wire, clock: Clock, seed: int
) -> None:
    assert _compare(client, wire, clock, random.Random(seed))


def test_what_is_compared_tells_every_reason(client: Client, wire: Wire, clock: Clock) -> None:
    """Of one seed, since another might by chance tell one of them too seldom."""
    told = _compare(client, wire, clock, random.Random(1))

    assert {reason for reason in EVERY_REASON if told[reason] >= 10} == EVERY_REASON


@pytest.mark.parametrize("method", [audience, screening_service], ids=["audience", "alone and in a batch"])
def test_control_a_method_that_takes_the_question_for_another_is_seen(
    client: Client, wire: Wire, clock: Clock, monkeypatch: pytest.MonkeyPatch, method: Any
) -> None:
    question: Callable[..., Any] = method.question
    monkeypatch.setattr(method, "question", lambda *asked: replace(question(*asked), purpose=Purpose.SERVICE))

    with pytest.raises(AssertionError, match=r"^c\d+"):
        _compare(client, wire, clock, random.Random(1))


def _compare(client: Client, wire: Wire, clock: Clock, chance: random.Random) -> Told:
    """How often each reason was told, alone and the same in every other way. Raises AssertionError, with the customer's name."""
    known, offers = _filled(client, wire, clock, chance)
    told: Told = Counter()
    for number, (purpose, channel, hour) in enumerate(QUESTIONS):
        if number:
            later = clock.now + timedelta(days=chance.choice([1, 1, 7, 29, 30, 60]))
            clock.now = later.replace(hour=hour, minute=chance.randrange(60))
        asked = [*offers[:2], *chance.sample(offers[2:], chance.randrange(1, len(offers) - 1))]
        by_offers_and_by_ids: tuple[dict[str, Any], ...] = (
            {"offers": asked},
            {"offer_ids": [*(offer.offer_id for offer in asked), "nobody-knows-it"]},
        )
        for which in by_offers_and_by_ids:
            question = which | {"purpose": purpose, "channel": channel}
            alone = {name: client.screen_offers(name, **question) for name in known}
            others = [*_in_batches(client, known, question), *_in_an_audience(client, known, question)]
            assert [name for name, _ in others] == [*known, *known]
            for name, answer in others:
                assert answer == alone[name], name
            told.update(
                suppression.reason
                for answer in alone.values()
                for decision in answer.decisions
                for suppression in decision.suppressions
            )
    return told


def _filled(client: Client, wire: Wire, clock: Clock, chance: random.Random) -> tuple[list[str], list[Offer]]:
    """Who is asked for, and the offers; of these the first has a topic nobody knows, and the second isn't valid yet."""
    client.import_topics([regard.v1.Topic(path="moved", label="Moved")])
    client.import_topics([regard.v1.Topic(path="moved/golf", label="Golf, before", moved_to="sports/golf")])
    policy = client.get_policy().policy
    year = Duration(seconds=365 * 86400)
    policy.frequency_caps.append(FrequencyCap(scope="CAP_SCOPE_OFFER", presentations_max=2, window=year))
    client.update_policy(policy)
    offers = [
        regard.offer("unclassified", topics=["nobody/knows-it"]),
        regard.offer("of-next-year", topics=["sports"], valid_from=clock.now + timedelta(days=500)),
        *(_offer(chance, clock, offer_id) for offer_id in OFFERS),
    ]
    client.import_offers(offers)
    drawn = [f"c{number}" for number in range(CUSTOMERS)]
    client.batch_record_entries(
        [
            RecordEntriesRequest(customer=f"customers/{name}", entries=[_entry(chance, clock) for _ in range(size)])
            for name in drawn
            if (size := chance.randrange(12))
        ]
    )
    for name in drawn:
        writes = RandomWrites(wire, chance, clock, f"customers/{name}")
        for _ in range(chance.randrange(STEPS_MAX)):
            writes.step()
        clock.advance(timedelta(seconds=20))
    for surviving, merged in _pairs(chance.sample(drawn, 2 * FAMILIES)):
        client.merge_customers(surviving_customer=surviving, merged_customer=merged, reason="One.", recorder=MIRA)
        if chance.random() < 0.3:
            client.unmerge_customers(merged_customer=merged, reason="Two.", recorder=MIRA)
    return [*drawn, *_certain(client, wire, clock), "nobody"], offers


def _pairs(names: list[str]) -> Iterator[tuple[str, str]]:
    return zip(names[::2], names[1::2], strict=True)


def _certain(client: Client, wire: Wire, clock: Clock) -> list[str]:
    """Who surely has what chance seldom draws."""
    words: dict[str, Any] = {"quote": "In these words.", "recorder": MIRA}
    entries = {
        "certainly-left-alone": [regard.do_not_contact(**words)],
        "certainly-mourning": [
            regard.moment(
                "A loss",
                kind="loss",
                handling="avoid",
                pauses_selling_until=clock.now + timedelta(days=500),
                **words,
            )
        ],
        "certainly-tired": [
            regard.offer_response(offer_id, "presented", effective_time=clock.now - timedelta(minutes=minutes))
            for offer_id in OFFERS
            for minutes in (1, 2)
        ],
        "certainly-restricted": [said("sports/hiking", "likes")],
    }
    for name, theirs in entries.items():
        client.record_entries(name, theirs)
    wire.ask(
        f"{PRIVACY}/RestrictProcessing",
        RestrictProcessingRequest(
            customer="customers/certainly-restricted",
            purposes=["PURPOSE_MARKETING", "PURPOSE_LOYALTY"],
            status="RESTRICTION_STATUS_RESTRICTED",
            reason="Asked for by letter.",
            recorder=MIRA,
        ),
        RestrictProcessingResponse,
    )
    return list(entries)


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
    words: dict[str, Any] = {"quote": "In these words.", "recorder": MIRA} if basis == "stated" else {}
    since = clock.now - timedelta(days=chance.randrange(400), minutes=chance.randrange(1440))
    target: dict[str, Any] = (
        {"topic": chance.choice(TOPICS)} if chance.random() < 0.8 else {"offer_type": chance.choice(TYPES)}
    )
    if chance.random() < 0.3:
        return regard.offer_response(
            chance.choice(OFFERS),
            chance.choice(["declined", "complained", "ignored", "accepted", "presented"]),
            offer_type=chance.choice(TYPES),
            topics=[chance.choice(TOPICS)],
            basis=basis,
            effective_time=since,
            **words,
        )
    stances = ["likes", "dislikes", "neutral", *(["never"] if basis == "stated" else [])]
    return regard.preference(
        **target,
        stance=chance.choice(stances),
        basis=basis,
        effective_time=since,
        expire_time=since + timedelta(days=chance.randrange(1, 600)) if chance.random() < 0.3 else None,
        **words,
    )


def _offer(chance: random.Random, clock: Clock, offer_id: str) -> Offer:
    valid_from = clock.now + timedelta(days=chance.randrange(-100, 100)) if chance.random() < 0.2 else None
    return regard.offer(
        offer_id,
        offer_type=chance.choice(TYPES),
        topics=chance.sample([*TOPICS, "nobody/knows-it"], chance.randrange(3)),
        valid_from=valid_from,
        valid_until=valid_from + timedelta(days=90) if valid_from else None,
    )
