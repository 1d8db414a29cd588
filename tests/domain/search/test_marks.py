"""Marks that are found by looking for a word are those that taking the text apart would have found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.search.searching import documents
from regard_server.domain.search import SearchIndex, marks, parse_query
from regard_server.domain.search.marks import Mark, marks_of

PLAIN = [
    "golf",
    "golf-golfer",
    "gol-fer",
    "golfer.",
    "don't",
    "dont",
    "t",
    "'dont'",
    "1,200",
    "1200",
    "1.200",
    "a-a",
    "a",
    "A-4711",
    "e-mail",
    "email,",
    "jo@x.org",
    "x_y",
]
PLAIN_TEXTS = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=12).map(" ".join)
ODD_TEXTS = st.text("ab1,.'-_@& \"", max_size=24)
QUERIES = st.lists(st.sampled_from([*PLAIN, "gol", "dont know", '"dont t"', '"a a"']), min_size=1, max_size=3).map(
    " ".join
)


def taken_apart(text: str, query: str) -> tuple[list[Mark], list[Mark]]:
    """The marks as they are shown, and without the shortcut."""
    found = SearchIndex(documents(text)).search(parse_query(query), matches_max=1)
    if not found:
        return [], []
    shown = marks_of(text, found[0].hits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks, "_marks_of_whole_words", lambda *_: None)
        return shown, marks_of(text, found[0].hits)


def check(text: str, query: str) -> None:
    shown, apart = taken_apart(text, query)
    assert shown == apart


@given(PLAIN_TEXTS, QUERIES)
def test_words_with_and_without_joints_are_marked_alike(text: str, query: str) -> None:
    check(text, query)


@given(ODD_TEXTS, ODD_TEXTS)
def test_so_are_odd_texts(text: str, query: str) -> None:
    check(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [("golf-golfer gol-fer", "golf"), ("don't know. dont", '"dont know"'), ("1,200 is not 200", "200"), ("a-a a", "a")],
)
def test_a_word_inside_another_is_no_place_of_it(text: str, query: str) -> None:
    check(text, query)


def test_control_words_taken_for_whole_that_are_joined_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "PLAIN_JOINTS", frozenset())
    with pytest.raises(AssertionError):
        check("golf-golfer gol-fer", "golf")
