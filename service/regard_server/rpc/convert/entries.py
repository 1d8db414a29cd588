"""Entries and drafts."""

from collections.abc import Sequence

from regard.v1 import commitment_pb2
from regard.v1 import entry_pb2 as pb
from regard_server.domain.channel import Channel
from regard_server.domain.content import Content, OfferResponse, Preference
from regard_server.domain.entry import Basis, Draft, Entry, EntryState, Provenance, Succession
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.rpc.convert.contents import content, set_content
from regard_server.rpc.convert.enums import by_number, number
from regard_server.rpc.convert.instants import maybe_instant, timestamp
from regard_server.rpc.convert.names import entry_name, split_entry_name

_BASES = by_number(Basis)
_CHANNELS = by_number(Channel)
_KEPT_AS_SAID = (Preference, OfferResponse)
"""Kinds of content of which nothing is dropped when they are read, as parts of a microsecond would be."""


def drafts(customer: str, messages: Sequence[pb.Entry]) -> list[Draft]:
    """Raises InvalidFields for an entry named after another customer."""
    return [draft(customer, message, f"entries[{index}]") for index, message in enumerate(messages)]


def draft(customer: str, message: pb.Entry, field: str) -> Draft:
    """As `drafts`, for one."""
    entry_id = ""
    if message.name:
        owner, entry_id = split_entry_name(message.name)
        if owner != customer:
            raise InvalidFields(FieldViolation(f"{field}.name", "is of another customer than the request"))
    if message.HasField("offer_response"):
        _check_reservation(customer, message.offer_response, field)
    elif message.HasField("commitment"):
        _check_followed(customer, message.commitment, field)
    return Draft(
        id=entry_id,
        provenance=_provenance(message.provenance, f"{field}.provenance"),
        content=content(message, field),
        effective_at=maybe_instant(message, "effective_time", field),
        expire_at=maybe_instant(message, "expire_time", field),
    )


def _check_followed(customer: str, message: commitment_pb2.Commitment, field: str) -> None:
    if message.follows and split_entry_name(message.follows)[0] != customer:
        raise InvalidFields(FieldViolation(f"{field}.commitment.follows", "is of another customer than the request"))


def _check_reservation(customer: str, response: pb.OfferResponse, field: str) -> None:
    if response.reservation and split_entry_name(response.reservation)[0] != customer:
        raise InvalidFields(
            FieldViolation(
                f"{field}.offer_response.reservation", "is of another customer: record the response for that one"
            )
        )


def _provenance(message: pb.Provenance, field: str) -> Provenance:
    return Provenance(
        basis=_BASES[message.basis],
        quote=message.quote,
        channel=_CHANNELS[message.channel],
        recorder=message.recorder,
        source_system=message.source_system,
        source_id=message.source_id,
        stated_at=maybe_instant(message, "stated_time", field),
        confidence=message.confidence,
    )


def entry_message(customer: str, entry: Entry[Content], state: EntryState) -> pb.Entry:
    """`customer` is whose profile the entry counts for; it is named after the one whose ledger it is in."""
    message = pb.Entry()
    fill_in(message, customer, entry, state)
    return message


def fill_in(message: pb.Entry, customer: str, entry: Entry[Content], state: EntryState) -> None:
    """As `entry_message`, into an empty one. What is empty isn't set, which would cost as much as what isn't."""
    customer = entry.owner or customer
    message.name = entry_name(customer, entry.id)
    _set_provenance(message.provenance, entry.provenance)
    message.effective_time.CopyFrom(timestamp(entry.effective_at))
    if entry.expire_at is not None:
        message.expire_time.CopyFrom(timestamp(entry.expire_at))
    message.state = number(state)
    message.revision = entry.revision
    message.create_time.CopyFrom(timestamp(entry.created_at))
    if entry.succession is not None:
        _set_succession(customer, message, entry.succession)
    set_content(customer, message, entry.content)


def _set_provenance(message: pb.Provenance, provenance: Provenance) -> None:
    message.basis = number(provenance.basis)
    if provenance.quote:
        message.quote = provenance.quote
    if provenance.channel:
        message.channel = number(provenance.channel)
    if provenance.recorder:
        message.recorder = provenance.recorder
    if provenance.source_id:
        message.source_system = provenance.source_system
        message.source_id = provenance.source_id
    if provenance.stated_at is not None:
        message.stated_time.CopyFrom(timestamp(provenance.stated_at))
    if provenance.confidence:
        message.confidence = provenance.confidence


def _set_succession(customer: str, message: pb.Entry, succession: Succession) -> None:
    if succession.supersedes:
        message.supersedes = entry_name(customer, succession.supersedes)
    if succession.superseded_by:
        message.superseded_by = entry_name(customer, succession.superseded_by)


def recorded_message(
    customer: str, entry: Entry[Content], state: EntryState, message: pb.Entry, draft: Draft
) -> pb.Entry:
    """What `entry_message` answers. Where the entry was made of this draft, it is the draft's own message, changed, which
    costs less than half of making another."""
    if not (
        entry.provenance is draft.provenance
        and entry.content is draft.content
        and entry.succession is None
        and isinstance(entry.content, _KEPT_AS_SAID)
    ):
        return entry_message(customer, entry, state)
    message.DiscardUnknownFields()
    message.name = entry_name(entry.owner or customer, entry.id)
    message.state = number(state)
    message.revision = entry.revision
    message.create_time.CopyFrom(timestamp(entry.created_at))
    message.effective_time.CopyFrom(timestamp(entry.effective_at))
    if entry.expire_at is not None:
        message.expire_time.CopyFrom(timestamp(entry.expire_at))
    if entry.provenance.stated_at is not None:
        message.provenance.stated_time.CopyFrom(timestamp(entry.provenance.stated_at))
    return message
