"""A report on a terminal: its sentences, and a table for each section."""

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from regard.cli.wording import clean, quoted
from regard.report.phrases import number
from regard.report.sections import Cell, Report, Section, Table


def show_report(report: Report, terminal: Console) -> None:
    terminal.print(f"{report.title}, {report.subtitle}", style="bold", soft_wrap=True)
    for sentence in report.in_short:
        terminal.print(f"  {clean(sentence)}", soft_wrap=True)
    for section in report.sections:
        terminal.print()
        _show_section(section, terminal)
    terminal.print()


def _show_section(section: Section, terminal: Console) -> None:
    terminal.print(section.title, style="bold", soft_wrap=True)
    if section.table is not None and section.table.rows:
        terminal.print(_grid(section.table))
    for quote in section.quotes:
        terminal.print(f"  {quoted(quote.words) if quote.words else '(without words)'}", soft_wrap=True)
        terminal.print(f"    {clean(quote.about)}", style="dim", soft_wrap=True)
    for note in section.notes:
        terminal.print(f"  {clean(note)}", style="dim", soft_wrap=True)


def _grid(table: Table) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    numeric = [all(isinstance(cell, int) for cell in column) for column in zip(*table.rows, strict=True)]
    for head, is_numeric in zip(table.head, numeric, strict=True):
        narrowest = max(map(len, head.split())) if is_numeric else None
        grid.add_column(head, justify="right" if is_numeric else "left", overflow="fold", min_width=narrowest)
    for row in table.rows:
        grid.add_row(*(Text(_shown(cell)) for cell in row))
    return grid


def _shown(cell: Cell) -> str:
    return number(cell) if isinstance(cell, int) else clean(cell)
