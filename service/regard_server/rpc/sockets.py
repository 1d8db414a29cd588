"""The sockets of this process on its port. gRPC opens them and tells nobody, but the system does.

Where the system doesn't say what is open (`/dev/fd`), nothing is found, and callers can only wait.
"""

import asyncio
import contextlib
import os
import socket
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

OPEN_FILES = Path("/dev/fd")
BACKLOG_TRIES_MAX = 50
BACKLOG_PAUSE_SECONDS = 0.002


async def stop_listening(port: int) -> None:
    """Takes no connection any more, and leaves those that are there alone; gRPC could only do both at once. Whoever connects
    from now on meets the others that listen on the port."""
    for number in _numbers():
        with _socket(number, port) as listening:
            if listening is None or not listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                continue
            # Whom the system has connected and gRPC has not taken yet would be turned away.
            for _ in range(BACKLOG_TRIES_MAX):
                if not _backlog(listening):
                    break
                await asyncio.sleep(BACKLOG_PAUSE_SECONDS)
            # gRPC keeps a socket under the number, which it closes some day; to this one nobody connects.
            with socket.socket(listening.family, socket.SOCK_STREAM) as deaf:
                os.dup2(deaf.fileno(), number, inheritable=False)


def is_connected(port: int) -> bool:
    """Whether anybody is; also where nobody can tell."""
    numbers = _numbers()
    if not numbers:
        return True
    for number in numbers:
        with _socket(number, port) as found:
            if found is not None and _has_peer(found):
                return True
    return False


def _numbers() -> list[int]:
    try:
        return [int(file.name) for file in OPEN_FILES.iterdir()]
    except OSError:
        return []


@contextlib.contextmanager
def _socket(number: int, port: int) -> Iterator[socket.socket | None]:
    """A second handle of the socket, where it is one of our port."""
    found = None
    with contextlib.suppress(OSError):  # closed meanwhile
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            found = socket.socket(fileno=os.dup(number))
    if found is None:
        yield None
        return
    with found:
        yield found if _is_of(found, port) else None


def _is_of(found: socket.socket, port: int) -> bool:
    if found.family not in {socket.AF_INET, socket.AF_INET6} or found.type != socket.SOCK_STREAM:
        return False
    try:
        return bool(found.getsockname()[1] == port)
    except OSError:
        return False


def _has_peer(found: socket.socket) -> bool:
    try:
        found.getpeername()
    except OSError:
        return False
    return True


def _backlog(listening: socket.socket) -> int:
    """Connections that wait to be taken. Linux tells it of a listening socket where others have unacknowledged segments."""
    if not hasattr(socket, "TCP_INFO"):
        return 0
    told = listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 28)
    waiting: int = struct.unpack_from("=I", told, 24)[0]
    return waiting
