"""`regard entries`: a customer's ledger, last recorded first."""

from datetime import datetime

import click

from regard.cli.choices import one_of
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, entry_text, print_json, show_more
from regard.cli.times import time_options
from regard.v1 import EntryKind, EntryState


@click.command()
@click.argument("customer")
@click.option("--kind", "kinds", multiple=True, type=one_of(EntryKind), help="Only this kind; may be repeated.")
@click.option("--state", "states", multiple=True, type=one_of(EntryState), help="Only this state; may be repeated.")
@time_options
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
    as_of_time: datetime | None,
    known_at_time: datetime | None,
    page_size: int,
    page_token: str,
) -> None:
    """List the ledger of CUSTOMER, their whole history: last recorded first, whatever became of it since."""
    with settings.connect() as client:
        response = client.list_entries(
            customer,
            kinds=kinds,
            states=states,
            page_size=page_size,
            page_token=page_token,
            as_of_time=as_of_time,
            known_at_time=known_at_time,
        )
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
