"""Randomness of the operating system, drawn for many at once: asking for it costs more than all else that an id needs."""

import os

DRAWN_AT_ONCE = 256
_PIECE_BYTES = 16

_pieces: list[int] = []


def random_bits(number: int) -> int:
    """At most 128 of them. Any thread may ask; no piece is given twice."""
    while True:
        try:
            return _pieces.pop() >> (8 * _PIECE_BYTES - number)
        except IndexError:
            drawn = os.urandom(DRAWN_AT_ONCE * _PIECE_BYTES)
            _pieces.extend(
                int.from_bytes(drawn[start : start + _PIECE_BYTES]) for start in range(0, len(drawn), _PIECE_BYTES)
            )
