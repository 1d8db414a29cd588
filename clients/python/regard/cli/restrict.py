"""`regard restrict`: the customer's right to have the processing of their data restricted."""

import click

from regard.cli.choices import one_of
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, entry_text, print_json
from regard.cli.write_options import reason_option, write_options
from regard.v1 import Purpose


@click.command()
@click.argument("customer")
@click.option(
    "--purpose",
    "--purposes",
    "purposes",
    multiple=True,
    required=True,
    type=one_of(Purpose),
    help="For this purpose; may be repeated.",
)
@click.option("--lift", is_flag=True, help="Lift a restriction.")
@reason_option
@write_options
@shared_options
@click.pass_obj
def restrict(
    settings: Settings,
    /,
    *,
    customer: str,
    purposes: tuple[str, ...],
    lift: bool,
    reason: str,
    recorder: str,
    etag: str,
    request_id: str | None,
) -> None:
    """Restrict the processing of CUSTOMER's data: nothing is cleared for these purposes from now on.

    \b
    regard restrict u1 --purpose marketing --purpose loyalty
        --reason "disputes the data" --recorder agents/mira.holt
    """
    with settings.connect() as client:
        response = client.restrict_processing(
            customer,
            purposes,
            reason=reason,
            recorder=recorder,
            status="lifted" if lift else "restricted",
            request_id=request_id,
            etag=etag,
        )
    if settings.json:
        print_json(response)
        return
    terminal = console()
    terminal.print(f"{'Lifted' if lift else 'Restricted'}, revision {response.revision}:")
    terminal.print(entry_text(response.restriction))
