"""The two times that a read may be of: `--as-of`, what was true then, and `--known-at`, what we knew then."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click
from google.protobuf.timestamp_pb2 import Timestamp

from regard.arguments import timestamp
from regard.cli.choices import instant
from regard.cli.wording import instant as instant_text

Command = TypeVar("Command", bound=Callable[..., Any])


def time_options(command: Command) -> Command:
    """Adds --as-of (or --at) and --known-at, which the command gets as `as_of_time` and `known_at_time`."""
    for option in (
        click.option("--known-at", "known_at_time", type=instant, help="What we knew then: 2024-05-03."),
        click.option(
            "--as-of", "--at", "as_of_time", type=instant, help="What was true then, as known now: 2024-05-03."
        ),
    ):
        command = option(command)
    return command


def times_text(as_of_time: datetime | None, known_at_time: datetime | None) -> str:
    """`as of 3 May 2024, as known on 4 May 2024`; empty for a read of now."""
    parts = (("as of", as_of_time), ("as known on", known_at_time))
    return ", ".join(f"{said} {instant_text(timestamp('', at) or Timestamp())}" for said, at in parts if at)
