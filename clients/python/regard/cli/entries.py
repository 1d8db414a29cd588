"""`regard entries`: a customer's ledger, last recorded first."""

import click

from regard.cli.choices import one_of
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, entry_text, print_json, show_more
from regard.v1 import EntryKind, EntryState


@click.command()
@click.argument("customer")
@click.option("--kind", "kinds", multiple=True, type=one_of(EntryKind), help="Only this kind; may be repeated.")
@click.option("--state", "states", multiple=True, type=one_of(EntryState), help="Only this state; may be repeated.")
@click.option("--page-size", type=click.IntRange(1, 1000), default=100, show_default=True, help="At most this many.")
@click.option("--page-token", default="", help="Where to go on, as the page before told.")
@shared_options
@click.pass_obj
def entries(
    settings: Settings,
    /,
    *,
    customer: str,
    kinds: tuple[str, ...],
    states: tuple[str, ...],
    page_size: int,
    page_token: str,
) -> None:
    """List the ledger of CUSTOMER, last recorded first, with what was retracted and what expired."""
    with settings.connect() as client:
        response = client.list_entries(customer, kinds=kinds, states=states, page_size=page_size, page_token=page_token)
    if settings.json:
        print_json(response)
        return
    terminal = console()
    if not response.entries and not page_token:
        terminal.print("No such entries.")
    for number, entry in enumerate(response.entries):
        if number:
            terminal.print()
        terminal.print(entry_text(entry))
    show_more(response.next_page_token, terminal)
