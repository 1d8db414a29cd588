"""What is shown of a text that was found."""

import pytest

from domain.search.searching import NOON, marked, snippets
from regard_server.domain.search import (
    SNIPPET_LENGTH_MAX,
    Document,
    SearchIndex,
    Text,
    parse_query,
    snippets_of,
    tokens,
)

CHATTER = "I called again and again and nobody could tell me what happened. "


def test_a_short_text_is_shown_whole() -> None:
    assert marked("golf", "I can't stand golf.") == "I can't stand [golf]."


def test_of_a_long_text_the_part_with_most_of_the_words_is_shown_from_the_beginning_of_a_sentence() -> None:
    text = f"Broken. {CHATTER * 20}My mother's calculator is broken. {CHATTER * 20}"
    shown = marked("broken calculator mother", text)
    assert shown.startswith("…My [mother]'s [calculator] is [broken]. I called")
    assert shown.endswith("…")
    assert len(shown) <= SNIPPET_LENGTH_MAX + len("…[][][]…")


def test_a_cut_is_between_words() -> None:
    (snippet,) = snippets("needle", "word " * 500 + "needle" + " word" * 500)
    assert set(snippet.text.split()) == {"word", "needle"}
    assert snippet.is_cut_before
    assert snippet.is_cut_after


def test_line_breaks_and_direction_overrides_are_spaces() -> None:
    assert marked("golf", "no\r\n\r\n  golf\u202e\tplease\x00!") == "no [golf] please !"


@pytest.mark.parametrize("letter", ["👩🏾‍👩🏾‍👧🏽‍👦🏽", "🇩🇪", "é̂̃", "한글", "กี่", "1️⃣", "क्षि"])
def test_no_letter_is_cut_in_two(letter: str) -> None:
    for filler in range(8):
        text = letter * 100 + "x" * filler + " needle " + letter * 100
        (snippet,) = snippets("needle", text)
        before, after = snippet.text.split("needle")
        assert before.strip().rstrip("x").replace(letter, "") in {"", "글"}
        assert after.strip().replace(letter, "") in {"", "한"}


@pytest.mark.parametrize("flood", ["a" * 32_768, "计" * 32_768, "a" + "\u0301\u0316" * 16_000, "👩\u200d" * 16_000])
def test_a_word_without_an_end_is_cut(flood: str) -> None:
    query = next(iter(tokens(flood))).term if flood[0] != "👩" else flood[:15]
    (snippet,) = snippets(query, flood)
    assert 0 < len(snippet.text) <= SNIPPET_LENGTH_MAX
    assert snippet.is_cut_after


def test_a_text_that_says_a_word_ten_thousand_times_has_a_snippet_of_few_marks() -> None:
    (snippet,) = snippets("card", "card " * 10_000)
    assert 0 < len(snippet.hits) <= SNIPPET_LENGTH_MAX // len("card ")


def test_there_is_a_snippet_for_each_field_the_most_telling_first() -> None:
    texts = (Text(field="title", text="Golf"), Text(field="story", text="No golf and no wine"))
    document = Document(id="a", texts=texts, at=NOON)
    (match,) = SearchIndex([document]).search(parse_query("golf wine"), matches_max=1)
    assert [snippet.field for snippet in snippets_of(document, match)] == ["story", "title"]


def test_a_mark_is_of_the_words_that_were_found_not_of_others_like_them() -> None:
    assert marked('"on hold"', "on and on, on hold") == "on and on, [on] [hold]"
