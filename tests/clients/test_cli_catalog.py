"""`regard offers import`, `regard topics import` and `regard offers classify`."""

import csv
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

import regard
from regard.bulk import catalog_import
from regard.bulk.iab_topics import slug
from regard.bulk.records import Record
from regard.bulk.topic_suggestions import TopicNames
from regard.cli import offers_classify, offers_import, topics_import
from regard.cli.app import run
from regard.errors import from_status
from regard.v1 import (
    ImportOffersRequest,
    ImportOffersResponse,
    ImportTopicsRequest,
    ImportTopicsResponse,
    ListTopicsResponse,
    Offer,
    Topic,
)

from .answers import failed
from .scripted_server import ScriptedServer

Run = Callable[..., int]


class Catalog:
    """Takes in what the service would, as a whole or not at all."""

    def __init__(self, server: ScriptedServer) -> None:
        self.topics: dict[str, Topic] = {}
        self.offers: dict[str, Offer] = {}
        self.portions: list[int] = []
        server.always("ImportTopics", self.import_topics)
        server.always("ImportOffers", self.import_offers)

    def import_topics(self, body: bytes) -> Message:
        topics = list(ImportTopicsRequest.FromString(body).topics)
        self.portions.append(len(topics))
        after = self.topics | {topic.path: topic for topic in topics}
        wrong = {}
        for place, topic in enumerate(topics):
            parent = topic.path.rpartition("/")[0]
            if parent and parent not in after:
                wrong[f"topics[{place}].path"] = "has no parent"
            if topic.moved_to and topic.moved_to not in after:
                wrong[f"topics[{place}].moved_to"] = "is no topic"
        if wrong:
            return failed(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", violations=dict([*wrong.items()][:20]))
        changed = sum(self.topics.get(topic.path) != topic for topic in topics)
        self.topics = after
        return ImportTopicsResponse(changed_count=changed)

    def import_offers(self, body: bytes) -> Message:
        offers = list(ImportOffersRequest.FromString(body).offers)
        self.portions.append(len(offers))
        if any(offer.offer_id == "silent" for offer in offers):
            return failed(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")
        wrong = {f"offers[{n}].offer_id": "is wrong" for n, offer in enumerate(offers) if " " in offer.offer_id}
        if wrong:
            return failed(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", violations=dict([*wrong.items()][:20]))
        changed = sum(self.offers.get(offer.offer_id) != offer for offer in offers)
        self.offers |= {offer.offer_id: offer for offer in offers}
        unclassified = [offer.offer_id for offer in offers if not offer.topics]
        return ImportOffersResponse(changed_count=changed, unclassified=unclassified)


@pytest.fixture
def catalog(server: ScriptedServer) -> Catalog:
    return Catalog(server)


@pytest.fixture
def command(server: ScriptedServer) -> Run:
    return lambda *arguments: run([*map(str, arguments), "--target", server.target])


def rejects(file: Path) -> list[tuple[int, str, str]]:
    lines = Path(f"{file}.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    return [(one["lineNumber"], one["field"], one["reason"]) for one in map(json.loads, lines)]


def summary(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(capsys.readouterr().out)
    return read


def test_offers_of_json_lines_and_of_csv_are_the_same(command: Run, catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "offer_id,offer_type,topics,title,description,valid_from,valid_until,repeatable\r\n"
        'golf,membership,sports/golf|sports,"A year, at the club","Two\nlines",2026-01-01,2027-01-01T00:00:00+01:00,yes\r\n'
        "wine,,,,,,,\r\n"
    )
    golf = {
        "offerId": "golf",
        "offerType": "membership",
        "topics": ["sports/golf", "sports"],
        "title": "A year, at the club",
        "description": "Two\nlines",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2026-12-31T23:00:00Z",
        "repeatable": True,
    }
    (tmp_path / "o.jsonl").write_text(f'{json.dumps(golf)}\n\n{{"offerId": "wine"}}\n')

    assert command("offers", "import", tmp_path / "o.csv") == 0
    from_csv = dict(catalog.offers)
    catalog.offers.clear()
    assert command("offers", "import", tmp_path / "o.jsonl") == 0

    assert from_csv == catalog.offers
    assert set(from_csv) == {"golf", "wine"}


def test_bad_offers_are_rejected_alone_and_the_second_import_changes_nothing(
    command: Run, catalog: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "o.jsonl"
    names = [f"o{n}" if n % 50 else f"bad {n}" for n in range(2500)]
    lines = [json.dumps({"offerId": name, "topics": ["a"]}) for name in [*names, "silent"]]
    again = [json.dumps({"offerId": "o1", "topics": ["a"]}), json.dumps({"offerId": "o1", "topics": ["b"]})]
    file.write_text("\n".join([*lines, *again, '{"offerId": 1}', '{"offer": "x"}']))

    assert command("offers", "import", file, "--json") == 1

    told = summary(capsys)
    assert (told["lines"], told["changed"], told["rejected"]) == (2505, 2450, 54)
    assert max(catalog.portions) == 1000
    assert len(catalog.offers) == 2450
    found = rejects(file)
    assert [number for number, _, _ in found] == [n + 1 for n in range(0, 2500, 50)] + [2501, 2503, 2504, 2505]
    assert found[0] == (1, "offer_id", "INVALID_FIELD")

    assert command("offers", "import", file, "--json") == 1
    assert summary(capsys)["changed"] == 0


def test_a_csv_of_other_columns_is_wrong_usage(command: Run, catalog: Catalog, tmp_path: Path) -> None:
    for name, header in (("a.csv", "offer_id,titel"), ("b.csv", "title"), ("c.csv", "")):
        (tmp_path / name).write_text(f"{header}\nx,y\n")
        assert command("offers", "import", tmp_path / name) == 2
        assert command("topics", "import", tmp_path / name) == 2
    assert catalog.portions == []


def test_topics_go_in_parents_first_whatever_the_order_of_the_lines(
    command: Run, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics_import, "TOPICS_MAX", 2)
    file = tmp_path / "t.csv"
    file.write_text(
        "path,label,synonyms,moved_to\n"
        "old,Old,,sports/golf/clubs\n"
        "sports/golf/clubs,Clubs,,\n"
        "sports/golf,Golf,golfing|tee time,\n"
        "sports,Sports,,\n"
        "lost/child,Child,,\n"
    )

    assert command("topics", "import", file) == 1

    assert set(catalog.topics) == {"old", "sports", "sports/golf", "sports/golf/clubs"}
    assert list(catalog.topics["sports/golf"].synonyms) == ["golfing", "tee time"]
    assert rejects(file) == [(6, "path", "INVALID_FIELD")]


def long_file(tmp_path: Path, kind: str) -> Path:
    """Of 30 lines, of which the service doesn't take the first."""
    file = tmp_path / "long.jsonl"
    wrong = {"path": "wrong", "movedTo": "nowhere"} if kind == "topics" else {"offerId": "bad id"}
    key = "path" if kind == "topics" else "offerId"
    lines = [wrong, *({key: f"x{number}"} for number in range(29))]
    file.write_text("\n".join(map(json.dumps, lines)))
    return file


@pytest.mark.parametrize("kind", ["offers", "topics"])
def test_ctrl_c_ends_after_the_portion_under_way_with_a_summary_and_a_second_run_does_the_rest(
    command: Run,
    catalog: Catalog,
    server: ScriptedServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    monkeypatch.setattr(offers_import, "OFFERS_MAX", 10)
    monkeypatch.setattr(topics_import, "TOPICS_MAX", 10)
    take_in = getattr(catalog, f"import_{kind}")

    def interrupted(body: bytes) -> Message:
        if not catalog.portions:
            os.kill(os.getpid(), signal.SIGINT)
        answer: Message = take_in(body)
        return answer

    file = long_file(tmp_path, kind)
    server.always(f"Import{kind.capitalize()}", interrupted)
    assert command(kind, "import", file, "--json") == 130
    output = capsys.readouterr()
    server.always(f"Import{kind.capitalize()}", take_in)
    known = len(getattr(catalog, kind))
    assert command(kind, "import", file, "--json") == 1
    second = summary(capsys)

    stopped = json.loads(output.out)
    assert (stopped["complete"], stopped["lines"], stopped["changed"], stopped["rejected"]) == (False, 30, 9, 1)
    assert known == 9
    assert f"stopped after 10 {kind}." in output.err
    assert (second["complete"], second["changed"], second["rejected"]) == (True, 20, 1)


@pytest.mark.parametrize(
    ("kind", "verb", "doing"),
    [("offers", "import", "importing"), ("topics", "import", "importing"), ("offers", "classify", "classifying")],
)
def test_a_bar_is_shown_on_a_terminal_only_and_never_in_the_output(
    command: Run,
    catalog: Catalog,
    server: ScriptedServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    verb: str,
    doing: str,
) -> None:
    server.always("ListTopics", lambda _: ListTopicsResponse(topics=TOPICS))
    file = long_file(tmp_path, kind)
    command(kind, verb, file, "--json")
    piped = capsys.readouterr()
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    command(kind, verb, file, "--json")
    shown = capsys.readouterr()

    assert piped.err == ""
    assert doing in shown.err
    assert f"{kind}/s" in shown.err
    assert json.loads(shown.out)["complete"]


def test_topics_of_json_lines(command: Run, catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"path": "a", "label": "A", "synonyms": ["b"]}\n')

    assert command("topics", "import", tmp_path / "t.jsonl") == 0
    assert catalog.topics == {"a": Topic(path="a", label="A", synonyms=["b"])}


IAB = """Relational ID System\t\t\tTitle\t\t\t
Unique ID\tParent\tName\tTier 1\tTier 2\tTier 3\t
2\t1\tBars & Restaurants\tAttractions\tBars & Restaurants\t\t
1\t\tAttractions\tAttractions\t\t\t
3\t3\tCafés\tAttractions\tBars & Restaurants\tCafés\t
4\t4\tAd Safety Risk\tAd Safety Risk\t\t\t
5\t99\tLost\tX\tLost\t\t
6\t7\tRound\t\t\t\t
7\t6\tAnd round\t\t\t\t
8\t\t飲み物\t飲み物\t\t\t
9\t1
10\t\t\t\t\t\t
"""


def test_a_taxonomy_of_the_iab_becomes_paths_of_names(command: Run, catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "iab.tsv"
    file.write_bytes(IAB.replace("\n", "\r\n").encode())

    assert command("topics", "import", file) == 1

    assert {path: topic.label for path, topic in catalog.topics.items()} == {
        "attractions": "Attractions",
        "attractions/bars-and-restaurants": "Bars & Restaurants",
        # It names itself as its parent, as some rows of the published files do.
        "attractions/bars-and-restaurants/cafes": "Cafés",
        "ad-safety-risk": "Ad Safety Risk",
        "8": "飲み物",
    }
    assert [(number, field) for number, field, _ in rejects(file)] == [
        (7, "Parent"),
        (8, "Parent"),
        (9, "Parent"),
        (11, ""),
        (12, "Name"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bars & Restaurants", "bars-and-restaurants"),
        ("Café's  Tea/Coffee (hot)", "cafes-tea-coffee-hot"),
        ("Größe", "groe"),
        ("--", ""),
    ],
)
def test_a_slug_has_letters_digits_and_single_hyphens(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_file_that_is_no_taxonomy_of_the_iab_is_wrong_usage(command: Run, catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("Name\tId\nx\t1\n")

    assert command("topics", "import", tmp_path / "x.tsv") == 2
    assert catalog.portions == []


TOPICS = [
    Topic(path="sports", label="Sports"),
    Topic(path="sports/golf", label="Golf", synonyms=["tee times"]),
    Topic(path="sports/golf/mini-golf", label="Mini golf", synonyms=["crazy golf"]),
    Topic(path="food", label="Food", synonyms=["the"]),
    Topic(path="food/wine", label="Wine and vineyards", synonyms=["wine", "tastings"]),
    Topic(path="travel/vineyards", label="Vineyards", synonyms=["tastings"]),
    Topic(path="vino", label="Vino", moved_to="food/wine"),
]


def suggested(title: str, description: str = "") -> dict[str, float]:
    offer = regard.offer("x", title=title, description=description)
    return {one.topic: one.score for one in TopicNames(TOPICS).suggest(offer)}


def test_a_name_in_the_title_tells_more_than_in_the_description_and_a_phrase_more_than_a_word() -> None:
    golf = suggested("A year of GOLF")["sports/golf"]

    assert golf > suggested("A year", "of golf")["sports/golf"]
    assert suggested("Tee times for two")["sports/golf"] > golf
    assert suggested("Golf", "tee time")["sports/golf"] > golf


def test_the_nearer_topic_is_suggested_and_not_those_above_it_as_well() -> None:
    assert list(suggested("Mini-golf for families")) == ["sports/golf/mini-golf"]


def test_a_misspelling_is_understood_and_counts_less() -> None:
    right, wrong = suggested("A vineyard")["travel/vineyards"], suggested("A vinyard")["travel/vineyards"]

    assert 0 < wrong < right
    assert suggested("Golff")["sports/golf"] < 90
    assert suggested("Wolf, gold and a god") == {}


def test_a_name_that_several_topics_share_counts_less_for_each() -> None:
    tastings = suggested("Tastings")

    assert set(tastings) == {"food/wine", "travel/vineyards"}
    assert max(tastings.values()) < suggested("Wine")["food/wine"]


def test_a_moved_topic_suggests_the_one_that_stands_for_it() -> None:
    assert list(suggested("Vino")) == ["food/wine"]


@pytest.mark.parametrize("title", ["", "The other one", "Nothing of it", "🙂", "the"])
def test_where_nothing_is_known_nothing_is_suggested(title: str) -> None:
    assert suggested(title) == {}


def test_words_are_whole_words() -> None:
    assert suggested("Golfer's winery") == {}


def test_classify_writes_suggestions_and_sends_nothing(
    command: Run, server: ScriptedServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script("ListTopics", ListTopicsResponse(topics=TOPICS))
    file = tmp_path / "o.jsonl"
    offers = [
        {"offerId": "a", "title": "Golf"},
        {"offerId": "b", "title": "?", "description": "Golf"},
        {"offerId": "c", "title": "?"},
        {"offerId": "d", "title": "Golf", "topics": ["food"]},
    ]
    file.write_text("\n".join([*map(json.dumps, offers), "{"]))

    assert command("offers", "classify", file, "--accept-above", "80", "--json") == 1

    told = summary(capsys)
    assert [
        told[name] for name in ("offers", "withTopics", "withSuggestions", "withoutSuggestions", "readyToImport")
    ] == [
        4,
        1,
        2,
        1,
        2,
    ]
    lines = [json.loads(one) for one in Path(f"{file}.suggestions.jsonl").read_text().splitlines()]
    assert [one["offerId"] for one in lines] == ["a", "b", "c"]
    assert lines[0]["suggestions"] == [{"topic": "sports/golf", "label": "Golf", "score": 90.0, "matched": ["golf"]}]
    accepted = [json.loads(one) for one in Path(f"{file}.classified.jsonl").read_text().splitlines()]
    assert {one["offerId"]: one["topics"] for one in accepted} == {"a": ["sports/golf"], "d": ["food"]}
    assert [call.method for call in server.received] == ["/regard.v1.CatalogService/ListTopics"]


def test_ctrl_c_ends_classify_before_anything_is_written_or_after_all_of_it(
    command: Run,
    server: ScriptedServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.always("ListTopics", lambda _: ListTopicsResponse(topics=TOPICS))
    file = tmp_path / "o.jsonl"
    file.write_text('{"offerId": "a", "title": "Golf"}\n{"offerId": "b", "title": "Wine"}\n{')
    suggestions, accepted = Path(f"{file}.suggestions.jsonl"), Path(f"{file}.classified.jsonl")

    def classify_interrupted_in(owner: Any, name: str) -> int:
        work = getattr(owner, name)

        def interrupted(*arguments: Any, **rest: Any) -> Any:
            os.kill(os.getpid(), signal.SIGINT)
            monkeypatch.setattr(owner, name, work)
            return work(*arguments, **rest)

        monkeypatch.setattr(owner, name, interrupted)
        return command("offers", "classify", file, "--accept-above", "0", "--json")

    assert classify_interrupted_in(TopicNames, "suggest") == 130
    told = capsys.readouterr()
    assert (told.out, "stopped. Nothing is written" in told.err) == ("", True)
    assert list(tmp_path.iterdir()) == [file]
    assert classify_interrupted_in(offers_classify, "write_suggestions") == 1
    assert len(suggestions.read_text().splitlines()) == len(accepted.read_text().splitlines()) == 2
    assert rejects(file) == [(3, "", "NOT_JSON")]


def test_classify_to_csv(command: Run, server: ScriptedServer, tmp_path: Path) -> None:
    server.script("ListTopics", ListTopicsResponse(topics=TOPICS))
    (tmp_path / "o.csv").write_text('offer_id,title\na,"Golf, and wine"\nb,?\n')

    assert command("offers", "classify", tmp_path / "o.csv", "--output", tmp_path / "s.csv") == 0

    with (tmp_path / "s.csv").open(newline="") as read:
        rows = list(csv.DictReader(read))
    assert [(row["offer_id"], row["topic"], row["matched"]) for row in rows] == [
        ("a", "food/wine", "wine"),
        ("a", "sports/golf", "golf"),
        ("b", "", ""),
    ]
    assert not (tmp_path / "o.csv.classified.jsonl").exists()
    assert command("offers", "classify", tmp_path / "o.csv", "--accepted", tmp_path / "x") == 2


def test_an_import_ends_when_nothing_more_goes_in() -> None:
    """However wrong a file is, the service isn't asked for ever."""
    asked = []

    def never(items: list[int]) -> int:
        asked.append(len(items))
        raise from_status(failed(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"))

    outcome = catalog_import.CatalogOutcome()
    lines = [catalog_import.CatalogLine(Record(n, 0, 0, b""), str(n), n) for n in range(20)]
    catalog_import.import_lines(lines, never, outcome, name="topics", portion=5)

    assert len(outcome.rejects) == 20
    assert len(asked) < 80
