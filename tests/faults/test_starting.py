"""A server that can't start as it is told to says so in one line, and ends with exit code 2.

Once for what it is told and once for what is there already it is a process that is asked; else its program, run in this
process, since starting another takes a second or two.
"""

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from databases import Postgres
from regard_server.__main__ import main
from regard_server.settings import BadSetting, Settings, read_settings
from serving import ServerProcess


def refusal(tmp_path: Path, **environment: str) -> str:
    """The one line that a server says which doesn't start."""
    ended = subprocess.run(
        [sys.executable, "-m", "regard_server", "serve"],
        env=os.environ
        | {"REGARD_DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}", "REGARD_LISTEN": "127.0.0.1:0"}
        | environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    assert (ended.returncode, ended.stdout) == (2, "")
    [line] = ended.stderr.splitlines()
    return line


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """The same of the program in this process, for a command and a database."""

    def started(command: str, database_url: str, *, listen: str = "127.0.0.1:0") -> str:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("REGARD_DATABASE_URL", database_url)
        monkeypatch.setenv("REGARD_LISTEN", listen)
        monkeypatch.setattr(sys, "argv", ["regard-server", command])
        monkeypatch.setattr(gc, "set_threshold", lambda *_: None)  # for the life of a server, which this process isn't
        with pytest.raises(SystemExit) as ended:
            main()
        said, complained = capfd.readouterr()
        assert (ended.value.code, said) == (2, "")
        [line] = complained.splitlines()
        return line

    return started


def test_a_second_server_on_the_same_file_is_refused_and_the_first_lives_on(tmp_path: Path) -> None:
    (tmp_path / "folder").symlink_to(tmp_path)
    server = ServerProcess(tmp_path / "regard.db")
    try:
        assert "regard.db" in refusal(tmp_path, REGARD_DATABASE_URL=f"sqlite:///{tmp_path / 'folder' / 'regard.db'}")
    finally:
        assert server.stop() == 0


def test_a_second_server_on_the_same_file_under_another_name_is_refused(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    database, link = tmp_path / "regard.db", tmp_path / "link.db"
    server = ServerProcess(database)
    link.symlink_to(database)
    try:
        assert "regard.db" in refused("serve", f"sqlite:///{link}")
    finally:
        assert server.stop() == 0


def test_a_port_that_is_taken_is_refused(tmp_path: Path, target: str, refused: Callable[..., str]) -> None:
    assert target in refused("serve", f"sqlite:///{tmp_path / 'other.db'}", listen=target)


def test_a_bad_setting_is_told_in_one_line(tmp_path: Path) -> None:
    assert "REGARD_LISTEN" in refusal(tmp_path, REGARD_LISTEN="0.0.0.0:50051")


@pytest.mark.parametrize("url", ["postgresql://localhost/regard", "regard.db"], ids=["another backend", "no URL"])
def test_a_database_that_isnt_one_is_told_in_one_line(refused: Callable[..., str], url: str) -> None:
    assert "REGARD_DATABASE_URL" in refused("serve", url)


@pytest.mark.parametrize(
    ("command", "what"),
    [("serve", "no database"), ("serve", "a folder"), ("serve", "below a file"), ("migrate", "no database")],
)
def test_a_database_that_cant_be_opened_is_told_in_one_line(
    tmp_path: Path, refused: Callable[..., str], command: str, what: str
) -> None:
    (tmp_path / "no database").write_text("These are words and not a database. " * 100)
    (tmp_path / "a folder").mkdir()
    path = tmp_path / "no database" / "regard.db" if what == "below a file" else tmp_path / what

    assert "REGARD_DATABASE_URL" in refused(command, f"sqlite:///{path}")


def test_a_database_in_memory_is_refused_and_leaves_no_file(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "REGARD_DATABASE_URL" in refused("serve", "sqlite:///:memory:")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "listen",
    [
        *("0.0.0.0:50051", "[::]:50051", "192.168.1.7:50051", "example.com:50051", "localhost.example.com:1", ":50051"),
        *("127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1", "", "50051", "unix:/tmp/x"),
        *("127.0.0.1:5²", "127.0.0.1:٣", "128.0.0.1:1", "[::ffff:8.8.8.8]:1", "127.0.0.1 :1"),
    ],
)
def test_only_an_address_of_this_machine_is_listened_on(listen: str) -> None:
    with pytest.raises(BadSetting):
        read_settings({"REGARD_LISTEN": listen})


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "127.8.9.1:50051", "[::1]:50051", "localhost:65535"])
def test_the_addresses_of_this_machine_may_be_listened_on(listen: str) -> None:
    assert read_settings({"REGARD_LISTEN": listen}).listen == listen


@pytest.mark.parametrize("name", ["REGARD_ENTRIES_IN_MEMORY_MAX", "REGARD_STOP_GRACE_SECONDS"])
@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many", "1e3", "²"])
def test_a_number_that_isnt_one_from_1_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadSetting):
        read_settings({name: value})


def test_without_an_environment_the_defaults_hold() -> None:
    assert read_settings({}) == Settings()


def test_a_postgresql_that_is_not_migrated_is_refused_with_what_to_do(postgres: Postgres, tmp_path: Path) -> None:
    with postgres.database() as url:
        with postgres.server.connect(url.rpartition("/")[2]) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0001'")
        line = refusal(tmp_path, REGARD_DATABASE_URL=url)
    assert "run regard-server migrate" in line


def test_no_password_is_told(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.server.url("nowhere").replace("regard@", "regard:t0psecret@")
    line = refusal(tmp_path, REGARD_DATABASE_URL=url)
    assert 'database "nowhere" does not exist' in line
    assert "t0psecret" not in line


def test_another_driver_is_refused_with_the_one_to_use(tmp_path: Path) -> None:
    line = refusal(tmp_path, REGARD_DATABASE_URL="postgresql+psycopg2://localhost/regard")
    assert "postgresql+psycopg://" in line
