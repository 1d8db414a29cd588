"""Offers, to screen as they are or to import into the catalogue."""

from collections.abc import Iterable
from datetime import datetime

from regard.arguments import several, timestamp
from regard.v1 import Offer


def offer(
    offer_id: str,
    *,
    offer_type: str = "",
    topics: Iterable[str] = (),
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    repeatable: bool = False,
    title: str = "",
    description: str = "",
) -> Offer:
    """A proposition that the company may make. The limits of each field are in `proto/regard/v1/offer.proto`.

    offer_type: its kind, such as `credit-card`.
    topics: what it is about: paths of the taxonomy. One that the taxonomy doesn't know suppresses the offer.
    valid_from, valid_until: the first instant at which it may be made, and the first at which it may no longer.
    repeatable: whether a customer who accepted it may be offered it again.
    title, description: for people.

    Raises ValueError for a datetime without a time zone.
    """
    return Offer(
        offer_id=offer_id,
        offer_type=offer_type,
        topics=several("topics", topics),
        valid_from=timestamp("valid_from", valid_from),
        valid_until=timestamp("valid_until", valid_until),
        repeatable=repeatable,
        title=title,
        description=description,
    )
