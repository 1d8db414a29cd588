"""Messages put together from parts that are bytes already: a field is its tag, its length and its bytes, in any order."""

from typing import Any

_VARINT, _FIXED_64, _LENGTH_DELIMITED = 0, 1, 2
_MORE = 0x80


def tag(message: type[Any], field: str) -> bytes:
    """Of a field that is a message or a text. For a repeated one it stands before each."""
    return _tag(message, field, _LENGTH_DELIMITED)


def number_tag(message: type[Any], field: str) -> bytes:
    """Of a field that is a whole number, or true or false."""
    return _tag(message, field, _VARINT)


def double_tag(message: type[Any], field: str) -> bytes:
    return _tag(message, field, _FIXED_64)


def with_length(data: bytes) -> bytes:
    length = len(data)
    return (_SMALL[length] if length < _SMALL_MAX else _varint(length)) + data


def varint(number: int) -> bytes:
    """Of a number that isn't negative."""
    return _SMALL[number] if number < _SMALL_MAX else _varint(number)


def _tag(message: type[Any], field: str, wire_type: int) -> bytes:
    return _varint(message.DESCRIPTOR.fields_by_name[field].number << 3 | wire_type)


def _varint(number: int) -> bytes:
    found = bytearray()
    while number >= _MORE:
        found.append(number & (_MORE - 1) | _MORE)
        number >>= 7
    found.append(number)
    return bytes(found)


_SMALL_MAX = 1 << 12
_SMALL = tuple(_varint(number) for number in range(_SMALL_MAX))
"""Most numbers here are lengths of short texts and places in them."""
