"""`regard release`: what was reserved won't be offered."""

import click

from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, entry_text, print_json
from regard.cli.write_options import write_options


@click.command()
@click.argument("name")
@click.option("--reason", default="", help="Why it won't be offered.")
@write_options
@shared_options
@click.pass_obj
def release(settings: Settings, /, *, name: str, reason: str, recorder: str, etag: str, request_id: str | None) -> None:
    """Give the room of the reservation NAME back: the offer won't be made.

    NAME is customers/…/entries/…, as `regard screen --reserve` shows it.
    """
    with settings.connect() as client:
        response = client.release_reservation(name, reason=reason, recorder=recorder, request_id=request_id, etag=etag)
    if settings.json:
        print_json(response)
        return
    terminal = console()
    state = "Nothing to release" if response.replayed else "Released"
    terminal.print(f"{state}, revision {response.revision}:")
    terminal.print(entry_text(response.reservation))
