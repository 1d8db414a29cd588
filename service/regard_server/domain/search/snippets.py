"""Snippets: the part of a text that shows best why it was found, with the hits as offsets. Marking them is for whoever shows it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from regard_server.domain.search.characters import DIRECTIONS
from regard_server.domain.search.graphemes import cut_after, cut_before
from regard_server.domain.search.marks import Mark, marks_of
from regard_server.domain.search.matches import Document, Hit, Match, Text

SNIPPET_LENGTH_MAX = 160
"""Characters, as Python counts them."""
_BEFORE_MAX = 60
"""How much of it goes before the first hit."""
_REPEATED = 0.05
"""What a further hit of the same word counts, of a first one."""
_GAPS = f"\\s\\x00-\\x1f\\x7f-\\x9f{DIRECTIONS}"
_GAP = re.compile(f" [{_GAPS}]+|(?! )[{_GAPS}]+")
"""What becomes a single space, and isn't one already: most gaps are."""
_SENTENCE_START = re.compile("(?:[.!?…]['\"”’)]*\\s+|[。！？।؟]\\s*|\\n\\s*)(?=\\S)")  # noqa: RUF001
_WORD_START = re.compile("(?<=[\\s\u200b])(?=[^\\s\u200b])")


class Snippet(NamedTuple):
    """A part of a field's text, white space and control characters as single spaces.

    hits: (start, end) in `text`, end exclusive, in order, not touching.
    """

    field: str
    text: str
    hits: tuple[tuple[int, int], ...]
    is_cut_before: bool
    is_cut_after: bool


def snippets_of(document: Document, match: Match) -> list[Snippet]:
    """One for each field with hits, the most telling first. `match` must be of this document."""
    hits: dict[int, list[Hit]] = {}
    for hit in match.hits:
        hits.setdefault(hit.text, []).append(hit)
    ranked = []
    for number, hits_of_text in hits.items():
        text = document.texts[number]
        marks = marks_of(text.text, hits_of_text)
        best = marks if len(text.text) <= SNIPPET_LENGTH_MAX else _best_cluster(marks)
        value = _value(best) if len(hits) > 1 else 0.0
        ranked.append((-value * text.weight, number, best, marks))
    ranked.sort(key=lambda one: one[:2])
    return [_snippet(document.texts[number], best, marks) for _, number, best, marks in ranked]


def _snippet(text: Text, best: Sequence[Mark], marks: Sequence[Mark]) -> Snippet:
    if len(text.text) <= SNIPPET_LENGTH_MAX and _has_single_spaces(text.text):
        spans = tuple(_merged(marks, 0, len(text.text)))
        return Snippet(text.field, text.text, spans, is_cut_before=False, is_cut_after=False)
    return _cut(text.field, text.text, best, marks)


def _best_cluster(marks: Sequence[Mark]) -> Sequence[Mark]:
    """The neighbouring marks that fit and tell most; of equals the shortest, then the first."""
    best, best_rank = marks[:1], (0.0, 0)
    if len(marks) == 1:
        return best
    end = 0
    for start, first in enumerate(marks):
        end = max(end, start + 1)
        while end < len(marks) and marks[end].end - first.start <= SNIPPET_LENGTH_MAX:
            end += 1
        cluster = marks[start:end]
        rank = (_value(cluster), first.start - cluster[-1].end)
        if rank > best_rank:
            best, best_rank = cluster, rank
    return best


def _value(marks: Sequence[Mark]) -> float:
    if len(marks) == 1:
        return marks[0].value + _REPEATED * marks[0].value
    words: dict[int, float] = {}
    for mark in marks:
        words[mark.word] = max(words.get(mark.word, 0.0), mark.value)
    return sum(words.values()) + _REPEATED * sum(mark.value for mark in marks)


def _cut(field: str, text: str, best: Sequence[Mark], marks: Sequence[Mark]) -> Snippet:
    start = _start(text, best[0].start, best[-1].end)
    end = _end(text, best[-1].end, start)
    merged = _merged(marks, start, end)
    shown, hits = "", []
    at = start
    for mark_start, mark_end in merged:
        shown += _GAP.sub(" ", text[at:mark_start])
        hits.append((len(shown), len(shown) + mark_end - mark_start))
        shown += text[mark_start:mark_end]
        at = mark_end
    shown += _GAP.sub(" ", text[at:end])
    indent = len(shown) - len(shown.lstrip())
    return Snippet(
        field=field,
        text=shown.strip(),
        hits=tuple((first - indent, last - indent) for first, last in hits),
        is_cut_before=bool(text[:start].strip()),
        is_cut_after=bool(text[end:].strip()),
    )


def _has_single_spaces(text: str) -> bool:
    """And no other gaps, so that it can be shown as it is. Most texts are such."""
    return text.isprintable() and "  " not in text and text[0] != " " != text[-1]


def _start(text: str, first: int, last: int) -> int:
    """A sentence's beginning if one is near, else a word's."""
    if len(text) <= SNIPPET_LENGTH_MAX:
        return 0
    spare = max(0, SNIPPET_LENGTH_MAX - (last - first))
    earliest = max(0, first - min(_BEFORE_MAX, spare // 2))
    earliest = min(earliest, max(0, len(text) - SNIPPET_LENGTH_MAX))
    if earliest == 0:
        return 0
    sentence = _SENTENCE_START.search(text, earliest - 1, first + 1)
    if sentence and sentence.end() <= first:
        return sentence.end()
    word = _WORD_START.search(text, earliest, first + 1)
    return word.start() if word else min(first, cut_after(text, earliest))


def _end(text: str, last: int, start: int) -> int:
    latest = start + SNIPPET_LENGTH_MAX
    if latest >= len(text):
        return len(text)
    if last >= latest:
        return cut_before(text, latest)
    if text[latest].isspace():
        return latest
    space = max(text.rfind(gap, last, latest) for gap in " \n\t\u3000\u200b")
    return space if space >= last and space > start else max(last, cut_before(text, latest))


def _merged(marks: Sequence[Mark], start: int, end: int) -> list[tuple[int, int]]:
    """What is marked between start and end; marks that touch or overlap are one."""
    spans: list[tuple[int, int]] = []
    for mark in marks:
        if mark.end <= start or mark.start >= end:
            continue
        first, last = max(mark.start, start), min(mark.end, end)
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans
