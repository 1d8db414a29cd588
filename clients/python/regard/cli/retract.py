"""`regard retract`: an entry was wrong and counts no longer."""

import click

from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, entry_text, print_json
from regard.cli.write_options import write_options


@click.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why it was wrong.")
@write_options
@shared_options
@click.pass_obj
def retract(settings: Settings, /, *, name: str, reason: str, recorder: str, etag: str, request_id: str | None) -> None:
    """Say that the entry NAME was wrong: it counts no longer.

    NAME is customers/…/entries/…, as `regard entries` shows it. What the entry outweighed applies again.
    """
    with settings.connect() as client:
        response = client.retract_entry(name, reason=reason, recorder=recorder, request_id=request_id, etag=etag)
    if settings.json:
        print_json(response)
        return
    terminal = console()
    terminal.print(f"Retracted, revision {response.revision}:")
    terminal.print(entry_text(response.entry))
