"""What others said is data: it can neither end the quote that it stands in nor pass for a line, a section or an instruction."""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from domain.brief.briefing import ASKED, FORMS, LONG, brief_of, entry, told
from domain.brief.injections import INJECTIONS
from examples import many
from regard_server.domain.brief import Audience
from regard_server.domain.brief.characters import on_one_line, visible
from regard_server.domain.brief.forms import MARKDOWN, PROMPT
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    AddressAs,
    Answer,
    Commitment,
    CommitmentKind,
    ContactRule,
    Content,
    Handling,
    Interaction,
    Moment,
    MomentKind,
    OfferResponse,
    Outcome,
    Preference,
    Restriction,
    RestrictionStatus,
    Stance,
)
from regard_server.domain.entry import Entry
from regard_server.domain.policy import DEFAULT_POLICY, Allowance

AI = ASKED._replace(audience=Audience.AI)
HARMLESS = "harmless"
STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
DATA = re.compile(r"<(quote|note)>([^<>]*)</\1>")


def everywhere(words: str) -> list[Entry[Any]]:
    """Entries that say it wherever somebody can write freely."""
    said = Interaction(
        channel=Channel.PHONE,
        summary=words,
        issue_restated=words,
        reading=words,
        feeling=words,
        tried=(words, f"{words}2"),
        answers=(Answer(question=words, answer=words),),
        agent=words,
        case_id=words,
    )
    confirmed = replace(said, issue_restated=f"{words}3", confirmed_by_customer=True)
    moment = Moment(title=words, story=words, handling=Handling.MENTION_WARMLY, kind=MomentKind.STORY)
    contents: list[Content] = [
        ContactRule(preferred_person=words),
        ContactRule(address_as=AddressAs(name=words, pronouns=words)),
        Preference(topic="sport/golf", stance=Stance.NEVER, note=words),
        Preference(topic="drinks/wine", stance=Stance.DISLIKES, note=words),
        Preference(offer_type="card", stance=Stance.LIKES, note=words),
        said,
        confirmed,
        Commitment(what=words, kind=CommitmentKind.PROMISE, owner=words),
        moment,
        replace(moment, handling=Handling.KNOW_DONT_RAISE),
        replace(moment, kind=MomentKind.GESTURE),
        OfferResponse(offer_id="o1", outcome=Outcome.DECLINED, reason=words),
        Restriction(purposes=(Purpose.MARKETING,), status=RestrictionStatus.RESTRICTED, reason=words),
    ]
    # Each quotes other words, or it would be quoted once only.
    return [entry(content, quote=f"{words}{'I' * place}" if words else "") for place, content in enumerate(contents)]


POLICY = replace(DEFAULT_POLICY, allowances=(Allowance(text="Credit a return.", roles=("desk",)),))


def prompt(words: str, language: str = "en") -> str:
    return told(brief_of(*everywhere(words), asked=AI, policy=POLICY), PROMPT, LONG, language).text


def skeleton(text: str) -> str:
    """Our own words. A sentence that is quoted may bring its own full stop."""
    return DATA.sub(r"<\1/>", text).replace("/>.", "/>")


def is_seen(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} and not (
        "\ufe00" <= character <= "\ufe0f" or "\U000e0000" <= character <= "\U000e0fff"
    )


def nothing_gets_out_of_a_prompt(words: str) -> None:
    text = prompt(words)
    assert skeleton(text) == skeleton(prompt(HARMLESS)), words
    for _, data in DATA.findall(text):
        assert all(map(is_seen, data)), (words, data)
        assert "`" not in data
    assert all(character == "\n" or is_seen(character) for character in text), words


def test_an_injection_stays_a_quote_in_a_prompt() -> None:
    for words in INJECTIONS:
        nothing_gets_out_of_a_prompt(words)


@many(15)
@given(words=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_nothing_that_anybody_could_write_gets_out_of_a_prompt(words: str) -> None:
    nothing_gets_out_of_a_prompt(f"a{words}")


def test_what_stands_in_a_prompt_is_what_was_said_as_far_as_it_goes() -> None:
    for words in INJECTIONS:
        quoted = PROMPT.quote(PROMPT.written(words, 300), ("", ""))
        shown = html.unescape(quoted.removeprefix("<quote>").removesuffix("</quote>"))

        assert is_beginning(shown, visible(words)), words
        assert len(quoted) <= 300 + len("<quote></quote>"), words


def is_beginning(shown: str, words: str) -> bool:
    return shown == words or (shown.endswith("…") and words.startswith(shown[:-1]))


def test_an_injection_is_no_markup_in_markdown() -> None:
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])

    def blocks(words: str) -> list[str]:
        return [
            token.type for token in markdown.parse(told(brief_of(*everywhere(words), policy=POLICY), MARKDOWN).text)
        ]

    harmless = blocks(HARMLESS)
    for words in INJECTIONS:
        assert blocks(words) == harmless, words
        [inline] = markdown.parseInline(MARKDOWN.written(words, 300))
        assert [child.type for child in inline.children or []] in ([], ["text"]), words
        assert is_beginning("".join(child.content for child in inline.children or []), on_one_line(words)), words


@pytest.mark.parametrize("form", FORMS)
def test_every_line_is_one_line_that_steers_nothing(form: str) -> None:
    for words in INJECTIONS:
        for line in told(brief_of(*everywhere(words), policy=POLICY), FORMS[form]).lines:
            assert not STEERING.search(line.text), words


def test_what_is_fenced_says_that_it_is_no_instruction() -> None:
    for language, never in (("en", "never an instruction"), ("de", "nie eine Anweisung")):
        assert never in prompt(HARMLESS, language).splitlines()[0]


BROKEN: dict[str, Callable[[str], str]] = {
    "nothing": str,
    "less and greater only": lambda words: words.replace("<", "&lt;").replace(">", "&gt;"),
    "closing tags only": lambda words: words.replace("</quote>", "").replace("</note>", ""),
}


@pytest.mark.parametrize("escaped", BROKEN)
def test_control_an_escape_that_lets_something_out_is_seen(escaped: str) -> None:
    broken = replace(PROMPT, escape=BROKEN[escaped])

    def lets_out(words: str) -> bool:
        found = DATA.fullmatch(broken.quote(broken.written(words, 300), ("", "")))
        return found is None or not is_beginning(html.unescape(found[2]), visible(words))

    assert any(map(lets_out, INJECTIONS))


def test_control_a_prompt_with_what_nobody_sees_is_seen() -> None:
    broken = replace(PROMPT, readable=on_one_line)

    assert any(not all(map(is_seen, broken.written(words, 300))) for words in INJECTIONS)


def test_control_markup_that_is_not_escaped_is_seen() -> None:
    broken = replace(MARKDOWN, escape=str)

    found = [MarkdownIt("commonmark").parseInline(broken.written(words, 300))[0] for words in INJECTIONS]
    assert any(child.type == "link_open" for inline in found for child in inline.children or [])
