"""A server killed under load loses nothing that it acknowledged, and nothing happens twice.

SIGKILL ends the process and not the machine: what the process has written is with the operating system, and survives. So
these tests hold transactions, acknowledgements and request ids, and can't hold `PRAGMA synchronous = FULL`: with OFF they
pass as well. Only a power failure tells the two apart; that the pragma is set is held in `test_the_disk_is_waited_for`.
"""

import random
from pathlib import Path
from random import SystemRandom

import pytest
from sqlalchemy import make_url

from regard_server.rpc import profile_service
from regard_server.storage.sqlite.backend import SQLite
from serving import Clock, ServerProcess, serving

from .crashes import CUSTOMERS, Written, faults, feed_faults, new_write, repeat, write_until_it_dies

ROUNDS = 3
WRITERS = 8


def test_a_killed_server_has_every_acknowledged_write_once_and_repeated_ones_have_effect_once(
    tmp_path: Path, soak: int
) -> None:
    seed = SystemRandom().randrange(2**32)
    dice = random.Random(seed)
    database = tmp_path / "regard.db"
    everything = Written()
    unanswered = 0
    server = ServerProcess(database)
    rounds = ROUNDS * soak
    for number in range(rounds):
        written = write_until_it_dies(server.target, server.kill, writers=WRITERS, after=dice.randint(5, 150))
        server = ServerProcess(database)
        unanswered += len(written.unacknowledged)
        repeated = repeat(server.target, [*written.unacknowledged, *dice.sample(written.acknowledged, 5)])
        everything.writes += [*written.acknowledged, *repeated]
        assert written.failures.keys() <= {"UNAVAILABLE"}, f"seed {seed}, round {number}"
        assert faults(server.target, everything.writes) == [], f"seed {seed}, round {number}"
    assert server.stop() == 0

    assert unanswered >= rounds * WRITERS
    assert feed_faults(f"sqlite:///{database}") == [], f"seed {seed}"


def test_control_without_request_ids_a_repeated_write_happens_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_service, "request_key", lambda *_: None)
    with serving(f"sqlite:///{tmp_path / 'regard.db'}", Clock()) as target:
        acknowledged = repeat(target, [new_write(1, number) for number in range(8)])
        assert faults(target, acknowledged) == []

        repeat(target, acknowledged)

        assert len(faults(target, acknowledged)) == 8


def test_control_a_lost_write_and_a_skipped_revision_are_found(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'regard.db'}", Clock()) as target:
        acknowledged = repeat(target, [new_write(1, number) for number in range(8)])
        never_sent = type(acknowledged[0])(new_write(1, 1).request, 9)

        assert len(faults(target, [*acknowledged, never_sent])) == 1
    assert len(faults_after_deleting_revision_1(tmp_path / "regard.db")) >= len(CUSTOMERS)


def faults_after_deleting_revision_1(database: Path) -> list[str]:
    engine = SQLite().open_writer(make_url(f"sqlite:///{database}"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM entries WHERE revision = 1")
    engine.dispose()
    with serving(f"sqlite:///{database}", Clock()) as target:
        return faults(target, []) + feed_faults(f"sqlite:///{database}")


def test_the_disk_is_waited_for(tmp_path: Path) -> None:
    engine = SQLite().open_writer(make_url(f"sqlite:///{tmp_path / 'regard.db'}"))
    with engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
