"""What a customer wants."""

from typing import Unpack

from regard.arguments import enum_value
from regard.entries.entry import EntryArguments, entry
from regard.v1 import Entry, Preference, Stance


def preference(
    *,
    stance: str | int,
    topic: str | None = None,
    offer_type: str | None = None,
    note: str = "",
    **arguments: Unpack[EntryArguments],
) -> Entry:
    """What a customer wants of a topic and all below it, or of an offer type; `stated`, unless `basis` says otherwise.

    stance: `likes`, `dislikes`, `never` or `neutral`.
    topic, offer_type: exactly one of them, such as `food-and-drink/alcohol` or `credit-card`; else ValueError.
    note: a remark for people.
    The others: `regard.EntryArguments`.
    """
    if (topic is None) == (offer_type is None):
        raise ValueError("a preference is on a topic or on an offer_type: give one of them")
    wanted = Preference(topic=topic, offer_type=offer_type, stance=enum_value(Stance, stance), note=note)
    return entry({"preference": wanted}, **arguments)
