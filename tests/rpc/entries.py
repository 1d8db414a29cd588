"""Entries and offers as tests write them: the shortest that are good."""

from typing import Any
from uuid import UUID

import regard
from regard.v1 import Entry, Offer

MIRA = "agents/mira.holt"
CLUB = regard.offer("golf-club", offer_type="membership", topics=["sports/golf"], title="A year at the club")


def said(topic: str = "sports/golf", stance: str = "dislikes", **more: Any) -> Entry:
    """What a customer stated of a topic."""
    return regard.preference(topic=topic, stance=stance, **({"quote": f"My word on {topic}.", "recorder": MIRA} | more))


def responded(outcome: str = "declined", offer_id: str = "golf-club", **more: Any) -> Entry:
    return regard.offer_response(offer_id, outcome, **more)


def request_id(number: int) -> str:
    return str(UUID(int=(0x7 << 76) | (0b10 << 62) | number))


def offers(count: int) -> list[Offer]:
    return [regard.offer(f"o{number:04}", topics=["sports/golf"]) for number in range(count)]


def promised(name: str = "") -> Entry:
    return regard.commitment("Call about the refund.", owner="agents/mira.holt", name=name)
