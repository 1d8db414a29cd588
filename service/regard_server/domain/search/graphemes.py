"""Where a text may be cut: never between a letter and its marks, nor inside an emoji or a flag."""

import re
import unicodedata

from regard_server.domain.search.characters import REGIONAL, TAGS, TONES

LOOK_BACK_MAX = 64
"""What is longer than this without a place to cut is cut anywhere: a thousand marks on one letter are no letter."""
_ZERO_WIDTH_JOINER = "\u200d"
_CLINGS = re.compile(f"[\u200c\u200d\u3099\u309a\uff9e\uff9f{TONES}{TAGS}]")
_FLAGS = re.compile(f"[{REGIONAL}]*$")
_HANGUL_VOWELS_AND_FINALS = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")


def may_cut(text: str, at: int) -> bool:
    """Whether a reader's letter ends here and another begins."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M" or _CLINGS.match(after) or before == _ZERO_WIDTH_JOINER:
        return False
    if unicodedata.combining(before) == 9 or _HANGUL_VOWELS_AND_FINALS.match(after):  # 9: joins it to the next letter
        return False
    if before == "\r" and after == "\n":
        return False
    flags = _FLAGS.search(text, max(0, at - LOOK_BACK_MAX), at)
    return not (flags and len(flags[0]) % 2 and re.match(f"[{REGIONAL}]", after))


def cut_before(text: str, at: int) -> int:
    """The last place not after this one."""
    return next((place for place in range(at, max(0, at - LOOK_BACK_MAX) - 1, -1) if may_cut(text, place)), at)


def cut_after(text: str, at: int) -> int:
    """The first place not before this one."""
    last = min(len(text), at + LOOK_BACK_MAX)
    return next((place for place in range(at, last + 1) if may_cut(text, place)), at)
