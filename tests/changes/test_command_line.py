"""`regard watch`: a line for each change, to be read by people, by programs, and by whatever takes CloudEvents."""

import json
import subprocess
import sys
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from rpc.entries import MIRA, responded, said

from regard import Client
from regard.cli.app import run

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def told(capsys: pytest.CaptureFixture[str], target: str, *arguments: str) -> list[str]:
    assert run(["--target", target, "watch", "--once", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_line_says_when_whose_and_what(client: Client, target: str, capsys: pytest.CaptureFixture[str]) -> None:
    [golf] = client.record_entries("u1", [said()]).entries
    retraction = client.retract_entry(golf.name, reason="Misheard.", recorder=MIRA).retraction

    assert told(capsys, target, "--start", "oldest") == [
        f"2026-06-15 12:00:00  customers/u1  preference  {golf.name}",
        f"2026-06-15 12:00:00  customers/u1  retraction  {retraction.name}  of {golf.name}",
    ]


def test_a_kept_cursor_goes_on_where_the_last_run_ended(
    client: Client, target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = "--cursor-file", str(tmp_path / "cursor")
    assert told(capsys, target, *kept) == []  # from now on

    for topic in ("sports/golf", "sports/hiking"):
        client.record_entries("u1", [said(topic)])
        [line] = told(capsys, target, *kept, "--json")
        assert json.loads(line)["customer"] == "customers/u1"
    assert told(capsys, target, *kept) == []
    assert [file.name for file in tmp_path.glob("cursor*")] == ["cursor"]


def test_only_the_kinds_asked_for(client: Client, target: str, capsys: pytest.CaptureFixture[str]) -> None:
    client.record_entries("u1", [said(), responded()])

    [line] = told(capsys, target, "--start", "oldest", "--kind", "offer-response")

    assert "offer-response" in line


def test_cloud_events_are_what_the_library_reads(
    client: Client, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [golf] = client.record_entries("u1", [said()]).entries
    [change] = client.list_changes().changes

    [line] = told(capsys, target, "--start", "oldest", "--cloudevents", "--source", "https://crm.example/regard")

    message = HTTPMessage({"content-type": "application/cloudevents+json"}, line.encode())
    event = from_structured_event(message)
    assert (event.get_id(), event.get_source()) == (change.event_id, "https://crm.example/regard")
    assert (event.get_type(), event.get_subject()) == ("regard.v1.change.preference", golf.name)
    assert event.get_time() == change.create_time.ToDatetime(tzinfo=UTC)
    assert event.get_extension("partitionkey") == "customers/u1"
    data: Any = event.get_data()
    assert data["entry"] == golf.name
    assert "My word" not in line


def test_a_watch_tells_at_once_and_ends_with_ctrl_c(client: Client, target: str, tmp_path: Path) -> None:
    cursor = tmp_path / "cursor"
    command = [sys.executable, "-m", "regard", "--target", target, "watch", "--start", "oldest"]
    with subprocess.Popen(
        [*command, "--cursor-file", str(cursor)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stdout is not None
        for topic in ("sports/golf", "sports/hiking"):
            client.record_entries("u1", [said(topic)])
            assert "customers/u1  preference" in watch.stdout.readline()
        watch.send_signal(2)
        _, complaints = watch.communicate(timeout=30)

    assert (watch.returncode, complaints.strip()) == (130, "")
    assert len(client.list_changes(cursor=cursor.read_text().strip()).changes) <= 1
