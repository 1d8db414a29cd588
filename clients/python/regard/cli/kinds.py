"""What `regard record` and `regard supersede` share: a command for each kind of entry, and which one is meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from regard.cli.choices import instant, one_of
from regard.cli.settings import Settings, shared_options
from regard.v1 import Basis, Channel, Entry

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
Send = Callable[[Settings, str, Entry, str, str | None], None]
"""Sends an entry: with the settings, of or in place of which one, with an etag and a request id."""

HELP_OPTIONS = ("--help",)
VALUED_OPTIONS = ("--target", "--timeout")
FLAGS = ("--json",)


CHANNEL: Decorator = click.option("--channel", type=one_of(Channel), help="By which way it reached us.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of entry on the command line.

    options: what it takes beside the options of all kinds, in the order of its help.
    entry: from the options that were given to the entry. Raises ValueError for those that don't belong together.
    channel: the option --channel, where it says more than by which way the entry reached us.
    """

    name: str
    help: str
    options: Sequence[Decorator]
    entry: Callable[..., Entry]
    channel: Decorator = CHANNEL


OF_ALL_KINDS: Sequence[Decorator] = (
    click.option("--quote", help="The customer's own words, verbatim."),
    click.option("--recorder", help="Who writes it down, such as agents/mira.holt."),
    click.option(
        "--basis", type=one_of(Basis), help="How we know; default stated, of what happened only with a quote."
    ),
    click.option("--stated-time", type=instant, help="When the customer said it, if not now: 2024-05-03."),
    click.option("--effective-time", type=instant, help="From when on it holds, if not from then on."),
    click.option("--expire-time", type=instant, help="The first instant at which it no longer holds."),
    click.option("--source-system", help="The system that it is taken over from, such as crm."),
    click.option("--source-id", help="Its key there; recording it again then changes nothing."),
    click.option("--confidence", type=click.FloatRange(0, 1), help="How sure a model is, for the basis inferred."),
    click.option("--etag", default="", help="Only if the profile still has this etag."),
    click.option("--request-id", metavar="UUID", help="Makes repeating the command with the same id safe."),
)


class KindsGroup(click.Group):
    """A group whose commands are kinds. One that isn't named is an offer response with --offer, else a preference."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and first_word(args) not in (*self.commands, *HELP_OPTIONS):
            of_offer = any(argument == "--offer" or argument.startswith("--offer=") for argument in args)
            args = ["offer-response" if of_offer else "preference", *args]
        return super().parse_args(ctx, args)


def first_word(args: Sequence[str]) -> str:
    """The first argument that isn't one of the options which stand before a command's name, or the last."""
    waiting = list(args)
    while len(waiting) > 1 and waiting[0].split("=")[0] in (*FLAGS, *VALUED_OPTIONS):
        del waiting[: 2 if waiting[0] in VALUED_OPTIONS else 1]
    return waiting[0] if waiting else ""


def add_kinds(group: click.Group, kinds: Sequence[Kind], subject: str, send: Send) -> None:
    """Adds a command for each kind, with this argument before the kind's own."""
    for kind in kinds:
        group.add_command(_command(kind, subject, send))


def _command(kind: Kind, subject: str, send: Send) -> click.Command:
    def run(settings: Settings, /, *, etag: str, request_id: str | None, **options: Any) -> None:
        about = options.pop(subject)
        given = {name: value for name, value in options.items() if value not in (None, (), "", False)}
        send(settings, about, _entry(kind, given), etag, request_id)

    command: Callable[..., Any] = click.pass_obj(run)
    decorators: Sequence[Decorator] = (
        click.argument(subject),
        *kind.options,
        kind.channel,
        *OF_ALL_KINDS,
        shared_options,
    )
    for decorator in reversed(decorators):
        command = decorator(command)
    return click.command(kind.name, help=kind.help)(command)


def _entry(kind: Kind, given: dict[str, Any]) -> Entry:
    try:
        return kind.entry(**given)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
