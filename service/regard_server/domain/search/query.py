"""What a person who searches has typed, made ready to be looked for.

Every word is one question, and so is a phrase in quotes. A word is looked for as it is, as the beginning of longer ones,
in another spelling ("Koeln" for "Köln") or with another ending, and, if need be, misspelled. A quoted phrase is looked for
as it is. In a script without spaces a few letters are a word; a longer stretch, which may be a sentence, is asked for by
each pair of its letters, so that an entry with a word in between is still found.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from regard_server.domain.search.characters import KATAKANA, SOUTH_EAST_ASIAN, SPACELESS, SPACELESS_MARKS
from regard_server.domain.search.folding import fold
from regard_server.domain.search.pieces import EMOJI_JOINT, EMOJI_START, STRETCH, pieces_of
from regard_server.domain.search.tokens import raw_words

QUERY_WORDS_MAX = 64
"""A bound for callers to hold a query to; nothing is cut here."""
BEGINNING_LENGTH_MIN = 3
"""Fewer letters begin too many words: "he" hear, help and hello."""
_LETTERS_MAX = 3
"""Of a Chinese or Japanese word."""
_LONG_WORD_LETTERS_MAX = 12
"""Of a word in Thai and its neighbours, or in katakana, which has the words that Japanese borrowed."""
_NEIGHBOURS_MAX = 32
"""Of a quoted phrase: each more is another pass over where its words stand."""

_ENDING_LENGTH_MAX = 3
_STEM_LENGTH_MIN = 5
"""A shorter stem is often another word ("thank" and "than"), but for the plurals of half of Europe."""
_PLURALS = ("s", "es")
_PLURAL_STEM_LENGTH_MIN = 3

_QUOTED = re.compile('["“”„«»]([^"“”„«»]*)["“”„«»]')
_STRETCH = re.compile(STRETCH)
_KATAKANA = re.compile(f"[{KATAKANA}]{{2}}")
_RUNS = re.compile(f"[{KATAKANA}]{{2,}}|(?:(?![{KATAKANA}]{{2}}).)+", re.DOTALL)
_SOUTH_EAST_ASIAN = re.compile(f"[{SOUTH_EAST_ASIAN}]")
_ONE_LETTER = re.compile(f"[{SPACELESS}][{SPACELESS_MARKS}]*")
_ONE_SIGN_WORD = re.compile(f"[{SPACELESS}\uac00-\ud7a3]")
"""One of these is a word, or the beginning of one."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ø": "oe", "ü": "ue", "å": "aa"})
_WITHOUT_UMLAUTS = re.compile("(?:[aou])e|aa")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryWord:
    """One question to the index: a word or a quoted phrase.

    forms: any of them will do; each is a row of terms that have to be neighbours.
    begins: the last term of the first form may also be the beginning of one in the text.
    spellings: other terms for it, less sure than its forms; of three letters without spaces, the first two.
    varies: it may have another ending, or be misspelled.
    """

    text: str
    forms: tuple[tuple[str, ...], ...]
    begins: bool = False
    spellings: tuple[str, ...] = ()
    varies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    words: tuple[QueryWord, ...]
    """In the order of the text, each once; empty if there is nothing to look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerm:
    """What to ask a full-text index for; `begins`: also as the beginning of a term."""

    term: str
    begins: bool


def parse_query(text: str) -> Query:
    words: dict[tuple[tuple[str, ...], ...], QueryWord] = {}
    for word in _words(text):
        if word.forms:
            words.setdefault(word.forms, word)
    return Query(words=tuple(words.values()))


def query_terms(word: QueryWord) -> tuple[tuple[QueryTerm, ...], ...]:
    """What a full-text index is asked for this word: one of these rows, and of a row every term.

    That finds more than the word (neighbours aren't asked to be neighbours) and nothing less, but for misspellings: for
    those the index's own vocabulary is asked (`near_misses`).
    """
    forms = [
        tuple(
            QueryTerm(term=term, begins=word.begins and which == 0 and number == len(form) - 1)
            for number, term in enumerate(form)
        )
        for which, form in enumerate(word.forms)
    ]
    return (*forms, *((QueryTerm(term=variant, begins=False),) for variant in variants(word)))


def variants(word: QueryWord) -> tuple[str, ...]:
    """Its other spellings, and it without an ending."""
    stems = _stems(word.forms[0][0]) if word.varies and len(word.forms[0]) == 1 else ()
    return tuple(dict.fromkeys((*word.spellings, *stems)))


def beginning(term: str) -> str:
    """How terms begin that are longer than this one: an emoji isn't begun by half the number of its sign."""
    return term + EMOJI_JOINT if term.startswith(EMOJI_START) else term


def is_lone_letter(term: str) -> bool:
    """Of a script without spaces: the index has it with the letter after it."""
    return bool(_ONE_LETTER.fullmatch(term))


def _words(text: str) -> Iterator[QueryWord]:
    end = 0
    for quoted in _QUOTED.finditer(text):
        yield from _plain_words(text[end : quoted.start()])
        yield from _phrase(quoted[1])
        end = quoted.end()
    yield from _plain_words(text[end:])


def _plain_words(text: str) -> Iterator[QueryWord]:
    for raw in raw_words(text):
        if _STRETCH.match(raw):
            for run in _RUNS.findall(raw):
                yield from _of_stretch(run)
        else:
            yield _word(raw)


def _word(raw: str) -> QueryWord:
    row = pieces_of(raw)
    if not row or not row[0]:
        return QueryWord(text=raw, forms=())
    forms = _readings(tuple(piece.term for piece in row[0]))
    whole = forms[0][-1]
    return QueryWord(
        text=raw,
        forms=forms,
        begins=len(whole) >= BEGINNING_LENGTH_MIN or whole.startswith(EMOJI_START) or bool(_ONE_SIGN_WORD.match(whole)),
        spellings=tuple(_spellings(raw, whole)) if len(forms[0]) == 1 else (),
        varies=not whole.startswith(EMOJI_START),
    )


def _readings(terms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Of a position's terms: all in a row (a word, a number), or the whole and, beside it, its parts."""
    return (terms,) if len(terms) < 3 else ((terms[0],), terms[1:])


def _of_stretch(run: str) -> Iterator[QueryWord]:
    """A word, or the pairs of what may be several."""
    pairs = [pieces[0] for pieces in pieces_of(run)]
    if not pairs:
        return
    if len(pairs) == 1:
        yield QueryWord(text=run, forms=((pairs[0].term,),), begins=True)
        return
    has_long_words = _KATAKANA.match(run) or _SOUTH_EAST_ASIAN.match(run)
    if len(pairs) <= (_LONG_WORD_LETTERS_MAX if has_long_words else _LETTERS_MAX):
        form = tuple(piece.term for piece in pairs[:-1])
        yield QueryWord(text=run, forms=(form,), spellings=form[:1] if len(form) == _LETTERS_MAX - 1 else ())
    else:
        yield from (QueryWord(text=run[start:end], forms=((term,),)) for term, start, end in pairs[:-1])


def _phrase(text: str) -> Iterator[QueryWord]:
    """Its words as neighbours: those with joints either whole or in parts. A long phrase is several, one after another."""
    rows = [row for raw in raw_words(text) if (row := pieces_of(raw))]
    steps = [tuple(piece.term for piece in pieces) for row in rows for pieces in row if pieces]
    if rows and len(rows[-1]) > 1:
        steps.pop()  # the last letter of a stretch by itself: the pair before has it
    for start in range(0, len(steps), _NEIGHBOURS_MAX):
        some = steps[start : start + _NEIGHBOURS_MAX]
        wholes = tuple(term for terms in some for term in _readings(terms)[0])
        parts = tuple(term for terms in some for term in _readings(terms)[-1])
        ends_in_one_letter = some[-1] is steps[-1] and len(rows[-1]) == 1 and is_lone_letter(parts[-1])
        yield QueryWord(text=text.strip(), forms=tuple(dict.fromkeys((wholes, parts))), begins=ends_in_one_letter)


def _spellings(raw: str, term: str) -> Iterable[str]:
    umlauts = unicodedata.normalize("NFC", raw.casefold()).translate(_UMLAUTS)
    other = {fold(umlauts), _WITHOUT_UMLAUTS.sub(lambda pair: pair[0][0], term)}
    return sorted(spelling for spelling in other - {term} if len(term) > 3 and spelling.isalnum())


def _stems(term: str) -> Iterator[str]:
    for cut in range(1, _ENDING_LENGTH_MAX + 1):
        stem, ending = term[:-cut], term[-cut:]
        length_min = _PLURAL_STEM_LENGTH_MIN if ending in _PLURALS else _STEM_LENGTH_MIN
        if len(stem) >= length_min and not any(sign.isdigit() for sign in ending):
            yield stem
