"""What of a brief there is room for: lines come in by how much they matter, until one doesn't fit even shortened."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from regard_server.domain.brief.line import Brief, Line, Section, WithheldReason
from regard_server.domain.brief.telling import Teller
from regard_server.domain.profile import ProfileStatus

QUOTE_LENGTHS_WITH_ROOM = ((1_000,), (300,))
"""To which quotes are shown: the first with which there is room for every line."""
QUOTE_LENGTHS = (160, 60, 30)
"""To which they are shown where there isn't: more lines tell more than longer ones. The last line to come in may have to do
with less than the others."""
BYTES_PER_TOKEN = 3
"""Of UTF-8. No model's own count, and above it for ordinary text in European languages."""
CHARACTERS_DEFAULT = 4_000


class Budget(NamedTuple):
    """One of the two; the other is 0."""

    characters: int = 0
    tokens: int = 0

    @property
    def size_max(self) -> int:
        return self.characters or self.tokens * BYTES_PER_TOKEN or CHARACTERS_DEFAULT

    def size(self, text: str) -> int:
        return len(text.encode()) if self.tokens else len(text)


class ToldLine(NamedTuple):
    line: Line
    text: str
    shortened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`text` is the whole of it in its form, and never larger than the budget."""

    lines: tuple[ToldLine, ...]
    text: str
    omitted: dict[Section, int]


def tell(brief: Brief, teller: Teller, budget: Budget) -> Told:
    before = _before(brief, teller)
    beyond = sum(brief.beyond.values())
    room = budget.size_max - budget.size(before)
    whole = room - budget.size(_after(brief, teller, beyond))
    # However many are left out in the end, that takes no more room to say.
    part = room - budget.size(_after(brief, teller, beyond + len(brief.lines)))
    for lengths in (*QUOTE_LENGTHS_WITH_ROOM, QUOTE_LENGTHS):
        kept = _that_fit(brief.lines, teller, budget, whole, lengths)
        if len(kept) == len(brief.lines):
            break
    else:
        kept = _that_fit(brief.lines, teller, budget, part, QUOTE_LENGTHS)
    lines = tuple(kept[index] for index in sorted(kept))
    omitted = dict(brief.beyond)
    for index, line in enumerate(brief.lines):
        if index not in kept:
            omitted[line.section] = omitted.get(line.section, 0) + 1
    body = "".join(
        (_heading(one.line.section, teller) if _begins(lines, place) else "") + teller.form.line(one.text)
        for place, one in enumerate(lines)
    )
    after = _after(brief, teller, sum(omitted.values()))
    return Told(lines=lines, text=before + body + after, omitted=omitted)


def _that_fit(
    lines: Sequence[Line], teller: Teller, budget: Budget, room: int, lengths: Sequence[int]
) -> dict[int, ToldLine]:
    """By their places. All of them matter at least as much as any that is left out."""
    kept: dict[int, ToldLine] = {}
    headed: set[Section] = set()
    for index in sorted(range(len(lines)), key=lambda place: lines[place].rank):
        line = lines[index]
        heading = 0 if line.section in headed else budget.size(_heading(line.section, teller))
        told = _told(line, teller, budget, room - heading, lengths)
        if told is None:
            break
        kept[index] = told
        headed.add(line.section)
        room -= heading + budget.size(teller.form.line(told.text))
    return kept


def _told(line: Line, teller: Teller, budget: Budget, room: int, lengths: Sequence[int]) -> ToldLine | None:
    for length in lengths:
        text, shortened = teller.told(line, quote_length_max=length)
        if budget.size(teller.form.line(text)) <= room:
            return ToldLine(line, text, shortened)
    return None


def _begins(lines: Sequence[ToldLine], place: int) -> bool:
    return place == 0 or lines[place - 1].line.section is not lines[place].line.section


def _heading(section: Section, teller: Teller) -> str:
    return teller.form.heading(teller.language.headings[section])


def _before(brief: Brief, teller: Teller) -> str:
    form, language = teller.form, teller.language
    said = [f"{language.data_only}\n"] if form.warns else []
    if brief.status is ProfileStatus.UNKNOWN_CUSTOMER:
        said.append(form.remark(language.unknown))
    return "".join(said)


def _after(brief: Brief, teller: Teller, omitted: int) -> str:
    language = teller.language
    counts = Counter[WithheldReason]()
    for withheld in brief.withheld:
        counts[withheld.reason] += withheld.entries
    said = [language.omitted.format(count=omitted)] if omitted else []
    said += [language.withheld[reason].format(count=counts[reason]) for reason in sorted(counts)]
    return teller.form.remark(" ".join(said)) if said else ""
