"""`regard policy` against a real service: shown, tried, applied, and its history told."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regard import Client, offer
from regard.cli.app import run

from .entries import CLUB, request_id, responded, said

Editor = Callable[..., None]


@pytest.fixture
def editor(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Makes EDITOR a program that replaces one word by another, each time that it is opened by the next pair; where there is
    none left, it leaves the text alone. Where the text is to be replaced by nothing, it removes the file."""
    monkeypatch.setenv("REGARD_TARGET", target)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)

    def script(*replacements: tuple[str, str]) -> None:
        (tmp_path / "left").write_text(json.dumps(replacements), encoding="utf-8")
        program = tmp_path / "editor.py"
        program.write_text(_EDITOR, encoding="utf-8")
        monkeypatch.setenv("EDITOR", f"{sys.executable} {program}")

    return script


_EDITOR = """
import json, pathlib, sys
left = pathlib.Path(__file__).with_name("left")
replacements = json.loads(left.read_text())
if replacements:
    before, after = replacements.pop(0)
    left.write_text(json.dumps(replacements))
    file = pathlib.Path(sys.argv[1])
    if not before:
        file.unlink()
        sys.exit()
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
"""


def kept_texts(folder: Path) -> list[Path]:
    return list(folder.glob("regard-policy-*"))


