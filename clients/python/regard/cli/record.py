"""`regard record`: what a customer said, and what happened between us."""

import click

from regard.cli.kinds import KindsGroup, add_kinds
from regard.cli.kinds_of_entries import KINDS
from regard.cli.settings import Settings, help_if_alone, shared_options
from regard.cli.terminal import console, entry_text, print_json
from regard.v1 import Entry


@click.group(cls=KindsGroup, invoke_without_command=True, subcommand_metavar="[KIND] CUSTOMER [OPTIONS]...")
@shared_options
@click.pass_context
def record(context: click.Context) -> None:
    """Record what CUSTOMER said, or what happened between you.

    \b
    regard record u1 --topic sports/golf --stance dislikes
        --quote "I can't stand golf." --recorder agents/mira.holt
    regard record u1 --offer golf-club-membership --outcome declined
        --reason "no golf" --recorder agents/mira.holt
    regard record commitment u1 "Call about the refund" --kind callback
        --owner agents/mira.holt --due-time 2026-06-18T10:00Z

    Without a KIND it is a preference, with --offer an offer response. What each kind takes: regard record KIND --help.
    """
    help_if_alone(context)


def send(settings: Settings, customer: str, entry: Entry, etag: str, request_id: str | None) -> None:
    with settings.connect() as client:
        response = client.record_entries(customer, [entry], request_id=request_id, etag=etag)
    if settings.json:
        print_json(response)
        return
    terminal = console()
    terminal.print(f"Recorded, revision {response.revision}:")
    for recorded in response.entries:
        terminal.print(entry_text(recorded))


add_kinds(record, KINDS, "customer", send)
