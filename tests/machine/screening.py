"""What ScreenOffers must say of dislikes, naively: along the path from an offer's topic to the root, one node at a time."""

from collections.abc import Iterator
from datetime import datetime

from machine.ledgers import Known, Ledgers, newest
from regard.v1 import Basis, Offer, Stance

DECIDING = (Basis.BASIS_STATED, Basis.BASIS_OBSERVED)
DISLIKING = (Stance.STANCE_DISLIKES, Stance.STANCE_NEVER)


def dislikes(ledgers: Ledgers, offer: Offer, at: datetime) -> dict[str, str]:
    """By topic or offer type of the offer, the name of the preference that decides against it."""
    in_force = ledgers.in_force("preference", at)
    about = [*offer.topics, *([offer.offer_type] if offer.offer_type else [])]
    deciding = {each: _deciding(in_force, each, is_topic=each in offer.topics) for each in about}
    return {
        each: entry.name for each, entry in deciding.items() if entry is not None and entry.content.stance in DISLIKING
    }


def _deciding(in_force: list[Known], about: str, *, is_topic: bool) -> Known | None:
    nodes = list(_path(about)) if is_topic else [about]
    on_path = {
        basis: [
            newest(there)
            for node in nodes
            if (
                there := [
                    entry
                    for entry in in_force
                    if entry.basis == basis and (entry.content.topic if is_topic else entry.content.offer_type) == node
                ]
            )
        ]
        for basis in DECIDING
    }
    stated = on_path[Basis.BASIS_STATED]
    never = [entry for entry in stated if entry.content.stance == Stance.STANCE_NEVER]
    found = [*never, *stated, *on_path[Basis.BASIS_OBSERVED]]
    return found[0] if found else None


def _path(topic: str) -> Iterator[str]:
    """The topic and all above it."""
    while topic:
        yield topic
        topic = topic.rpartition("/")[0]
