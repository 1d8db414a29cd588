"""Offers: propositions that the company may make."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    id: str
    offer_type: str = ""
    topics: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    repeatable: bool = False
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class MissingOffer:
    """An offer that was asked for by id and that the catalogue doesn't have."""

    id: str
