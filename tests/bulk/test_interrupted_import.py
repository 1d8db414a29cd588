"""Ctrl-C in the middle of an import, then --resume: the same ledger as if nothing had happened."""

import json
import os
import signal
import subprocess
from pathlib import Path

from regard import Client
from serving import Clock, serving

from .files import command, entry_line, ledger, regard, rejects, runs_on, summary, write

LINES = 6000
CUSTOMERS = [f"u{number}" for number in range(300)]


def lines() -> list[str]:
    """The customers come again and again, now and then a bad line among theirs."""
    return [
        entry_line(
            f"u{number // 3 % 300}",
            number,
            **({"preference": {"topic": "nope", "stance": 1}} if number % 700 == 5 else {}),
        )
        for number in range(LINES)
    ]


def interrupted(target: str, client: Client, file: Path) -> subprocess.CompletedProcess[bytes]:
    """Ctrl-C as a terminal does it, to all processes of the command, when its first batch is in the ledger."""
    process = subprocess.Popen(
        command(target, "import", file, "--json", "--processes", 2),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while client.get_profile("u0", view="basic").profile.revision == 0:
        runs_on(process)
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def test_ctrl_c_and_resume_give_the_ledger_of_an_uninterrupted_import(tmp_path: Path, clock: Clock) -> None:
    file, whole = write(tmp_path / "entries.jsonl", lines()), write(tmp_path / "whole.jsonl", lines())
    with serving(f"sqlite:///{tmp_path / 'one.db'}", clock) as one, Client(one) as client:
        stopped = interrupted(one, client, file)
        so_far = summary(stopped)
        state = json.loads(Path(f"{file}.progress.json").read_text())["state"]
        resumed = regard(one, "import", file, "--resume", "--json")
        after_both = {customer: ledger(client, customer) for customer in CUSTOMERS}
    with serving(f"sqlite:///{tmp_path / 'other.db'}", clock) as other, Client(other) as client:
        uninterrupted = regard(other, "import", whole, "--json")
        after_one = {customer: ledger(client, customer) for customer in CUSTOMERS}

    assert stopped.returncode == 130
    assert b"Traceback" not in stopped.stderr
    assert b"--resume" in stopped.stderr
    assert 0 < so_far["lines"] == state["lines"] < LINES
    assert so_far["recorded"] + so_far["rejected"] == so_far["lines"]
    assert (resumed.returncode, uninterrupted.returncode) == (1, 1)
    assert {**summary(resumed), "rejects": ""} == {**summary(uninterrupted), "rejects": ""}
    assert after_both == after_one
    assert [one["lineNumber"] for one in rejects(file)] == list(range(6, LINES, 700))
    assert rejects(file) == rejects(whole)
    assert not Path(f"{file}.progress.json").exists()


def test_after_a_kill_the_same_import_completes_the_ledger(tmp_path: Path, clock: Clock) -> None:
    """A process that is killed writes no state; run again from the start, it adds what is missing and nothing else."""
    file = write(tmp_path / "entries.jsonl", [entry_line(f"u{number // 3}", number) for number in range(3000)])
    with serving(f"sqlite:///{tmp_path / 'one.db'}", clock) as target, Client(target) as client:
        process = subprocess.Popen(command(target, "import", file))
        while client.get_profile("u0", view="basic").profile.revision == 0:
            runs_on(process)
        process.kill()
        process.wait(timeout=60)
        again = summary(regard(target, "import", file, "--json"))

        assert again["recorded"] + again["alreadyThere"] == 3000
        assert again["alreadyThere"] > 0
        assert {len(ledger(client, f"u{number}")) for number in range(0, 1000, 25)} == {3}
