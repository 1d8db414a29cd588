"""Every language can say all that a brief says, and leaves no place for what others wrote to begin a line."""

from string import Formatter

import pytest

from regard_server.domain.brief.english import ENGLISH
from regard_server.domain.brief.languages import Language
from regard_server.domain.brief.line import Section, Weekday, WithheldReason
from regard_server.domain.brief.saying import Saying
from regard_server.domain.brief.tongues import LANGUAGES
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import ConsentStatus, MomentKind, Outcome
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
