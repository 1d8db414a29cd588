"""From plain arguments to what the contract's messages hold. Wrong arguments raise before anything is sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar, cast

from google.protobuf.descriptor import EnumDescriptor
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.timestamp_pb2 import Timestamp

Item = TypeVar("Item")
Enum = TypeVar("Enum", bound=int)


def customer_name(customer: str) -> str:
    """The resource name of a customer given as `u1` or `customers/u1`."""
    return _resource_name("customers", customer)


def offer_name(offer: str) -> str:
    """The resource name of an offer given as `golf-club-membership` or `offers/golf-club-membership`."""
    return _resource_name("offers", offer)


def _resource_name(collection: str, given: str) -> str:
    return given if given.startswith(f"{collection}/") else f"{collection}/{given}"


def enum_value(enum: type[Enum], given: str | int | None) -> Enum:
    """An enum's value given as number, as short name (`app`, `in-person`) or as full name (`CHANNEL_APP`).

    Names count in any case. None is the unspecified value, which leaves the default to the service. Raises ValueError
    for what the enum doesn't have, and names what it has.
    """
    described = _describe(enum)
    if given is None:
        return cast(Enum, 0)
    if isinstance(given, int):
        if given in described.values_by_number:
            return cast(Enum, given)
    else:
        name = given.upper().replace("-", "_")
        value = described.values_by_name.get(_prefix(described) + name) or described.values_by_name.get(name)
        if value is not None and value.number != 0:
            return cast(Enum, value.number)
    raise ValueError(f"{described.name} has no {given!r}; it is one of {', '.join(short_names(enum))}")


def short_names(enum: type[Enum]) -> list[str]:
    """The short names of an enum's values in the order of the contract, without the unspecified one: `likes`, …"""
    return [short_name(enum, value.number) for value in _describe(enum).values if value.number != 0]


def short_name(enum: type[Enum], number: int) -> str:
    """`CHANNEL_IN_PERSON` as `in-person`; a number of a newer contract than this library's as `unknown (17)`."""
    described = _describe(enum)
    value = described.values_by_number.get(number)
    if value is None:
        return f"unknown ({number})"
    return value.name.removeprefix(_prefix(described)).lower().replace("_", "-")


def _describe(enum: type[Enum]) -> EnumDescriptor:
    # To a type checker a protobuf enum is a class of int; at run time it is an EnumTypeWrapper.
    return cast(EnumTypeWrapper, enum).DESCRIPTOR


def _prefix(described: EnumDescriptor) -> str:
    return described.values_by_number[0].name.removesuffix("UNSPECIFIED")


def timestamp(field: str, given: datetime | None) -> Timestamp | None:
    """An instant for a message's field. Raises ValueError for a datetime without a time zone: none is guessed."""
    if given is None:
        return None
    if given.utcoffset() is None:
        raise ValueError(f"{field} needs a time zone, as in datetime(2024, 5, 3, tzinfo=UTC); got {given!r}")
    converted = Timestamp()
    converted.FromDatetime(given)
    return converted


def several(field: str, given: Iterable[Item]) -> list[Item]:
    """The items of a repeated field. Raises TypeError for a single string, which would pass as one item a letter."""
    if isinstance(given, str):
        raise TypeError(f"{field} takes several: write [{given!r}]")
    return list(given)
