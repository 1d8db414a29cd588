"""`regard export`: entries as a file that `regard import` takes in, or profiles; of all customers, or of some."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

import click

from regard.bulk.audience_run import open_output
from regard.bulk.entry_export import LEDGERS, PROFILES, EntryExport, Exported
from regard.bulk.interrupts import Interrupts
from regard.bulk.progress_file import NotToBeResumed, ProgressFile, file_identity
from regard.bulk.records import STANDARD_INPUT, DamagedFile, Source, open_source
from regard.bulk.rejects import RejectsFile
from regard.cli.failures import INTERRUPTED
from regard.cli.import_outcome import exit_code, rejects_option, rejects_path
from regard.cli.progress_bar import progress_bar
from regard.cli.settings import Settings, shared_options
from regard.cli.watch import keep_cursor
from regard.errors import RegardError


@click.command()
@click.option(
    "--customers",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Only these: a file with a customer on each line; - is standard input. Default: all customers.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to; default standard output.")
@click.option("--all-states", is_flag=True, help="All of the ledgers, for reading: also what counts no longer.")
@click.option("--profiles", is_flag=True, help="The profiles, a line each, for reading, and not the entries.")
@click.option("--resume", is_flag=True, help="Go on where an earlier export to OUTPUT was stopped.")
@click.option(
    "--cursor-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to keep the cursor for `regard watch --cursor-file`, which then tells all that changed since.",
)
@rejects_option
@shared_options
@click.pass_obj
def export(
    settings: Settings,
    /,
    *,
    customers: str | None,
    output: Path | None,
    all_states: bool,
    profiles: bool,
    resume: bool,
    cursor_file: Path | None,
    rejects: Path | None,
) -> int:
    """Write the entries of all customers, or of some, as lines that `regard import` takes in, with the same ids.

    \b
    regard export --output entries.jsonl --cursor-file changes.cursor
    regard watch --cursor-file changes.cursor

    Each customer's first recorded entry comes first. Left out is what counts no longer, and what is written by calls of
    its own: restrictions, identities and merges, which have to be made anew elsewhere, and reservations. With --all-states all of it is
    there, with its state, for reading: import refuses what would count again, or isn't recorded by it.

    Ctrl-C leaves whole lines behind, and how far it got in OUTPUT.progress.json.
    """
    if profiles and all_states:
        raise click.UsageError("--all-states is of entries: leave out --profiles.")
    progress = _progress_file(customers, output, all_states=all_states, profiles=profiles)
    if resume and progress is None:
        raise click.UsageError("Only from a file of customers, or from all, and to --output, can an export be resumed.")
    exported = _reached(progress, resume=resume)
    rejects = rejects_path(customers or str(output or "export"), rejects)
    with (
        nullcontext() if customers is None else open_source(customers) as source,
        _opened(output, exported) as file,
        RejectsFile(rejects, kept=exported.rejects_size) as rejects_file,
        settings.connect() as client,
    ):
        job = EntryExport(
            client=client,
            source=source,
            rejects=rejects_file,
            output=file,
            form=PROFILES if profiles else LEDGERS,
            all_states=all_states,
            progress=progress,
        )
        complete = _run(job, exported, customers)
    if cursor_file is not None and complete:
        keep_cursor(cursor_file, exported.changes_cursor)
    _summarize(settings, exported, profiles=profiles, rejects=rejects, beside=output is None)
    if complete:
        return exit_code(exported.rejected)
    click.echo(f"regard: stopped. {_how_to_go_on(progress)}", err=True)
    return INTERRUPTED


def _run(job: EntryExport, exported: Exported, customers: str | None) -> bool:
    """Exports with a bar, and answers whether it came to the end."""
    source: Source | None = job.source
    unit = "profiles" if job.form == PROFILES else "entries"
    size = None if source is None else source.size
    with Interrupts() as interrupts, progress_bar("exporting", total=size, unit=unit) as bar:

        def show(now: Exported) -> None:
            bar.show(0 if source is None else source.position(), now.entries or now.customers)

        try:
            return job.run(exported, stopped=lambda: interrupts.wanted, shown=show)
        except (RegardError, DamagedFile) as error:
            if exported.customers:
                done = f"{exported.customers:,} customers are exported."
                click.echo(f"regard: {done} {_how_to_go_on(job.progress)}", err=True)
            if isinstance(error, DamagedFile):
                raise click.ClickException(f"{customers}: {error}") from error
            raise


def _progress_file(
    customers: str | None, output: Path | None, *, all_states: bool, profiles: bool
) -> ProgressFile | None:
    if output is None or customers == STANDARD_INPUT:
        return None
    of = "all" if customers is None else file_identity(Path(customers))
    subject = {"customers": of, "all-states": all_states, "profiles": profiles}
    return ProgressFile(Path(f"{output}.progress.json"), subject)


def _reached(progress: ProgressFile | None, *, resume: bool) -> Exported:
    if not resume or progress is None:
        return Exported()
    try:
        return Exported.from_state(progress.load())
    except NotToBeResumed as error:
        raise click.UsageError(f"{error}.") from error


@contextmanager
def _opened(output: Path | None, exported: Exported) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        file = open_output(output, exported.output_size, "")
    except NotToBeResumed as error:
        raise click.UsageError(f"{error}.") from error
    with file:
        yield file


def _summarize(settings: Settings, exported: Exported, *, profiles: bool, rejects: Path, beside: bool) -> None:
    """Standard output may be the entries'; what is said of them then goes beside it."""
    if settings.json:
        said: dict[str, object] = {"customers": exported.customers, "entries": exported.entries}
        said |= {"withoutEntries": exported.empty, "rejected": exported.rejected.total()}
        said["changesCursor"] = exported.changes_cursor
        click.echo(json.dumps(said, indent=2), err=beside)
        return
    counts = {"customers": exported.customers}
    if not profiles:
        counts |= {"entries": exported.entries, "without entries": exported.empty}
    for name, count in (counts | {"rejected lines": exported.rejected.total()}).items():
        click.echo(f"{name:<24}{count:>12,}", err=beside)
    if exported.rejected:
        click.echo(f"The lines that are no customers are in {rejects}.", err=beside)


def _how_to_go_on(progress: ProgressFile | None) -> str:
    return "Run it again." if progress is None else "Go on with the same command and --resume."
