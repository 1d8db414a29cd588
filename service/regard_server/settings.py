"""Settings: the one place that reads the environment, and the file of settings.

A setting is a field of `Settings` with its default: its type says how it is read. In the environment it is `REGARD_` and
its name in capitals, in the file its name; where both have it, the environment wins, so that one machine or one run may
differ from what all have in common.
"""

import difflib
import ipaddress
import math
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

PREFIX = "REGARD_"
FILE = "REGARD_SETTINGS"
OF_CLIENTS = {"REGARD_AGENT", "REGARD_TARGET", "REGARD_TOKEN"}
"""Of the command `regard`, which may run in the same environment."""
ALIKE_MIN = 0.8
"""How alike a variable is to one of ours (difflib's ratio) from which on it is taken for a slip of the pen. Others leave
alone: an orchestrator sets `REGARD_SERVICE_HOST` and its like for a service of our name."""
SEARCHED_CHARACTERS_IN_MEMORY_MAX = 20_000_000
CHANGES_KEPT_SECONDS = 30 * 24 * 60 * 60
SECONDS_MAX = 86_400

Value = str | int | float | bool


class BadSetting(Exception):
    """A setting that can't be used; the text says which, why, and what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What each means, and why its default is what it is, the table in service/deploy/README.md says."""

    listen: str = "127.0.0.1:50051"
    database_url: str = "sqlite:///regard.db"
    workers: int = 1
    entries_in_memory_max: int = 1_000_000
    searched_characters_in_memory_max: int = SEARCHED_CHARACTERS_IN_MEMORY_MAX
    full_text_index: bool = False
    changes_kept_seconds: int = CHANGES_KEPT_SECONDS
    screening_calls_max: int = 1000
    write_calls_max: int = 1000
    stream_calls_max: int = 250
    admin_calls_max: int = 30
    screening_seconds_max: int = 30
    write_seconds_max: int = 60
    admin_seconds_max: int = 600
    connection_seconds_max: int = 30
    stop_notice_seconds: float = 0.3
    messenger_url: str = ""
    stop_grace_seconds: int = 10


def read_settings(environment: Mapping[str, str] = os.environ, *, file: str | None = None) -> Settings:
    """From the environment, and the file that is named here or in `REGARD_SETTINGS`. Raises BadSetting."""
    path = environment.get(FILE) if file is None else file
    found = {} if path is None else dict(_in_file(Path(path)))
    found |= dict(_in_environment(environment))
    return Settings(**found)  # type: ignore[arg-type]


def _in_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    readers = _readers()
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or variable in {FILE, *OF_CLIENTS}:
            continue
        name = variable.removeprefix(PREFIX).lower()
        if variable == _variable(name) and name in readers:
            yield name, readers[name](variable, text)
        elif near := difflib.get_close_matches(variable.upper(), [*map(_variable, readers), FILE], 1, ALIKE_MIN):
            raise BadSetting(f"{variable} is no setting: did you mean {near[0]}?")


def _in_file(path: Path) -> Iterator[tuple[str, Value]]:
    readers = _readers()
    for name, value in _toml(path).items():
        where = f"{name} in {path}"
        if name not in readers:
            [nearest] = difflib.get_close_matches(name.lower().removeprefix(PREFIX.lower()), readers, 1, 0)
            raise BadSetting(f"{where} is no setting: did you mean {nearest}?")
        yield name, readers[name](where, value)


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting(f"the file of settings {path} can't be read: {error.strerror}") from error
    except ValueError as error:
        raise BadSetting(f"the file of settings {path} is not TOML: {error}") from error


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _readers() -> dict[str, Callable[[str, object], Value]]:
    """How each setting is read: the first argument says where it stands, for complaints."""
    by_type: dict[object, Callable[[str, object], Value]] = {
        str: _text,
        int: _positive,
        float: _seconds,
        bool: _on_or_off,
    }
    return {field.name: by_type[field.type] for field in fields(Settings)} | {"listen": _address}


def _text(where: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadSetting(f"{where} is {value!r}: give a text, in quotes")
    return value


def _address(where: str, value: object) -> str:
    """Until there are credentials, only this machine may call."""
    listen = _text(where, value)
    host, colon, port = listen.rpartition(":")
    if not colon or not _is_number(port) or int(port) > 65535:
        raise BadSetting(f"{where} is {listen!r}: give HOST:PORT, such as 127.0.0.1:50051")
    host = host.strip("[]")
    if host == "localhost":
        return listen
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise BadSetting(
            f"{where} is {listen!r}: this release has no credentials yet and so listens on the loopback interface "
            "only, such as 127.0.0.1:50051"
        )
    return listen


def _positive(where: str, value: object) -> int:
    number = int(value) if isinstance(value, str) and _is_number(value) else value
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise BadSetting(f"{where} is {value!r}: give a whole number from 1")
    return number


def _seconds(where: str, value: object) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number <= SECONDS_MAX:
        raise BadSetting(f"{where} is {value!r}: give seconds from 0 to {SECONDS_MAX}, such as 0.5")
    return number


def _on_or_off(where: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("on", "off"):
        raise BadSetting(f"{where} is {value!r}: give on or off")
    return value == "on"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
