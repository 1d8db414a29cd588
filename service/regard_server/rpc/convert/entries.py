"""Entries and drafts."""

from collections.abc import Sequence

from regard.v1 import entry_pb2 as pb
from regard_server.domain.channel import Channel
from regard_server.domain.content import Content
from regard_server.domain.entry import Basis, Draft, Entry, EntryState, Provenance, Succession
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.rpc.convert.contents import content, set_content
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import maybe_instant, maybe_timestamp, timestamp
from regard_server.rpc.convert.names import entry_name, split_entry_name


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
    return Draft(
        id=entry_id,
        provenance=_provenance(message.provenance, f"{field}.provenance"),
        content=content(message, field),
        effective_at=maybe_instant(message, "effective_time", field),
        expire_at=maybe_instant(message, "expire_time", field),
    )


def _provenance(message: pb.Provenance, field: str) -> Provenance:
    return Provenance(
        basis=Basis(message.basis),
        quote=message.quote,
        channel=Channel(message.channel),
        recorder=message.recorder,
        source_system=message.source_system,
        source_id=message.source_id,
        stated_at=maybe_instant(message, "stated_time", field),
        confidence=message.confidence,
    )


def entry_message(customer: str, entry: Entry[Content], state: EntryState) -> pb.Entry:
    """`customer` is whose profile the entry counts for; it is named after the one whose ledger it is in."""
    customer = entry.owner or customer
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
    if entry.succession is not None:
        _set_succession(customer, message, entry.succession)
    set_content(customer, message, entry.content)
    return message


def _set_succession(customer: str, message: pb.Entry, succession: Succession) -> None:
    if succession.supersedes:
        message.supersedes = entry_name(customer, succession.supersedes)
    if succession.superseded_by:
        message.superseded_by = entry_name(customer, succession.superseded_by)
