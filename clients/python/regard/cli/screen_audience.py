"""`regard screen --customers`: may these offers be made to any number of customers?"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import click
from rich.console import Console

from regard import calls
from regard.bulk.audience_run import AudienceRun, Screened, open_output
from regard.bulk.decision_lines import CSV_HEADER, csv_lines, csv_row, json_lines
from regard.bulk.interrupts import Interrupts
from regard.bulk.progress_file import NotToBeResumed, ProgressFile, file_identity
from regard.bulk.records import STANDARD_INPUT, DamagedFile, open_source
from regard.bulk.rejects import RejectsFile
from regard.cli.failures import INTERRUPTED
from regard.cli.import_outcome import camel_case, rejects_path
from regard.cli.progress_bar import progress_bar
from regard.cli.settings import Settings
from regard.cli.terminal import console
from regard.client import Client
from regard.errors import RegardError

Portions = Sequence[Mapping[str, Any]]
"""`offers` or `offer_ids`, as many as one call takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceOptions:
    """What the options of the command say of an audience."""

    customers: str
    output: Path | None
    summary_only: bool
    resume: bool
    rejects: Path | None

    def check(self) -> None:
        """Raises UsageError for options that don't go together."""
        if self.summary_only == (self.output is not None):
            raise click.UsageError("--customers needs either --output or --summary-only.")
        if self.resume and (self.output is None or self.customers == STANDARD_INPUT):
            raise click.UsageError("--resume needs --output, and customers that are not standard input.")


def screen_audience(
    settings: Settings, client: Client, portions: Portions, question: Mapping[str, Any], options: AudienceOptions
) -> int:
    """Screens, shows the summary, and answers the exit code."""
    if len(portions) > 1 and options.customers == STANDARD_INPUT:
        raise click.UsageError("More than 200 offers go over the customers several times: give them as a file.")
    progress = _progress_file(portions, question, options)
    rejects = rejects_path(options.customers, options.rejects)
    try:
        screened = Screened.from_state(progress.load()) if options.resume and progress else Screened()
        with (
            open_source(options.customers) as source,
            RejectsFile(rejects, kept=screened.rejects_size) as rejects_file,
            _output(options.output, screened) as output,
            Interrupts() as interrupts,
            progress_bar("screening", total=_total(source.size, portions), unit="customers") as bar,
        ):
            run = AudienceRun(
                client=client,
                source=source,
                portions=portions,
                question=question,
                rejects=rejects_file,
                write=None if options.output is None else csv_lines if _is_csv(options.output) else json_lines,
                output=output,
                progress=progress,
            )
            size = source.size or 0
            complete = run.run(
                screened,
                stopped=lambda: interrupts.wanted,
                shown=lambda now: bar.show(now.portion * size + source.position(), now.customers),
            )
    except NotToBeResumed as error:
        raise click.UsageError(f"{error}.") from error
    except DamagedFile as error:
        raise click.ClickException(f"{options.customers}: {error}") from error
    except RegardError:
        if progress is not None and progress.path.exists():
            click.echo("regard: what is written is whole. Go on with the same command and --resume.", err=True)
        raise
    summarize(settings, screened, options, rejects=rejects, complete=complete)
    if not complete:
        return INTERRUPTED
    return 1 if screened.rejected or screened.failed else 0


def summarize(
    settings: Settings, screened: Screened, options: AudienceOptions, *, rejects: Path, complete: bool
) -> None:
    counts = {
        "customers": screened.customers,
        "unknown customers": screened.unknown_customers,
        "decisions": screened.decisions,
        "cleared": screened.cleared,
        "suppressed": screened.suppressed,
        "failed": screened.failed,
        "rejected lines": screened.rejected.total(),
    }
    if settings.json:
        said: dict[str, Any] = {"complete": complete}
        said |= {camel_case(name): count for name, count in counts.items()}
        said |= {"reasons": dict(+screened.reasons), "shadowReasons": dict(+screened.shadow_reasons)}
        said |= {"shadowSuppressed": screened.shadow_suppressed, "shadowCleared": dict(+screened.shadow_cleared)}
        said |= {"output": str(options.output or ""), "rejects": str(rejects) if screened.rejected else ""}
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        terminal = console()
        for name, count in counts.items():
            terminal.print(f"{name:<24}{count:>12,}", soft_wrap=True)
        for name, reasons in (("", screened.reasons), (" (only tried)", screened.shadow_reasons)):
            for reason, count in (+reasons).items():
                terminal.print(f"  {reason + name:<22}{count:>12,}", soft_wrap=True)
        _show_trial(screened, terminal)
        if screened.rejected:
            terminal.print(f"The lines that are no customers are in {rejects}.", soft_wrap=True)
    if not complete:
        resumable = options.output is not None and options.customers != STANDARD_INPUT
        on = "Go on with the same command and --resume." if resumable else "Run it again."
        click.echo(f"regard: stopped. What is written is whole. {on}", err=True)


def _show_trial(screened: Screened, terminal: Console) -> None:
    """What would be suppressed besides, if what the policy only tries came to decide."""
    if not +screened.shadow_reasons:
        return
    terminal.print("cleared now, and suppressed if it decided", soft_wrap=True)
    for reason in +screened.shadow_reasons:
        terminal.print(f"  {reason:<22}{screened.shadow_cleared[reason]:>12,}", soft_wrap=True)
    terminal.print(f"  {'all that is tried':<22}{screened.shadow_suppressed:>12,}", soft_wrap=True)


def _progress_file(portions: Portions, question: Mapping[str, Any], options: AudienceOptions) -> ProgressFile | None:
    if options.output is None or options.customers == STANDARD_INPUT:
        return None
    asked = sha256()
    for offers in portions:
        request = calls.screen_audience((), **offers, **question).request
        asked.update(request.SerializeToString(deterministic=True))
    subject = {
        "file of customers": file_identity(Path(options.customers)),
        "question": asked.hexdigest(),
        "output": os.fspath(options.output.absolute()),
    }
    return ProgressFile(options.output.with_name(f"{options.output.name}.progress.json"), subject)


@contextmanager
def _output(path: Path | None, screened: Screened) -> Iterator[BinaryIO | None]:
    header = csv_row(CSV_HEADER) if path and _is_csv(path) else ""
    with nullcontext() if path is None else open_output(path, screened.output_size, header) as output:
        screened.output_size = screened.output_size or len(header)
        yield output


def _is_csv(path: Path) -> bool:
    return path.suffix == ".csv"


def _total(size: int | None, portions: Portions) -> int | None:
    return None if size is None else size * len(portions)
