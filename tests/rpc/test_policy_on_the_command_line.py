"""`regard policy` against a real service: shown, tried, applied, and its history told."""

import json
from pathlib import Path

import pytest

from regard.cli.app import run


def test_a_policy_is_shown_changed_tried_applied_and_told(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGARD_TARGET", target)

    assert run(["policy", "show"]) == 0
    shown = json.loads(capsys.readouterr().out)
    shown["coolDowns"] = []
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(shown), encoding="utf-8")

    assert run(["policy", "apply", str(file), "--try", "--purpose", "loyalty", "--channel", "app"]) == 0
    assert "Nothing was changed." in capsys.readouterr().out
    assert run(["policy", "apply", str(file), "--recorder", "agents/ada", "--reason", "A trial."]) == 0
    assert "Version 2 is in force." in capsys.readouterr().out
    assert run(["policy", "history"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("version 2")
    assert told[0].endswith("agents/ada  A trial.")
    assert told[1] == "version 1  the default"


def test_what_is_no_policy_is_refused_in_a_line(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGARD_TARGET", target)
    file = tmp_path / "policy.json"
    file.write_text('{"colour": "blue"}', encoding="utf-8")

    assert run(["policy", "apply", str(file)]) != 0
    assert "not a policy" in capsys.readouterr().err
