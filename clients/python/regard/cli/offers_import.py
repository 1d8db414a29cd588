"""`regard offers import`: a file of offers into the catalogue."""

from pathlib import Path

import click

from regard.bulk.catalog_import import CatalogOutcome, read_lines
from regard.bulk.columns import WrongHeader
from regard.bulk.offer_lines import CsvOffers, read_json_offer
from regard.bulk.records import DamagedFile, open_source
from regard.cli.catalog_sending import send_lines, summarize
from regard.cli.import_outcome import rejects_option, rejects_path
from regard.cli.settings import Settings, shared_options
from regard.v1 import Offer

OFFERS_MAX = 1000


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), help="What FILE is; else its name tells.")
@rejects_option
@shared_options
@click.pass_obj
def import_offers(settings: Settings, /, *, file: str, form: str | None, rejects: Path | None) -> int:
    """Add the offers of FILE to the catalogue, and replace those of the same id; - is standard input.

    JSON Lines: {"offerId": …, "offerType": …, "topics": […]}. CSV: the columns offer_id, offer_type, topics (with |
    between them), title, description, valid_from, valid_until, repeatable. Importing the same again changes nothing.
    """
    rejects = rejects_path(file, rejects)
    outcome = CatalogOutcome()
    unclassified = 0
    csv = form == "csv" or (form is None and file.removesuffix(".gz").endswith(".csv"))
    try:
        with open_source(file) as source:
            rows = CsvOffers(source) if csv else None
            records = rows.rows if rows else source.lines()
            lines = read_lines(records, rows.read if rows else read_json_offer, outcome)
    except WrongHeader as error:
        raise click.UsageError(f"{file}: {error}.") from error
    except DamagedFile as error:
        raise click.ClickException(f"{file}: {error}") from error
    with settings.connect() as client:

        def send(offers: list[Offer]) -> int:
            nonlocal unclassified
            answer = client.import_offers(offers)
            unclassified += len(answer.unclassified)
            return answer.changed_count

        complete = send_lines(lines, send, outcome, name="offers", portion=OFFERS_MAX)
    counts = {"without known topics": unclassified}
    return summarize(settings, outcome, counts, name="offers", rejects=rejects, complete=complete)
