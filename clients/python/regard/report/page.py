"""A report as one HTML file that needs nothing else: no script, no font, no picture from anywhere, and a policy that says so.

First the figures to remember, then what they mean in words, then chart and table of each section. It is made to be read on
a screen, shown to a room, and printed on A4.
"""

from collections.abc import Iterator, Sequence
from html import escape

from regard.report.charts import draw
from regard.report.phrases import NO_SHARE, number
from regard.report.sections import Cell, Report, Section, Table

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f6f7; color: #22303c; line-height: 1.5;
       font-family: "Segoe UI", "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 40px 32px 56px; }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 1.25rem; margin: 0 0 12px; font-weight: 650; }
.subtitle { margin: 6px 0 28px; color: #4d5b67; font-size: 1.05rem; }
.report + .report { margin-top: 72px; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 16px; margin: 0 0 20px; padding: 0; list-style: none; }
.figures li { background: #fff; border: 1px solid #dfe4e8; border-top: 4px solid #4a7fb5; border-radius: 6px; padding: 14px 18px; }
.figures strong { display: block; font-size: 2rem; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
.figures span { color: #4d5b67; }
section, .short { background: #fff; border: 1px solid #dfe4e8; border-radius: 6px; padding: 22px 26px; margin: 0 0 20px; }
.short ul { margin: 0; padding-left: 1.2em; font-size: 1.08rem; max-width: 95ch; }
.short li { margin: 4px 0; }
.pair { display: grid; grid-template-columns: minmax(0, 10fr) minmax(0, 11fr); gap: 28px; align-items: start; }
figure { margin: 0; min-width: 0; }
figure svg { display: block; width: 100%; height: auto; }
figure svg text { font-family: inherit !important; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.84rem; }
caption { text-align: left; color: #4d5b67; padding-bottom: 4px; }
th, td { padding: 5px 6px; text-align: left; vertical-align: top; border-bottom: 1px solid #e7ebee; }
thead th { border-bottom: 2px solid #b9c3cb; font-weight: 600; vertical-align: bottom; line-height: 1.25; }
tbody th { font-weight: 400; overflow-wrap: break-word; }
.count { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .count { white-space: normal; }
.zero { color: #6b7782; }
.note { color: #4d5b67; font-size: 0.88rem; margin: 12px 0 0; }
.quotes { display: grid; grid-template-columns: 1fr 1fr; gap: 14px 28px; }
blockquote { margin: 0; padding: 2px 0 2px 14px; border-left: 4px solid #5b2a6e; }
.welcome blockquote { border-color: #3f8f7a; }
blockquote p { margin: 0; font-size: 1.02rem; overflow-wrap: anywhere; }
blockquote footer { color: #4d5b67; font-size: 0.85rem; }
.how { color: #4d5b67; font-size: 0.88rem; max-width: 90ch; }
@media (max-width: 900px) {
  main { padding: 24px 14px; }
  .pair, .quotes { grid-template-columns: minmax(0, 1fr); }
  .figures { grid-template-columns: 1fr 1fr; }
}
@media print {
  @page { size: A4; margin: 14mm; }
  body { background: #fff; font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { padding: 0; max-width: none; }
  .figures { grid-template-columns: repeat(4, 1fr); }
  section, .short { padding: 0; border: 0; margin-bottom: 18pt; break-inside: avoid; }
  .pair { grid-template-columns: minmax(0, 1fr); gap: 8pt; }
  figure svg { max-width: 150mm; }
  h2, thead { break-after: avoid; }
  tr, blockquote { break-inside: avoid; }
  .report + .report { break-before: page; margin-top: 0; }
}
"""


def page(reports: Sequence[Report], *, made: str) -> str:
    """The whole file. `made` says when and by what it was made."""
    title = escape(" · ".join(report.title for report in reports))
    body = "\n".join(part for index, report in enumerate(reports) for part in _report(report, f"part{index}"))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
<p class="how">{escape(made)}</p>
</main>
</body>
</html>
"""


def _report(report: Report, name: str) -> Iterator[str]:
    yield f'<article class="report" aria-labelledby="{name}">'
    yield f'<header><h1 id="{name}">{escape(report.title)}</h1>'
    yield f'<p class="subtitle">{escape(report.subtitle)}</p></header>'
    yield '<ul class="figures">'
    for figure, said in report.figures:
        yield f"<li><strong>{escape(figure)}</strong><span>{escape(said)}</span></li>"
    yield "</ul>"
    yield '<div class="short"><h2>In short</h2><ul>'
    for sentence in report.in_short:
        yield f"<li>{escape(sentence)}</li>"
    yield "</ul></div>"
    for index, section in enumerate(report.sections):
        yield from _section(section, f"{name}-{index}")
    yield '<div class="how">'
    for note in report.notes:
        yield f"<p>{escape(note)}</p>"
    yield "</div></article>"


def _section(section: Section, name: str) -> Iterator[str]:
    yield f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(section.title)}</h2>'
    for sentence in section.said:
        yield f"<p>{escape(sentence)}</p>"
    has_chart = section.chart is not None and not section.chart.is_empty
    if has_chart:
        yield '<div class="pair">'
    if section.chart is not None and has_chart:
        told = f"Bar chart: {section.title}. {', '.join(section.chart.series)}; the numbers are in the table beside it."
        yield f"<figure>{draw(section.chart, name=name, title=told)}</figure>"
    if section.table is not None:
        yield from _table(section.table)
    if has_chart:
        yield "</div>"
    if section.quotes:
        yield '<div class="quotes welcome">' if section.is_welcome else '<div class="quotes">'
        for quote in section.quotes:
            words = f"“{escape(quote.words)}”" if quote.words else "(without words)"
            yield f"<blockquote><p>{words}</p><footer>{escape(quote.about)}</footer></blockquote>"
        yield "</div>"
    for note in section.notes:
        yield f'<p class="note">{escape(note)}</p>'
    yield "</section>"


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield '<p class="note">There is nothing to count here.</p>'
        return
    counted = [_is_counted(column) for column in zip(*table.rows, strict=True)]
    yield '<div class="wide"><table><thead><tr>'
    for head, is_count in zip(table.head, counted, strict=True):
        kind = ' class="count"' if is_count else ""
        yield f'<th scope="col"{kind}>{escape(head)}</th>'
    yield "</tr></thead><tbody>"
    for row in table.rows:
        cells = [f'<th scope="row">{_breakable(str(row[0]))}</th>']
        cells += [_cell(cell, is_count=is_count) for cell, is_count in zip(row[1:], counted[1:], strict=True)]
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _cell(cell: Cell, *, is_count: bool) -> str:
    if not is_count:
        return f"<td>{_breakable(str(cell))}</td>"
    shown = number(cell) if isinstance(cell, int) else escape(cell)
    kind = "count zero" if cell in (0, NO_SHARE) else "count"
    return f'<td class="{kind}">{shown}</td>'


def _breakable(text: str) -> str:
    """Paths and slugs may go on in the next line after a slash, hyphen or dot."""
    return escape(text).replace("/", "/<wbr>").replace("-", "-<wbr>").replace(".", ".<wbr>")


def _is_counted(column: Sequence[Cell]) -> bool:
    """Numbers, and shares of them."""
    return all(isinstance(cell, int) or cell.endswith("%") or cell == NO_SHARE for cell in column)
