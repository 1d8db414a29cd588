"""`regard import`: a file of entries into the ledgers, of any size, twice without harm."""

import os
from hashlib import sha256
from pathlib import Path

import click

from regard.bulk.csv_mapping import CsvEntries, CsvMapping, WrongMapping
from regard.bulk.entry_import import EntryImport, Reached
from regard.bulk.interrupts import Interrupts
from regard.bulk.parsing import Parser
from regard.bulk.progress_file import NotToBeResumed, ProgressFile, file_identity
from regard.bulk.records import STANDARD_INPUT, DamagedFile, Source, open_source
from regard.bulk.rejects import RejectsFile
from regard.cli.failures import INTERRUPTED
from regard.cli.import_outcome import exit_code, rejects_option, rejects_path, show_counts
from regard.cli.progress_bar import progress_bar
from regard.cli.settings import Settings, shared_options
from regard.errors import RegardError

PROCESSES_MAX = 4
"""What more of them read, no server of today takes in."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), help="What FILE is; else its name tells.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="What the columns are.")
@rejects_option
@click.option("--resume", is_flag=True, help="Go on where an earlier import of FILE was stopped.")
@click.option(
    "--processes", type=click.IntRange(1, 64), help="How many read lines; default one for two processors, up to 4."
)
@shared_options
@click.pass_obj
def import_(
    settings: Settings,
    /,
    *,
    file: str,
    form: str | None,
    mapping: Path | None,
    rejects: Path | None,
    resume: bool,
    processes: int | None,
) -> int:
    """Record the entries of FILE, which may be gzipped; - is standard input.

    \b
    regard import entries.jsonl
    regard import crm-export.csv.gz --mapping mapping.toml

    A line is {"customer": "customers/u1", "entry": {…}}. One that can't be recorded doesn't stop the others: it is
    written to the rejects, with the reason. Importing the same lines again changes nothing.
    """
    rows = is_csv(file, form, mapping)
    read_mapping = load_mapping(mapping) if rows else None
    rejects = rejects_path(file, rejects)
    progress = progress_file(file, rows=rows, mapping=mapping)
    if resume and progress is None:
        raise click.UsageError("Standard input can't be resumed; run it again, what is recorded stays as it is.")
    reached = Reached()
    with open_source(file) as source:
        parser = Parser()
        if read_mapping:
            parser, reached = under_header(source, read_mapping)
        if resume and progress is not None:
            reached = load_state(progress)
        with RejectsFile(rejects, kept=reached.rejects_size) as rejects_file, settings.connect() as client:
            job = EntryImport(
                client=client,
                source=source,
                parser=parser,
                rejects=rejects_file,
                progress=progress,
                processes=processes or default_processes(),
            )
            complete = run(job, reached, file)
    summarize(settings, reached, progress, rejects=rejects, complete=complete)
    return exit_code(reached.rejected) if complete else INTERRUPTED


def default_processes() -> int:
    """Half of the processors: the other half is for a server on the same machine, and for sending."""
    return max(1, min((os.cpu_count() or 1) // 2, PROCESSES_MAX))


def is_csv(file: str, form: str | None, mapping: Path | None) -> bool:
    if form == "jsonl" and mapping:
        raise click.UsageError("--mapping is for CSV.")
    return form == "csv" or (form is None and (mapping is not None or file.removesuffix(".gz").endswith(".csv")))


def load_mapping(path: Path | None) -> CsvMapping:
    try:
        return CsvMapping.load(path) if path else CsvMapping()
    except WrongMapping as error:
        raise click.UsageError(f"{path}: {error}.") from error


def under_header(source: Source, mapping: CsvMapping) -> tuple[Parser, Reached]:
    """The parser of the rows, and where they begin."""
    header = next(source.rows(delimiter=mapping.delimiter), None)
    if header is None:
        raise click.UsageError("The file is empty: it has no header.")
    try:
        rows = CsvEntries.under(mapping, header.raw)
    except WrongMapping as error:
        raise click.UsageError(f"{error}.") from error
    return Parser(rows), Reached(offset=header.end, number=header.next)


def progress_file(file: str, *, rows: bool, mapping: Path | None) -> ProgressFile | None:
    if file == STANDARD_INPUT:
        return None
    said = sha256(mapping.read_bytes()).hexdigest() if mapping else ""
    subject = {"file": file_identity(Path(file)), "format": "csv" if rows else "jsonl", "mapping": said}
    return ProgressFile(Path(f"{file}.progress.json"), subject)


def load_state(progress: ProgressFile) -> Reached:
    try:
        return Reached.from_state(progress.load())
    except NotToBeResumed as error:
        raise click.UsageError(f"{error}.") from error


def run(job: EntryImport, reached: Reached, file: str) -> bool:
    """Imports with a bar, and answers whether it came to the end."""
    source = job.source
    with Interrupts() as interrupts, progress_bar("importing", total=source.size, unit="entries") as bar:
        try:
            return job.run(
                reached,
                stopped=lambda: interrupts.wanted,
                shown=lambda now: bar.show(source.position(), now.recorded + now.already_there),
            )
        except (RegardError, DamagedFile) as error:
            if reached.lines:
                click.echo(f"regard: {reached.lines:,} lines are done. {how_to_go_on(job.progress)}", err=True)
            if isinstance(error, DamagedFile):
                raise click.ClickException(f"{file}: {error}") from error
            raise


def summarize(
    settings: Settings, reached: Reached, progress: ProgressFile | None, *, rejects: Path, complete: bool
) -> None:
    counts = {"lines": reached.lines, "recorded": reached.recorded, "already there": reached.already_there}
    show_counts(settings, counts, reached.rejected, rejects=rejects, complete=complete)
    if not complete:
        click.echo(f"regard: stopped. What is counted is recorded. {how_to_go_on(progress)}", err=True)


def how_to_go_on(progress: ProgressFile | None) -> str:
    if progress is None:
        return "Run it again: what is recorded stays as it is."
    return "Go on with the same command and --resume."
