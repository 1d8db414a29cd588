"""`regard import` records what a file says: all of it, once, in its order, and tells what it couldn't."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from regard import Client, preference

from .files import entry_line, entry_lines, ledger, regard, rejects, revisions, summary, write

CUSTOMERS = [f"u{number}" for number in range(400)]


def test_importing_twice_changes_nothing(target: str, client: Client, tmp_path: Path) -> None:
    file = write(tmp_path / "entries.jsonl", entry_lines(1200))

    first = regard(target, "import", file, "--json")
    before = revisions(client, CUSTOMERS), ledger(client, "u7")
    again = regard(target, "import", file, "--json")

    assert (first.returncode, again.returncode) == (0, 0), (first, again)
    assert (summary(first)["recorded"], summary(first)["alreadyThere"]) == (1200, 0)
    assert (summary(again)["recorded"], summary(again)["alreadyThere"]) == (0, 1200)
    assert (revisions(client, CUSTOMERS), ledger(client, "u7")) == before
    assert set(before[0]) == {1}
    assert [path.name for path in tmp_path.iterdir() if "regard.db" not in path.name] == ["entries.jsonl"]


def test_the_order_of_the_lines_is_the_order_of_the_ledger(target: str, client: Client, tmp_path: Path) -> None:
    """Several batches are under way at once; a customer whose lines are all over the file is in each of them."""
    numbers = range(3000)
    file = write(tmp_path / "entries.jsonl", [entry_line(f"u{n % 3}" if n % 4 else f"v{n}", n) for n in numbers])

    assert regard(target, "import", file).returncode == 0

    for customer in range(3):
        said = [entry.provenance.quote for entry in ledger(client, f"u{customer}")]
        assert said == [f"“Größer” 🙂, I said in line {n}." for n in numbers if n % 4 and n % 3 == customer]


def test_each_bad_line_is_rejected_alone_with_what_is_wrong(target: str, client: Client, tmp_path: Path) -> None:
    said: dict[str, Any] = {"basis": "BASIS_STATED", "quote": "Hm.", "recorder": "agents/mira.holt"}
    likes = {"topic": "sports/golf", "stance": "STANCE_LIKES"}
    named = {"name": "customers/u0/entries/mine"}
    bad: dict[int, tuple[str, str, str]] = {
        10: (
            entry_line("u0", 10, preference=likes | {"topic": "sport/golf"}),
            "entry.preference.topic",
            "UNKNOWN_TOPIC",
        ),
        11: (entry_line("u0", 11, provenance=said | {"recorder": ""}), "entry.provenance.recorder", "INVALID_FIELD"),
        12: (entry_line("u0", 12, provenance=said | {"quote": ""}), "entry.provenance.quote", "INVALID_FIELD"),
        13: (
            entry_line("u0", 13, provenance=said | {"quote": "x" * 32_769}),
            "entry.provenance.quote",
            "INVALID_FIELD",
        ),
        14: (entry_line("no customer", 14), "customer", "INVALID_FIELD"),
        15: ('{"customer": "u0"', "", "NOT_JSON"),
        16: (entry_line("u0", 16, preference={"stanse": 1}), "entry", "INVALID_FIELD"),
        17: (entry_line("u0", 17, state="ENTRY_STATE_RETRACTED"), "entry.state", "INVALID_FIELD"),
        18: (entry_line("u0", 18, name="customers/u1/entries/1"), "entry.name", "INVALID_FIELD"),
        22: (entry_line("u0", 22, **named), "", "ENTRY_EXISTS"),
        24: (entry_line("u0", 24, provenance=said | {"sourceId": "7"}), "", "SOURCE_ID_REUSED"),
    }
    lines = [bad[number][0] if number in bad else entry_line("u0", number) for number in range(1, 60)]
    lines[20] = entry_line("u0", 21, **named)
    lines[22] = entry_line("u0", 23, provenance=said | {"sourceId": "7"})
    lines[19] = entry_line("u0", 20, provenance=said | {"quote": "Ä" * 32_768})
    file = write(tmp_path / "entries.jsonl", lines)

    finished = regard(target, "import", file, "--json")

    assert finished.returncode == 1
    found = rejects(file)
    assert {one["lineNumber"]: (one["line"], one["field"], one["reason"]) for one in found} == bad
    assert "did you mean sports/golf" in found[0]["message"]
    assert (summary(finished)["recorded"], summary(finished)["rejected"]) == (48, len(bad))
    entries = ledger(client, "u0")
    assert len(entries) == 48
    quotes = [entry.provenance.quote for entry in entries if "line" in entry.provenance.quote]
    assert quotes == sorted(quotes, key=lambda quote: int(quote.split()[-1].rstrip(".")))

    again = regard(target, "import", file, "--json")
    assert (summary(again)["recorded"], summary(again)["alreadyThere"], summary(again)["rejected"]) == (0, 48, len(bad))
    assert ledger(client, "u0") == entries


def test_gzip_standard_input_byte_order_mark_and_odd_lines(target: str, client: Client, tmp_path: Path) -> None:
    text = "\ufeff" + "\r\n\r\n".join(entry_lines(30)) + "\r\n   \r\n"
    packed = tmp_path / "entries.jsonl.gz"
    packed.write_bytes(gzip.compress(text.encode()))

    first = regard(target, "import", packed, "--json")
    piped = regard(target, "import", "-", "--json", stdin=text.encode())
    piped_packed = regard(target, "import", "-", "--json", stdin=packed.read_bytes())

    assert summary(first)["recorded"] == 30
    assert summary(piped)["alreadyThere"] == summary(piped_packed)["alreadyThere"] == 30
    assert [len(ledger(client, f"u{number}")) for number in range(10)] == [3] * 10


def test_a_csv_file_of_a_crm(target: str, client: Client, tmp_path: Path) -> None:
    rows = tmp_path / "crm.csv"
    rows.write_bytes(
        b"\xef\xbb\xbfRow;Member;Interest;Attitude;Comment;Said on\r\n"
        b'1;m-1;Golf;hates;"Never ""again"";\r\nplease";03.05.2024\r\n'
        b"2;m-1;Museums;loves;Every one;03.05.2024\r\n"
        b"3;m-2;Chess;loves;Every one;03.05.2024\r\n"
        b"4;m-2;Golf;hates;No;31.02.2024\r\n"
        b"\r\n"
        b"5;m-2;Golf;hates;\xff;03.05.2024\r\n"
        b"6;m-2;Museums;is bored by;zzz;03.05.2024\r\n"
    )
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        """
        [columns]
        customer = "Member"
        topic = "Interest"
        stance = "Attitude"
        quote = "Comment"
        stated_time = "Said on"
        source_id = "Row"
        [constants]
        source_system = "crm"
        recorder = "systems/crm"
        [values.topic]
        Golf = "sports/golf"
        Museums = "culture/museums"
        [values.stance]
        hates = "dislikes"
        loves = "likes"
        [times]
        formats = ["%d.%m.%Y"]
        zone = "Europe/Vienna"
        [csv]
        delimiter = ";"
        """
    )

    first = regard(target, "import", rows, "--mapping", mapping, "--json")
    again = regard(target, "import", rows, "--mapping", mapping, "--json")

    assert first.returncode == 1
    assert summary(first)["recorded"] == summary(again)["alreadyThere"] == 2
    golf, museums = ledger(client, "m-1")
    assert golf.provenance.quote == 'Never "again";\r\nplease'
    assert golf.provenance.stated_time.ToJsonString() == "2024-05-02T22:00:00Z"
    assert (golf.preference.topic, museums.preference.topic) == ("sports/golf", "culture/museums")
    assert [(one["lineNumber"], one["field"], one["reason"]) for one in rejects(rows)] == [
        (5, "entry.preference.topic", "INVALID_FIELD"),
        (6, "entry.provenance.stated_time", "INVALID_FIELD"),
        (8, "", "NOT_UTF8"),
        (9, "entry.preference.stance", "INVALID_FIELD"),
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_however_many_processes_read_the_ledger_is_the_same(
    target: str, client: Client, tmp_path: Path, processes: int
) -> None:
    file = write(tmp_path / "entries.jsonl", entry_lines(4500, per_customer=90))

    finished = regard(target, "import", file, "--json", "--processes", processes)

    assert summary(finished)["recorded"] == 4500
    assert [len(ledger(client, f"u{number}")) for number in range(50)] == [90] * 50
    last = preference(topic="wellness/spa", stance="neutral").preference
    assert ledger(client, "u49")[-1].preference == last


def test_a_line_that_was_in_another_file_is_the_same_entry(target: str, client: Client, tmp_path: Path) -> None:
    lines = entry_lines(3)
    other = json.dumps(json.loads(lines[0]), separators=(",", ":"), sort_keys=True)

    regard(target, "import", write(tmp_path / "a.jsonl", lines))
    finished = regard(target, "import", write(tmp_path / "b.jsonl", [other, lines[2]]), "--json")

    assert summary(finished)["alreadyThere"] == 2
    assert len(ledger(client, "u0")) == 3
