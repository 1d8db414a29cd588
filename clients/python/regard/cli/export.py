"""`regard export`: the entries of some customers as a file that `regard import` takes in."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from regard.bulk.customer_lines import read_customer
from regard.bulk.entry_export import export_ledgers
from regard.bulk.records import DamagedFile, Source, open_source
from regard.bulk.rejects import FaultyLine, Reject, RejectsFile
from regard.cli.import_outcome import exit_code, rejects_option, rejects_path
from regard.cli.progress_bar import progress_bar
from regard.cli.settings import Settings, shared_options


@click.command()
@click.option(
    "--customers",
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="A file with a customer on each line; - is standard input.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to; default standard output.")
@click.option("--all-states", is_flag=True, help="All of the ledgers, for reading: also what counts no longer.")
@rejects_option
@shared_options
@click.pass_obj
def export(
    settings: Settings, /, *, customers: str, output: Path | None, all_states: bool, rejects: Path | None
) -> int:
    """Write the entries of the customers, as lines that `regard import` takes in, with the same ids.

    Each customer's first recorded entry comes first. Left out is what counts no longer, and what is written by calls of
    its own: restrictions, identities and merges, which have to be made anew elsewhere, and reservations. With --all-states all of it is
    there, with its state, for reading: import refuses what would count again, or isn't recorded by it.
    """
    rejects = rejects_path(customers, rejects)
    counts = {"customers": 0, "entries": 0, "without entries": 0}
    rejected: Counter[str] = Counter()
    with (
        open_source(customers) as source,
        _opened(output) as file,
        RejectsFile(rejects) as rejects_file,
        settings.connect() as client,
        progress_bar("exporting", total=source.size, unit="entries") as bar,
    ):
        try:
            for ledger in export_ledgers(client, _names(source, rejects_file, rejected), all_states=all_states):
                file.write("".join(ledger.lines).encode())
                counts["customers"] += 1
                counts["entries"] += len(ledger.lines)
                counts["without entries"] += not ledger.lines
                bar.show(source.position(), counts["entries"])
        except DamagedFile as error:
            raise click.ClickException(f"{customers}: {error}") from error
        file.flush()
    # Standard output is the entries'; what is said of them goes beside it.
    if settings.json:
        said = {"customers": counts["customers"], "entries": counts["entries"]}
        said |= {"withoutEntries": counts["without entries"], "rejected": rejected.total()}
        click.echo(json.dumps(said, indent=2), err=output is None)
    else:
        for name, count in (counts | {"rejected lines": rejected.total()}).items():
            click.echo(f"{name:<24}{count:>12,}", err=output is None)
        if rejected:
            click.echo(f"The lines that are no customers are in {rejects}.", err=output is None)
    return exit_code(rejected)


def _names(source: Source, rejects: RejectsFile, rejected: Counter[str]) -> Iterator[str]:
    for record in source.lines():
        try:
            yield read_customer(record)
        except FaultyLine as error:
            rejects.add(Reject(record.number, record.raw, error.fault))
            rejected[error.fault.reason] += 1


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
    else:
        with output.open("wb") as file:
            yield file
