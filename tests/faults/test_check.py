"""`regard-server check` says what is wrong and how to mend it, and finds nothing where nothing is."""

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from messengers import running_messenger

from databases import Postgres
from regard_server.__main__ import main
from regard_server.checks import database as database_checks
from regard_server.checks.database import check_clock
from regard_server.checks.machine import check_disk, check_memory
from regard_server.settings import Settings
from regard_server.storage.full_text_switch import switch_full_text_index


class Checked(NamedTuple):
    code: int
    ok: dict[str, str]
    wrong: dict[str, str]
    """What is wrong, with what to do."""


Check = Callable[..., Checked]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """The command, with these settings in its environment."""

    def checked(**environment: str) -> Checked:
        with monkeypatch.context() as patching:
            for name, value in ({"REGARD_LISTEN": "127.0.0.1:0"} | environment).items():
                patching.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main(["check"])
        said, complaints = capsys.readouterr()
        assert complaints == ""
        ok: dict[str, str] = {}
        wrong: dict[str, str] = {}
        about = ""
        for line in said.splitlines():
            if line.startswith("       "):
                wrong[about] += " " + line.strip()
            else:
                about = line[7:19].strip()
                (ok if line.startswith("ok") else wrong)[about] = line[21:]
        assert all("→" in text for text in wrong.values())
        assert isinstance(ended.value.code, int)
        assert ended.value.code == bool(wrong)
        return Checked(ended.value.code, ok, wrong)

    return checked


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        yield url


def test_nothing_is_wrong_with_an_embedded_database_that_is_served(
    check: Check, target: str, database_url: str
) -> None:
    found = check(REGARD_DATABASE_URL=database_url, REGARD_LISTEN=target)
    assert found.wrong == {}
    assert {"settings", "workers", "memory", "port", "disk", "log", "database", "schema", "topics"} <= found.ok.keys()
    assert "SERVING" in found.ok["port"]


def test_a_messenger_is_asked_whether_it_answers(check: Check, postgres_url: str, database_url: str) -> None:
    with running_messenger() as messenger:
        found = check(REGARD_DATABASE_URL=postgres_url, REGARD_MESSENGER_URL=messenger.url)
        assert "run id" in found.ok["messenger"]
        messenger.kill()
        away = check(REGARD_DATABASE_URL=postgres_url, REGARD_MESSENGER_URL=messenger.url)
        assert "REGARD_MESSENGER_URL" in away.wrong["messenger"]
    assert (
        "no messenger" in check(REGARD_DATABASE_URL=database_url, REGARD_MESSENGER_URL="redis://h").wrong["messenger"]
    )


def test_nothing_is_wrong_with_a_postgresql_that_is_ready(check: Check, postgres_url: str) -> None:
    found = check(REGARD_DATABASE_URL=postgres_url, REGARD_WORKERS="2")
    assert found.wrong == {}
    assert found.ok["database"].startswith("postgresql+psycopg://")
    assert {"schema", "topics", "full text", "connections", "clock"} <= found.ok.keys()


def test_what_is_not_there_yet_is_not_made(check: Check, tmp_path: Path) -> None:
    found = check(REGARD_DATABASE_URL=f"sqlite:///{tmp_path / 'folder' / 'regard.db'}")
    assert found.wrong == {}
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_cant_be_used_is_told_and_nothing_else(check: Check) -> None:
    found = check(REGARD_WRITE_CALLS_MAX="none")
    assert found.wrong.keys() == {"settings"}
    assert found.ok == {}


def test_a_file_that_is_no_database_is_told(check: Check, tmp_path: Path) -> None:
    (tmp_path / "words").write_text("These are words and not a database. " * 100)
    assert "not a database" in check(REGARD_DATABASE_URL=f"sqlite:///{tmp_path / 'words'}").wrong["database"]


def test_a_database_that_cant_be_reached_is_told_without_its_password(check: Check) -> None:
    found = check(REGARD_DATABASE_URL="postgresql+psycopg://regard:t0psecret@127.0.0.1:1/regard")
    assert found.wrong.keys() == {"database"}
    assert "t0psecret" not in found.wrong["database"]


