"""How a decision is explained: the server's sentences, each with where it comes from. No sentence about a rule is made here."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from regard.cli.decisions import reason_line, verdict_text
from regard.cli.terminal import show_grid
from regard.cli.wording import clean, date, instant, quoted
from regard.v1 import Decision, Suppression, Verdict

INDENT = 4


def show_why(decision: Decision, terminal: Console) -> None:
    """Of a decision that was asked for with `explain`: its reasons, and of a cleared one what speaks for it."""
    terminal.print(Text.assemble(verdict_text(decision), f"  {clean(decision.text)}"))
    for suppression in decision.suppressions:
        terminal.print(Text(f"\n  {reason_line(suppression)}", style="yellow" if suppression.shadow else "bold"))
        _show_reason(suppression, terminal)
    if decision.verdict != Verdict.VERDICT_CLEARED:
        return
    for reason in decision.affinity_reasons:
        terminal.print()
        _say([reason.text], terminal)
        _show_source([clean(reason.recorder), date(reason.stated_time)], [reason.entry], terminal)


def _show_reason(suppression: Suppression, terminal: Console) -> None:
    told = suppression.quote in suppression.text
    _say([suppression.text, "" if told else quoted(suppression.quote), suppression.remedy], terminal)
    said_at = date(suppression.stated_time) if suppression.HasField("stated_time") else ""
    until = f"until {instant(suppression.until)}" if suppression.HasField("until") else ""
    _show_source([clean(suppression.recorder), said_at, until], suppression.entries, terminal)


def _say(sentences: Sequence[str], terminal: Console) -> None:
    for sentence in filter(None, sentences):
        show_grid(Padding(Text(clean(sentence)), (0, 0, 0, INDENT)), terminal)


def _show_source(told: Sequence[str], entries: Sequence[str], terminal: Console) -> None:
    """A line for each entry, however long its name: it is to be copied."""
    for line in filter(None, [", ".join(filter(None, told)), *map(clean, entries)]):
        terminal.print(Text(" " * INDENT + line, style="dim"), soft_wrap=True)
