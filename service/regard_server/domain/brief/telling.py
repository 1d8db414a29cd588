"""A line of a brief in words: of a language, in a form."""

from enum import IntEnum
from functools import lru_cache
from string import Formatter
from zoneinfo import ZoneInfo

from regard_server.domain.brief.forms import ELLIPSIS, Form
from regard_server.domain.brief.languages import Language
from regard_server.domain.brief.line import Amount, Clock, Day, Each, Fact, House, Instant, Line, Note, Phrase, Quote

NOTE_LENGTH_FACTOR = 2
"""A note is shown to twice the length of a quote: what a story says is in no other place of the line."""


class Teller:
    """`zone` is by whose clock instants are told."""

    def __init__(self, language: Language, form: Form, zone: ZoneInfo) -> None:
        self.language = language
        self.form = form
        self._zone = zone

    def told(self, line: Line, *, quote_length_max: int) -> tuple[str, bool]:
        """On one line, and whether quotes or notes had to be shortened to that length for it."""
        cut: list[str] = []
        text = " ".join(self._phrase(phrase, quote_length_max, cut) for phrase in line.phrases)
        return text, bool(cut)

    def _phrase(self, phrase: Phrase, length_max: int, cut: list[str]) -> str:
        told = ""
        for literal, name in _parts(self.language.sayings[phrase.saying]):
            # A quoted sentence brings its own full stop.
            told += literal.removeprefix(".") if _ends_itself(told) else literal
            told += self._fact(phrase.facts[name], length_max, cut) if name else ""
        return told

    def _fact(self, fact: Fact, length_max: int, cut: list[str]) -> str:
        match fact:
            case Quote(words):
                written = self.form.written(words, length_max)
                cut += [words] if _is_cut(written, words) else []
                return self.form.quote(written, self.language.quotation_marks)
            case Note(words):
                written = self.form.written(words, length_max * NOTE_LENGTH_FACTOR)
                cut += [words] if _is_cut(written, words) else []
                return self.form.note(written)
            case House(words):
                return self.form.house(words)
            case Day(at):
                return self.language.told_day(at.astimezone(self._zone))
            case Instant(at):
                return self.language.told_instant(at.astimezone(self._zone), self._zone.key or "")
            case Amount(money):
                return self.language.told_amount(money)
            case Clock(minutes):
                return f"{minutes // 60:02}:{minutes % 60:02}"
            case Each(facts):
                between = "; " if any(isinstance(one, Note) for one in facts) else ", "
                return between.join(self._fact(one, length_max, cut) for one in facts)
            case IntEnum():
                return self.language.word(fact)


def _is_cut(written: str, words: str) -> bool:
    return written.endswith(ELLIPSIS) and not words.rstrip().endswith(ELLIPSIS)


def _ends_itself(told: str) -> bool:
    return told.removesuffix("</note>").removesuffix("</quote>").endswith(_ENDS)


_ENDS = (".", "!", "?", "…", "\u3002", "\uff01", "\uff1f")


@lru_cache(maxsize=512)
def _parts(saying: str) -> tuple[tuple[str, str], ...]:
    """What stands before each place, and its name; empty after the last."""
    return tuple((literal, name or "") for literal, name, _, _ in Formatter().parse(saying))
