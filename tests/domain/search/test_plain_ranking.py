"""The index finds and orders what the plain ranking does, with the same scores; near-misses are those of trying all words."""

from datetime import timedelta
from random import Random

import pytest

from domain.search.plain_ranking import PlainIndex, plain_near_misses
from domain.search.searching import NOON
from regard_server.domain.search import Document, SearchIndex, Text, best, parse_query, worth
from regard_server.domain.search.found_words import FoundWord
from regard_server.domain.search.near_misses import Vocabulary

TEXT = (
    "golf golfer golfing wine wines Köln koeln mother's mothers 计算器坏了 電卓が壊れた 👍🏽 1,200 1200 A-4711 don't dont mum "
    "crying trying accommodation acommodation เครื่องคิดเลข Ärger strasse straße a-a e-mail email москва refund refunded "
    "refunds calculator calculato the the the the my my my"
)
WORDS = TEXT.split()
MATCHES_MAX = 5


def texts(dice: Random, count: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(count))


def asked(dice: Random) -> str:
    query = texts(dice, dice.choice([1, 1, 2, 3, 4]))
    if dice.random() < 0.3:
        at = dice.randrange(len(query))
        query = query[:at] + dice.choice("abfgolr") + query[at + dice.choice([0, 1]) :]
    return f'"{query}"' if dice.random() < 0.2 else query[: dice.randrange(1, len(query) + 1)]


def as_the_plain_ranking(seed: int, *, is_kept: bool = False) -> None:
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
    made, plain = SearchIndex(documents, is_kept=is_kept), PlainIndex(documents)
    for query in map(parse_query, [asked(dice) for _ in range(8)]):
        found = [(one.document_id, one.score, one.has_all_words) for one in made.search(query, matches_max=MATCHES_MAX)]
        assert found == (plain.search(query)[:MATCHES_MAX] if query.words else []), (seed, query)


def near_as_tried_one_by_one(seed: int) -> None:
    dice = Random(seed)
    vocabulary = ["".join(dice.choices("abc1", [9, 9, 9, 1], k=dice.randint(1, 9))) for _ in range(300)]
    made = Vocabulary(dict.fromkeys(vocabulary))
    for term in dice.sample(vocabulary, 40):
        assert made.near_misses(term) == plain_near_misses(term, vocabulary), (seed, term)


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("seed", range(25))
def test_the_index_ranks_as_the_plain_ranking_does(seed: int, is_kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it has prepared what is common, and where a page is shorter than what is found."""
    monkeypatch.setattr(worth, "OFTEN_MIN", 3)
    as_the_plain_ranking(seed, is_kept=is_kept)


@pytest.mark.parametrize("seed", range(5))
def test_near_misses_are_those_of_trying_all_words(seed: int) -> None:
    near_as_tried_one_by_one(seed)


def _nothing_near(_vocabulary: Vocabulary, _term: str) -> set[str]:
    return set()


def _ready_alone(_worth: worth.Worth, ready: dict[int, float], *_: object) -> dict[int, float]:
    return ready


def _nowhere(_found: FoundWord, _text: int) -> list[int]:
    return []


@pytest.mark.parametrize(
    ("broken", "name", "by"),
    [
        (Vocabulary, "_with_another_first_letter", _nothing_near),
        (worth.Worth, "_with_others", _ready_alone),
        (FoundWord, "places_in", _nowhere),
        (best, "NEARNESS_MAX", 0.0),
        (best, "_TINY", -1.0),
        (best, "_having_enough", lambda told, _: set(told[0].sure)),
    ],
)
def test_control_a_shortcut_that_changes_something_is_seen(
    broken: object, name: str, by: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worth, "OFTEN_MIN", 3)
    monkeypatch.setattr(broken, name, by)

    def all_seeds() -> None:
        for seed in range(25):
            near_as_tried_one_by_one(seed) if broken is Vocabulary else as_the_plain_ranking(seed, is_kept=True)

    with pytest.raises(AssertionError):
        all_seeds()
