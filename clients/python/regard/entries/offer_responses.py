"""What became of an offer."""

from collections.abc import Iterable
from typing import Unpack

from regard.arguments import enum_value, several
from regard.entries.entry import EntryArguments, entry
from regard.v1 import Channel, Entry, OfferResponse, Outcome


def offer_response(
    offer_id: str,
    outcome: str | int,
    *,
    reason: str = "",
    offer_type: str = "",
    topics: Iterable[str] = (),
    offer_channel: str | int | None = None,
    reservation: str = "",
    **arguments: Unpack[EntryArguments],
) -> Entry:
    """What became of an offer when the customer got it; `stated` with a quote, else `observed`.

    outcome: `presented`, `accepted`, `declined`, `ignored` or `complained`.
    reason: why, in the customer's or the agent's words.
    offer_type, topics: what the offer was; left out, they are taken from the catalogue when that knows the offer.
    offer_channel: by which way the offer was made; `channel` is by which way the response reached us.
    reservation: of what was `presented`, the reservation that it was made under, as the decision named it: the two are
        counted once, and what is left out here is taken from it.
    The others: `regard.EntryArguments`.
    """
    response = OfferResponse(
        offer_id=offer_id,
        offer_type=offer_type,
        topics=several("topics", topics),
        outcome=enum_value(Outcome, outcome),
        reason=reason,
        channel=enum_value(Channel, offer_channel),
        reservation=reservation,
    )
    return entry({"offer_response": response}, **arguments)
