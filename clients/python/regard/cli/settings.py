"""The options that every command takes, before its name or after it, and the client that they lead to."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import click

from regard.client import Client
from regard.connection import DEFAULT_TARGET

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Settings:
    """Where the server is, how long to wait for it (seconds), and whether to answer in JSON."""

    target: str
    token: str | None
    timeout: float | None = None
    json: bool = False

    @classmethod
    def from_environment(cls) -> Self:
        """What holds where no option says otherwise."""
        # The token has no option: what stands on a command line, everybody on the machine can read.
        return cls(
            target=os.environ.get("REGARD_TARGET") or DEFAULT_TARGET, token=os.environ.get("REGARD_TOKEN") or None
        )

    def connect(self) -> Client:
        """A client for one command; the command closes it."""
        return Client(self.target, token=self.token, timeout=self.timeout)


def shared_options(command: Command) -> Command:
    """Adds the options that every command takes. They go into the Settings (`click.pass_obj`), not to the command."""
    for option in (
        _shared("--timeout", metavar="SECONDS", type=click.FloatRange(min=0, min_open=True), help="How long to wait."),
        _shared("--target", metavar="HOST:PORT", help=f"The server; else REGARD_TARGET, else {DEFAULT_TARGET}."),
        _shared("--json", is_flag=True, help="Answer in JSON: the response as proto-JSON."),
    ):
        command = option(command)
    return command


def _shared(name: str, **attributes: Any) -> Callable[[Command], Command]:
    return click.option(name, expose_value=False, callback=_remember, **attributes)


def _remember(context: click.Context, option: click.Parameter, value: object) -> None:
    # Called for the options before the command's name and then for those after it, so that the latter win.
    if value and option.name:
        setattr(context.obj, option.name, value)


def help_if_alone(context: click.Context) -> None:
    """Shows the help of a group that was called without a command."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
