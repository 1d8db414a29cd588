"""The taxonomy: imported all or none, never losing a topic; what was said under an old path still counts."""

import pytest

import regard
from regard import Client, errors
from regard.v1 import Topic, Verdict

from .entries import said


def topic(path: str, moved_to: str = "", label: str = "") -> Topic:
    return Topic(path=path, label=label or path, moved_to=moved_to)


def refused_fields(client: Client, *topics: Topic) -> list[str]:
    with pytest.raises(errors.InvalidField) as caught:
        client.import_topics(topics)
    return [violation.field for violation in caught.value.violations]


def is_suppressed(client: Client, about: str) -> bool:
    [decision] = client.screen_offers(
        "u1", [regard.offer("o1", topics=[about])], purpose="loyalty", channel="app"
    ).decisions
    return decision.verdict == Verdict.VERDICT_SUPPRESSED


def best(client: Client, query: str) -> str:
    return client.search_topics(query).matches[0].topic.path


def test_importing_the_same_again_changes_nothing(client: Client) -> None:
    added = [topic("space"), topic("space/moonwalks")]
    first = client.import_topics(added)
    again = client.import_topics(added)

    assert (first.changed_count, again.changed_count) == (2, 0)
    assert again.taxonomy_version == first.taxonomy_version
    client.import_topics([topic("space", label="Outer space")])
    assert client.list_topics("space").topics[0].label == "Outer space"


def test_a_parent_may_come_in_the_same_import_in_any_order(client: Client) -> None:
    client.import_topics([topic("space/moonwalks/long"), topic("space/moonwalks"), topic("space")])

    assert [found.path for found in client.list_topics("space").topics] == [
        "space",
        "space/moonwalks",
        "space/moonwalks/long",
    ]


def test_a_topic_without_its_parent_is_refused_and_nothing_taken_in(client: Client) -> None:
    assert refused_fields(client, topic("space"), topic("sky/kites")) == ["topics[1].path"]
    assert not client.list_topics("space").topics


@pytest.mark.parametrize(
    ("aliases", "at"),
    [
        ([("a", "b"), ("b", "a")], [0, 1]),
        ([("a", "a")], [0]),
        ([("a", "b"), ("b", "c"), ("c", "a")], [0, 1, 2]),
        ([("a/x", "a/x/y"), ("a", ""), ("a/x/y", "")], [0]),
        ([("a", "nowhere")], [0]),
    ],
    ids=["of two", "of one", "of three", "into itself", "to nowhere"],
)
def test_aliases_that_lead_nowhere_are_refused_and_nothing_taken_in(
    client: Client, aliases: list[tuple[str, str]], at: list[int]
) -> None:
    fields = refused_fields(client, *(topic(path, moved_to) for path, moved_to in aliases))

    assert set(fields) >= {f"topics[{index}].moved_to" for index in at}
    assert not client.list_topics("a").topics


def test_an_alias_that_closes_a_circle_later_is_refused(client: Client) -> None:
    client.import_topics([topic("a", "b"), topic("b", "c"), topic("c")])

    assert refused_fields(client, topic("c", "a")) == ["topics[0].moved_to"]


def test_a_dislike_counts_under_the_path_that_its_topic_has_moved_to(client: Client) -> None:
    client.import_topics([topic("games"), topic("games/golf"), topic("games/golf/clubs")])
    client.record_entries("u1", [said("games/golf")])

    client.import_topics([topic("games/golf", moved_to="sports/golf")])

    assert is_suppressed(client, "sports/golf")
    assert is_suppressed(client, "games/golf")
    assert is_suppressed(client, "games/golf/clubs")
    assert not is_suppressed(client, "games")


def test_a_dislike_counts_however_often_its_topic_has_moved(client: Client) -> None:
    client.import_topics([topic(f"t{number}") for number in range(9)])
    client.record_entries("u1", [said("t0")])

    for number in range(8):
        client.import_topics([topic(f"t{number}", moved_to=f"t{number + 1}")])

    assert all(is_suppressed(client, f"t{number}") for number in range(9))


def test_a_topic_that_would_move_too_often_is_refused_or_still_counts(client: Client) -> None:
    client.import_topics([topic(f"t{number}") for number in range(13)])
    client.record_entries("u1", [said("t0")])
    last = 0

    for number in range(12):
        try:
            client.import_topics([topic(f"t{number}", moved_to=f"t{number + 1}")])
        except errors.InvalidField:
            break
        last = number + 1

    assert last >= 8
    assert is_suppressed(client, f"t{last}")


def test_a_wish_may_be_recorded_under_an_old_path(client: Client) -> None:
    client.import_topics([topic("old-golf", moved_to="sports/golf")])

    client.record_entries("u1", [said("old-golf")])

    assert is_suppressed(client, "sports/golf")


@pytest.mark.parametrize("page_size", [7, 50, 1000])
def test_pages_together_are_the_taxonomy_in_the_order_of_paths(client: Client, page_size: int) -> None:
    found = [one.path for one in client.iterate_topics(page_size=page_size)]

    assert found == sorted(found)
    assert len(found) == len(set(found)) > 200


def test_listing_below_a_topic_has_that_topic_and_its_own_only(client: Client) -> None:
    client.import_topics([topic("sports-cars")])

    found = [one.path for one in client.iterate_topics("sports", page_size=5)]

    assert found[0] == "sports"
    assert all(path == "sports" or path.startswith("sports/") for path in found)
    assert not client.list_topics("no-such-topic").topics


def test_search_finds_topics_by_synonym_misspelling_and_beginning(client: Client) -> None:
    client.import_topics([Topic(path="space", label="Outer space", synonyms=["cosmonautics", "Космос"])])

    assert best(client, "cosmonautics") == "space"
    assert best(client, "космос") == "space"
    assert best(client, "cosmonatics") == "space"
    assert best(client, "outer sp") == "space"
    assert best(client, "GOLF") == best(client, "sports/golf") == "sports/golf"


def test_search_tells_what_matched_and_how_well_best_first(client: Client) -> None:
    matches = client.search_topics("golf", page_size=3).matches

    assert 1 <= len(matches) <= 3
    assert matches[0].matched.lower() == "golf"
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)


def test_search_leaves_out_aliases_and_finds_nothing_in_noise(client: Client) -> None:
    client.import_topics([topic("qqxxyyzz", moved_to="culture")])

    for query in ("qqxxyyzz", "zzzzzzzzqqqq", "!!!", "🍷", " "):
        assert not client.search_topics(query).matches
