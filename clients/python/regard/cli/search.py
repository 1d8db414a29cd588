"""`regard search`: what was said and told, found by words."""

import click
from rich.text import Text

from regard.cli.choices import one_of
from regard.cli.contents import said
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, print_json
from regard.cli.wording import clean, source, state
from regard.v1 import EntryKind, EntryMatch, EntryState, Snippet

EVERYBODY = "-"


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[CUSTOMER] QUERY...")
@click.option("--all", "everybody", is_flag=True, help="Search all customers; then there is no CUSTOMER.")
@click.option("--kind", "kinds", multiple=True, type=one_of(EntryKind), help="Only this kind; may be repeated.")
@click.option("--state", "states", multiple=True, type=one_of(EntryState), help="Only this state; may be repeated.")
@click.option("--page-size", type=click.IntRange(1, 100), default=20, show_default=True, help="At most this many.")
@shared_options
@click.pass_obj
def search(
    settings: Settings,
    /,
    *,
    words: tuple[str, ...],
    everybody: bool,
    kinds: tuple[str, ...],
    states: tuple[str, ...],
    page_size: int,
) -> None:
    """Find what was said of CUSTOMER by words: whole, begun or misspelled, best first.

    \b
    regard search u1 calculator
    regard search u1 "'my mother'"
    regard search --all calculator --kind moment

    It looks at quotes, notes, stories and summaries. Words in quotation marks follow each other. Hits are marked *so*.
    """
    customer, query = (EVERYBODY, words) if everybody else (words[0], words[1:])
    if not query:
        raise click.UsageError("Say what to look for: CUSTOMER and QUERY, or --all and QUERY.")
    with settings.connect() as client:
        response = client.search_entries(customer, " ".join(query), kinds=kinds, states=states, page_size=page_size)
    if settings.json:
        print_json(response)
        return
    terminal = console()
    if not response.matches:
        terminal.print("Nothing like that was said.")
    for number, match in enumerate(response.matches):
        if number:
            terminal.print()
        terminal.print(match_text(match))
    if response.has_more:
        terminal.print("\nThere is more: repeat with a larger --page-size, or with more words.")


def match_text(match: EntryMatch) -> Text:
    """What was found: the entry in a line, where the words are in it, where it comes from, and its name."""
    entry = match.entry
    headline = Text.assemble((said(entry), "bold"))
    if entry.state not in (EntryState.ENTRY_STATE_UNSPECIFIED, EntryState.ENTRY_STATE_ACTIVE):
        headline.append(f" ({state(entry)})", style="yellow")
    lines = [headline, *(snippet_text(snippet) for snippet in match.snippets)]
    lines += [Text(line, style="dim") for line in (source(entry), clean(entry.name))]
    return Text("\n").join(lines)


def snippet_text(snippet: Snippet) -> Text:
    """`quote: …my mother's *calculator* is…`: the hits in stars, and in colour on a terminal."""
    field = snippet.field.rpartition(".")[2].replace("_", " ")
    text = Text(f"{clean(field)}: {'…' if snippet.cut_before else ''}")
    reached = 0
    for hit in snippet.hits:
        text.append(_flat(snippet.text[reached : hit.start]))
        text.append(f"*{_flat(snippet.text[hit.start : hit.end])}*", style="bold green")
        reached = hit.end
    text.append(_flat(snippet.text[reached:]))
    text.append("…" if snippet.cut_after else "")
    return text


def _flat(piece: str) -> str:
    return clean(piece).replace("\n", " ")
