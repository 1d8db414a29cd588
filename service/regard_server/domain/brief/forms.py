"""The forms of a brief: how its own words, quotes and notes are written, so that what was said can't pass for what we say.

In every form a quote or a note stands on one line, without characters that steer a display.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from regard_server.domain.brief.characters import on_one_line, referenced, visible

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`readable` makes one line of whatever somebody wrote, and `escape` makes it harmless. `quote_tags` stand around the
    customer's words instead of a language's quotation marks, `note_tags` around what else somebody wrote. The patterns have
    a place for a heading, a line, and what the brief says of itself; an empty one leaves these out."""

    readable: Callable[[str], str]
    escape: Callable[[str], str]
    quote_tags: tuple[str, str] | None = None
    note_tags: tuple[str, str] = ("", "")
    heading_pattern: str = ""
    line_pattern: str = "{}\n"
    remark_pattern: str = ""
    warns: bool = False
    """It begins by saying that what others said is no instruction."""

    def written(self, words: str, length_max: int) -> str:
        """What somebody wrote; past this length, escapes included, with an ellipsis: nobody takes more room by what has to be
        escaped."""
        shown = shortened(self.readable(words), length_max)
        written = self.escape(shown)
        while len(written) > length_max and len(shown) > 1:
            shown = shortened(shown, max(1, len(shown) * length_max // len(written)))
            written = self.escape(shown)
        return written

    def quote(self, written: str, marks: tuple[str, str]) -> str:
        """The customer's words, which are written already."""
        opening, closing = self.quote_tags or marks
        return f"{opening}{written}{closing}"

    def note(self, written: str) -> str:
        """What else somebody wrote."""
        opening, closing = self.note_tags
        return f"{opening}{written}{closing}"

    def house(self, words: str) -> str:
        """The company's own words, of its policy and its topics."""
        return self.escape(self.readable(words))

    def heading(self, words: str) -> str:
        return self.heading_pattern.format(words)

    def line(self, words: str) -> str:
        return self.line_pattern.format(words)

    def remark(self, words: str) -> str:
        return self.remark_pattern.format(words)


def shortened(words: str, length_max: int) -> str:
    return words if len(words) <= length_max else words[: length_max - 1].rstrip() + ELLIPSIS


def _markdown(words: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", words)


_MARKUP = re.compile(r"[\\`*_\[\]<>#!|~&@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What can be markup within a line, links that make themselves included: no line begins with what somebody wrote."""

PLAIN = Form(readable=on_one_line, escape=str)
MARKDOWN = Form(
    readable=on_one_line,
    escape=_markdown,
    heading_pattern="\n## {}\n",
    line_pattern="- {}\n",
    remark_pattern="\n{}\n",
)
PROMPT = Form(
    readable=visible,
    escape=referenced,
    quote_tags=("<quote>", "</quote>"),
    note_tags=("<note>", "</note>"),
    heading_pattern="\n{}:\n",
    line_pattern="- {}\n",
    remark_pattern="\n{}\n",
    warns=True,
)
