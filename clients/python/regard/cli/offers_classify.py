"""`regard offers classify`: topics for offers that have none, to be confirmed by a person. Nothing goes to the service."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import click
from google.protobuf.json_format import MessageToDict

from regard.bulk.columns import WrongHeader
from regard.bulk.decision_lines import csv_row
from regard.bulk.interrupts import Interrupts
from regard.bulk.offer_lines import read_offers
from regard.bulk.records import STANDARD_INPUT, DamagedFile, open_source
from regard.bulk.rejects import FaultyLine, Reject
from regard.bulk.topic_suggestions import Suggestion, TopicNames
from regard.cli.failures import INTERRUPTED
from regard.cli.import_outcome import exit_code, rejects_option, rejects_path, show_counts, write_rejects
from regard.cli.progress_bar import progress_bar
from regard.cli.settings import Settings, shared_options
from regard.v1 import Offer

CSV_HEADER = ("offer_id", "title", "topic", "label", "score", "matched")
PATH = click.Path(dir_okay=False, path_type=Path)

Suggested = Sequence[tuple[Offer, Sequence[Suggestion]]]


@click.command("classify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), help="What FILE is; else its name tells.")
@click.option("--output", type=PATH, help="The suggestions, .jsonl or .csv; default FILE.suggestions.jsonl.")
@click.option("--accept-above", type=click.FloatRange(0, 100), metavar="SCORE", help="Take topics of a higher score.")
@click.option("--accepted", type=PATH, help="The offers with topics; default FILE.classified.jsonl.")
@rejects_option
@shared_options
@click.pass_obj
def classify_offers(
    settings: Settings,
    /,
    *,
    file: str,
    form: str | None,
    output: Path | None,
    accept_above: float | None,
    accepted: Path | None,
    rejects: Path | None,
) -> int:
    """Suggest topics for the offers of FILE that have none, from the words of their titles and descriptions.

    Each suggestion has a score, 0 to 100, and the words that it comes from. With --accept-above, the offers that have
    topics then are written to a file that `regard offers import` takes in. Nothing is sent to the service: read the
    suggestions first.
    """
    if accepted and accept_above is None:
        raise click.UsageError("--accepted needs --accept-above.")
    stem = "stdin" if file == STANDARD_INPUT else file
    rejects = rejects_path(file, rejects)
    offers, faulty = read(file, csv=form == "csv" or (form is None and file.removesuffix(".gz").endswith(".csv")))
    with settings.connect() as client:
        names = TopicNames(client.iterate_topics(page_size=1000))
    output = output or Path(f"{stem}.suggestions.jsonl")
    with Interrupts() as interrupts:
        suggested = suggest(names, offers, stopped=lambda: interrupts.wanted)
        if suggested is None:
            click.echo("regard: stopped. Nothing is written: run it again.", err=True)
            return INTERRUPTED
        # From here on Ctrl-C changes nothing: no file is left half.
        with output.open("w", encoding="utf-8", newline="") as written:
            write_suggestions(written, suggested, csv=output.suffix == ".csv")
        counts = {
            "offers": len(offers),
            "with topics": len(offers) - len(suggested),
            "with suggestions": sum(bool(suggestions) for _, suggestions in suggested),
            "without suggestions": sum(not suggestions for _, suggestions in suggested),
        }
        if accept_above is not None:
            accepted = accepted or Path(f"{stem}.classified.jsonl")
            counts["ready to import"] = write_accepted(accepted, offers, suggested, above=accept_above)
        rejected = write_rejects(rejects, faulty)
    show_counts(settings, counts, rejected, rejects=rejects)
    if not settings.json:
        click.echo(f"The suggestions are in {output}." + (f" The offers with topics: {accepted}." if accepted else ""))
    return exit_code(rejected)


def suggest(names: TopicNames, offers: Sequence[Offer], *, stopped: Callable[[], bool]) -> Suggested | None:
    """For those without topics, with a bar; None where `stopped()` came true."""
    without = [offer for offer in offers if not offer.topics]
    suggested = []
    with progress_bar("classifying", total=len(without), unit="offers") as bar:
        for offer in without:
            if stopped():
                return None
            suggested.append((offer, names.suggest(offer)))
            bar.show(len(suggested), len(suggested))
    return suggested


def read(file: str, *, csv: bool) -> tuple[list[Offer], list[Reject]]:
    offers, faulty = [], []
    try:
        with open_source(file) as source:
            for record, found in read_offers(source, csv=csv):
                if isinstance(found, FaultyLine):
                    faulty.append(Reject(record.number, record.raw, found.fault))
                else:
                    offers.append(found)
    except WrongHeader as error:
        raise click.UsageError(f"{file}: {error}.") from error
    except DamagedFile as error:
        raise click.ClickException(f"{file}: {error}") from error
    return offers, faulty


def write_suggestions(file: TextIO, suggested: Suggested, *, csv: bool) -> None:
    """JSON: a line for each offer, also one without suggestions. CSV: a row for each suggestion, and for such."""
    if csv:
        file.write(csv_row(CSV_HEADER))
    for offer, suggestions in suggested:
        if csv:
            rows = [(one.topic, one.label, str(one.score), "|".join(one.matched)) for one in suggestions]
            file.writelines(csv_row((offer.offer_id, offer.title, *row)) for row in rows or [("", "", "", "")])
            continue
        line = {"offerId": offer.offer_id, "title": offer.title, "suggestions": [asdict(one) for one in suggestions]}
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def write_accepted(file: Path, offers: Sequence[Offer], suggested: Suggested, *, above: float) -> int:
    """Gives the offers the topics of a higher score, and writes those that have topics then; answers how many."""
    for offer, suggestions in suggested:
        offer.topics.extend(one.topic for one in suggestions if one.score > above)
    ready = [offer for offer in offers if offer.topics]
    lines = (json.dumps(MessageToDict(offer), ensure_ascii=False) + "\n" for offer in ready)
    file.write_text("".join(lines), encoding="utf-8")
    return len(ready)
