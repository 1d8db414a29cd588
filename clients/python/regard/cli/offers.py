"""`regard offers`: the catalogue."""

import click

from regard.cli.settings import Settings, help_if_alone, shared_options
from regard.cli.terminal import console, grid, print_json, show_grid, show_more
from regard.cli.wording import clean, date
from regard.v1 import Offer


@click.group(invoke_without_command=True)
@shared_options
@click.pass_context
def offers(context: click.Context) -> None:
    """List the offers of the catalogue."""
    help_if_alone(context)


@offers.command("list")
@click.option("--page-size", type=click.IntRange(1, 1000), default=100, show_default=True, help="At most this many.")
@click.option("--page-token", default="", help="Where to go on, as the page before told.")
@shared_options
@click.pass_obj
def list_(settings: Settings, /, *, page_size: int, page_token: str) -> None:
    """List the offers in the order of their ids, with what they are about."""
    with settings.connect() as client:
        response = client.list_offers(page_size=page_size, page_token=page_token)
    if settings.json:
        print_json(response)
        return
    terminal = console()
    if not response.offers and not page_token:
        terminal.print("The catalogue has no offers.")
    table = grid(2, 3)
    for offer in response.offers:
        about = clean(": ".join(part for part in (offer.offer_type, ", ".join(offer.topics)) if part))
        lines = [line for line in (clean(offer.title), about, validity(offer)) if line]
        table.add_row(clean(offer.offer_id), "\n".join(lines))
    show_grid(table, terminal)
    show_more(response.next_page_token, terminal)


def validity(offer: Offer) -> str:
    """`from 1 May 2024, until 3 May 2027`; empty for an offer that is always valid."""
    parts = [f"from {date(offer.valid_from)}"] if offer.HasField("valid_from") else []
    parts += [f"until {date(offer.valid_until)}"] if offer.HasField("valid_until") else []
    return ", ".join(parts)
