"""`regard why`: why was this offer made to this customer, or not, today or at any past moment?"""

from datetime import datetime
from typing import TextIO

import click
from rich.text import Text

from regard.cli.choices import language_option, one_of
from regard.cli.decisions import show_profile_status
from regard.cli.reasons import show_why
from regard.cli.screen import read_offers
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, print_json
from regard.cli.times import time_options, times_text
from regard.cli.wording import clean, one_line
from regard.client import Client
from regard.errors import NotFound
from regard.v1 import Channel, Offer, OnUnknown, Purpose


@click.command()
@click.argument("customer")
@click.argument("offer")
@click.option("--purpose", required=True, type=one_of(Purpose), help="Why the offer was or would be made.")
@click.option("--channel", required=True, type=one_of(Channel), help="By which way.")
@click.option("--on-unknown", type=one_of(OnUnknown), help="What to do for a customer nobody knows.")
@click.option("--offers", "file", type=click.File(encoding="utf-8"), help="Where OFFER is described, as JSON Lines.")
@language_option
@time_options
@shared_options
@click.pass_obj
def why(
    settings: Settings,
    /,
    *,
    customer: str,
    offer: str,
    purpose: str,
    channel: str,
    on_unknown: str | None,
    file: TextIO | None,
    language: str,
    as_of_time: datetime | None,
    known_at_time: datetime | None,
) -> int:
    """Why was CUSTOMER sent OFFER, or not? OFFER is an id of the catalogue.

    Each reason in a sentence to the customer, with what would have to change, who recorded it and the entries behind it;
    of an offer that nothing speaks against, what speaks for it.

    \b
    regard why u1 golf-club-membership --purpose loyalty --channel app
    regard why u1 golf-club-membership --purpose loyalty --channel app --known-at 2026-05-03T09:00Z --language de
    """
    described = _described(offer, file) if file else None
    with settings.connect() as client:
        response = client.screen_offers(
            customer,
            [described] if described else (),
            offer_ids=() if described else [offer],
            purpose=purpose,
            channel=channel,
            on_unknown=on_unknown,
            language=language,
            as_of_time=as_of_time,
            known_at_time=known_at_time,
            explain=True,
        )
        title = described.title if described else "" if settings.json else _title(client, offer)
    if settings.json:
        print_json(response)
        return 0
    terminal = console()
    terminal.print(Text.assemble((clean(offer), "bold"), f"  {one_line(title)}" if title else ""))
    terminal.print(f"for {purpose} by {channel}, {times_text(as_of_time, known_at_time) or 'now'}\n", style="dim")
    show_profile_status(response, terminal)
    for decision in response.decisions:
        show_why(decision, terminal)
    terminal.print(f"\nprofile revision {response.revision}, policy version {response.policy_version}", style="dim")
    return 0


def _described(offer: str, file: TextIO) -> Offer:
    found = [one for one in read_offers(file) if one.offer_id == offer]
    if len(found) != 1:
        raise click.UsageError(f"{file.name} has {len(found) or 'no'} offers with the id {offer!r}.")
    return found[0]


def _title(client: Client, offer: str) -> str:
    """As the catalogue has it now; empty where it has none."""
    try:
        return client.get_offer(offer).offer.title
    except NotFound:
        return ""
