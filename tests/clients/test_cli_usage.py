"""The command line as a process: wrong usage, no server, options before and after the command's name."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import grpc
import pytest

from regard.cli.app import run
from regard.v1 import (
    GetProfileRequest,
    GetProfileResponse,
    Profile,
    ProfileStatus,
    RecordEntriesRequest,
    RecordEntriesResponse,
    Stance,
)

from .answers import failed
from .scripted_server import ScriptedServer

KNOWN = GetProfileResponse(
    profile=Profile(name="customers/u1", revision=3, status=ProfileStatus.PROFILE_STATUS_KNOWN), freshness_token="t"
)


def regard(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "regard", *arguments],
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["profil", "u1"],
        ["profile"],
        ["profile", "u1", "--colour", "red"],
        ["screen", "u1", "--all", "--channel", "app"],
        ["screen", "u1", "--all", "--purpose", "loyalty"],
        ["screen", "u1", "--all", "--purpose", "charity", "--channel", "app"],
        ["screen", "u1", "--purpose", "loyalty", "--channel", "app"],
        ["screen", "u1", "--all", "--offer", "golf", "--purpose", "loyalty", "--channel", "app"],
        ["screen", "u1", "--offers", "/nowhere/offers.jsonl", "--purpose", "loyalty", "--channel", "app"],
        ["record", "u1"],
        ["record", "u1", "--stance", "likes"],
        ["record", "u1", "--topic", "sports/golf"],
        ["record", "u1", "--topic", "sports/golf", "--offer-type", "membership", "--stance", "likes"],
        ["record", "u1", "--topic", "sports/golf", "--stance", "likes", "--outcome", "declined"],
        ["record", "u1", "--topic", "sports/golf", "--stance", "likes", "--stated-time", "yesterday"],
        ["record", "u1", "--topic", "sports/golf", "--stance", "likes", "--stated-time", "2024-05-03T10:00"],
        ["record", "u1", "--offer", "golf"],
        ["record", "u1", "--offer", "golf", "--outcome", "declined", "--stance", "dislikes"],
        ["retract", "customers/u1/entries/1", "--recorder", "agents/mira.holt"],
        ["topics", "find", "golf"],
        ["profile", "u1", "--timeout", "0"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    server: ScriptedServer,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = run(["--target", server.target, *arguments])

    output = capsys.readouterr()
    assert code == 2
    assert output.out == ""
    assert output.err.startswith("regard: ")
    assert output.err.count("\n") == 1
    assert "--help" in output.err
    assert server.received == []


@pytest.mark.parametrize("arguments", [[], ["--help"], ["topics"], ["offers"], ["record", "--help"]], ids=" ".join)
def test_help_is_no_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0

    output = capsys.readouterr()
    assert "Usage: regard" in output.out
    assert output.err == ""


def test_without_a_server_one_line_says_where_it_was_looked_for() -> None:
    gone = ScriptedServer()
    gone.stop()

    for finished in (
        regard("profile", "u1", "--target", gone.target),
        regard("profile", "u1", "--json", REGARD_TARGET=gone.target),
    ):
        assert finished.returncode == 2
        assert finished.stdout == ""
        assert finished.stderr.count("\n") == 1
        assert gone.target in finished.stderr


def test_a_server_that_says_nothing_is_no_server(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.speaking.clear()

    assert run(["--target", server.target, "--timeout", "0.1", "profile", "u1"]) == 2
    assert server.target in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--target", "TARGET", "--json", "profile", "u1"],
        ["profile", "u1", "--json", "--target", "TARGET"],
        ["--target", "127.0.0.1:1", "profile", "--json", "u1", "--target", "TARGET"],
    ],
    ids=" ".join,
)
def test_the_shared_options_stand_before_or_after_the_command(server: ScriptedServer, arguments: list[str]) -> None:
    server.script("GetProfile", KNOWN)

    finished = regard(*[server.target if word == "TARGET" else word for word in arguments], REGARD_TARGET="127.0.0.1:2")

    assert (finished.returncode, finished.stderr) == (0, "")
    assert json.loads(finished.stdout) == {
        "profile": {"name": "customers/u1", "revision": "3", "status": "PROFILE_STATUS_KNOWN"},
        "freshnessToken": "t",
    }
    assert GetProfileRequest.FromString(server.received[0].body).customer == "customers/u1"


def test_json_keeps_every_character_whatever_the_terminals_encoding(server: ScriptedServer) -> None:
    server.script("GetProfile", GetProfileResponse(profile=Profile(name="customers/u1", etag="“größer” 🙂")))

    finished = regard("profile", "u1", "--json", "--target", server.target, PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert json.loads(finished.stdout)["profile"]["etag"] == "“größer” 🙂"


def test_the_token_comes_from_the_environment(server: ScriptedServer) -> None:
    server.script("GetProfile", KNOWN)

    regard("profile", "u1", "--target", server.target, REGARD_TOKEN="s3cret")

    assert server.received[0].metadata["authorization"] == "Bearer s3cret"


def test_an_error_that_the_server_answers_is_one_line_and_exit_code_1(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script(
        "RecordEntries",
        failed(
            grpc.StatusCode.INVALID_ARGUMENT,
            "UNKNOWN_TOPIC",
            metadata={"topic": "sport/golf", "nearest": "sports/golf,sports"},
        ),
        failed(
            grpc.StatusCode.INVALID_ARGUMENT,
            "INVALID_FIELD",
            violations={"entries[0].provenance.recorder": "is required\nfor STATED", "customer": "is \x1b[31mwrong"},
        ),
        *[failed(grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE")] * 4,
    )
    record = ["record", "u1", "--topic", "sport/golf", "--stance", "likes", "--target", server.target]

    assert [run(record) for _ in range(3)] == [1, 1, 1]

    output = capsys.readouterr()
    unknown_topic, invalid_field, _ = output.err.splitlines()
    assert output.out == ""
    assert "sports/golf" in unknown_topic
    assert "entries[0].provenance.recorder" in invalid_field
    assert "\x1b" not in invalid_field


def test_a_server_that_is_too_old_for_a_call_is_said_to_be(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["search", "u1", "calculator", "--target", server.target]) == 1

    assert f"the server at {server.target} doesn't know this call" in capsys.readouterr().err


def test_record_sends_the_entry_that_the_options_describe(server: ScriptedServer) -> None:
    server.script("RecordEntries", RecordEntriesResponse(revision=1), RecordEntriesResponse(revision=2))
    who = ["--recorder", "agents/mira.holt", "--channel", "PHONE", "--target", server.target]

    given = str(uuid.uuid4())
    run(
        [
            "record",
            "u1",
            "--topic",
            "sports/golf",
            "--stance",
            "never",
            "--quote",
            "No golf.",
            "--request-id",
            given,
            *who,
        ]
    )
    run(
        [
            "record",
            "u1",
            "--offer",
            "golf",
            "--outcome",
            "declined",
            "--reason",
            "no",
            "--stated-time",
            "2024-05-03",
            *who,
        ]
    )

    preference, response = (RecordEntriesRequest.FromString(call.body).entries[0] for call in server.received)
    assert (preference.preference.topic, preference.preference.stance) == ("sports/golf", Stance.STANCE_NEVER)
    assert (preference.provenance.quote, preference.provenance.recorder) == ("No golf.", "agents/mira.holt")
    assert (response.offer_response.offer_id, response.offer_response.reason) == ("golf", "no")
    assert RecordEntriesRequest.FromString(server.received[0].body).request_id == given
    assert response.provenance.stated_time.ToJsonString() == "2024-05-03T00:00:00Z"


def test_words_that_are_not_utf_8_are_wrong_usage(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> None:
    garbled = b"caf\xe9".decode("utf-8", "surrogateescape")

    record = ["record", "u1", "--topic", "drinks", "--stance", "likes", "--quote", garbled, "--target", server.target]

    assert run(record) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_without_its_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    # A finder that hides click is as good as an environment without it.
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'click' else found(name, *rest)\n"
    )
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH", "")]))

    finished = regard("profile", "u1", PYTHONPATH=path)

    assert (finished.returncode, finished.stdout) == (2, "")
    assert "regard[cli]" in finished.stderr
    assert finished.stderr.count("\n") == 1
