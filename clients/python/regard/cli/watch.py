"""`regard watch`: what changes, a line for each change, as it is written."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import click
from google.protobuf.json_format import MessageToDict

from regard.arguments import short_name
from regard.cli.choices import one_of
from regard.cli.cloud_events import cloud_event
from regard.cli.settings import Settings, shared_options
from regard.cli.wording import clean
from regard.client import Client
from regard.v1 import Change, ChangesStart, EntryKind, ListChangesResponse, WatchChangesResponse

PAGE_SIZE = 1000


@click.command()
@click.option(
    "--start",
    type=one_of(ChangesStart),
    default="now",
    show_default=True,
    help="Where to begin: with what is written from now on, or with the oldest change that is kept.",
)
@click.option("--cursor", default="", metavar="CURSOR", help="Go on there, as an export or another watch told.")
@click.option(
    "--cursor-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Go on at the cursor in this file, where there is one, and keep it there: nothing is missed between two runs.",
)
@click.option("--kind", "kinds", multiple=True, type=one_of(EntryKind), help="Only this kind; may be repeated.")
@click.option("--once", is_flag=True, help="End when there is nothing more to tell, rather than wait for it.")
@click.option("--cloudevents", is_flag=True, help="A CloudEvent in JSON on each line.")
@click.option(
    "--source", default="/regard", show_default=True, help="The CloudEvents' source, a URI: the same for one database."
)
@shared_options
@click.pass_obj
def watch(
    settings: Settings,
    /,
    *,
    start: str,
    cursor: str,
    cursor_file: Path | None,
    kinds: tuple[str, ...],
    once: bool,
    cloudevents: bool,
    source: str,
) -> None:
    """Tell what changes, a line for each change, until Ctrl-C: when, whose, of which kind, and which entry.

    What was said is not told: read the entry, or the profile. A change may come twice, with the same id (`eventId` in JSON);
    the changes of a customer come in order. When the server restarts, this goes on where it was.
    """
    if cursor_file is not None and cursor_file.exists():
        cursor = cursor_file.read_text(encoding="ascii").strip() or cursor
    line = (lambda change: json.dumps(cloud_event(change, source=source))) if cloudevents else _line(settings)
    with settings.connect() as client:
        for answer in _answers(client, start=start, cursor=cursor, kinds=kinds, once=once):
            for change in answer.changes:
                click.echo(line(change))
            sys.stdout.flush()
            if cursor_file is not None:
                keep_cursor(cursor_file, answer.cursor)


def _answers(
    client: Client, *, start: str, cursor: str, kinds: tuple[str, ...], once: bool
) -> Iterator[WatchChangesResponse | ListChangesResponse]:
    if not once:
        yield from client.watch_changes(cursor=cursor, start=start, kinds=kinds)
        return
    more = True
    while more:
        page = client.list_changes(cursor=cursor, start=start, kinds=kinds, page_size=PAGE_SIZE)
        yield page
        cursor, more = page.cursor, page.more


def _line(settings: Settings) -> Callable[[Change], str]:
    return (lambda change: json.dumps(MessageToDict(change))) if settings.json else change_text


def change_text(change: Change) -> str:
    recorded = f"{change.create_time.ToDatetime():%Y-%m-%d %H:%M:%S}"
    words = [recorded, clean(change.customer), short_name(EntryKind, change.kind)]
    about = [f"of {clean(change.about_entry)}"] if change.about_entry else []
    return "  ".join(chain(words, [clean(change.entry)], about))


def keep_cursor(file: Path, cursor: str) -> None:
    """All or nothing: whoever is killed meanwhile goes on at the cursor before."""
    written = file.with_name(f"{file.name}.new")
    written.write_text(f"{cursor}\n", encoding="ascii")
    os.replace(written, file)  # noqa: PTH105  the one that is atomic by promise
