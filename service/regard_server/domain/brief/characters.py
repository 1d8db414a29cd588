"""Characters that can make words pass for something else: for a line of their own, the other way round, or the end of
what is quoted."""

import re
import unicodedata


def on_one_line(words: str) -> str:
    """Without what steers a display: controls, marks of direction, tags. Runs of white space are one blank."""
    return _WHITE_SPACE.sub(" ", _STEERING.sub("", _LINE_ENDS.sub(" ", words))).strip()


def visible(words: str) -> str:
    """Without anything that a reader doesn't see, and a model reads all the same."""
    return _WHITE_SPACE.sub(" ", _UNSEEN.sub("", _LINE_ENDS.sub(" ", words))).strip()


def referenced(words: str) -> str:
    """With all that ends a tag or a fence, or looks as if it did, as character references, from which it can be had back."""
    if words.isascii():
        return words.translate(_REFERENCES)
    return "".join(f"&#{ord(character)};" if _ends_fences(character) else character for character in words)


def _ranges(*ranges: tuple[int, int]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_LINE_ENDS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_WHITE_SPACE = re.compile(r"\s+")
_CONTROLS = ((0x00, 0x1F), (0x7F, 0x9F))
_DIRECTIONS = ((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
_TAGS = ((0xE0000, 0xE007F),)
_STEERING = re.compile(f"[{_ranges(*_CONTROLS, *_DIRECTIONS, *_TAGS)}]")
_IGNORABLE = (
    *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
"""What Unicode calls default ignorable, and annotations of one line in another."""
_PRIVATE_USE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))
_UNSEEN = re.compile(f"[{_ranges(*_CONTROLS, *_IGNORABLE, *_PRIVATE_USE)}]")


def _ends_fences(character: str) -> bool:
    if character.isascii():
        return character in _FENCES
    return ord(character) in _LOOKS_LIKE_ONE or not _FENCES.isdisjoint(unicodedata.normalize("NFKD", character))


_FENCES = frozenset("<>&`")
_REFERENCES = {ord(character): f"&#{ord(character)};" for character in _FENCES}
_LOOKS_LIKE_ONE = frozenset(
    (
        *(0x00AB, 0x00BB, 0x2039, 0x203A),  # guillemets
        *(0x2329, 0x232A, 0x27E8, 0x27E9, 0x27EA, 0x27EB, 0x29FC, 0x29FD, 0x3008, 0x3009, 0x300A, 0x300B),  # brackets
        *range(0x276C, 0x2772),  # ornaments
        *(0x02C2, 0x02C3, 0x227A, 0x227B, 0x226A, 0x226B, 0x22D6, 0x22D7, 0x22D8, 0x22D9, 0x2A85, 0x2A86),
        *(0x1438, 0x1433, 0x16B2),  # letters of other scripts
        *(0x2035, 0x02CB, 0x02CA, 0x1FEF),  # grave accents
    )
)
