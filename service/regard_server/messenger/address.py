"""Where the messenger is, and how a connection to it begins."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from regard_server.messenger.resp import Refused, command

PORT = 6379
CHANNEL, PENDING = "announcements", "pending"


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    encrypted: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    def tls(self) -> ssl.SSLContext | None:
        return ssl.create_default_context() if self.encrypted else None

    def __str__(self) -> str:
        """Without the password."""
        return f"{self.host}:{self.port}"


def address_of(url: str) -> Address:
    """Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname or parts.path.strip("/") not in {"", "0"}:
        raise ValueError("give redis://HOST:PORT, or rediss:// for TLS, with USER:PASSWORD@ where needed")
    return Address(
        parts.hostname,
        parts.port or PORT,
        encrypted=parts.scheme == "rediss",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def greeting(address: Address) -> list[bytes]:
    """The commands that begin a connection; `server_of` reads what they are answered."""
    login = ["AUTH", address.user or "default", address.password] if address.password else []
    return [command("HELLO", "3", *login), command("INFO", "server")]


def server_of(answers: Sequence[Any]) -> str:
    """The run id: another with every start of a server. Raises Refused."""
    for answer in answers:
        if isinstance(answer, Refused):
            raise answer
    for line in answers[1].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"run_id" and value:
            return str(value, "ascii")
    raise Refused("the messenger doesn't tell its run_id")


def key(store_id: str, name: str) -> str:
    """Several deployments may share a server."""
    return f"regard:{store_id}:{name}"