def shown(capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert run(["policy", "show"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_policy_is_shown_changed_tried_applied_and_told(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGARD_TARGET", target)

    file = tmp_path / "policy.json"
    file.write_text(json.dumps(shown(capsys) | {"coolDowns": []}), encoding="utf-8")

    assert run(["policy", "apply", str(file), "--try", "--purpose", "loyalty", "--channel", "app"]) == 0
    assert "Nothing was changed." in capsys.readouterr().out
    assert run(["policy", "apply", str(file), "--recorder", "agents/ada", "--reason", "A trial."]) == 0
    assert "Version 2 is in force." in capsys.readouterr().out
    assert run(["policy", "history"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("version 2")
    assert told[0].endswith("agents/ada  A trial.")
    assert told[1] == "version 1  the default"


@pytest.mark.parametrize("content", [b'{"colour": "blue"}', b"[", "{“name”: 1}".encode("utf-16")])
def test_what_is_no_policy_is_refused_in_a_line(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    monkeypatch.setenv("REGARD_TARGET", target)
    file = tmp_path / "policy.json"
    file.write_bytes(content)

    assert run(["policy", "apply", str(file)]) != 0
    assert "not a policy" in capsys.readouterr().err


def test_a_trial_on_the_command_line_is_of_the_customers_and_offers_that_are_named(
    target: str, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGARD_TARGET", target)
    client.import_offers([CLUB])
    for name in ("u1", "u2", "u3"):
        client.record_entries(name, [responded("presented")])
    policy = shown(capsys)
    policy["frequencyCaps"] = [{"scope": "CAP_SCOPE_OFFER", "presentationsMax": 1, "window": "604800s"}]
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(policy), encoding="utf-8")
    named = ["--customer", "u3", "--customer", "u1", "--offer", CLUB.offer_id, "--offer", "not-there"]

    assert run(["policy", "apply", str(file), "--try", *named, "--purpose", "loyalty", "--channel", "app"]) == 0
    told = " ".join(capsys.readouterr().out.split())

    assert told == (
        "Of 4 decisions for 2 customers, 2 would be newly suppressed and 0 newly cleared. Nothing was changed. "
        "customers/u3 golf-club: cleared → suppressed (frequency cap) "
        "customers/u1 golf-club: cleared → suppressed (frequency cap)"
    )
    assert client.get_policy().policy.version == 1


def test_a_trial_on_the_command_line_counts_all_changes_also_those_that_no_answer_has_room_for(
    target: str, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGARD_TARGET", target)
    client.import_offers([offer(f"o{number}") for number in range(200)])
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(shown(capsys) | {"consentNeeds": []}), encoding="utf-8")
    for name in ("u1", "u2", "u3", "u4", "u5", "u6"):
        client.record_entries(name, [said()])

    assert run(["policy", "apply", str(file), "--try", "--customer", "u1"]) == 0
    of_one = capsys.readouterr().out.splitlines()
    assert run(["policy", "apply", str(file), "--try"]) == 0
    of_all = capsys.readouterr().out.splitlines()

    for told in (of_one, of_all):
        assert sum(line.startswith("  customers/") for line in told) == 20
    assert of_one[-1] == "  and 180 more; --json tells them"
    assert of_all[-1] == "  and 1,180 more; --json tells the first 1,000 of all"


def test_a_file_rests_on_the_policy_that_it_was_shown_from_unless_another_etag_is_given(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGARD_TARGET", target)
    policy = shown(capsys)
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(json.dumps(policy | {"coolDowns": []}), encoding="utf-8")
    second.write_text(json.dumps(policy | {"frequencyCaps": []}), encoding="utf-8")
    repeated = ["policy", "apply", str(first), "--request-id", request_id(7), "--json"]

    assert run(repeated) == 0
    assert run(["policy", "apply", str(second)]) == 1
    refused = capsys.readouterr().err
    assert run(["policy", "apply", str(second), "--etag", "p2"]) == 0
    capsys.readouterr()
    assert run(repeated) == 0
    again = json.loads(capsys.readouterr().out)
    assert run(repeated[:-1]) == 0
    told_again = capsys.readouterr().out
    assert run(["policy", "apply", str(second), "--etag", "p3"]) == 0

    assert "the policy has changed" in refused
    assert (again["replayed"], again["policy"]["version"]) == (True, "2")
    assert told_again == "Version 2 was what this request came to before. Version 3 is in force.\n"
    assert capsys.readouterr().out == "Version 3 was in force already.\n"
    assert shown(capsys)["version"] == "3"


def test_what_is_edited_is_in_force_and_told_as_apply_tells_it(
    editor: Editor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    editor(('"timeZone": "UTC"', '"timeZone": "Europe/Berlin"'))
    arguments = ["--recorder", "agents/ada", "--reason", "We moved.", "--request-id", request_id(1), "--etag", "p1"]

    assert run(["policy", "edit", *arguments, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert run(["policy", "edit", "--json"]) == 0
    unchanged = json.loads(capsys.readouterr().out)
    assert run(["policy", "edit"]) == 0

    assert (answer["policy"]["timeZone"], answer["policy"]["version"]) == ("Europe/Berlin", "2")
    assert unchanged == answer | {"replayed": True}
    assert capsys.readouterr().out == "Nothing was changed.\n"
    assert run(["policy", "history"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("agents/ada  We moved.")
    assert not kept_texts(tmp_path)


@pytest.mark.parametrize(
    ("wrong", "etag", "complaint"),
    [
        ('"timeZone": "Mars/Olympus"', "p1", "policy.time_zone"),
        ('"timeZone": ', "p1", "not a policy"),
        ('"timeZone": "Europe/Lisbon"', "p9", "the policy has changed"),
    ],
    ids=["refused", "no JSON", "changed meanwhile"],
)
def test_what_is_refused_is_kept_and_may_be_mended_and_applied(
    editor: Editor, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str, etag: str, complaint: str
) -> None:
    editor(('"timeZone": "UTC"', wrong))

    assert run(["policy", "edit", "--etag", etag]) == 1

    [kept] = kept_texts(tmp_path)
    told = capsys.readouterr().err
    assert complaint in told
    assert f"regard policy apply {kept}" in told
    assert wrong in kept.read_text(encoding="utf-8")
    kept.write_text(kept.read_text(encoding="utf-8").replace(wrong, '"timeZone": "Europe/Berlin"'), encoding="utf-8")
    assert run(["policy", "apply", str(kept)]) == 0
    assert shown(capsys)["timeZone"] == "Europe/Berlin"


def edited_on_a_terminal(*arguments: str, answer: bytes) -> subprocess.CompletedProcess[str]:
    keyboard, terminal = os.openpty()
    os.write(keyboard, answer)
    command = [sys.executable, "-m", "regard", "policy", "edit", *arguments]
    finished = subprocess.run(command, stdin=terminal, capture_output=True, text=True, check=False)
    os.close(keyboard)
    os.close(terminal)
    return finished


@pytest.mark.parametrize(("answer", "code", "version", "kept"), [(b"y\n", 0, 2, 0), (b"n\n", 1, 1, 1)])
def test_on_a_terminal_what_is_refused_may_be_edited_further(
    editor: Editor, client: Client, tmp_path: Path, answer: bytes, code: int, version: int, kept: int
) -> None:
    editor(('"timeZone": "UTC"', '"timeZone": "Mars/Olympus"'), ("Mars/Olympus", "Europe/Berlin"))

    finished = edited_on_a_terminal(answer=answer)

    assert finished.returncode == code
    assert "policy.time_zone" in finished.stderr
    assert client.get_policy().policy.version == version
    assert len(kept_texts(tmp_path)) == kept


def test_a_text_that_rests_on_an_earlier_policy_is_kept_at_once_since_no_editing_mends_it(
    editor: Editor, client: Client, tmp_path: Path
) -> None:
    editor(('"timeZone": "UTC"', '"timeZone": "Europe/Lisbon"'))

    finished = edited_on_a_terminal("--etag", "p9", answer=b"n\n")

    [kept] = kept_texts(tmp_path)
    assert finished.returncode == 1
    assert "the policy has changed" in finished.stderr
    assert str(kept) in finished.stderr
    assert "Go on editing?" not in finished.stderr


def test_an_editor_that_removes_the_file_is_told_in_a_line(
    editor: Editor, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    editor(("", ""))

    assert run(["policy", "edit"]) == 1

    assert capsys.readouterr().err.splitlines() == ["regard: the editor has removed the file: nothing was changed."]
    assert client.get_policy().policy.version == 1
    assert not kept_texts(tmp_path)


def test_an_editor_that_fails_leaves_nothing_behind(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDITOR", "false")

    assert run(["policy", "edit"]) == 1

    assert "false" in capsys.readouterr().err
    assert not kept_texts(tmp_path)
