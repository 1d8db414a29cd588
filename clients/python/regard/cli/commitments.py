"""`regard commitments`: what we promised and is open, and what became of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from rich.text import Text

from regard.arguments import short_name
from regard.cli.choices import instant, one_of
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, entry_text, print_json, show_more
from regard.cli.wording import clean, one_line, quoted
from regard.cli.wording import instant as instant_text
from regard.cli.write_options import write_options
from regard.v1 import CommitmentKind, OpenCommitment


@click.group(invoke_without_command=True)
@click.option("--owner", default="", help="Only those of this one, such as agents/mira.holt or teams/returns.")
@click.option("--overdue", is_flag=True, help="Only those whose due time has come.")
@click.option("--due-before", "due_before_time", type=instant, help="Only those due before: 2024-05-03.")
@click.option("--customer", help="Only those of this customer.")
@click.option("--kind", "kinds", multiple=True, type=one_of(CommitmentKind), help="Only this kind; may be repeated.")
@click.option("--page-size", type=click.IntRange(1, 1000), default=100, show_default=True, help="At most this many.")
@click.option("--page-token", default="", help="Where to go on, as the page before told.")
@shared_options
@click.pass_context
def commitments(context: click.Context, /, *, due_before_time: datetime | None, page_token: str, **asked: Any) -> None:
    """List what we promised and is open, the first due first; or say that it was kept, broken, or is cancelled.

    \b
    regard commitments --owner agents/mira.holt --overdue
    regard commitments keep customers/u1/entries/e12 --outcome "Called at ten." --recorder agents/mira.holt
    """
    if context.invoked_subcommand is not None:
        return
    settings: Settings = context.obj
    with settings.connect() as client:
        response = client.list_commitments(due_before_time=due_before_time, page_token=page_token, **asked)
    if settings.json:
        print_json(response)
        return
    terminal = console()
    if response.incomplete:
        terminal.print("Some may still be missing: what was promised before an upgrade is being brought in.")
    if not response.commitments and not page_token:
        terminal.print("Nothing is open.")
    for number, one in enumerate(response.commitments):
        if number:
            terminal.print()
        terminal.print(_text(one))
    show_more(response.next_page_token, terminal)


def _text(one: OpenCommitment) -> Text:
    """When it is due and what it is; then for whom, by whom, and what there is to know; and its name."""
    promised = one.entry.commitment
    due = instant_text(promised.due_time) if promised.HasField("due_time") else "no due time"
    text = Text.assemble((f"{due}, overdue" if one.overdue else due, "yellow" if one.overdue else ""), "  ")
    text.append(f"{short_name(CommitmentKind, promised.kind)}: {one_line(promised.what)}", style="bold")
    text.append(f"\n  for {clean(one.customer)}, owner {clean(promised.owner)}")
    told = [f"asked: {one_line(f'{answer.question} {answer.answer}')}" for answer in promised.asked]
    told += [f"follows {clean(promised.follows)}"] if promised.follows else []
    told += [quoted(one.entry.provenance.quote)] if one.entry.provenance.quote else []
    for line in told:
        text.append(f"\n  {line}")
    text.append(f"\n  {clean(one.entry.name)}", style="dim")
    return text


def _settling(name: str, status: str, done: str, about: str) -> None:
    """Adds the command that says what became of a commitment."""

    def run(settings: Settings, /, *, entry: str, **given: Any) -> None:
        with settings.connect() as client:
            response = client.update_commitment(entry, status, **given)
        if settings.json:
            print_json(response)
            return
        terminal = console()
        terminal.print(f"{done}, revision {response.revision}:")
        terminal.print(entry_text(response.commitment))

    command: Callable[..., Any] = click.pass_obj(run)
    for decorator in (
        shared_options,
        write_options,
        click.option("--effective-time", type=instant, help="When, if not now: 2024-05-03T10:00Z."),
        click.option("--outcome", default="", metavar="TEXT", help="What came of it."),
        click.argument("entry", metavar="NAME"),
    ):
        command = decorator(command)
    commitments.command(name, help=f"{about} NAME is customers/…/entries/…, as the list shows it.")(command)


_settling("keep", "kept", "Kept", "Say that we did what we promised.")
_settling("break", "broken", "Broken", "Say that we didn't do what we promised.")
_settling("cancel", "cancelled", "Cancelled", "Say that the customer no longer wants it.")
