"""The index finds and orders what the plain ranking does, with the same scores; near-misses are those of trying all words."""

from datetime import timedelta
from random import Random

import pytest

from domain.search.plain_ranking import PlainIndex, plain_near_misses
from domain.search.searching import NOON
from regard_server.domain.search import Document, SearchIndex, Text, index, parse_query
from regard_server.domain.search.near_misses import Vocabulary

TEXT = (
    "golf golfer golfing wine wines Köln koeln mother's mothers 计算器坏了 電卓が壊れた 👍🏽 1,200 1200 A-4711 don't dont mum "
    "crying trying accommodation acommodation เครื่องคิดเลข Ärger strasse straße a-a e-mail email москва refund refunded "
    "refunds calculator calculato the the the the my my my"
)
WORDS = TEXT.split()
MATCHES_MAX = 12


def texts(dice: Random, count: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(count))


def asked(dice: Random) -> str:
    query = texts(dice, dice.choice([1, 1, 2, 3, 4]))
    if dice.random() < 0.3:
        at = dice.randrange(len(query))
        query = query[:at] + dice.choice("abfgolr") + query[at + dice.choice([0, 1]) :]
    return f'"{query}"' if dice.random() < 0.2 else query[: dice.randrange(1, len(query) + 1)]


def as_the_plain_ranking(seed: int) -> None:
    dice = Random(seed)
    documents = [
        Document(
            id=f"d{number:03}",
            texts=tuple(
                Text(field="f", text=texts(dice, dice.choice([1, 3, 8, 20])), weight=dice.choice([0.5, 1.0, 1.5]))
                for _ in range(dice.choice([1, 2, 3]))
            ),
            at=NOON + timedelta(days=dice.randrange(5)),
        )
        for number in range(dice.choice([1, 4, 25]))
    ]
    made, plain = SearchIndex(documents), PlainIndex(documents)
    for query in map(parse_query, [asked(dice) for _ in range(8)]):
        found = [(one.document_id, one.score, one.has_all_words) for one in made.search(query, matches_max=MATCHES_MAX)]
        assert found == (plain.search(query)[:MATCHES_MAX] if query.words else []), (seed, query)


def near_as_tried_one_by_one(seed: int) -> None:
    dice = Random(seed)
    vocabulary = ["".join(dice.choices("abc1", [9, 9, 9, 1], k=dice.randint(1, 9))) for _ in range(300)]
    made = Vocabulary(dict.fromkeys(vocabulary))
    for term in dice.sample(vocabulary, 40):
        assert made.near_misses(term) == plain_near_misses(term, vocabulary), (seed, term)


@pytest.mark.parametrize("sorted_max", [3, index.SORTED_MAX])
@pytest.mark.parametrize("seed", range(25))
def test_the_index_ranks_as_the_plain_ranking_does(seed: int, sorted_max: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "SORTED_MAX", sorted_max)
    as_the_plain_ranking(seed)


@pytest.mark.parametrize("seed", range(5))
def test_near_misses_are_those_of_trying_all_words(seed: int) -> None:
    near_as_tried_one_by_one(seed)


@pytest.mark.parametrize("broken", ["_in_texts_with_parts", "places_in", "_with_another_first_letter", "sorted"])
def test_control_a_shortcut_that_changes_something_is_seen(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check = as_the_plain_ranking
    if broken == "_in_texts_with_parts":
        monkeypatch.setattr(index, broken, lambda _: [])
    elif broken == "places_in":
        monkeypatch.setattr(index._Found, broken, lambda *_: ())
    elif broken == "_with_another_first_letter":
        check = near_as_tried_one_by_one
        monkeypatch.setattr(Vocabulary, broken, lambda *_: set())
    else:
        monkeypatch.setattr(index, "sorted", lambda ranked, **_: list(ranked), raising=False)

    def all_seeds() -> None:
        for seed in range(25):
            check(seed)

    with pytest.raises(AssertionError):
        all_seeds()
