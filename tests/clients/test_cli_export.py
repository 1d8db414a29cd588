"""`regard export`: lines that `regard import` takes in."""

import json
from pathlib import Path

import pytest

import regard
from regard.bulk.entry_lines import read_entry_line, recordable
from regard.bulk.rejects import FaultyLine
from regard.cli.app import run
from regard.v1 import Entry, EntryState, ListEntriesRequest, ListEntriesResponse, Retraction

from .answers import instant
from .scripted_server import ScriptedServer


def entry(number: int, state: EntryState = EntryState.ENTRY_STATE_ACTIVE) -> Entry:
    made = regard.preference(
        topic="sports/golf",
        stance="likes",
        quote=f"“Größer” {number}",
        recorder="agents/mira.holt",
        name=f"customers/u1/entries/{number}",
    )
    made.effective_time.CopyFrom(instant(2024, 5, number))
    made.create_time.CopyFrom(instant(2024, 5, number))
    made.revision = number
    made.state = state
    return made


RETRACTION = Entry(
    name="customers/u1/entries/9",
    retraction=Retraction(entry="customers/u1/entries/2", reason="misheard"),
    state=EntryState.ENTRY_STATE_ACTIVE,
)


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    file = tmp_path / "customers.txt"
    file.write_text("u1\n\nno customer!\ncustomers/u2\n")
    return file


def export(server: ScriptedServer, customers: Path, *arguments: object) -> int:
    return run(["export", "--customers", str(customers), *map(str, arguments), "--target", server.target])


def by_customer(server: ScriptedServer, *pages: ListEntriesResponse) -> None:
    waiting = list(pages)

    def answer(body: bytes) -> ListEntriesResponse:
        first = ListEntriesRequest.FromString(body).customer == "customers/u1"
        return waiting.pop(0) if first else ListEntriesResponse()

    server.always("ListEntries", answer)


def test_active_entries_come_first_recorded_first_on_standard_output_and_can_be_imported_with_their_ids(
    server: ScriptedServer, customers: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    by_customer(
        server,
        ListEntriesResponse(entries=[RETRACTION, entry(3)], next_page_token="2"),
        ListEntriesResponse(entries=[entry(1)]),
    )

    assert export(server, customers) == 1

    output = capsysbinary.readouterr()
    read = [read_entry_line(line) for line in output.out.splitlines()]
    assert [(customer, found.name) for customer, found in read] == [
        ("customers/u1", "customers/u1/entries/1"),
        ("customers/u1", "customers/u1/entries/3"),
    ]
    expected = entry(1)
    for name in ("create_time", "revision", "state"):
        expected.ClearField(name)
    assert Entry.FromString(recordable(*read[0])) == expected
    assert list(ListEntriesRequest.FromString(server.received[0].body).states) == [EntryState.ENTRY_STATE_ACTIVE]
    counts = dict(line.rsplit(maxsplit=1) for line in output.err.decode().splitlines()[:4])
    assert counts == {"customers": "2", "entries": "2", "without entries": "1", "rejected lines": "1"}
    assert json.loads(Path(f"{customers}.rejects.jsonl").read_text())["lineNumber"] == 3


def test_all_states_tell_the_state_and_import_refuses_what_would_count_again(
    server: ScriptedServer, customers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    retracted, expired = EntryState.ENTRY_STATE_RETRACTED, EntryState.ENTRY_STATE_EXPIRED
    by_customer(server, ListEntriesResponse(entries=[RETRACTION, entry(3), entry(2, retracted), entry(1, expired)]))

    assert export(server, customers, "--all-states", "--output", tmp_path / "out.jsonl", "--json") == 1

    assert json.loads(capsys.readouterr().out) == {"customers": 2, "entries": 4, "withoutEntries": 1, "rejected": 1}
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["entry"].get("state") for line in lines] == [
        "ENTRY_STATE_EXPIRED",
        "ENTRY_STATE_RETRACTED",
        None,
        None,
    ]
    recordable(*read_entry_line(lines[0]))
    with pytest.raises(FaultyLine):
        recordable(*read_entry_line(lines[1]))


def test_an_entry_of_a_merged_customer_is_exported_under_the_name_that_it_was_addressed_to(
    server: ScriptedServer, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "customers.txt"
    file.write_text("u7\n")
    server.script("ListEntries", ListEntriesResponse(entries=[entry(1)]))

    assert export(server, file) == 0

    assert json.loads(capsysbinary.readouterr().out)["customer"] == "customers/u1"


def test_the_customers_stay_in_their_order_however_quick_the_answers(
    server: ScriptedServer, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "many.txt"
    file.write_text("".join(f"u{number}\n" for number in range(100)))

    def answer(body: bytes) -> ListEntriesResponse:
        one = entry(1)
        one.name = f"{ListEntriesRequest.FromString(body).customer}/entries/1"
        return ListEntriesResponse(entries=[one])

    server.always("ListEntries", answer)

    assert export(server, file, "--json") == 0

    output = capsysbinary.readouterr()
    found = [json.loads(line)["customer"] for line in output.out.splitlines()]
    assert found == [f"customers/u{number}" for number in range(100)]
    assert json.loads(output.err)["entries"] == 100
