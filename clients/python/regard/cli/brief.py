"""`regard brief`: what to know before speaking to a customer."""

from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from regard.arguments import short_name
from regard.cli.choices import one_of
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, print_json, show_grid
from regard.cli.wording import clean
from regard.v1 import (
    Audience,
    BriefFormat,
    BriefLine,
    BriefSection,
    Channel,
    GetBriefResponse,
    ProfileStatus,
    Purpose,
    Withheld,
    WithheldReason,
)


@click.command()
@click.argument("customer")
@click.option(
    "--purpose", type=one_of(Purpose), default="service", show_default=True, help="What you speak to them for."
)
@click.option("--channel", type=one_of(Channel), help="By which way; tells of consents and hours too.")
@click.option("--audience", type=one_of(Audience), help="Who reads it; default human, and of a prompt ai.")
@click.option("--format", "format_", type=one_of(BriefFormat), help="markdown or prompt: as one text, to be pasted.")
@click.option("--characters", type=click.IntRange(500, 50_000), help="How long it may be; default 4,000.")
@click.option("--tokens", type=click.IntRange(200, 20_000), help="The same in tokens, for a prompt.")
@click.option("--role", "roles", multiple=True, help="A role of yours, as the policy names it; may be repeated.")
@click.option("--language", default="", metavar="TAG", help="Of its own sentences: en, de; de-AT too.")
@click.option("--entries", is_flag=True, help="Show the names of the entries behind each line.")
@shared_options
@click.pass_obj
def brief(settings: Settings, /, *, format_: str | None, entries: bool, **asked: Any) -> None:
    """Show what to know before speaking to CUSTOMER: what not to do, what is open, what we promised, what matters.

    \b
    regard brief u1 --channel agent-call
    regard brief u1 --purpose marketing --channel email
    regard brief u1 --format prompt --tokens 800
    """
    if asked["characters"] and asked["tokens"]:
        raise click.UsageError("Say how long it may be in --characters or in --tokens.")
    given = {name: value for name, value in asked.items() if value}
    with settings.connect() as client:
        response = client.get_brief(format=format_, **given)
    if settings.json:
        print_json(response)
    elif response.text:
        click.echo(clean(response.text).strip())
    else:
        show(response, console(), entries=entries)


def show(response: GetBriefResponse, terminal: Console, *, entries: bool) -> None:
    """The lines under their headings, then what isn't there and why."""
    if response.profile_status == ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER:
        terminal.print(
            f"Nobody has recorded anything of {clean(response.customer)} yet. It doesn't mean they mind nothing."
        )
    section = None
    for number, line in enumerate(response.lines):
        if line.section != section:
            section = line.section
            terminal.print(("\n" if number else "") + clean(line.heading), style="bold")
        table = Table.grid(expand=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        table.add_row("- ", _text(line, entries=entries))
        show_grid(Padding(table, (0, 0, 0, 2)), terminal)
    told = _absent(response)
    if told:
        terminal.print(("\n" if response.lines else "") + told, style="dim")


def _text(line: BriefLine, *, entries: bool) -> Text:
    text = Text(clean(line.text))
    if line.shortened:
        text.append(" (shortened)", style="dim")
    for name in line.entries if entries else ():
        text.append(f"\n{clean(name)}", style="dim")
    return text


def _absent(response: GetBriefResponse) -> str:
    told = []
    if response.omitted:
        told.append(f"Left out for want of room: {response.omitted}; --characters gives it more.")
    told += [_withheld(one) for one in response.withheld]
    return "\n".join(told)


def _withheld(one: Withheld) -> str:
    if one.reason == WithheldReason.WITHHELD_REASON_RESTRICTED:
        return "All else is withheld: processing for this purpose is restricted."
    why = "from software" if one.reason == WithheldReason.WITHHELD_REASON_AUDIENCE else "for this purpose"
    section = short_name(BriefSection, one.section).replace("-", " ")
    return f"Withheld {why}: {one.count} in {section}."
