"""Requests that differ from a good one by one field."""

from collections.abc import Iterable, Iterator
from typing import Any

from google.protobuf.message import Message

Case = tuple[str, Message, str]
"""The method, the request, and the field that its refusal names."""


def edited(message: Any, path: str, value: Any) -> Any:
    """A copy with one field changed; lists are replaced."""
    copy = type(message)()
    copy.CopyFrom(message)
    *parents, name = path.split(".")
    owner = copy
    for parent in parents:
        owner = getattr(owner, parent)
    if isinstance(value, list):
        owner.ClearField(name)
        getattr(owner, name).extend(value)
    elif isinstance(value, Message):
        getattr(owner, name).CopyFrom(value)
    else:
        setattr(owner, name, value)
    return copy


def cases(method: str, good: Message, changes: Iterable[tuple[str, Any]], at: str = "") -> Iterator[Case]:
    for path, value in changes:
        yield method, edited(good, path, value), at or path
