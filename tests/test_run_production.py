"""`make run-production`: two workers on a PostgreSQL and a Valkey of their own, which end with them."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

import regard
from regard import Client
from regard_server.domain.freshness.trust import Mode
from serving import wait_until

PROGRAM = Path(__file__).parent.parent / "service" / "deploy" / "run_production.py"


@pytest.fixture
def running() -> Iterator["subprocess.Popen[str]"]:
    with tempfile.TemporaryDirectory(prefix="regard-production-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may have to run as nobody
        process = subprocess.Popen(
            [sys.executable, PROGRAM],
            cwd=folder,
            env=os.environ | {"REGARD_LISTEN": "127.0.0.1:0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                for started in psutil.Process(process.pid).children(recursive=True):
                    started.kill()
                process.kill()
            process.communicate(timeout=30)


def said(process: "subprocess.Popen[str]", pattern: str) -> str:
    """What it says there; waits for it."""
    assert process.stdout is not None
    return next(found[1] for line in process.stdout if (found := re.search(pattern, line)))


def test_it_serves_with_all_that_comes_with_it_and_leaves_nothing_behind(running: "subprocess.Popen[str]") -> None:
    database = said(running, r"PostgreSQL listens on 127.0.0.1:(\d+)")
    target = said(running, r"listening on (\S+:\d+)")
    with Client(target) as client:
        written = client.record_entries(
            "u1", [regard.address_as("Jon", quote="Jon will do.", recorder="agents/mira.holt")]
        )
        assert client.get_profile("u1").profile.revision == written.revision == 1
    with psycopg.connect(f"host=127.0.0.1 port={database} user=regard dbname=regard", autocommit=True) as looking:
        # It is used a minute later.
        wait_until(lambda: looking.execute("SELECT mode FROM trust").fetchone() == (Mode.RETURNING,))
    started = psutil.Process(running.pid).children(recursive=True)
    names = [one.name() for one in started]
    assert {"postgres", "valkey-server"} <= set(names)
    assert sum(name.startswith("python") for name in names) == 3  # a supervisor and two workers

    running.send_signal(signal.SIGTERM)

    assert running.wait(timeout=60) == 0
    assert psutil.wait_procs(started, timeout=30)[1] == []
