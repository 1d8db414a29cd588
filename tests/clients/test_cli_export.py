"""`regard export`: lines that `regard import` takes in."""

import json
from pathlib import Path

import grpc
import pytest

import regard
from regard.bulk.entry_lines import read_entry_line, recordable
from regard.bulk.rejects import FaultyLine
from regard.cli.app import run
from regard.v1 import (
    Entry,
    EntryState,
    ExportedLedger,
    ExportForm,
    ExportProfilesRequest,
    ExportProfilesResponse,
    Profile,
    Retraction,
)

from .answers import failed, instant
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


def export(server: ScriptedServer, *arguments: object) -> int:
    return run(["export", *map(str, arguments), "--target", server.target])


def ledger(customer: str, *entries: Entry, continued: bool = False) -> ExportedLedger:
    return ExportedLedger(customer=f"customers/{customer}", entries=entries, continued=continued)


def answer(cursor: str, *ledgers: ExportedLedger) -> ExportProfilesResponse:
    return ExportProfilesResponse(ledgers=ledgers, cursor=cursor, changes_cursor="changes")


def asked(server: ScriptedServer) -> list[ExportProfilesRequest]:
    return [ExportProfilesRequest.FromString(call.body) for call in server.received]


def test_active_entries_come_on_standard_output_and_can_be_imported_with_their_ids(
    server: ScriptedServer, customers: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    server.script_answers([answer("1", ledger("u1", entry(1), entry(3), RETRACTION), ledger("u2"))])

    assert export(server, "--customers", customers) == 1

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
    [request] = asked(server)
    assert list(request.states) == [EntryState.ENTRY_STATE_ACTIVE]
    assert list(request.customers) == ["customers/u1", "customers/u2"]
    counts = dict(line.rsplit(maxsplit=1) for line in output.err.decode().splitlines()[:4])
    assert counts == {"customers": "2", "entries": "2", "without entries": "1", "rejected lines": "1"}
    assert json.loads(Path(f"{customers}.rejects.jsonl").read_text())["lineNumber"] == 3


def test_all_states_tell_the_state_and_import_refuses_what_would_count_again(
    server: ScriptedServer, customers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    retracted, expired = EntryState.ENTRY_STATE_RETRACTED, EntryState.ENTRY_STATE_EXPIRED
    entries = entry(1, expired), entry(2, retracted), entry(3), RETRACTION
    server.script_answers([answer("1", ledger("u1", *entries), ledger("u2"))])

    assert export(server, "--customers", customers, "--all-states", "--output", tmp_path / "o.jsonl", "--json") == 1

    said = json.loads(capsys.readouterr().out)
    assert said == {"customers": 2, "entries": 4, "withoutEntries": 1, "rejected": 1, "changesCursor": "changes"}
    assert not asked(server)[0].states
    lines = (tmp_path / "o.jsonl").read_bytes().splitlines()
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
    server: ScriptedServer, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    server.script_answers([answer("1", ledger("u7", entry(1)))])

    assert export(server) == 0

    assert json.loads(capsysbinary.readouterr().out)["customer"] == "customers/u1"
    assert not asked(server)[0].customers


def test_a_long_ledger_is_one_customer(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> None:
    parts = answer("1", ledger("u1", entry(1))), answer("2", ledger("u1", entry(2), continued=True), ledger("u2"))
    server.script_answers(parts)

    assert export(server, "--json") == 0

    said = json.loads(capsys.readouterr().err)
    assert (said["customers"], said["entries"], said["withoutEntries"]) == (2, 2, 1)


def test_profiles_come_a_line_each(server: ScriptedServer, tmp_path: Path) -> None:
    profiles = [Profile(name=f"customers/u{number}", revision=number) for number in (1, 2)]
    server.script_answers([ExportProfilesResponse(profiles=profiles, cursor="1", changes_cursor="changes")])

    assert export(server, "--profiles", "--output", tmp_path / "p.jsonl", "--cursor-file", tmp_path / "cursor") == 0

    lines = (tmp_path / "p.jsonl").read_text().splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["customers/u1", "customers/u2"]
    assert asked(server)[0].form == ExportForm.EXPORT_FORM_PROFILES
    assert (tmp_path / "cursor").read_text() == "changes\n"


def test_many_customers_are_asked_for_a_thousand_at_a_time(server: ScriptedServer, tmp_path: Path) -> None:
    file = tmp_path / "many.txt"
    file.write_text("".join(f"u{number}\n" for number in range(2500)))
    server.script_answers(*([answer(str(part))] for part in range(3)))

    assert export(server, "--customers", file) == 0

    assert [len(request.customers) for request in asked(server)] == [1000, 1000, 500]
    assert {request.cursor for request in asked(server)} == {""}


@pytest.mark.parametrize("of_a_file", [True, False])
def test_an_export_goes_on_where_it_was_stopped(server: ScriptedServer, tmp_path: Path, *, of_a_file: bool) -> None:
    output, file = tmp_path / "o.jsonl", tmp_path / "customers.txt"
    file.write_text("?\n" + "".join(f"u{number}\n" for number in range(1001)))
    options = ["--output", output, *(["--customers", file] if of_a_file else [])]
    if of_a_file:
        server.script_answers([answer("whole")])
    server.script_answers([answer("1", ledger("u1", entry(1))), failed(grpc.StatusCode.INTERNAL, "INTERNAL")])
    assert export(server, *options) == 1
    half = output.read_bytes()
    output.write_bytes(half + b'{"cut')
    server.script_answers([answer("2", ledger("u1", entry(2)))])

    assert export(server, *options, "--resume") == (1 if of_a_file else 0)

    assert output.read_bytes().startswith(half)
    assert [json.loads(line)["entry"]["name"][-1] for line in output.read_bytes().splitlines()] == ["1", "2"]
    assert asked(server)[-1].cursor == "1"
    assert list(asked(server)[-1].customers) == (["customers/u1000"] if of_a_file else [])
    assert not Path(f"{output}.progress.json").exists()
    if of_a_file:
        assert len(Path(f"{file}.rejects.jsonl").read_text().splitlines()) == 1


def test_what_cannot_be_resumed_says_so(server: ScriptedServer, tmp_path: Path) -> None:
    assert export(server, "--resume") == 2
    assert export(server, "--resume", "--output", tmp_path / "o.jsonl") == 2
    assert export(server, "--profiles", "--all-states") == 2
