"""What comes first when an agent searches, and what isn't shown at all."""

import pytest

from domain.search.searching import NOON, document, documents, found, matches
from regard_server.domain.search import Document, Frequencies, Likeness, SearchIndex, Text, parse_query

CALCULATOR = "My old calculator is broken. My mother gave it to me, she helped design it."


def test_an_entry_with_all_words_comes_before_those_with_some() -> None:
    mum = "My mum's calculator stopped working"
    others = ["The car is broken again, broken, broken", mum, "I'll call my mother", CALCULATOR]
    ranked = found("broken calculator mother", *others)
    assert ranked[0] == CALCULATOR
    assert mum in ranked


def test_an_entry_with_only_the_least_telling_word_is_not_shown() -> None:
    often = [f"The printer is broken, call {number}" for number in range(30)]
    assert found("broken calculator mother", CALCULATOR, *often) == [CALCULATOR]


def test_words_that_most_entries_have_decide_nothing() -> None:
    chatter = [f"what did the agent say to me in call {number}" for number in range(40)]
    wifi = "The wifi was down"
    ranked = matches("what did the customer say about wifi", *chatter, wifi)
    assert [match.words[-1].word for match in ranked][:1] == ["wifi"]


def test_exact_comes_before_the_beginning_of_a_word_that_before_another_ending_and_last_a_misspelling() -> None:
    texts = ["refunds", "refunded", "refund"]
    assert found("refund", *texts) == ["refund", "refunds", "refunded"]
    assert [match.words[0].likeness for match in matches("refunded", *texts)] == [Likeness.EXACT, Likeness.VARIANT]
    assert [match.words[0].likeness for match in matches("refnud", *texts)] == [Likeness.NEAR_MISS]


@pytest.mark.parametrize("typed", ["calc", "calculat", "calculators", "calcualtor", "calculater", "claculator"])
def test_half_a_word_another_ending_and_a_slip_find_it(typed: str) -> None:
    assert found(typed, "The car is broken", CALCULATOR) == [CALCULATOR]


def test_a_slip_that_happens_to_be_a_word_elsewhere_still_finds_what_was_meant() -> None:
    assert found("brocken calculator", "We hiked up the Brocken", CALCULATOR)[0] == CALCULATOR


def test_a_rare_word_is_hardly_ever_a_slip_for_a_common_one() -> None:
    crying, trying = "She was crying", "A mother and her baby, trying to sleep"
    calls = [f"I am trying to call, attempt {number}" for number in range(60)]
    assert found("crying baby", *calls, trying, crying)[:2] == [trying, crying]
    quiet = "I was trying to sleep beside a dog"
    assert quiet not in found("crying baby", *calls, trying, crying, quiet)


def test_a_word_that_the_entries_have_is_taken_as_meant() -> None:
    assert found("house", "a new house", "a white horse") == ["a new house"]


def test_a_quoted_phrase_is_found_as_it_stands() -> None:
    hold, apart = "I was on hold for hours", "Hold on, I said"
    assert found('"on hold"', apart, hold) == [hold]
    assert found("on hold", apart, hold) == [hold, apart]
    assert found('"i dont know"', "I don't know") == ["I don't know"]


def test_a_quoted_phrase_may_be_long() -> None:
    said = " ".join(f"word{number}" for number in range(100))
    for text, has_all in ((said, True), (said.replace("word50 ", ""), False)):
        assert [match.has_all_words for match in matches(f'"{said}"', text)] == [has_all]


def test_a_quote_that_nobody_closed_is_no_phrase() -> None:
    assert found('"hold on', "I was on hold") == ["I was on hold"]


def test_words_near_each_other_come_before_words_far_apart() -> None:
    near, far = "my lost luggage", "I lost my way and then my nerve and at the airport my luggage"
    assert found("lost luggage", far, near) == [near, far]


def test_a_rare_word_outweighs_a_common_one() -> None:
    flights = [f"flight {number} was fine" for number in range(10)]
    assert found("flight piano", *flights, "my piano")[0] == "my piano"


def test_a_weightier_field_comes_first() -> None:
    title = Document(id="a", texts=(Text(field="title", text="golf", weight=2.0),), at=NOON)
    assert [match.document_id for match in SearchIndex([document(1, "golf"), title]).search(
        parse_query("golf"), matches_max=9
    )] == ["a", "entries/0001"]  # fmt: skip


def test_of_equals_the_newer_comes_first_in_whatever_order_they_are_given() -> None:
    golf = documents("golf a", "golf b", "golf c")
    for given in (golf, golf[::-1]):
        ranked = SearchIndex(given).search(parse_query("golf"), matches_max=2)
        assert [match.document_id for match in ranked] == ["entries/0002", "entries/0001"]


@pytest.mark.parametrize("query", ["", "  ", "?!", '""', "\u200d", "́"])
def test_a_query_without_a_word_asks_for_nothing(query: str) -> None:
    assert parse_query(query).words == ()
    assert found(query, CALCULATOR) == []


def test_candidates_of_an_index_are_ranked_by_what_is_rare_among_all() -> None:
    flight, piano = document(1, "flight flight"), document(2, "piano")
    candidates = [flight, piano, *(document(number, "a piano") for number in range(3, 9))]
    query = parse_query("flight piano")
    among_all = Frequencies(documents=100_000, of_terms={"flight": 50_000, "piano": 8})
    assert SearchIndex(candidates).search(query, matches_max=1)[0].document_id == flight.id
    assert SearchIndex(candidates, frequencies=among_all).search(query, matches_max=1)[0].document_id != flight.id
