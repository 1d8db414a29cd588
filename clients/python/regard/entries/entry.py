"""What entries of all kinds share: where they come from, when they hold, and which they are."""

from datetime import datetime
from typing import TypedDict, Unpack

from regard.arguments import enum_value, timestamp
from regard.v1 import (
    Basis,
    Channel,
    Commitment,
    Consent,
    ContactRule,
    Entry,
    Interaction,
    Moment,
    OfferResponse,
    Preference,
    Provenance,
)


class InteractionArguments(TypedDict, total=False):
    """EntryArguments without the channel, which a conversation has as an argument of its own."""

    basis: str | int | None
    quote: str
    recorder: str
    stated_time: datetime | None
    effective_time: datetime | None
    expire_time: datetime | None
    source_system: str
    source_id: str
    confidence: float
    name: str


class EntryArguments(InteractionArguments, total=False):
    """The arguments that entries of all kinds take; all may be left out.

    basis: how we know: `stated`, `observed` or `inferred`; the default of each kind is in `regard.entries`.
    quote: the customer's own words, verbatim.
    recorder: who wrote it down: an agent, a system or a model, such as `agents/mira.holt`.
    channel: by which way it reached us, such as `phone`.
    stated_time: when the customer said it, if that is not when it is recorded.
    effective_time: from when on it holds; default stated_time, else the time of recording.
    expire_time: the first instant at which it no longer holds.
    source_system, source_id: where it was taken over from; with a source_id, recording it again changes nothing.
    confidence: above 0 to 1, for `inferred` only.
    name: `customers/{customer}/entries/{entry}` chooses the id, and then recording it again changes nothing.
    """

    channel: str | int | None


class Content(TypedDict, total=False):
    """What an entry says: one of these."""

    preference: Preference
    offer_response: OfferResponse
    moment: Moment
    interaction: Interaction
    commitment: Commitment
    consent: Consent
    contact_rule: ContactRule


def entry(content: Content, **arguments: Unpack[EntryArguments]) -> Entry:
    """The entry with this content, and with the basis that is usual for it where none is given.

    Raises TypeError for an argument that no entry has.
    """
    unknown = arguments.keys() - EntryArguments.__optional_keys__
    if unknown:
        raise TypeError(f"no kind of entry takes {', '.join(sorted(unknown))}; see regard.EntryArguments")
    quote = arguments.get("quote", "")
    basis = arguments.get("basis")
    return Entry(
        name=arguments.get("name", ""),
        provenance=Provenance(
            basis=enum_value(Basis, _usual_basis(content, quote) if basis is None else basis),
            quote=quote,
            channel=enum_value(Channel, arguments.get("channel")),
            recorder=arguments.get("recorder", ""),
            source_system=arguments.get("source_system", ""),
            source_id=arguments.get("source_id", ""),
            stated_time=timestamp("stated_time", arguments.get("stated_time")),
            confidence=arguments.get("confidence", 0.0),
        ),
        effective_time=timestamp("effective_time", arguments.get("effective_time")),
        expire_time=timestamp("expire_time", arguments.get("expire_time")),
        **content,
    )


def _usual_basis(content: Content, quote: str) -> str:
    said_by_the_customer_alone = content.keys() & {"preference", "consent", "contact_rule"}
    return "stated" if said_by_the_customer_alone or quote else "observed"
