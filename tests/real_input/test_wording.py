"""The mapping of words to topics, in sentences of our own: careful with negation, and rather nothing than wrong."""

import pytest

from real_input.avoidances import about, preferences
from real_input.statements import statements
from real_input.wording import Vocabulary
from regard.v1 import Topic

VOCABULARY = Vocabulary(
    [
        Topic(path="food-and-drink/alcohol", label="Alcohol", synonyms=["drinking"]),
        Topic(path="food-and-drink/alcohol/wine", label="Wine"),
        Topic(path="food-and-drink/fish-and-seafood", label="Fish and seafood", synonyms=["fish", "seafood", "sushi"]),
        Topic(path="food-and-drink/nuts", label="Nuts"),
        Topic(path="pets/cats", label="Cats"),
        Topic(path="sports/golf", label="Golf", synonyms=["golfing"]),
        Topic(path="sports/fishing", label="Fishing"),
        Topic(path="sports/tennis", label="Tennis and racket sports", synonyms=["tennis"]),
        Topic(path="travel/cruises", label="Cruises"),
    ]
)
GOLF, TENNIS, FISH = "sports/golf", "sports/tennis", "food-and-drink/fish-and-seafood"


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("I enjoy golfing.", [("likes", {GOLF})]),
        ("I do not really like golf.", [("dislikes", {GOLF})]),
        ("I'm not a fan of golf at all", [("dislikes", {GOLF})]),
        ("I never drink.", [("never", {"food-and-drink/alcohol"})]),
        ("I don't play tennis", [("dislikes", {TENNIS})]),
        ("I love golf and hate tennis.", [("likes", {GOLF}), ("dislikes", {TENNIS})]),
        ("I like tennis, but not golf", [("likes", {TENNIS}), ("dislikes", {GOLF})]),
        ("I don't like golf or knitting", [("dislikes", {GOLF})]),
        ("I don't like to fish.", [("dislikes", {"sports/fishing"})]),
        ("I don't like to eat fish.", [("dislikes", {FISH})]),
    ],
)
def test_what_somebody_says_of_themselves_is_read(sentence: str, read: list[tuple[str, set[str]]]) -> None:
    assert [(one.stance, set(one.topics)) for one in statements(sentence, VOCABULARY)] == read


@pytest.mark.parametrize(
    "sentence",
    [
        "My brother hates golf.",
        "I have never been on a cruise.",
        "I do not have a cat.",
        "I hate cleaning fish.",
        "I don't play tennis very well.",
        "I used to hate golf.",
        "I hate fish and odd things.",
        "I hate sushi.",
        "I like golf more than tennis.",
        "Golf is played outdoors.",
    ],
)
def test_what_is_not_certain_is_left_alone(sentence: str) -> None:
    assert not [one for one in statements(sentence, VOCABULARY) if one.topics]


@pytest.mark.parametrize(
    ("sentence", "disliked", "liked"),
    [
        ("I avoid places with long wine lists because I like golf.", {"food-and-drink/alcohol/wine"}, set()),
        ("I have a severe nut allergy.", {"food-and-drink/nuts"}, set()),
        ("I avoid hotels that do not have golf.", set(), set()),
        ("I dislike tennis and prefer golf.", {TENNIS}, {GOLF}),
        ("I prefer to stay away from golf.", set(), set()),
    ],
)
def test_a_longer_preference_is_read_clause_by_clause(sentence: str, disliked: set[str], liked: set[str]) -> None:
    read = preferences(sentence, VOCABULARY)
    assert (set(read.disliked), set(read.liked)) == (disliked, liked)


def test_an_option_is_about_what_it_names_and_not_about_what_it_is_without() -> None:
    assert about("A plate of sushi and a glass of wine", VOCABULARY) == {FISH, "food-and-drink/alcohol/wine"}
    assert about("Rice without nuts, and no wine", VOCABULARY) == frozenset()
