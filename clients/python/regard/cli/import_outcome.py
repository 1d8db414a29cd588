"""What all imports end with: counts, rejects, and the exit code."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from regard.bulk.records import STANDARD_INPUT
from regard.bulk.rejects import Reject, RejectsFile
from regard.cli.settings import Settings
from regard.cli.terminal import console

Command = TypeVar("Command", bound=Callable[..., Any])
REJECTED = 1


def rejects_option(command: Command) -> Command:
    """Adds the option that names the file of the rejected lines."""
    kind = click.Path(dir_okay=False, path_type=Path)
    option = click.option("--rejects", type=kind, help="Where rejected lines go; default FILE.rejects.jsonl.")
    return option(command)


def rejects_path(file: str, given: Path | None) -> Path:
    """Where the rejects of a file go. Raises UsageError for the file itself."""
    path = given or Path(f"{'stdin' if file == STANDARD_INPUT else file}.rejects.jsonl")
    if file != STANDARD_INPUT and path.exists() and path.samefile(file):
        raise click.UsageError("--rejects is FILE itself.")
    return path


def write_rejects(path: Path, rejects: Iterable[Reject]) -> Counter[str]:
    """Writes the rejects, if there are any, and answers how many there are of each reason."""
    counts: Counter[str] = Counter()
    with RejectsFile(path) as file:
        for reject in rejects:
            file.add(reject)
            counts[reject.fault.reason] += 1
    return counts


def exit_code(rejected: Counter[str]) -> int:
    return REJECTED if rejected else 0


def show_counts(
    settings: Settings,
    counts: Mapping[str, int],
    rejected: Counter[str],
    *,
    rejects: Path,
    complete: bool = True,
) -> None:
    """Prints the summary; in JSON the count `already there` is `alreadyThere`."""
    if settings.json:
        said: dict[str, Any] = {"complete": complete}
        said |= {camel_case(name): count for name, count in counts.items()}
        said |= {"rejected": rejected.total(), "rejectedByReason": dict(rejected.most_common())}
        said["rejects"] = str(rejects) if rejected else ""
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
        return
    terminal = console()
    for name, count in {**counts, "rejected": rejected.total()}.items():
        terminal.print(f"{name:<24}{count:>12,}", soft_wrap=True)
    for reason, count in rejected.most_common():
        terminal.print(f"  {reason:<22}{count:>12,}", soft_wrap=True)
    if rejected:
        terminal.print(f"The rejected lines are in {rejects}.", soft_wrap=True)


def camel_case(name: str) -> str:
    first, *others = name.split()
    return first + "".join(word.capitalize() for word in others)
