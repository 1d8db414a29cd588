"""What options accept: the short names of an enum, and instants that say in which time zone they are."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import click

from regard.arguments import short_names

Command = TypeVar("Command", bound=Callable[..., Any])


def one_of(enum: type[int]) -> "click.Choice[str]":
    """The short names of an enum of the contract, in any case."""
    return click.Choice(short_names(enum), case_sensitive=False)


def instant(given: str) -> datetime:
    """An option's type: `2024-05-03` (its first instant in UTC) or `2024-05-03T10:00:00+02:00`."""
    try:
        return datetime.combine(date.fromisoformat(given), time(tzinfo=UTC))
    except ValueError:
        pass  # no date alone
    try:
        read = datetime.fromisoformat(given)
    except ValueError:
        raise click.BadParameter(f"{given!r} is no instant; write 2024-05-03 or 2024-05-03T10:00:00Z.") from None
    if read.utcoffset() is None:
        raise click.BadParameter(f"{given!r} has no time zone; write {given}Z for UTC, or {given}+02:00.")
    return read


def language_option(command: Command) -> Command:
    """Adds --language, which the command gets as `language`; empty where it isn't given."""
    return click.option(
        "--language", default="", metavar="TAG", help="Say why in sentences of this language: en, de; de-AT too."
    )(command)
