"""Announcements as bytes: MessagePack."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from regard_server.domain.freshness.announcement import Announcement, Resource

RESOURCES_PER_MESSAGE_MAX = 1_000
"""So that no reader is held up for long by one of them."""


class _Message(msgspec.Struct, array_like=True, frozen=True, tag="a1"):
    process: str
    write: int
    committed: bool
    resources: list[tuple[str, ...]]
    revisions: list[int]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Message)


def encode(announced: Announcement) -> list[bytes]:
    items = iter(announced.revisions.items())
    return [_encode(announced, part) for part in iter(lambda: list(islice(items, RESOURCES_PER_MESSAGE_MAX)), [])]


def _encode(announced: Announcement, part: list[tuple[Resource, int]]) -> bytes:
    process, write, committed, _ = announced
    return _encoder.encode(_Message(process, write, committed, [name for name, _ in part], [n for _, n in part]))


def decode(data: bytes) -> Announcement:
    """Raises msgspec.DecodeError. The resources are plain tuples, which are equal to those they were made of."""
    message = _decoder.decode(data)
    revisions = dict(zip(message.resources, message.revisions, strict=True))
    return Announcement(message.process, message.write, message.committed, revisions)  # type: ignore[arg-type]


def decode_all(messages: Iterator[bytes]) -> list[Announcement]:
    return [decode(message) for message in messages]
