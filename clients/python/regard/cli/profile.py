"""`regard profile`: what is known of a customer, now or at another time."""

from datetime import datetime

import click

from regard.cli.profile_sections import show
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, print_json
from regard.cli.times import time_options


@click.command()
@click.argument("customer")
@time_options
@shared_options
@click.pass_obj
def profile(
    settings: Settings, /, *, customer: str, as_of_time: datetime | None, known_at_time: datetime | None
) -> None:
    """Show what is known of CUSTOMER, with who recorded it and when.

    How to contact them, what was promised, what matters to them, what they want, what was said of late, and what nobody
    has asked yet.
    """
    with settings.connect() as client:
        response = client.get_profile(customer, as_of_time=as_of_time, known_at_time=known_at_time)
    if settings.json:
        print_json(response)
    else:
        show(response.profile, console(), as_of_time=as_of_time, known_at_time=known_at_time)
