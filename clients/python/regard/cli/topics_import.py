"""`regard topics import`: a file of topics into the taxonomy."""

from pathlib import Path

import click

from regard.bulk.catalog_import import CatalogLine, CatalogOutcome, read_lines
from regard.bulk.columns import WrongHeader
from regard.bulk.iab_topics import IabTopics
from regard.bulk.records import DamagedFile, Source, open_source
from regard.bulk.topic_lines import CsvTopics, read_json_topic
from regard.cli.catalog_sending import send_lines, summarize
from regard.cli.import_outcome import rejects_option, rejects_path
from regard.cli.settings import Settings, shared_options
from regard.v1 import Topic

TOPICS_MAX = 5000
FORMATS = {".csv": "csv", ".tsv": "iab"}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["csv", "iab", "jsonl"]), help="What FILE is; else its name tells.")
@rejects_option
@shared_options
@click.pass_obj
def import_topics(settings: Settings, /, *, file: str, form: str | None, rejects: Path | None) -> int:
    """Add the topics of FILE to the taxonomy, and replace those of the same path; - is standard input.

    CSV: the columns path, label, synonyms (with | between them), moved_to. TSV: a taxonomy of the IAB, with Unique ID,
    Parent and Name; the paths are made of the names. JSON Lines: {"path": …, "label": …, "synonyms": […]}. The order of
    the lines doesn't matter. Importing the same again changes nothing.
    """
    rejects = rejects_path(file, rejects)
    outcome = CatalogOutcome()
    try:
        with open_source(file) as source:
            lines = read(source, form or FORMATS.get(Path(file.removesuffix(".gz")).suffix, "jsonl"), outcome)
    except WrongHeader as error:
        raise click.UsageError(f"{file}: {error}.") from error
    except DamagedFile as error:
        raise click.ClickException(f"{file}: {error}") from error
    lines.sort(key=lambda line: (line.key.count("/"), line.record.number))  # parents first
    with settings.connect() as client:

        def send(topics: list[Topic]) -> int:
            return client.import_topics(topics).changed_count

        complete = send_lines(lines, send, outcome, name="topics", portion=TOPICS_MAX)
    return summarize(settings, outcome, {}, name="topics", rejects=rejects, complete=complete)


def read(source: Source, form: str, outcome: CatalogOutcome) -> list[CatalogLine[Topic]]:
    """The topics of a file. Raises WrongHeader."""
    if form == "jsonl":
        return read_lines(source.lines(), read_json_topic, outcome)
    table = IabTopics(source.lines()) if form == "iab" else CsvTopics(source)
    return read_lines(table.rows, table.read, outcome)
