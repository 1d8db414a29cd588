"""Entries and drafts."""

from collections.abc import Sequence

from regard.v1 import entry_pb2 as pb
from regard_server.domain.entry import (
    Basis,
    Channel,
    Content,
    Draft,
    Entry,
    EntryState,
    OfferResponse,
    Outcome,
    Preference,
    Provenance,
    Retraction,
    Stance,
)
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import instant, maybe_timestamp, timestamp
from regard_server.rpc.convert.names import entry_name, split_entry_name


def drafts(customer: str, messages: Sequence[pb.Entry]) -> list[Draft]:
    """Raises InvalidFields for an entry named after another customer."""
    return [_draft(customer, message, f"entries[{index}]") for index, message in enumerate(messages)]


def _draft(customer: str, message: pb.Entry, field: str) -> Draft:
    entry_id = ""
    if message.name:
        owner, entry_id = split_entry_name(message.name)
        if owner != customer:
            raise InvalidFields(FieldViolation(f"{field}.name", "is of another customer than the request"))
    return Draft(
        id=entry_id,
        provenance=_provenance(message.provenance, f"{field}.provenance"),
        content=_content(message),
        effective_at=instant(message.effective_time, f"{field}.effective_time")
        if message.HasField("effective_time")
        else None,
        expire_at=instant(message.expire_time, f"{field}.expire_time") if message.HasField("expire_time") else None,
    )


def _provenance(message: pb.Provenance, field: str) -> Provenance:
    return Provenance(
        basis=Basis(message.basis),
        quote=message.quote,
        channel=Channel(message.channel),
        recorder=message.recorder,
        source_system=message.source_system,
        source_id=message.source_id,
        stated_at=instant(message.stated_time, f"{field}.stated_time") if message.HasField("stated_time") else None,
        confidence=message.confidence,
    )


def _content(message: pb.Entry) -> Content:
    match message.WhichOneof("content"):
        case "preference":
            preference = message.preference
            return Preference(
                topic=preference.topic,
                offer_type=preference.offer_type,
                stance=Stance(preference.stance),
                note=preference.note,
            )
        case "offer_response":
            response = message.offer_response
            return OfferResponse(
                offer_id=response.offer_id,
                offer_type=response.offer_type,
                topics=tuple(response.topics),
                outcome=Outcome(response.outcome),
                reason=response.reason,
                channel=Channel(response.channel),
            )
        case _:
            return Retraction(entry_id="", reason=message.retraction.reason)


def entry_message(customer: str, entry: Entry[Content], state: EntryState) -> pb.Entry:
    provenance = entry.provenance
    message = pb.Entry(
        name=entry_name(customer, entry.id),
        provenance=pb.Provenance(
            basis=number(provenance.basis),
            quote=provenance.quote,
            channel=number(provenance.channel),
            recorder=provenance.recorder,
            source_system=provenance.source_system,
            source_id=provenance.source_id,
            stated_time=maybe_timestamp(provenance.stated_at),
            confidence=provenance.confidence,
        ),
        effective_time=timestamp(entry.effective_at),
        expire_time=maybe_timestamp(entry.expire_at),
        state=number(state),
        revision=entry.revision,
        create_time=timestamp(entry.created_at),
    )
    _set_content(customer, message, entry.content)
    return message


def _set_content(customer: str, message: pb.Entry, content: Content) -> None:
    match content:
        case Preference():
            preference = message.preference
            if content.topic:
                preference.topic = content.topic
            else:
                preference.offer_type = content.offer_type
            preference.stance = number(content.stance)
            preference.note = content.note
        case OfferResponse():
            response = message.offer_response
            response.offer_id = content.offer_id
            response.offer_type = content.offer_type
            response.topics.extend(content.topics)
            response.outcome = number(content.outcome)
            response.reason = content.reason
            response.channel = number(content.channel)
        case Retraction():
            message.retraction.entry = entry_name(customer, content.entry_id)
            message.retraction.reason = content.reason
