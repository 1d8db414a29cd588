"""The page of `regard report`: one file that needs nothing else, obeys nobody's words, and is seen in a real browser."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from regard.cli.app import run
from regard.v1 import ListOffersResponse

from .reports import HOSTILE, comparison, friction
from .scripted_server import ScriptedServer

pytest.importorskip("matplotlib", reason="the extra regard[report] is not installed")

CHARTS = 9
WIDTHS = (1280, 700)
LONG = "No golf! " * 60


@pytest.fixture
def page(server: ScriptedServer, tmp_path: Path) -> Path:
    server.script("GetFrictionReport", friction())
    server.script("ListOffers", ListOffersResponse())
    server.script("CompareTierWithIndividual", comparison(customer="somebody", quote=LONG))
    (tmp_path / "campaign.csv").write_text("customer,tier\nsomebody,platinum\n")
    arguments = [
        "--customers",
        str(tmp_path / "campaign.csv"),
        "--rule",
        "platinum=golf",
        "--html",
        str(tmp_path / "page.html"),
    ]
    assert run(["report", *arguments, "--purpose", "loyalty", "--channel", "email", "--target", server.target]) == 0
    return tmp_path / "page.html"


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_it_is_one_file_without_scripts_that_refers_to_nothing_outside(page: Path) -> None:
    text = page.read_text()
    tags = Tags(text).found

    assert {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "object", "a"} == set()
    assert "default-src 'none'" in text
    references = [
        value for _, attributes in tags for name, value in attributes.items() if name in ("src", "href", "xlink:href")
    ]
    assert all(value and value.startswith("#") for value in references)
    assert re.findall(r"url\((?!#)", text) == []
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert len(text) < 500_000


def test_what_people_said_is_shown_and_never_obeyed(page: Path) -> None:
    text = page.read_text()

    assert HOSTILE not in text
    assert HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in text
    assert "わたしはゴルフが嫌いです" in text


def test_it_names_no_customer(page: Path) -> None:
    assert "somebody" not in page.read_text()


def test_every_chart_has_a_text_for_those_who_cant_see_it_and_a_table_beside_it(page: Path) -> None:
    tags = Tags(page.read_text()).found

    charts = [attributes for tag, attributes in tags if tag == "svg"]
    assert len(charts) == CHARTS
    assert all(one["role"] == "img" and (one["aria-label"] or "").startswith("Bar chart: ") for one in charts)
    assert sum(tag == "table" for tag, _ in tags) == CHARTS


def test_it_is_the_same_page_for_the_same_numbers(page: Path, server: ScriptedServer, tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        server.script("GetFrictionReport", friction())
        assert run(["report", "--html", str(tmp_path / name), "--target", server.target]) == 0

    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@pytest.fixture
def browser() -> Iterator[Any]:
    """Chromium, where the machine has one."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_browser_shows_it_without_complaint_and_asks_nobody_for_anything(
    browser: Any, page: Path, width: int
) -> None:
    opened = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    requests: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: requests.append(request.url))

    opened.goto(page.as_uri())

    assert complaints == []
    assert requests == [page.as_uri()]
    boxes = [chart.bounding_box() for chart in opened.query_selector_all("svg")]
    assert len(boxes) == CHARTS
    assert all(box["width"] > 200 and box["height"] > 40 for box in boxes)
    bars = opened.evaluate(
        "[...document.querySelectorAll('svg')].map(s => [...s.querySelectorAll('path')].filter(p => p.getBoundingClientRect().width > 3).length)"
    )
    assert min(bars) > 1
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    hidden = "[...document.querySelectorAll('.wide')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert width < 1000 or opened.evaluate(hidden) == 0
    assert len(opened.screenshot(path=page.with_suffix(f".{width}.png"), full_page=True)) > 50_000


def test_on_paper_nothing_is_cut_off(browser: Any, page: Path) -> None:
    a4_without_margins = 688  # 182 mm at 96 dots an inch
    opened = browser.new_page(viewport={"width": a4_without_margins, "height": 1000})
    opened.emulate_media(media="print")

    opened.goto(page.as_uri())

    hidden = "[...document.querySelectorAll('.wide')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert opened.evaluate(hidden) == 0
    assert opened.evaluate("document.documentElement.scrollWidth") <= a4_without_margins
    assert opened.pdf(path=page.with_suffix(".pdf")).startswith(b"%PDF")


def test_control_a_page_that_loads_something_is_found_out(browser: Any, page: Path) -> None:
    """Its own policy forbids it, and the browser complains."""
    page.write_text(page.read_text().replace("</main>", '<img src="https://example.org/pixel.png" alt=""></main>'))
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))

    opened.goto(page.as_uri())

    assert any("Content Security Policy" in complaint for complaint in complaints)
