"""Settings from the environment and from a file: which wins, and what is refused with a word on what would do."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from regard_server.settings import FILE, OF_CLIENTS, BadSetting, Settings, read_settings

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `REGARD_(\w+)` \|(.*)\|$", re.MULTILINE)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "regard.toml"


def test_a_file_says_what_differs_from_the_defaults(file: Path) -> None:
    file.write_text('database_url = "sqlite:///other.db"\nworkers = 3\nfull_text_index = true\n')
    expected = Settings(database_url="sqlite:///other.db", workers=3, full_text_index=True)
    assert read_settings({}, file=str(file)) == expected
    assert read_settings({"REGARD_SETTINGS": str(file)}) == expected


def test_the_environment_wins_over_the_file(file: Path) -> None:
    file.write_text('workers = 3\nfull_text_index = "on"\n')
    environment = {"REGARD_WORKERS": "2", "REGARD_SETTINGS": "/nowhere", "REGARD_TARGET": "127.0.0.1:1"}
    assert read_settings(environment, file=str(file)) == Settings(workers=2, full_text_index=True)


@pytest.mark.parametrize(
    ("written", "nearest"),
    [("wrokers", "workers"), ("REGARD_WORKERS", "workers"), ("database", "database_url"), ("listen_on", "listen")],
)
def test_a_key_that_nobody_knows_is_refused_with_the_nearest_one(file: Path, written: str, nearest: str) -> None:
    file.write_text(f"{written} = 1\n")
    with pytest.raises(BadSetting) as refused:
        read_settings({}, file=str(file))
    assert f"{written} in {file}" in str(refused.value)
    assert str(refused.value).endswith(f"did you mean {nearest}?")


def test_a_variable_that_is_nearly_one_of_ours_is_refused_and_others_are_left_alone() -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"REGARD_WORKRES": "2"})
    assert str(refused.value).endswith("did you mean REGARD_WORKERS?")
    with pytest.raises(BadSetting):
        read_settings({"REGARD_workers": "2"})
    injected = {"REGARD_SERVICE_HOST": "10.0.0.1", "REGARD_PORT_50051_TCP": "tcp://10.0.0.1:50051", "REGARD_PORT": "1"}
    assert read_settings(injected) == Settings()


@pytest.mark.parametrize(
    "line",
    [
        *(
            "listen = '0.0.0.0:50051'",
            "listen = 50051",
            "workers = 0",
            "workers = '²'",
            "workers = 1.0",
            "workers = true",
        ),
        *("full_text_index = 1", "full_text_index = 'yes'", "database_url = 7", "[workers]\nnumber = 2"),
        *("workers", "workers = 1\nworkers = 2"),
    ],
)
def test_a_value_that_cant_be_used_is_refused_with_its_file(file: Path, line: str) -> None:
    file.write_text(line)
    with pytest.raises(BadSetting) as refused:
        read_settings({}, file=str(file))
    assert str(file) in str(refused.value)


def test_a_file_that_cant_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes("listen = 'ü'".encode("latin-1"))
    for path in (tmp_path, tmp_path / "nowhere", tmp_path / "latin"):
        with pytest.raises(BadSetting):
            read_settings({}, file=str(path))


def test_the_table_of_settings_has_each_with_its_default_and_a_reason() -> None:
    told = rows("service/deploy/README.md")
    defaults = {name: cells[0] for name, cells in told.items()}
    assert defaults == {field.name: _shown(field.default) for field in fields(Settings)}
    assert [name for name, (_, meaning, why) in told.items() if not meaning or not why] == []


def test_what_a_beginner_is_told_is_what_that_table_says() -> None:
    told, of_the_table = rows("README.md"), rows("service/deploy/README.md")
    assert {"listen", "database_url", "workers"} <= told.keys()
    assert {name: cells[0] for name, cells in told.items()} == {name: of_the_table[name][0] for name in told}


def rows(readme: str) -> dict[str, list[str]]:
    """The cells after each setting's name: its default, what it means and, in the whole table, why."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    return {
        name.lower(): [cell.strip().strip("`") for cell in cells.split("|")]
        for name, cells in ROW.findall(text)
        if f"REGARD_{name}" not in {FILE, *OF_CLIENTS}
    }


def _shown(default: object) -> str:
    return {True: "on", False: "off"}[default] if isinstance(default, bool) else str(default)
