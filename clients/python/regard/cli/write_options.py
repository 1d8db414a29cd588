"""The options of writes that say why, and who says so."""

from collections.abc import Callable
from typing import Any, TypedDict, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class Write(TypedDict):
    """What `write_options` hand to a command."""

    recorder: str
    etag: str
    request_id: str | None


class WriteWithReason(Write):
    reason: str


def reason_option(command: Command) -> Command:
    return click.option("--reason", required=True, help="Why.")(command)


def write_options(command: Command) -> Command:
    """Adds who says so, and what makes a write conditional and safe to repeat."""
    recorder = click.option("--recorder", required=True, help="Who says so, such as agents/mira.holt.")
    return recorder(_conditional_and_repeatable(command, "Only if the profile still has this etag."))


def policy_write_options(command: Command) -> Command:
    """As `write_options`, of the policy, and why: it may be changed by nobody and for no reason."""
    command = _conditional_and_repeatable(command, "Only if the policy still has this etag; else the one in the text.")
    reason = click.option("--reason", default="", help="Why.")
    return click.option("--recorder", default="", help="Who changes it, such as agents/mira.holt.")(reason(command))


def _conditional_and_repeatable(command: Command, etag: str) -> Command:
    for option in (
        click.option("--request-id", metavar="UUID", help="Makes repeating the command with the same id safe."),
        click.option("--etag", default="", help=etag),
    ):
        command = option(command)
    return command
