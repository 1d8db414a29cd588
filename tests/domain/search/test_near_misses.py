"""Near-misses, held to a library that counts typing errors natively."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from regard_server.domain.search import near_misses
from regard_server.domain.search.near_misses import MANY_ERRORS, typing_errors

WORDS = st.text("abc", max_size=6)


@given(WORDS, WORDS)
def test_errors_are_counted_as_a_library_counts_them(one: str, other: str) -> None:
    assert typing_errors(one, other) == min(OSA.distance(one, other), MANY_ERRORS)


@given(st.lists(st.text("abcd", min_size=4, max_size=9)), st.text("abcd", min_size=5, max_size=8))
def test_nothing_near_is_passed_over(vocabulary: list[str], term: str) -> None:
    found = {near.term for near in near_misses(term, vocabulary)}
    for word in vocabulary:
        errors = OSA.distance(term, word)
        near = errors == 1 or (errors == 2 and len(term) >= 7 and word[0] == term[0])
        assert (word in found) == near


@pytest.mark.parametrize("term", ["card", "4711234", "a4711b", ""])
def test_short_words_and_numbers_have_none(term: str) -> None:
    assert near_misses(term, ["care", "4711235", "a4711c", "x"]) == []


def test_the_nearest_comes_first() -> None:
    nearest = [near.term for near in near_misses("calculater", ["calculates", "calculation", "calculator", "calendar"])]
    assert nearest == ["calculates", "calculator"]
