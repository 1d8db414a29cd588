"""Files of entries, and what became of them in the ledgers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from regard import Client
from regard.v1 import Entry

TOPICS = ("sports/golf", "food-and-drink/alcohol", "culture/museums", "travel/rail", "pets/dogs", "wellness/spa")
STANCES = ("STANCE_LIKES", "STANCE_DISLIKES", "STANCE_NEUTRAL")


def entry_line(customer: int | str, number: int, **entry: Any) -> str:
    """The line of that number; without times of its own, so that their order in the ledger decides which one counts."""
    preference = {"topic": TOPICS[number % len(TOPICS)], "stance": STANCES[number % len(STANCES)]}
    said = {"basis": "BASIS_STATED", "quote": f"“Größer” 🙂, I said in line {number}.", "recorder": "agents/mira.holt"}
    return json.dumps(
        {"customer": f"customers/{customer}", "entry": {"provenance": said, "preference": preference} | entry}
    )


def entry_lines(count: int, *, per_customer: int = 3) -> list[str]:
    return [entry_line(f"u{number // per_customer}", number) for number in range(count)]


def write(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def regard(target: str, *arguments: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command as a process, to its end."""
    return subprocess.run(command(target, *arguments), input=stdin, capture_output=True, timeout=100, check=False)


def command(target: str, *arguments: object) -> list[str]:
    return [
        sys.executable,
        "-m",
        "regard",
        *[os.fspath(one) if isinstance(one, Path) else str(one) for one in arguments],
        "--target",
        target,
    ]


def runs_on(process: subprocess.Popen[bytes]) -> None:
    """Leaves it the processor for a moment; fails where it has ended."""
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.01)


def summary(finished: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(finished.stdout)
    return read


def rejects(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(f"{file}.rejects.jsonl").read_text(encoding="utf-8").splitlines()]


def revisions(client: Client, customers: Iterable[str]) -> list[int]:
    answer = client.batch_get_profiles(list(customers), view="basic")
    return [result.response.profile.revision for result in answer.results]


def ledger(client: Client, customer: str) -> list[Entry]:
    """All entries in the order of their recording, without the ids that the service made."""
    entries = list(client.iterate_entries(customer, page_size=1000))[::-1]
    for entry in entries:
        entry.ClearField("name")
    return entries
