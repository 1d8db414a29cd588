"""What the imports of offers and topics have in common: the bar, Ctrl-C, and what they end with."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import click

from regard.bulk.catalog_import import CatalogLine, CatalogOutcome, import_lines
from regard.bulk.interrupts import Interrupts
from regard.cli.failures import INTERRUPTED
from regard.cli.import_outcome import exit_code, show_counts, write_rejects
from regard.cli.progress_bar import progress_bar
from regard.cli.settings import Settings

Item = TypeVar("Item")


def send_lines(
    lines: Sequence[CatalogLine[Item]],
    send: Callable[[list[Item]], int],
    outcome: CatalogOutcome,
    *,
    name: str,
    portion: int,
) -> bool:
    """Imports with a bar, and answers whether it came to the end. Ctrl-C ends it after the portion that is under way."""
    with Interrupts() as interrupts, progress_bar("importing", total=len(lines), unit=name) as bar:
        return import_lines(
            lines,
            send,
            outcome,
            name=name,
            portion=portion,
            stopped=lambda: interrupts.wanted,
            shown=lambda sent: bar.show(sent, sent),
        )


def summarize(
    settings: Settings, outcome: CatalogOutcome, counts: Mapping[str, int], *, name: str, rejects: Path, complete: bool
) -> int:
    """Writes the rejects, prints the counts, and answers the exit code."""
    rejected = write_rejects(rejects, outcome.rejects)
    shown = {"lines": outcome.lines, "changed": outcome.changed, **counts}
    show_counts(settings, shown, rejected, rejects=rejects, complete=complete)
    if complete:
        return exit_code(rejected)
    click.echo(
        f"regard: stopped after {outcome.sent:,} {name}. What is counted as changed is in the catalogue. "
        "Run it again: that stays as it is.",
        err=True,
    )
    return INTERRUPTED
