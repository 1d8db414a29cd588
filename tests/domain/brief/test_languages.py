"""Every language can say all that a brief says, and leaves no place for what others wrote to begin a line."""

from string import Formatter

import pytest

from domain.brief.briefing import brief_of, entry, told
from regard_server.domain.brief.english import ENGLISH
from regard_server.domain.brief.forms import PLAIN, PROMPT
from regard_server.domain.brief.languages import Language
from regard_server.domain.brief.line import Section, Weekday, WithheldReason
from regard_server.domain.brief.saying import Saying
from regard_server.domain.brief.tongues import LANGUAGES
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import Answer, ConsentStatus, Interaction, MomentKind, Outcome
from regard_server.domain.explain import LANGUAGES as EXPLAINED_IN

FOLLOWING = {Saying.STORY, Saying.IN_THEIR_WORDS, Saying.THEY_SAID}
"""That follow another on its line."""


def places(saying: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(saying) if name}


def test_briefs_speak_the_languages_that_verdicts_do() -> None:
    assert LANGUAGES.keys() == EXPLAINED_IN.keys()


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_language_has_words_for_everything(language: Language) -> None:
    assert set(language.sayings) == set(Saying)
    assert {saying: places(words) for saying, words in language.sayings.items()} == {
        saying: places(words) for saying, words in ENGLISH.sayings.items()
    }
    assert set(language.headings) == set(Section)
    assert set(language.withheld) == set(WithheldReason)
    for enum in (Channel, Purpose, ConsentStatus, MomentKind, Outcome, Weekday):
        assert set(language.words[enum]) == {member for member in enum if member.name != "UNSPECIFIED"}


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_no_line_begins_with_what_somebody_wrote(language: Language) -> None:
    begun = {saying for saying, words in language.sayings.items() if words.startswith("{")}

    assert begun == FOLLOWING


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_ends_before_its_answer_begins_however_it_was_written(language: str) -> None:
    answers = (Answer(question="Which model", answer="The 14-inch one"), Answer(question="Since when?", answer="May"))
    brief = brief_of(entry(Interaction(channel=Channel.PHONE, summary="Freezes", answers=answers)))

    plain, prompt = (told(brief, form, language=language).text for form in (PLAIN, PROMPT))

    assert ": Which model. " in plain
    assert ": Since when? " in plain
    assert "Which model</note>. " in prompt
    assert "Since when?</note> " in prompt
