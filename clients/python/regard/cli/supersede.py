"""`regard supersede`: another entry in the place of one, from its effective time on."""

import click

from regard.cli.kinds import KindsGroup, add_kinds
from regard.cli.kinds_of_entries import KINDS
from regard.cli.settings import Settings, help_if_alone, shared_options
from regard.cli.terminal import console, entry_text, print_json
from regard.v1 import Entry


@click.group(cls=KindsGroup, invoke_without_command=True, subcommand_metavar="[KIND] NAME [OPTIONS]...")
@shared_options
@click.pass_context
def supersede(context: click.Context) -> None:
    """Replace the entry NAME by another of the same kind; `regard commitments` settles a commitment.

    \b
    regard supersede customers/u1/entries/e9 --topic sports/golf --stance likes
        --quote "I took it up in April." --recorder agents/mira.holt
    regard supersede commitment customers/u1/entries/e12 "Call about the refund"
        --kind callback --owner agents/jonas.weld --due-time 2026-06-19T10:00Z

    NAME is customers/…/entries/…, as `regard entries` shows it. The old entry stays in the ledger, and counts again when
    the new one is retracted. What each kind takes: regard supersede KIND --help.
    """
    help_if_alone(context)


def send(settings: Settings, name: str, entry: Entry, etag: str, request_id: str | None) -> None:
    with settings.connect() as client:
        response = client.supersede_entry(name, entry, request_id=request_id, etag=etag)
    if settings.json:
        print_json(response)
        return
    terminal = console()
    terminal.print(f"Superseded, revision {response.revision}:")
    terminal.print(entry_text(response.entry))
    terminal.print("\nIn the place of:")
    terminal.print(entry_text(response.superseded))


add_kinds(supersede, KINDS, "name", send)
