"""A proxy before PostgreSQL that breaks what a test tells it to: the driver meets real failures, at any statement.

It knows of the protocol only where a client's turn ends (Query, Sync or the end of a COPY), where a statement within it does
(Execute), and where the server's answer does (CommandComplete of a statement; ReadyForQuery, or being ready for a COPY).
"""

import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum

READY, ERROR, COMPLETE = b"Z", b"E", b"C"
EXECUTE, FLUSH, SYNC = b"E", b"H", b"S"
COPY_IN, COPY_DONE, COPY_FAIL = b"G", b"c", b"f"
TURN_ENDS = {b"Q", SYNC, COPY_DONE, COPY_FAIL}
COMMIT = b"COMMIT\0"


class Break(Enum):
    """What becomes of a statement. Those before it in its turn are done, those behind it are not."""

    LOST_BEFORE = "the connection is lost before the server has it"
    LOST_AFTER = "the connection is lost when the server has done it"
    LOST_WHILE_DOING = "the connection is lost, and the server does it when the test lets it"
    SERIALIZATION = "40001"
    DEADLOCK = "40P01"


class BreakingProxy:
    """Listens on a port of its own. `arm` sets what happens to the statement of that number, from 0, of those that say
    something, counted from then on over all connections."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._lock = threading.Lock()
        self._break: Break | None = None
        self._number = 0
        self._saying = b""
        self.turns = 0
        """How often a client has said something, and waited."""
        self.let_it = threading.Event()
        """Set by the test that lets the server go on."""
        self.statements: set[str] = set()
        """The SQL of all turns, each once."""
        self.broken: list[bytes] = []
        """The statements that were broken, as they were sent."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, how: Break | None, *, statement: int = 0, saying: bytes = b"") -> None:
        with self._lock:
            self._break, self._number, self._saying = how, statement, saying
            self.broken = []

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError, EOFError), client, socket.create_connection(("127.0.0.1", self._behind)) as server:
            for both in (client, server):
                both.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _send(server, _startup(client))
            self._answer(server, client)
            for turn in _turns(client):
                self.turns += 1
                self.statements.update(_statements(turn))
                parts = _parts(turn)
                broken = next(((at, how) for at, part in enumerate(parts) if (how := self._breaks(part))), None)
                if broken is None:
                    _send(server, turn)
                    self._answer(server, client)
                elif not self._break_at(*broken, parts, client, server):
                    return

    def _break_at(self, at: int, how: Break, parts: list[bytes], client: socket.socket, server: socket.socket) -> bool:
        """Answers whether the connection goes on."""
        if how in (Break.SERIALIZATION, Break.DEADLOCK):
            self._do(server, parts[:at], client)
            self._refuse(parts[at], how, client, server, asked=at > 0)
            return True
        self._do(server, parts[:at])
        if how is Break.LOST_WHILE_DOING:
            client.shutdown(socket.SHUT_RDWR)
            self.let_it.wait(timeout=30)
        if how is not Break.LOST_BEFORE:
            if parts[at] is parts[-1]:
                _send(server, parts[at])
                self._answer(server, None)
            else:
                self._do(server, [parts[at]])
        return False

    def _breaks(self, statement: bytes) -> Break | None:
        with self._lock:
            if self._break is None or self._saying not in statement:
                return None
            self._number -= 1
            if self._number >= 0:
                return None
            how, self._break = self._break, None
            self.broken.append(statement)
            return how

    def _do(self, server: socket.socket, statements: Sequence[bytes], client: socket.socket | None = None) -> None:
        """Has the first statements of a turn done, without its end."""
        if not statements:
            return
        _send(server, b"".join(statements) + _message(FLUSH, b""))
        done = 0
        while done < len(statements):
            kind, message = _read_message(server)
            if client is not None:
                _send(client, message)
            done += len(statements) if kind == ERROR else kind == COMPLETE

    def _refuse(
        self, statement: bytes, how: Break, client: socket.socket, server: socket.socket, *, asked: bool
    ) -> None:
        """As the server would: within a transaction it has failed from then on; at its COMMIT it is rolled back. `asked`:
        the server has been asked for something in this turn, whose end it has not seen yet."""
        status = b"E"
        if asked:
            _send(server, _message(SYNC, b""))
            self._answer(server, None)
        if statement[:1] == b"d":  # the rows of a COPY
            _send(server, _message(COPY_FAIL, b"injected\0"))
            self._answer(server, None)
        if COMMIT in statement or b"BEGIN" in statement:
            _send(server, _message(b"Q", b"ROLLBACK\0"))
            self._answer(server, None)
            status = b"I"
        said = b"SERROR\0VERROR\0C" + how.value.encode() + b"\0Minjected\0\0"
        _send(client, _message(ERROR, said) + _message(READY, status))

    def _answer(self, server: socket.socket, client: socket.socket | None) -> None:
        """Passes on what the server says until it is ready again."""
        kind = b""
        while kind not in (READY, COPY_IN):
            kind, message = _read_message(server)
            if client is not None:
                _send(client, message)


def _turns(client: socket.socket) -> Iterator[bytes]:
    turn = b""
    while True:
        kind, message = _read_message(client)
        turn += message
        if kind in TURN_ENDS:
            yield turn
            turn = b""


def _parts(turn: bytes) -> list[bytes]:
    """Its statements; the end of the turn goes with the last."""
    parts, part = [], b""
    for kind, message in _messages(turn):
        part += message
        if kind == EXECUTE:
            parts.append(part)
            part = b""
    if parts:
        parts[-1] += part
    else:
        parts.append(part)
    return parts


def _messages(turn: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 0
    while start < len(turn):
        end = start + 1 + struct.unpack("!I", turn[start + 1 : start + 5])[0]
        yield turn[start : start + 1], turn[start:end]
        start = end


def _statements(turn: bytes) -> Iterator[str]:
    """What a turn asks by itself (Query), or has prepared (Parse)."""
    for kind, message in _messages(turn):
        if kind in {b"Q", b"P"}:
            yield message[5:].split(b"\0")[kind == b"P"].decode()


def _startup(client: socket.socket) -> bytes:
    """What begins a connection has no kind. Encryption is declined."""
    while True:
        length = _read(client, 4)
        body = _read(client, struct.unpack("!I", length)[0] - 4)
        if struct.unpack("!I", body[:4])[0] == 196608:
            return length + body
        _send(client, b"N")


def _read_message(peer: socket.socket) -> tuple[bytes, bytes]:
    head = _read(peer, 5)
    return head[:1], head + _read(peer, struct.unpack("!I", head[1:])[0] - 4)


def _read(peer: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = peer.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def _send(peer: socket.socket, data: bytes) -> None:
    peer.sendall(data)


@contextmanager
def breaking_proxy(port: int) -> Iterator[BreakingProxy]:
    proxy = BreakingProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
