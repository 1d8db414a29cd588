"""RESP3, the protocol that Redis (from 6.0 on) and Valkey speak, as far as announcements need it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

LINE_END = b"\r\n"
SEVERAL = frozenset({b"*", b"~", b">", b"%"})
PING = b"*1\r\n$4\r\nPING\r\n"


class Refused(Exception):
    """The server answered with an error."""


class Push(NamedTuple):
    """What the server says unasked."""

    kind: bytes
    rest: list[Any]


class _IncompleteError(Exception):
    pass


def command(*parts: bytes | str) -> bytes:
    said = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join([b"*%d\r\n" % len(said), *(b"$%d\r\n%b\r\n" % (len(part), part) for part in said)])


class Answers:
    """Takes in bytes as they come and tells the answers that are whole. An error is told as a Refused."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> Iterator[Any]:
        buffer = self._buffer + data if self._buffer else data
        start = 0
        try:
            while start < len(buffer):
                answer, start = _parse(buffer, start)
                yield answer
        except _IncompleteError:
            pass
        finally:
            self._buffer = buffer[start:]


def _parse(data: bytes, start: int) -> tuple[Any, int]:
    end = data.find(LINE_END, start)
    if end < 0:
        raise _IncompleteError
    kind, line, after = data[start : start + 1], data[start + 1 : end], end + 2
    if kind in SEVERAL:
        return _parse_several(data, kind, int(line), after)
    match kind:
        case b"+" | b"," | b"(" | b"#":
            return line, after
        case b"-":
            return Refused(line.decode(errors="replace")), after
        case b":":
            return int(line), after
        case b"_":
            return None, after
        case b"$" | b"=":
            return _parse_bytes(data, int(line), after)
    raise Refused(f"what the messenger says is not RESP3: {data[start : start + 40]!r}")


def _parse_bytes(data: bytes, size: int, start: int) -> tuple[bytes | None, int]:
    if size < 0:
        return None, start
    if len(data) < start + size + 2:
        raise _IncompleteError
    return data[start : start + size], start + size + 2


def _parse_several(data: bytes, kind: bytes, size: int, start: int) -> tuple[Any, int]:
    answers = []
    for _ in range(size * (2 if kind == b"%" else 1)):
        answer, start = _parse(data, start)
        answers.append(answer)
    if kind == b">":
        return Push(answers[0], answers[1:]), start
    if kind == b"%":
        return dict(zip(answers[::2], answers[1::2], strict=True)), start
    return answers, start
