"""Messages put together from parts that are bytes already: a field is its tag, its length and its bytes, in any order."""

from typing import Any

_LENGTH_DELIMITED = 2
_MORE = 0x80


def tag(message: type[Any], field: str) -> bytes:
    """Of a field that is a message or a text. For a repeated one it stands before each."""
    return _varint(message.DESCRIPTOR.fields_by_name[field].number << 3 | _LENGTH_DELIMITED)


def with_length(data: bytes) -> bytes:
    length = len(data)
    return (_SHORT[length] if length < _SHORT_MAX else _varint(length)) + data


def _varint(number: int) -> bytes:
    found = bytearray()
    while number >= _MORE:
        found.append(number & (_MORE - 1) | _MORE)
        number >>= 7
    found.append(number)
    return bytes(found)


_SHORT_MAX = 1024
_SHORT = tuple(_varint(length) for length in range(_SHORT_MAX))
"""Most parts are short."""
