"""The programs of the README files run as they stand, against a real server, and print what the files say."""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "clients/python/README.md")
ADDRESS = "127.0.0.1:50051"
# A fenced program, and what it prints, where a fence right after it says so. What begins with no import is a fragment.
PROGRAM = re.compile(r"^```python\n((?:import|from) .*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def programs() -> Iterator[object]:
    for readme in READMES:
        text = (ROOT / readme).read_text(encoding="utf-8")
        for found in PROGRAM.finditer(text):
            heading = re.findall(r"^#+ (.*)$", text[: found.start()], re.MULTILINE)[-1]
            yield pytest.param(found[1], found[2], id=f"{readme}: {heading}")


@pytest.mark.parametrize(("program", "expected"), list(programs()))
def test_a_program_of_a_readme_runs_and_prints_what_it_says(target: str, program: str, expected: str | None) -> None:
    assert ADDRESS in program
    printed = io.StringIO()

    with contextlib.redirect_stdout(printed):
        exec(compile(program.replace(ADDRESS, target), "README.md", "exec"), {"__name__": "__main__"})

    assert expected is None or printed.getvalue() == expected


def test_the_stories_are_among_the_programs() -> None:
    text = (ROOT / READMES[1]).read_text(encoding="utf-8")

    told = [re.findall(r"^#+ (.*)$", text[: found.start()], re.MULTILINE)[-1] for found in PROGRAM.finditer(text)]
    stories = {"three_calls", "restated", "said_and_unsaid", "what_we_can_do", "by_name", "the_calculator"}
    assert {*stories, "booked_callback", "follow_up", "changed_my_mind"} <= set(told)
