"""How answers are shown: with colour on a terminal, plain when piped, and never by colour alone."""

import click
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from regard.cli.contents import said, words
from regard.cli.wording import clean, duration, source, state
from regard.v1 import Entry, EntryState


def print_json(response: Message) -> None:
    """Writes a response as proto-JSON, in UTF-8 whatever the terminal's encoding."""
    click.echo((MessageToJson(response, ensure_ascii=False) + "\n").encode(), nl=False)


def console() -> Console:
    # Nothing in customers' words is markup, and no number in them is worth a colour.
    return Console(markup=False, emoji=False, highlight=False)


def grid(left: int, right: int) -> Table:
    """Two columns without lines, in this ratio; a ratio of 0 is as wide as its text. Long words fold, none is cut."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for ratio in (left, right):
        table.add_column(ratio=ratio or None, overflow="fold", no_wrap=not ratio)
    return table


def show_grid(table: RenderableType, terminal: Console) -> None:
    """Prints a table without the blanks that fill its last column."""
    for line in terminal.render_lines(table, pad=False):
        text = Text.assemble(*((segment.text, segment.style or "") for segment in line))
        text.rstrip()
        terminal.print(text, soft_wrap=True)


def entry_text(entry: Entry) -> Text:
    """An entry in a few lines: what it says, in which words, where it comes from, and its name."""
    text = Text.assemble((said(entry), "bold"))
    if entry.state not in (EntryState.ENTRY_STATE_UNSPECIFIED, EntryState.ENTRY_STATE_ACTIVE):
        text.append(f" ({state(entry)})", style="yellow")
    lines = [text, origin_text(entry), Text.assemble((clean(entry.name), "dim"))]
    for verb, other in (("replaces", entry.supersedes), ("replaced by", entry.superseded_by)):
        if other:
            lines.append(Text.assemble((f"{verb} {clean(other)}", "dim")))
    return Text("\n").join(lines)


def origin_text(entry: Entry) -> Text:
    """The words of an entry, then where it comes from, then how long it holds; each on a line of its own."""
    styled = ((words(entry), ""), (source(entry), "dim"), (duration(entry), "dim"))
    return Text("\n").join([Text.assemble((line, style)) for line, style in styled if line])


def show_more(page_token: str, terminal: Console) -> None:
    """Says how to get to the next page, on one line however long the token; says nothing after the last page."""
    if page_token:
        terminal.print(f"\nThere is more: repeat with --page-token {page_token}", soft_wrap=True)
