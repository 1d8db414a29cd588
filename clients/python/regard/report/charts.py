"""Charts as SVG, to be put into a page: text stays text, nothing moves, nothing is loaded.

The colours have a contrast of at least 3 to the paper (WCAG 1.4.11), are told apart with any colour vision, and have each
their own lightness, so that a grey print can be read too.
"""

import re
import warnings
from collections.abc import Sequence
from html import escape
from io import StringIO
from itertools import accumulate
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from regard.report.phrases import number
from regard.report.sections import Chart

COLOURS = {
    "Declines": "#4a7fb5",
    "Complaints": "#c2603a",
    "Overridden wishes": "#5b2a6e",
    "Kept": "#3f8f7a",
    "Kept late": "#8f6b12",
    "Broken": "#7a1f1f",
    "Overdue": "#c2603a",
    "Not yet due": "#8a8f98",
    "Cleared": "#3f8f7a",
    "Suppressed": "#7a1f1f",
    "Only tried": "#8a8f98",
    "Held back": "#7a1f1f",
    "Would be held back": "#4a7fb5",
    "Held back anyway": "#8a8f98",
}
INK, FAINT, PAPER = "#22303c", "#dfe4e8", "#ffffff"
WIDTH_INCHES = 5.8
BAR_INCHES = 0.36
FRAME_INCHES = 0.2
LEGEND_INCHES = 0.4
UPRIGHT_INCHES = 2.6
LABEL_CHARACTERS_MAX = 36
UPRIGHT_LABELS_MAX = 14
SETTINGS: Any = {
    "svg.fonttype": "none",
    "font.size": 10.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.parse_math": False,  # a cause may have a dollar in it
}


def draw(chart: Chart, *, name: str, title: str) -> str:
    """An `svg` element, told to those who can't see it by `title`. `name` tells it from the others of a page."""
    with rc_context(SETTINGS | {"svg.hashsalt": name}), warnings.catch_warnings():
        # The reader's own font draws the text, also of scripts that the one measured with doesn't have.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        shown = [series for series, counts in chart.series.items() if any(counts)]
        legend = LEGEND_INCHES if len(chart.series) > 1 else 0
        height = legend + (UPRIGHT_INCHES if chart.upright else FRAME_INCHES + BAR_INCHES * len(chart.labels))
        figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained", facecolor=PAPER)
        axes = figure.add_subplot()
        (_draw_upright if chart.upright else _draw_lying)(axes, chart)
        axes.set_axisbelow(True)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        if legend:
            figure.legend(loc="outside upper left", ncols=len(shown), frameon=False, handlelength=1, handleheight=1)
        written = StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _as_part_of_a_page(written.getvalue(), title)


def _draw_lying(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    totals = [sum(counts) for counts in zip(*chart.series.values(), strict=True)]
    lefts = [0] * len(totals)
    for series, counts in chart.series.items():
        if any(counts):
            axes.barh(places, counts, left=lefts, color=COLOURS[series], edgecolor=PAPER, height=0.68, label=series)
            for place, left, count in zip(places, lefts, counts, strict=True):
                if count != totals[place] and count > 0.09 * max(totals):
                    axes.text(left + count / 2, place, number(count), color=PAPER, ha="center", va="center", size=9)
        lefts = [left + count for left, count in zip(lefts, counts, strict=True)]
    for place, total in zip(places, totals, strict=True):
        axes.text(total + 0.01 * max(totals), place, number(total), va="center", weight="bold")
    axes.set_yticks(places, [_short(label) for label in chart.labels])
    axes.invert_yaxis()
    axes.set_xlim(0, max(totals) * 1.1)
    axes.xaxis.set_visible(False)


def _draw_upright(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    bottoms = [0] * len(chart.labels)
    for series, counts in chart.series.items():
        if any(counts):
            axes.bar(places, counts, bottom=bottoms, color=COLOURS[series], edgecolor=PAPER, width=0.78, label=series)
        bottoms = [bottom + count for bottom, count in zip(bottoms, counts, strict=True)]
    step = -(-len(chart.labels) // UPRIGHT_LABELS_MAX)
    axes.set_xticks(places[::step], _months(chart.labels[::step]))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda count, _: number(round(count))))
    axes.grid(axis="y", color=FAINT, linewidth=0.8)


def _months(labels: Sequence[str]) -> list[str]:
    """`May 2026` as May, with the year below where it begins."""
    split = [label.rpartition(" ") for label in labels]
    years = ["", *(year for _, _, year in split)]
    return [
        f"{month}\n{year}" if year != before else month
        for (month, _, year), before in zip(split, accumulate(years, lambda _, year: year), strict=False)
    ]


def _short(label: str) -> str:
    return label if len(label) <= LABEL_CHARACTERS_MAX else label[: LABEL_CHARACTERS_MAX - 1].rstrip() + "…"


def _as_part_of_a_page(svg: str, title: str) -> str:
    """Without what only a file of its own has, and without the ids that nothing refers to, which charts have in common."""
    element = svg[svg.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    referred = set(re.findall(r"#([\w-]+)", element))
    element = re.sub(r' id="([\w.-]+)"', lambda found: found[0] if found[1] in referred else "", element)
    size = re.compile(r'^<svg[^>]*?viewBox="([^"]+)"[^>]*>')
    opening = size.search(element)
    assert opening is not None
    told = escape(title, quote=True)
    return (
        f'<svg viewBox="{opening[1]}" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" aria-label="{told}">'
        + element[opening.end() :]
    )
