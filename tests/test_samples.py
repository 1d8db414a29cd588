"""What a newcomer sees first: sample customers, and two questions with their real answers, in customers' own words."""

import json
import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict

from regard import Client
from regard.v1 import Entry, Offer, RecordEntriesRequest
from serving import Clock, ServerProcess


def lines(name: str) -> list[dict[str, Any]]:
    text = resources.files("regard_server.samples").joinpath(name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def flyers_quotes() -> list[str]:
    found = [line["entry"] for line in lines("entries.jsonl") if line["customer"] == "customers/frequent-flyer"]
    return [entry["provenance"]["quote"] for entry in found if entry["provenance"].get("quote")]


def tour(server: ServerProcess) -> str:
    """What the server prints after its first line, to the end of the second answer."""
    assert server.process.stdout is not None
    said: list[str] = []
    while said.count("\n") < 8:
        said.append(server.process.stdout.readline())
        assert said[-1], said
    return "".join(said)


def answered(command: str) -> str:
    """What a command of the tour answers, in words."""
    asked = subprocess.run(
        [sys.executable, "-m", "regard", *shlex.split(command)[1:]],
        env=os.environ | {"COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return " ".join(asked.stdout.split())


def revisions(target: str) -> dict[str, int]:
    with Client(target) as client:
        return {
            line["customer"]: client.get_profile(line["customer"], view="basic").profile.revision
            for line in lines("entries.jsonl")
        }


def test_the_samples_of_an_empty_database_answer_in_the_flyers_words_and_are_added_once(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "regard.db", "--samples")
    first = tour(server)
    before = revisions(server.target)
    answers = [answered(line) for line in first.splitlines() if "--target" in line]
    assert server.stop() == 0

    again = ServerProcess(tmp_path / "regard.db", "--samples")
    second = tour(again)
    after = revisions(again.target)
    assert again.stop() == 0

    assert f"added the sample customers, {len(lines('entries.jsonl'))} entries" in first
    words = " ".join(first.split())
    assert sum(quote in words for quote in flyers_quotes()) >= 2
    assert len(answers) == 2
    assert all(answer in words for answer in answers)
    assert "It freezes on mains, with our new adapter too." in answers[1]
    assert "added" not in second
    assert before == after
    assert set(before.values()) != {0}


def test_a_server_that_isnt_asked_to_adds_no_samples(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "regard.db")
    assert set(revisions(server.target).values()) == {0}
    assert server.stop() == 0


def requests() -> list[RecordEntriesRequest]:
    """One a customer."""
    return [
        RecordEntriesRequest(customer=customer, entries=[ParseDict(line["entry"], Entry()) for line in of_customer])
        for customer, of_customer in groupby(lines("entries.jsonl"), key=lambda line: line["customer"])
    ]


def test_every_sample_is_accepted_and_its_import_twice_changes_nothing(client: Client) -> None:
    offers = [ParseDict(line, Offer()) for line in lines("offers.jsonl")]
    assert not client.import_offers(offers).unclassified

    first, again = (client.batch_record_entries(requests()).results for _ in range(2))

    assert [result.WhichOneof("outcome") for result in first] == ["response"] * len(requests())
    assert [result.response.replayed for result in again] == [True] * len(requests())
    assert client.import_offers(offers).changed_count == 0


LAST_SAMPLE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""When all that the samples tell has happened."""
SENTENCE = re.compile(r"[.!?…][”“»]?$")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_briefs_of_all_samples_can_be_read_aloud(client: Client, clock: Clock, language: str) -> None:
    """Whole, each line a sentence and nothing twice, as a person reads them and as text."""
    clock.now = LAST_SAMPLE
    client.batch_record_entries(requests())
    for customer in (request.customer for request in requests()):
        for purpose, channel in (("service", "agent-call"), ("marketing", "email")):
            brief = client.get_brief(customer, purpose=purpose, channel=channel, language=language, format="markdown")
            told = [line.text for line in brief.lines]
            assert told, customer
            assert brief.omitted == 0, customer
            assert len(set(told)) == len(told), customer
            assert [line for line in told if not SENTENCE.search(line)] == [], customer
            headings = [line.heading for line in brief.lines]
            assert all(headings), customer
            assert [heading for heading, _ in groupby(headings)] == list(dict.fromkeys(headings)), customer
