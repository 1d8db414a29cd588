"""Entries to record, from plain arguments. The limits of each field are in `proto/regard/v1/entry.proto`.

The arguments that say where an entry comes from are the same for each kind:

basis: `stated` (the service then wants a recorder, and a quote or a source_id), `observed` or `inferred`.
quote: the customer's own words, verbatim.
recorder: who wrote it down: an agent, a system or a model, such as `agents/mira.holt`.
channel: by which way it reached us, such as `phone`.
stated_time: when the customer said it, if that is not when it is recorded.
effective_time: from when on it holds; default stated_time, else the time of recording.
expire_time: the first instant at which it no longer holds.
source_system, source_id: where it was taken over from; with a source_id, recording it again changes nothing.
confidence: above 0 to 1, for `inferred` only.
name: `customers/{customer}/entries/{entry}` chooses the id, and then recording it again changes nothing.

All raise ValueError for an enum's value that isn't one and for a datetime without a time zone. The contract's other
rules are the service's to answer for.
"""

from collections.abc import Iterable
from datetime import datetime

from regard.arguments import enum_value, several, timestamp
from regard.v1 import Basis, Channel, Entry, OfferResponse, Outcome, Preference, Provenance, Stance


def preference(
    *,
    stance: str | int,
    topic: str | None = None,
    offer_type: str | None = None,
    note: str = "",
    basis: str | int = "stated",
    quote: str = "",
    recorder: str = "",
    channel: str | int | None = None,
    stated_time: datetime | None = None,
    effective_time: datetime | None = None,
    expire_time: datetime | None = None,
    source_system: str = "",
    source_id: str = "",
    confidence: float = 0.0,
    name: str = "",
) -> Entry:
    """What a customer wants of a topic and all below it, or of an offer type. Where it comes from: see the module.

    stance: `likes`, `dislikes`, `never` or `neutral`.
    topic, offer_type: exactly one of them, such as `food-and-drink/alcohol` or `credit-card`; else ValueError.
    note: a remark for people.
    """
    if (topic is None) == (offer_type is None):
        raise ValueError("a preference is on a topic or on an offer_type: give one of them")
    return Entry(
        name=name,
        provenance=Provenance(
            basis=enum_value(Basis, basis),
            quote=quote,
            channel=enum_value(Channel, channel),
            recorder=recorder,
            source_system=source_system,
            source_id=source_id,
            stated_time=timestamp("stated_time", stated_time),
            confidence=confidence,
        ),
        effective_time=timestamp("effective_time", effective_time),
        expire_time=timestamp("expire_time", expire_time),
        preference=Preference(topic=topic, offer_type=offer_type, stance=enum_value(Stance, stance), note=note),
    )


def offer_response(
    offer_id: str,
    outcome: str | int,
    *,
    reason: str = "",
    offer_type: str = "",
    topics: Iterable[str] = (),
    offer_channel: str | int | None = None,
    basis: str | int | None = None,
    quote: str = "",
    recorder: str = "",
    channel: str | int | None = None,
    stated_time: datetime | None = None,
    effective_time: datetime | None = None,
    expire_time: datetime | None = None,
    source_system: str = "",
    source_id: str = "",
    confidence: float = 0.0,
    name: str = "",
) -> Entry:
    """What became of an offer when the customer got it. Where it comes from: see the module.

    outcome: `presented`, `accepted`, `declined`, `ignored` or `complained`.
    reason: why, in the customer's or the agent's words.
    offer_type, topics: what the offer was; left out, they are taken from the catalogue when that knows the offer.
    offer_channel: by which way the offer was made; `channel` is by which way the response reached us.
    basis: default `stated` with a quote, else `observed`.
    """
    if basis is None:
        basis = "stated" if quote else "observed"
    return Entry(
        name=name,
        provenance=Provenance(
            basis=enum_value(Basis, basis),
            quote=quote,
            channel=enum_value(Channel, channel),
            recorder=recorder,
            source_system=source_system,
            source_id=source_id,
            stated_time=timestamp("stated_time", stated_time),
            confidence=confidence,
        ),
        effective_time=timestamp("effective_time", effective_time),
        expire_time=timestamp("expire_time", expire_time),
        offer_response=OfferResponse(
            offer_id=offer_id,
            offer_type=offer_type,
            topics=several("topics", topics),
            outcome=enum_value(Outcome, outcome),
            reason=reason,
            channel=enum_value(Channel, offer_channel),
        ),
    )
