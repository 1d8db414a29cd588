"""Settings: the one place that reads the environment."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass

SEARCHED_CHARACTERS_IN_MEMORY_MAX = 20_000_000


class BadSetting(Exception):
    """A setting that can't be used; the text says which, why, and what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`entries_in_memory_max` bounds the memory for profiles: an entry takes about 1.5 KB, with what is worked out of it.
    `searched_characters_in_memory_max` bounds the memory for ledgers that are being searched."""

    listen: str = "127.0.0.1:50051"
    database_url: str = "sqlite:///regard.db"
    entries_in_memory_max: int = 1_000_000
    searched_characters_in_memory_max: int = SEARCHED_CHARACTERS_IN_MEMORY_MAX
    full_text_index: bool = False
    stop_grace_seconds: float = 10.0


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises BadSetting."""
    defaults = Settings()
    listen = environment.get("REGARD_LISTEN", defaults.listen)
    _check_loopback(listen)
    return Settings(
        listen=listen,
        database_url=environment.get("REGARD_DATABASE_URL", defaults.database_url),
        entries_in_memory_max=_positive(environment, "REGARD_ENTRIES_IN_MEMORY_MAX", defaults.entries_in_memory_max),
        searched_characters_in_memory_max=_positive(
            environment, "REGARD_SEARCHED_CHARACTERS_IN_MEMORY_MAX", defaults.searched_characters_in_memory_max
        ),
        full_text_index=_on_or_off(environment, "REGARD_FULL_TEXT_INDEX", default=defaults.full_text_index),
        stop_grace_seconds=_positive(environment, "REGARD_STOP_GRACE_SECONDS", int(defaults.stop_grace_seconds)),
    )


def _check_loopback(listen: str) -> None:
    """Until there are credentials, only this machine may call."""
    host, colon, port = listen.rpartition(":")
    if not colon or not _is_number(port) or int(port) > 65535:
        raise BadSetting(f"REGARD_LISTEN is {listen!r}: give HOST:PORT, such as 127.0.0.1:50051")
    host = host.strip("[]")
    if host == "localhost":
        return
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise BadSetting(
            f"REGARD_LISTEN is {listen!r}: this release has no credentials yet and so listens on the loopback interface "
            "only, such as 127.0.0.1:50051"
        )


def _positive(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not _is_number(text) or int(text) < 1:
        raise BadSetting(f"{name} is {text!r}: give a whole number from 1")
    return int(text)


def _on_or_off(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environment.get(name, "on" if default else "off")
    if text not in {"on", "off"}:
        raise BadSetting(f"{name} is {text!r}: give on or off")
    return text == "on"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
