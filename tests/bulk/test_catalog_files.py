"""Files of offers and topics through the real service, and entries out of it and into another."""

import json
from pathlib import Path

from regard import Client
from serving import Clock, serving

from .files import entry_lines, ledger, regard, rejects, summary, write

DEFAULT_TOPICS = Path(__file__).parents[2] / "service/regard_server/taxonomy/default_topics.csv"
IAB = """Unique ID\tParent\tName\tTier 1\tTier 2
1\t\tDrinks & Food\tDrinks & Food\t
2\t1\tNon-Alcoholic\tDrinks & Food\tNon-Alcoholic
"""


def test_topics_of_both_kinds_of_files_twice(target: str, client: Client, tmp_path: Path) -> None:
    (tmp_path / "iab.tsv").write_text(IAB)

    default = summary(regard(target, "topics", "import", DEFAULT_TOPICS, "--json"))
    first = summary(regard(target, "topics", "import", tmp_path / "iab.tsv", "--json"))
    again = summary(regard(target, "topics", "import", tmp_path / "iab.tsv", "--json"))

    assert default["lines"] > 200
    assert (default["changed"], default["rejected"]) == (0, 0)
    assert [one["changed"] for one in (first, again)] == [2, 0]
    assert [topic.label for topic in client.iterate_topics("drinks-and-food")] == ["Drinks & Food", "Non-Alcoholic"]


def test_topics_that_the_service_doesnt_take_are_rejected_alone(target: str, client: Client, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(
        "path,label,synonyms,moved_to\nx/y,Y,,\nx,X,a|b,\nBad Path,B,,\nlost/child,L,,\nold,Old,,x/y\nz,,,\n"
    )

    assert regard(target, "topics", "import", file).returncode == 1

    assert [(one["lineNumber"], one["field"]) for one in rejects(file)] == [(4, "path"), (5, "path"), (7, "label")]
    assert [topic.path for topic in client.iterate_topics("x")] == ["x", "x/y"]
    assert next(client.iterate_topics("old")).moved_to == "x/y"


def test_offers_are_classified_imported_and_imported_again(target: str, client: Client, tmp_path: Path) -> None:
    offers = [
        {"offerId": "golf", "title": "A golf weekend", "description": "With a caddy."},
        {"offerId": "unclear", "title": "Something"},
        {"offerId": "bad id", "title": "Golf"},
    ]
    file = write(tmp_path / "o.jsonl", map(json.dumps, offers))

    classified = summary(regard(target, "offers", "classify", file, "--accept-above", 85, "--json"))
    assert client.list_offers().offers == []
    ready = Path(f"{file}.classified.jsonl")
    first = regard(target, "offers", "import", ready, "--json")
    again = regard(target, "offers", "import", ready, "--json")

    assert (classified["withSuggestions"], classified["readyToImport"]) == (2, 2)
    assert (first.returncode, summary(first)["changed"], summary(again)["changed"]) == (1, 1, 0)
    assert list(client.get_offer("golf").offer.topics) == ["sports/golf"]
    assert [one["field"] for one in rejects(ready)] == ["offer_id"]


def test_what_is_exported_is_the_same_ledger_elsewhere(
    target: str, client: Client, clock: Clock, tmp_path: Path
) -> None:
    """With the same ids, in the same order; what was retracted stays away."""
    regard(target, "import", write(tmp_path / "entries.jsonl", entry_lines(240, per_customer=120)))
    wrong = next(iter(client.iterate_entries("u1")))
    client.retract_entry(wrong.name, reason="misheard", recorder="agents/mira.holt")
    customers = write(tmp_path / "customers.txt", ["u0", "u1", "nobody"])

    exported = regard(target, "export", "--customers", customers)
    (tmp_path / "exported.jsonl").write_bytes(exported.stdout)
    with serving(f"sqlite:///{tmp_path / 'elsewhere.db'}", clock) as elsewhere, Client(elsewhere) as other:
        first = summary(regard(elsewhere, "import", tmp_path / "exported.jsonl", "--json"))
        again = summary(regard(elsewhere, "import", tmp_path / "exported.jsonl", "--json"))
        there = {name: [entry.name for entry in other.iterate_entries(name)] for name in ("u0", "u1")}
        profiles = [other.get_profile(name, view="screening").profile.preferences for name in ("u0", "u1")]

    assert exported.returncode == 0
    assert (first["recorded"], first["rejected"], again["recorded"], again["alreadyThere"]) == (239, 0, 0, 239)
    here = {
        name: [one.name for one in client.iterate_entries(name, states=["active"], kinds=["preference"])]
        for name in ("u0", "u1")
    }
    assert there == here
    assert wrong.name not in there["u1"]
    mine = [client.get_profile(name, view="screening").profile.preferences for name in ("u0", "u1")]
    assert [[one.name for one in some] for some in profiles] == [[one.name for one in some] for some in mine]
    assert len(ledger(client, "nobody")) == 0
