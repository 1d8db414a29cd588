"""`regard note`, `brief` and `commitments` against a real service: what one agent writes down the next one reads."""

from collections.abc import Callable

import pytest

from regard.cli.app import run

Says = Callable[..., str]
BRIEF = ("brief", "u1", "--channel", "agent-call")


@pytest.fixture
def says(target: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Says:
    """What the command prints, on one line."""
    monkeypatch.setenv("REGARD_TARGET", target)
    monkeypatch.setenv("REGARD_AGENT", "agents/you")

    def said(*arguments: str) -> str:
        assert run(list(arguments)) == 0
        return " ".join(capsys.readouterr().out.split())

    return said


def test_what_one_notes_the_next_reads_in_the_brief(says: Says) -> None:
    assert "mains" not in says(*BRIEF)

    says(
        *("note", "u1", "Freezes on mains power", "--case", "case-311", "--tried", "ran it on battery"),
        *("--restated", "It freezes on mains power only.", "--confirmed"),
        *("--answer", "Which model is it?", "The 14-inch one", "--quote", "You already knew all that."),
    )

    assert says(*BRIEF) == (
        "What is open "
        "- They confirmed on 15 June 2026 that this is it: It freezes on mains power only. Case case-311. "
        "- Already tried: ran it on battery. "
        "- Asked already: Which model is it? They said: The 14-inch one. "
        "Last time "
        "- Last spoke on 15 June 2026, on the phone, with agents/you. About: Freezes on mains power. "
        "Not recorded as settled. “You already knew all that.”"
    )


def test_what_was_promised_is_listed_and_told_until_it_is_kept(says: Says) -> None:
    says(
        *("record", "commitment", "u1", "Rebook the night train", "--owner", "agents/you"),
        *("--due-time", "2026-06-20", "--recorder", "agents/you"),
    )
    listed = says("commitments", "--owner", "agents/you")
    assert "Rebook the night train" in listed
    assert "Rebook the night train" in says(*BRIEF)

    says(
        "commitments",
        "keep",
        listed.split()[-1],
        "--outcome",
        "On the sleeper of the 21st.",
        "--recorder",
        "agents/you",
    )

    assert says("commitments", "--owner", "agents/you") == "Nothing is open."
    assert "Rebook the night train" not in says(*BRIEF)
