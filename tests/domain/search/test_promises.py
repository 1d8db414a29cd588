"""Promises of search on any text."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.search.searching import NOON, documents, found
from domain.search.test_tokens import TEXTS
from regard_server.domain.search import (
    SNIPPET_LENGTH_MAX,
    Document,
    SearchIndex,
    Text,
    marks,
    parse_query,
    snippets,
    snippets_of,
    tokens,
)
from regard_server.domain.search.marks import Mark

WORDS = (
    "golf",
    "golfer",
    "wine",
    "Köln",
    "koeln",
    "mother's",
    "计算器",
    "👍🏽",
    "1,200",
    "A-4711",
    "don't",
    "mum",
    "hates",
)
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@given(st.lists(TEXTS, max_size=5), TEXTS)
def test_nothing_is_too_odd_to_be_searched(texts: list[str], query: str) -> None:
    made = {document.id: document for document in documents(*texts)}
    for match in SearchIndex(made.values()).search(parse_query(query), matches_max=9):
        assert snippets_of(made[match.document_id], match)


@given(TEXTS.filter(lambda text: '"' not in text), TEXTS)
def test_a_text_is_found_by_each_of_its_own_words(text: str, other: str) -> None:
    for word in parse_query(text).words:
        assert text in found(word.text, text, other) or not parse_query(word.text).words


@given(st.text("abcdefgh ", max_size=60), st.text("stuvwxyz ", min_size=1, max_size=20))
def test_a_text_that_has_no_word_of_the_query_is_never_found(text: str, query: str) -> None:
    assert found(query, text) == []


@given(st.lists(SENTENCES, max_size=6), SENTENCES, st.randoms(use_true_random=False))
def test_the_order_in_which_documents_are_given_changes_nothing(texts: list[str], query: str, dice: Random) -> None:
    made = [
        Document(id=str(number), texts=(Text(field="quote", text=text),), at=NOON + timedelta(days=number % 2))
        for number, text in enumerate(texts)
    ]
    shuffled = dice.sample(made, len(made))
    asked = parse_query(query)
    assert SearchIndex(shuffled).search(asked, matches_max=99) == SearchIndex(made).search(asked, matches_max=99)


def check_snippets(text: str, query: str) -> None:
    """Bounded, marks in order and apart, and each mark begins or ends with what was found."""
    (document,) = documents(text)
    for match in SearchIndex([document]).search(parse_query(query), matches_max=1):
        wanted = {hit.term for hit in match.hits}
        for snippet in snippets_of(document, match):
            assert len(snippet.text) <= SNIPPET_LENGTH_MAX
            assert snippet.hits
            last = -1
            for start, end in snippet.hits:
                assert last < start < end <= len(snippet.text)
                last = end
                mark = snippet.text[start:end]
                inside = {token.term for token in tokens(mark)}
                assert inside & wanted or any(hit.is_first_letter for hit in match.hits) or len(mark) >= 100, mark


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=120).map(" \n".join), SENTENCES)
def test_snippets_are_bounded_and_mark_what_was_found(text: str, query: str) -> None:
    check_snippets(text, query)


@given(TEXTS, TEXTS)
def test_snippets_of_odd_texts_too(text: str, query: str) -> None:
    check_snippets(text, query)


def test_control_marks_in_the_wrong_place_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "Mark", lambda start, end, *told: Mark(start, end - 1, *told))
    with pytest.raises(AssertionError):
        check_snippets("no wine", "wine")


def test_control_a_snippet_too_long_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snippets, "SNIPPET_LENGTH_MAX", 200)
    with pytest.raises(AssertionError):
        check_snippets("no wine " * 60, "wine")
