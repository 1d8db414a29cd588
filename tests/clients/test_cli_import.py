"""`regard import` at its door: what it says, what it leaves behind, and how it goes on."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest

from regard.bulk import entry_import, recording
from regard.bulk.interrupts import Interrupts
from regard.cli.app import run
from regard.v1 import (
    BatchRecordEntriesRequest,
    BatchRecordEntriesResponse,
    BatchRecordEntriesResult,
    RecordEntriesResponse,
)

from .answers import failed
from .scripted_server import ScriptedServer

Import = Callable[..., int]
UNKNOWN_TOPIC = failed(
    grpc.StatusCode.INVALID_ARGUMENT,
    "UNKNOWN_TOPIC",
    metadata={"topic": "nope", "nearest": "sports"},
    violations={"entries[0].preference.topic": "the taxonomy has no topic 'nope'"},
)


def taking_in(body: bytes) -> BatchRecordEntriesResponse:
    """As the service does, which knows all topics but one."""
    response = BatchRecordEntriesResponse()
    for request in BatchRecordEntriesRequest.FromString(body).requests:
        if any(entry.preference.topic == "nope" for entry in request.entries):
            response.results.append(BatchRecordEntriesResult(customer=request.customer, status=UNKNOWN_TOPIC))
            continue
        recorded = RecordEntriesResponse(revision=1, recorded_count=len(request.entries))
        response.results.append(BatchRecordEntriesResult(customer=request.customer, response=recorded))
    return response


def line(customer: str = "u1", topic: str = "sports", note: str = "") -> str:
    said = {"basis": "BASIS_STATED", "quote": "So I said.", "recorder": "agents/mira.holt"}
    preference = {"topic": topic, "stance": "STANCE_LIKES", "note": note}
    return json.dumps({"customer": customer, "entry": {"provenance": said, "preference": preference}})


@pytest.fixture(autouse=True)
def _taking_in(server: ScriptedServer) -> None:
    server.always("BatchRecordEntries", taking_in)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "entries.jsonl"


@pytest.fixture
def import_(server: ScriptedServer) -> Import:
    return lambda *arguments: run(["import", *map(str, arguments), "--target", server.target])


def summary(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(capsys.readouterr().out)
    return read


def sent(server: ScriptedServer) -> list[str]:
    """The notes of all entries that came in."""
    batches = [BatchRecordEntriesRequest.FromString(call.body) for call in server.received]
    return [entry.preference.note for batch in batches for one in batch.requests for entry in one.entries]


def rejects(file: Path) -> list[dict[str, Any]]:
    text = Path(f"{file}.rejects.jsonl").read_text(encoding="utf-8")
    return [json.loads(one) for one in text.splitlines()]


def test_a_whole_file_is_recorded_and_nothing_is_left_beside_it(
    import_: Import, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("\ufeff" + "\r\n\r\n".join([line("u1"), line("customers/u2"), line("u1")]), encoding="utf-8")

    assert import_(file, "--json") == 0

    assert summary(capsys) == {
        "complete": True,
        "lines": 3,
        "recorded": 2,
        "alreadyThere": 1,
        "rejected": 0,
        "rejectedByReason": {},
        "rejects": "",
    }
    assert list(file.parent.iterdir()) == [file]


def test_the_summary_is_plain_when_piped(import_: Import, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(f"{line()}\n{{\n{line(topic='nope')}\n")

    assert import_(file) == 1

    output = capsys.readouterr()
    assert "\x1b" not in output.out + output.err
    counts = dict(text.rsplit(maxsplit=1) for text in output.out.splitlines() if not text.startswith("The"))
    assert {name.strip(): count for name, count in counts.items()} == {
        "lines": "3",
        "recorded": "1",
        "already there": "0",
        "rejected": "2",
        "NOT_JSON": "1",
        "UNKNOWN_TOPIC": "1",
    }
    assert f"{file}.rejects.jsonl" in output.out
    assert output.err == ""


def test_each_reject_has_its_number_field_reason_message_and_line(import_: Import, file: Path) -> None:
    bad = [line(topic="nope"), "{", '{"customer": "u1"}', "caf\udce9", '{"customer": "\\ud800", "entry": {}}']
    file.write_text("\n".join([line(), *bad, line(note="last")]), encoding="utf-8", errors="surrogateescape")

    assert import_(file) == 1

    found = rejects(file)
    assert [(one["lineNumber"], one["field"], one["reason"]) for one in found] == [
        (2, "entry.preference.topic", "UNKNOWN_TOPIC"),
        (3, "", "NOT_JSON"),
        (4, "entry", "INVALID_FIELD"),
        (5, "", "NOT_UTF8"),
        (6, "customer", "INVALID_FIELD"),
    ]
    assert [one["line"] for one in found] == [bad[0], bad[1], bad[2], "caf\\xe9", bad[4]]
    assert "'nope'" in found[0]["message"]


def test_rejects_go_where_they_are_told_to_and_an_old_file_of_them_goes_when_there_are_none(
    import_: Import, file: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "rejects"
    file.write_text("{")
    assert import_(file, "--rejects", elsewhere) == 1
    assert elsewhere.exists()
    assert not Path(f"{file}.rejects.jsonl").exists()

    file.write_text(line())
    assert import_(file, "--rejects", elsewhere) == 0
    assert not elsewhere.exists()
    assert import_(file, "--rejects", file) == 2
    assert file.read_text() == line()


@pytest.mark.parametrize("name", ["entries.jsonl.gz", "entries"])
def test_gzip_is_unpacked_whatever_its_name(import_: Import, tmp_path: Path, server: ScriptedServer, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(line(note="packed").encode()))

    assert import_(tmp_path / name) == 0
    assert sent(server) == ["packed"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_standard_input_is_a_file_too(
    import_: Import,
    server: ScriptedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pack: Callable[[bytes], bytes],
) -> None:
    monkeypatch.chdir(tmp_path)
    given = io.TextIOWrapper(io.BufferedReader(io.BytesIO(pack(f"{line(note='piped')}\n{{".encode()))))
    monkeypatch.setattr(sys, "stdin", given)

    assert import_("-") == 1
    assert sent(server) == ["piped"]
    assert [path.name for path in tmp_path.iterdir()] == ["stdin.rejects.jsonl"]
    assert import_("-", "--resume") == 2


def test_csv_is_known_by_its_name_its_option_or_its_mapping(
    import_: Import, server: ScriptedServer, tmp_path: Path
) -> None:
    rows = "customer;what\nu1;sports\n"
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[columns]\ncustomer = "customer"\ntopic = "what"\n[csv]\ndelimiter = ";"\n'
        '[constants]\nstance = "likes"\nquote = "!"\nrecorder = "agents/a"\n'
    )
    for name, options in (("a.csv", ()), ("b.csv.gz", ()), ("c.txt", ("--format", "csv")), ("d", ())):
        packed = gzip.compress(rows.encode()) if name.endswith(".gz") else rows.encode()
        (tmp_path / name).write_bytes(packed)
        assert import_(tmp_path / name, "--mapping", mapping, *options) == 0
    assert len(server.received) == 4

    assert import_(tmp_path / "d", "--mapping", mapping, "--format", "jsonl") == 2
    assert import_(tmp_path / "a.csv") == 2


def test_a_mapping_that_doesnt_fit_is_wrong_usage_and_nothing_is_sent(
    import_: Import, server: ScriptedServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("customer,topic,stanse\nu1,sports,likes\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "mapping.toml").write_text("[colums]")

    assert import_(tmp_path / "a.csv") == 2
    assert import_(tmp_path / "empty.csv") == 2
    assert import_(tmp_path / "a.csv", "--mapping", tmp_path / "mapping.toml") == 2

    assert "stanse" in capsys.readouterr().err
    assert server.received == []


def test_without_a_server_it_ends_with_2_and_leaves_an_earlier_state_and_rejects_alone(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = ScriptedServer()
    gone.stop()
    file.write_text(line())
    Path(f"{file}.progress.json").write_text("as it was")
    Path(f"{file}.rejects.jsonl").write_text("as they were")

    assert run(["import", str(file), "--target", gone.target]) == 2

    assert gone.target in capsys.readouterr().err
    assert Path(f"{file}.progress.json").read_text() == "as it was"
    assert Path(f"{file}.rejects.jsonl").read_text() == "as they were"


def many(file: Path, *, bad: bool = True) -> None:
    """Lines for three batches, with a bad one in each."""
    lines = [
        line(f"u{number // 3}", "nope" if bad and number % 1000 == 7 else "sports", str(number))
        for number in range(3000)
    ]
    file.write_text("\n".join(lines))


def test_when_the_server_goes_the_state_is_saved_and_resume_sends_the_rest(
    import_: Import, file: Path, server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    many(file)
    unavailable = failed(grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE")
    answered = 0

    def for_a_while(body: bytes) -> Any:
        nonlocal answered
        answered += 1
        return taking_in(body) if answered <= 2 else unavailable

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "OUTSTANDING_BATCHES", 1)
        server.always("BatchRecordEntries", for_a_while)
        assert import_(file) == 1
    assert "--resume" in capsys.readouterr().err
    assert Path(f"{file}.progress.json").exists()
    server.received.clear()
    server.always("BatchRecordEntries", taking_in)

    assert import_(file, "--resume", "--json") == 1

    assert "0" not in sent(server)
    assert "2999" in sent(server)
    told = summary(capsys)
    assert (told["lines"], told["recorded"], told["rejected"], told["complete"]) == (3000, 2997, 3, True)
    assert [one["lineNumber"] for one in rejects(file)] == [8, 1008, 2008]
    assert not Path(f"{file}.progress.json").exists()


def test_ctrl_c_ends_between_batches_and_resume_goes_on_there(
    import_: Import,
    file: Path,
    server: ScriptedServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many(file)
    wanted = property(lambda _: len(server.received) >= 2, lambda *_: None)
    with monkeypatch.context() as patch:
        patch.setattr(recording, "OUTSTANDING_BATCHES", 1)
        patch.setattr(Interrupts, "wanted", wanted, raising=False)
        assert import_(file, "--json") == 130

    output = capsys.readouterr()
    stopped = json.loads(output.out)
    assert not stopped["complete"]
    assert 0 < stopped["lines"] < 3000
    assert "--resume" in output.err
    assert import_(file, "--resume", "--json") == 1
    whole = summary(capsys)
    assert (whole["lines"], whole["recorded"] + whole["rejected"]) == (3000, 3000)
    assert [one["lineNumber"] for one in rejects(file)] == [8, 1008, 2008]


def test_the_state_is_saved_now_and_then_for_a_process_that_is_killed(
    import_: Import, file: Path, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(file)
    monkeypatch.setattr(entry_import, "BATCHES_PER_SAVE", 1)
    monkeypatch.setattr(recording, "OUTSTANDING_BATCHES", 1)
    seen = []

    def looking(body: bytes) -> Any:
        seen.append(Path(f"{file}.progress.json").exists())
        return taking_in(body)

    server.always("BatchRecordEntries", looking)
    import_(file)

    assert seen[0] is False
    assert seen[-1] is True


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.write_text(file.read_text() + line()),
        lambda file: file.write_text("x" + file.read_text()[1:]),
        lambda file: Path(f"{file}.progress.json").unlink(),
        lambda file: Path(f"{file}.progress.json").write_text("{"),
    ],
    ids=["longer", "changed", "no state", "no json"],
)
def test_resume_is_refused_for_another_file_or_without_a_state(
    import_: Import,
    file: Path,
    server: ScriptedServer,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Path], Any],
) -> None:
    many(file, bad=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "OUTSTANDING_BATCHES", 1)
        patch.setattr(Interrupts, "wanted", property(lambda _: bool(server.received), lambda *_: None), raising=False)
        assert import_(file) == 130
    server.received.clear()
    change(file)

    assert import_(file, "--resume") == 2
    assert "without --resume" in capsys.readouterr().err
    assert server.received == []


def test_gzip_that_is_cut_off_ends_with_1_and_what_came_before_is_recorded(
    import_: Import, file: Path, server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    many(file, bad=False)
    packed = gzip.compress(file.read_bytes())
    file.write_bytes(packed[: len(packed) // 2])

    assert import_(file) == 1
    assert "gzip" in capsys.readouterr().err


def test_a_bar_is_shown_on_a_terminal_only_and_never_in_the_output(
    import_: Import, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    many(file, bad=False)
    assert import_(file, "--json") == 0
    piped = capsys.readouterr()
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert import_(file, "--json") == 0
    shown = capsys.readouterr()

    assert piped.err == ""
    assert "importing" in shown.err
    assert "entries/s" in shown.err
    assert json.loads(shown.out)["lines"] == 3000
