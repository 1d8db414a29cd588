"""Folding: what is the same word to a person becomes the same term, however it was typed."""

import re
import unicodedata

from regard_server.domain.search.characters import INVISIBLE, MARKS, SPACELESS_MARKS

TERM_LENGTH_MAX = 64
"""Longer words are known by their beginning."""
_RAW_LENGTH_MAX = 256
"""What is read of a word: normalising thousands of combining marks takes a time that grows with their square."""

_DIACRITICS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # Latin, Greek, Cyrillic
    "\u0591-\u05c7"  # Hebrew points
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"  # Arabic vowels, hamza, tatweel
    "\u0730-\u074a\u093c]"  # Syriac vowels, the dot of Hindi letters borrowed from Persian
)
"""Marks that people leave out. Vowel signs of Indian scripts and the voicing of kana aren't: they make other words."""

_NO_WORD = re.compile(f"[^\\w{MARKS}{SPACELESS_MARKS}]|[_{INVISIBLE}]")


_LETTERS = str.maketrans(
    {
        **dict(zip("øđðħıłŧæœþ", ("o", "d", "d", "h", "i", "l", "t", "ae", "oe", "th"), strict=True)),
        **dict(zip("ةىیکٱ", "هييكا", strict=True)),
        **{chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)},
        "\u2044": "x",
    }
)
"""Letters that nothing decomposes and that people type in another way; kana as hiragana; ½ is 1x2, not 12."""
_DIGIT = re.compile("[^\\W\\D]")


def fold(word: str) -> str:
    """The term of a word: empty if nothing is left of it.

    "Köln" is koln, "ΟΔΟΣ" and "οδος" are οδοσ, "ISPARTA" and "ısparta" are isparta, "١٢" is 12. Folding a term changes
    nothing. "Koeln" is another term: a query looks for both (see `query`).
    """  # noqa: RUF002  # the dotless i is meant
    if word.isascii():
        return word[:_RAW_LENGTH_MAX].lower()[:TERM_LENGTH_MAX]
    folded = _once(word[:_RAW_LENGTH_MAX])[:TERM_LENGTH_MAX]
    while (again := _once(folded)[:TERM_LENGTH_MAX]) != folded:
        folded = again
    return folded


def _once(word: str) -> str:
    bare = _DIACRITICS.sub("", unicodedata.normalize("NFKD", word.casefold())).casefold().translate(_LETTERS)
    western = _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), bare)
    return unicodedata.normalize("NFKC", _NO_WORD.sub("", western))