def test_a_schema_that_is_missing_or_older_is_told_with_the_command_to_run(
    check: Check, postgres: Postgres, postgres_url: str
) -> None:
    with postgres.server.connect(postgres_url.rpartition("/")[2]) as connection:
        for change in ("UPDATE alembic_version SET version_num = '0001'", "DELETE FROM alembic_version"):
            connection.execute(change)
            found = check(REGARD_DATABASE_URL=postgres_url)
            assert found.wrong.keys() == {"schema"}
            assert "run regard-server migrate" in found.wrong["schema"]


def test_an_embedded_schema_that_is_older_is_no_fault(check: Check, database_url: str) -> None:
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    assert "migrated when a server starts" in check(REGARD_DATABASE_URL=database_url).ok["schema"]


def test_a_taxonomy_that_is_missing_is_told(check: Check, postgres: Postgres) -> None:
    with postgres.database(prepared=False) as url:
        assert "default ones are added" in check(REGARD_DATABASE_URL=url).ok["topics"]


def test_an_index_that_the_next_start_would_remove_is_told(check: Check, database_url: str) -> None:
    assert "is made" in check(REGARD_DATABASE_URL=database_url, REGARD_FULL_TEXT_INDEX="on").ok["full text"]
    switch_full_text_index(database_url, on=True)
    assert "all entries" in check(REGARD_DATABASE_URL=database_url, REGARD_FULL_TEXT_INDEX="on").ok["full text"]
    assert "REGARD_FULL_TEXT_INDEX=on" in check(REGARD_DATABASE_URL=database_url).wrong["full text"]


def test_a_port_that_something_else_has_is_told(check: Check, database_url: str) -> None:
    assert "free" in check(REGARD_DATABASE_URL=database_url).ok["port"]
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{silent.getsockname()[1]}"
        assert "REGARD_LISTEN" in check(REGARD_DATABASE_URL=database_url, REGARD_LISTEN=listen).wrong["port"]


def test_more_workers_than_the_database_or_the_machine_bears_are_told(
    check: Check, database_url: str, postgres_url: str
) -> None:
    assert "REGARD_WORKERS" in check(REGARD_DATABASE_URL=database_url, REGARD_WORKERS="64").wrong["workers"]
    found = check(REGARD_DATABASE_URL=postgres_url, REGARD_WORKERS="4000", REGARD_ENTRIES_IN_MEMORY_MAX="1")
    assert {"workers", "connections"} <= found.wrong.keys()
    assert "max_connections" in found.wrong["connections"]


def test_what_is_advised_for_memory_is_enough() -> None:
    settings = Settings(workers=2)
    wrong = check_memory(settings, bytes_there=3 * 10**9)
    advised = int(wrong.remedy.split(" to ")[1].split()[0])
    assert 0 < advised < settings.entries_in_memory_max
    assert not check_memory(Settings(workers=2, entries_in_memory_max=advised), bytes_there=3 * 10**9).is_wrong
    assert check_memory(Settings(workers=2, entries_in_memory_max=advised * 2), bytes_there=3 * 10**9).is_wrong


def test_a_disk_that_is_nearly_full_is_told(tmp_path: Path) -> None:
    assert check_disk(tmp_path, needed=2**60).is_wrong
    assert not check_disk(tmp_path, needed=1).is_wrong


def test_a_log_that_grows_and_a_clock_that_was_set_back_are_told(
    check: Check, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE catalog_heads SET version = version")
        assert "log" in check(REGARD_DATABASE_URL=database_url).ok
        monkeypatch.setattr(database_checks, "WAL_BYTES_MAX", -1)
        monkeypatch.setattr(database_checks, "SECONDS_AHEAD_MAX", -3600)
        found = check(REGARD_DATABASE_URL=database_url)
    assert found.wrong.keys() == {"log", "clock"}


def test_a_clock_that_is_not_the_databases_is_told(
    check: Check, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = SimpleNamespace(time=lambda: time.time() - 10)
    monkeypatch.setattr("regard_server.storage.inspection.time", late)
    found = check(REGARD_DATABASE_URL=postgres_url)
    assert "10.0 s ahead" in found.wrong["clock"]
    assert not check_clock(-0.9).is_wrong
    assert check_clock(-1.1).is_wrong
