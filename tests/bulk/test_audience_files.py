"""`regard screen --customers` says of each customer what asking for this one alone says."""

import json
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToDict

import regard as library
from regard import Client
from regard.v1 import Offer

from .files import command, entry_lines, regard, runs_on, summary, write

OFFERS = [
    library.offer("golf", offer_type="membership", topics=["sports/golf"], title="Golf"),
    library.offer("wine", offer_type="event", topics=["food-and-drink/alcohol/wine"]),
    library.offer("museum", topics=["culture/museums"]),
    library.offer("night-train", topics=["travel/rail/night-trains", "travel/hotels"]),
    library.offer("strange", topics=["nobody/knows"]),
    library.offer("nothing"),
]
QUESTION = ("--purpose", "loyalty", "--channel", "email")
CUSTOMERS = [f"u{number}" for number in range(650)]


@pytest.fixture
def customers(target: str, client: Client, tmp_path: Path) -> Path:
    """Some with preferences, and some whom nobody knows."""
    assert (
        regard(target, "import", write(tmp_path / "entries.jsonl", entry_lines(1200, per_customer=2))).returncode == 0
    )
    client.import_offers(OFFERS)
    return write(tmp_path / "customers.txt", CUSTOMERS)


def test_the_decisions_are_those_of_asking_for_each_customer_alone(
    target: str, client: Client, customers: Path, tmp_path: Path
) -> None:
    offers = write(tmp_path / "offers.jsonl", [json.dumps(MessageToDict(offer)) for offer in OFFERS])
    reasons: Counter[int] = Counter()
    expected = []
    for customer in CUSTOMERS:
        for decision in client.screen_offers(customer, OFFERS, purpose="loyalty", channel="email").decisions:
            expected.append({"customer": f"customers/{customer}", "decision": MessageToDict(decision)})
            reasons.update({one.reason for one in decision.suppressions})

    finished = regard(
        target,
        "screen",
        "--customers",
        customers,
        "--offers",
        offers,
        *QUESTION,
        "--output",
        tmp_path / "out.jsonl",
        "--json",
    )

    assert finished.returncode == 0, finished
    assert [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()] == expected
    told = summary(finished)
    assert (told["customers"], told["unknownCustomers"]) == (650, 50)
    assert told["decisions"] == len(expected) == 650 * len(OFFERS)
    assert sum(told["reasons"].values()) == sum(reasons.values())

    by_id = regard(target, "screen", "--customers", customers, "--all", *QUESTION, "--summary-only", "--json")
    counts = ("customers", "unknownCustomers", "decisions", "cleared", "suppressed", "reasons")
    assert {name: summary(by_id)[name] for name in counts} == {name: told[name] for name in counts}


def test_a_stopped_screening_and_its_resumption_give_the_file_of_an_unbroken_one(
    target: str, customers: Path, tmp_path: Path
) -> None:
    write(customers, [*CUSTOMERS, "no customer!"] * 6)
    arguments = ("screen", "--customers", customers, "--all", *QUESTION, "--json", "--output")
    out, whole = tmp_path / "out.csv", tmp_path / "whole.csv"
    process = subprocess.Popen(
        command(target, *arguments, out), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    while not Path(f"{out}.progress.json").exists():
        runs_on(process)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)

    resumed = regard(target, *arguments, out, "--resume")
    unbroken = regard(target, *arguments, whole)

    assert process.returncode == 130
    assert (resumed.returncode, unbroken.returncode) == (1, 1)
    assert out.read_bytes() == whole.read_bytes()
    assert {**summary(resumed), "output": ""} == {**summary(unbroken), "output": ""}
    assert summary(resumed)["rejectedLines"] == 6


def test_customers_come_from_standard_input_too(target: str, customers: Path, tmp_path: Path) -> None:
    arguments = ("screen", "--offer", "golf", *QUESTION, "--output", tmp_path / "out.jsonl", "--customers")

    assert regard(target, *arguments, "-", stdin=b"u1\ncustomers/u2\n").returncode == 0
    assert [json.loads(line)["customer"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == [
        "customers/u1",
        "customers/u2",
    ]


def test_a_slow_reader_holds_back_the_whole_audience(client: Client, customers: Path) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        for read in count(1):
            yield f"u{read % 700}"

    answers = client.screen_audience(
        endless(), offer_ids=["golf"], purpose="loyalty", channel="email", chunk_size=50, max_outstanding_chunks=2
    )
    for number in range(1, 8):
        assert next(answers).chunk == number
        assert read == 50 * (number + 1)
    answers.close()


def test_a_cursor_goes_on_where_an_answer_was_read(client: Client, customers: Path) -> None:
    offers = [Offer(offer_id="golf", topics=["sports/golf"])]
    whole = list(client.screen_audience(CUSTOMERS, offers=offers, purpose="loyalty", channel="app", chunk_size=100))

    rest = list(
        client.screen_audience(
            CUSTOMERS[300:], offers=offers, purpose="loyalty", channel="app", chunk_size=100, cursor=whole[2].cursor
        )
    )

    assert [answer.chunk for answer in rest] == [4, 5, 6, 7]
    assert [list(answer.results) for answer in rest] == [list(answer.results) for answer in whole[3:]]
    with pytest.raises(library.errors.InvalidCursor):
        list(
            client.screen_audience(["u1"], offer_ids=["golf"], purpose="loyalty", channel="app", cursor=whole[2].cursor)
        )
