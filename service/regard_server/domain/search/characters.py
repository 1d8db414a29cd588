"""Which characters make words, in any script: classes for regular expressions, made from the Unicode tables of Python.

`\\w` alone won't do: it leaves out the vowel signs of Hindi and all combining marks, and it can't tell scripts that put no
spaces between words.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_Ranges = Sequence[tuple[int, int]]

_SPACELESS: _Ranges = (
    *((0x0E01, 0x0E3A), (0x0E40, 0x0E4E)),  # Thai, without its digits and signs
    *((0x0E81, 0x0EBD), (0x0EC0, 0x0ECE), (0x0EDC, 0x0EDF)),  # Lao
    *((0x1000, 0x103F), (0x1050, 0x108F), (0x109A, 0x109D), (0xA9E0, 0xA9EF), (0xAA60, 0xAA7F)),  # Burmese
    *((0x1780, 0x17D3), (0x17D7, 0x17D7), (0x17DC, 0x17DD)),  # Khmer
    *((0x3005, 0x3007), (0x3021, 0x302F), (0x3041, 0x309A), (0x309D, 0x309F)),  # hiragana
    *((0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F)),  # katakana
    *((0x3105, 0x312F), (0x31A0, 0x31BF)),  # bopomofo
    *((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)),  # Han
)
_WITH_MARKS: _Ranges = (
    *((0x0300, 0x30FF), (0xA600, 0xABFF), (0xFB00, 0xFDFF), (0xFE10, 0xFFFF)),
    *((0x10000, 0x11FFF), (0x13400, 0x134FF), (0x16A00, 0x16FFF), (0x1B000, 0x1EAFF)),
)
"""Where there are combining marks: a look at the rest, Han and Hangul, would cost each start some 10 ms."""


def _class(ranges: Iterable[tuple[int, int]]) -> str:
    """To be put between [ and ]."""
    return "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in ranges)


def _is_spaceless(code: int) -> bool:
    return any(start <= code <= end for start, end in _SPACELESS)


def _marks(*, spaceless: bool) -> Iterator[tuple[int, int]]:
    """The combining marks of scripts with or without spaces, as ranges."""
    start = None
    for first, last in _WITH_MARKS:
        for code in range(first, last + 2):
            is_mark = (
                code <= last
                and unicodedata.category(chr(code)) in {"Mn", "Mc", "Me"}
                and _is_spaceless(code) == spaceless
            )
            if is_mark and start is None:
                start = code
            elif not is_mark and start is not None:
                yield start, code - 1
                start = None


SPACELESS = _class(_SPACELESS)
"""Letters and marks of scripts that put no spaces between words."""
SOUTH_EAST_ASIAN = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\ua9e0-\\ua9ff\\uaa60-\\uaa7f"
KATAKANA = "\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\uff66-\\uff9f"
MARKS = _class(_marks(spaceless=False))
"""What goes with the letter before it, outside the scripts without spaces."""
SPACELESS_MARKS = _class(_marks(spaceless=True)) + "\\uff9e\\uff9f"
STACKERS = "\\u1039\\u17d2"
"""Burmese and Khmer: the next letter is written below this one."""
INVISIBLE = "\\u00ad\\u061c\\u200c-\\u200f\\u2060\\ufe00-\\ufe0f\\ufeff\\U000e0100-\\U000e01ef"
"""Soft hyphen, joiners, direction marks, variation selectors: inside a word they are no part of it."""
DIRECTIONS = "\\u202a-\\u202e\\u2066-\\u2069"
"""Embeddings, overrides and isolates: cut out of their text they would turn what comes after them."""

LETTER = f"[^\\W_{SPACELESS}]"
"""A letter or a digit of a script with spaces."""

TONES = "\\U0001f3fb-\\U0001f3ff"
TAGS = "\\U000e0020-\\U000e007f"
REGIONAL = "\\U0001f1e6-\\U0001f1ff"
PICTURES = (
    "\\u00a9\\u00ae\\u203c\\u2049\\u2122\\u2194-\\u21aa\\u231a-\\u23ff\\u24c2\\u25aa-\\u27bf\\u2934\\u2935\\u2b05-\\u2b55"
    "\\u3030\\u303d\\u3297\\u3299\\U0001f000-\\U0001f1e5\\U0001f200-\\U0001f3fa\\U0001f400-\\U0001faff"
)
_PICTURE = f"[{PICTURES}][\\ufe0e\\ufe0f{TONES}]*+[{TAGS}]*+"
EMOJI = f"[{REGIONAL}]{{2}}|[0-9#*]\\ufe0f?\\u20e3|(?:{_PICTURE})(?:\\u200d(?:{_PICTURE})){{0,7}}+"
"""A flag, a keycap, or a picture with its skin tones, also several joined into one."""
