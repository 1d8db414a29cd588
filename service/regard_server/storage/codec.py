"""Domain objects to bytes and back: MessagePack by msgspec, which builds the typed objects in C and checks them."""

from dataclasses import MISSING, fields
from typing import Any

import msgspec

from regard_server.domain.content import (
    KIND_OF,
    Content,
    EntryKind,
)
from regard_server.domain.entry import Provenance
from regard_server.domain.offer import Offer
from regard_server.domain.snapshot import Snapshot

SNAPSHOT_FORMAT = 3
"""Goes up when a stored snapshot can no longer be read as a Snapshot; an older one is compiled anew from the ledger."""

_encoder = msgspec.msgpack.Encoder()
_snapshot_decoder = msgspec.msgpack.Decoder(Snapshot)
_offer_decoder = msgspec.msgpack.Decoder(Offer)
_content_decoders: dict[EntryKind, msgspec.msgpack.Decoder[Any]] = {
    kind: msgspec.msgpack.Decoder(tuple[Provenance, content])  # type: ignore[valid-type]
    for content, kind in KIND_OF.items()
}


_REQUIRED = tuple(
    field.name for field in fields(Snapshot) if field.default is MISSING and field.default_factory is MISSING
)
_MAY_BE_EMPTY = tuple(field.name for field in fields(Snapshot) if field.name not in _REQUIRED)


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """Most profiles say little: what is empty is left out, and read back as the field's default."""
    said = {name: value for name in _MAY_BE_EMPTY if (value := getattr(snapshot, name))}
    for name in _REQUIRED:
        said[name] = getattr(snapshot, name)
    return _encoder.encode(said)


def decode_snapshot(data: bytes) -> Snapshot:
    return _snapshot_decoder.decode(data)


def encode_content(provenance: Provenance, content: Content) -> bytes:
    return _encoder.encode((provenance, content))


def decode_content(kind: EntryKind, data: bytes) -> tuple[Provenance, Content]:
    decoded: tuple[Provenance, Content] = _content_decoders[kind].decode(data)
    return decoded


def encode_offer(offer: Offer) -> bytes:
    return _encoder.encode(offer)


def decode_offer(data: bytes) -> Offer:
    return _offer_decoder.decode(data)
