"""Announcing, from the threads that write: a blocking connection, two round trips a write."""

import contextlib
import socket
import threading
import time
from collections.abc import Sequence
from typing import Any

from regard_server.domain.freshness.announcement import Announcement
from regard_server.messenger.address import CHANNEL, PENDING, Address, greeting, key, server_of
from regard_server.messenger.resp import Answers, Refused, command
from regard_server.messenger.wire import encode

ANNOUNCE_SECONDS_MAX = 0.5
"""A server that takes longer is taken for unreachable: a write waits no longer for it."""
READ_BYTES = 65_536


class MessengerUnreachable(Exception):
    """The server that is trusted can't be told, or another one is there."""


class Publisher:
    """One connection, used by one thread at a time."""

    def __init__(self, address: Address, store_id: str) -> None:
        self._address = address
        self._channel = key(store_id, CHANNEL)
        self._pending = key(store_id, PENDING)
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._server = ""
        self._answers = Answers()
        self._tls = address.tls()

    def announce(self, announced: Announcement, *, server: str) -> None:
        """Returns when the server has taken it, before whatever a fence asks it from then on. Raises MessengerUnreachable.

        Until it has committed it is also kept at the server, for those who subscribe meanwhile.
        """
        messages = encode(announced)
        names = [f"{announced.process}:{announced.write}:{number}" for number in range(len(messages))]
        if announced.committed:
            kept = command("HDEL", self._pending, *names)
        else:
            fields = [part for pair in zip(names, messages, strict=True) for part in pair]
            kept = command("HSET", self._pending, *fields)
        self._tell(server, [kept, *(command("PUBLISH", self._channel, message) for message in messages)])

    def server(self) -> str:
        """Connects, and tells the run id of the server that is there. Raises MessengerUnreachable."""
        with self._lock:
            try:
                self._connect(time.monotonic() + ANNOUNCE_SECONDS_MAX)
            except (OSError, Refused) as error:
                self._hang_up()
                raise MessengerUnreachable(str(error)) from error
            return self._server

    def pending(self, *, server: str) -> set[bytes]:
        """The names of the announcements of writes that have not committed. Raises MessengerUnreachable."""
        [names] = self._tell(server, [command("HKEYS", self._pending)])
        return set(names)

    def forget(self, names: Sequence[bytes], *, server: str) -> None:
        """As `pending`."""
        self._tell(server, [command("HDEL", self._pending, *names)])

    def close(self) -> None:
        with self._lock:
            self._hang_up()

    def _tell(self, server: str, commands: list[bytes]) -> list[Any]:
        until = time.monotonic() + ANNOUNCE_SECONDS_MAX
        with self._lock:
            was_connected = self._socket is not None
            try:
                return self._ask(server, commands, until)
            except (OSError, Refused) as error:
                self._hang_up()
                # A connection that was idle may have been closed meanwhile: that says nothing of the server.
                if not was_connected or isinstance(error, Refused | TimeoutError):
                    raise MessengerUnreachable(str(error)) from error
            try:
                return self._ask(server, commands, until)
            except (OSError, Refused) as error:
                self._hang_up()
                raise MessengerUnreachable(str(error)) from error

    def _ask(self, server: str, commands: list[bytes], until: float) -> list[Any]:
        if self._server != server:  # another one may have taken its place since we connected
            self._hang_up()
            self._connect(until)
        if self._server != server:
            found = self._server
            self._hang_up()
            raise Refused(f"the server there is {found}, trusted is {server}")
        answers = self._exchange(commands, until)
        for answer in answers:
            if isinstance(answer, Refused):
                raise answer
        return answers

    def _connect(self, until: float) -> None:
        connected = socket.create_connection((self._address.host, self._address.port), _left(until))
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is not None:
            connected = self._tls.wrap_socket(connected, server_hostname=self._address.host)
        self._socket, self._answers = connected, Answers()
        self._server = server_of(self._exchange(greeting(self._address), until))

    def _exchange(self, commands: list[bytes], until: float) -> list[Any]:
        assert self._socket is not None
        self._socket.settimeout(_left(until))
        self._socket.sendall(b"".join(commands))
        answers: list[Any] = []
        while len(answers) < len(commands):
            data = self._socket.recv(READ_BYTES)
            if not data:
                raise ConnectionResetError("the messenger has hung up")
            answers += self._answers.feed(data)
            if len(answers) < len(commands):
                self._socket.settimeout(_left(until))
        return answers

    def _hang_up(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket, self._server = None, ""


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the messenger takes too long")
    return left
