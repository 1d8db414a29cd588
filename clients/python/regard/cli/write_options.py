"""The options of writes that say why, and who says so."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def reason_option(command: Command) -> Command:
    return click.option("--reason", required=True, help="Why.")(command)


def write_options(command: Command) -> Command:
    """Adds who says so, and what makes a write conditional and safe to repeat."""
    for option in (
        click.option("--request-id", metavar="UUID", help="Makes repeating the command with the same id safe."),
        click.option("--etag", default="", help="Only if the profile still has this etag."),
        click.option("--recorder", required=True, help="Who says so, such as agents/mira.holt."),
    ):
        command = option(command)
    return command
