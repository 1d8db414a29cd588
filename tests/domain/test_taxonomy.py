"""Topics never vanish: what was said under a path counts for whatever stands for it today."""

from itertools import pairwise

import pytest

from regard_server.domain.errors import InvalidFields
from regard_server.domain.taxonomy import ALIAS_HOPS_MAX, Taxonomy, Topic

EMPTY = Taxonomy({}, version=0)


def topic(path: str, moved_to: str = "") -> Topic:
    return Topic(path=path, label=path, moved_to=moved_to)


def taxonomy(*paths: str, **moved: str) -> Taxonomy:
    topics = [topic(path, moved.get(path, "")) for path in paths]
    return EMPTY.with_topics(topics, version=1)


def test_a_lineage_goes_from_the_topic_to_its_root() -> None:
    topics = taxonomy("drinks", "drinks/wine", "drinks/wine/red")

    assert topics.lineage("drinks/wine/red") == ("drinks/wine/red", "drinks/wine", "drinks")
    assert topics.lineage("drinks") == ("drinks",)


def test_a_topic_nobody_knows_has_the_lineage_of_its_path() -> None:
    topics = taxonomy("drinks")

    assert topics.lineage("drinks/mead") == ("drinks/mead", "drinks")
    assert not topics.knows("drinks/mead")
    assert topics.knows("drinks")


def test_a_moved_topic_takes_all_below_it_along() -> None:
    topics = taxonomy("drinks", "drinks/wine", "cellar", "cellar/red", cellar="drinks/wine")

    assert topics.canonical("cellar") == "drinks/wine"
    assert topics.lineage("cellar/red") == ("drinks/wine/red", "drinks/wine", "drinks")
    assert topics.knows("cellar/red")


def test_a_topic_may_move_more_than_once() -> None:
    topics = taxonomy("a", "b", "c", a="b", b="c")

    assert topics.canonical("a") == topics.canonical("b") == topics.canonical("c") == "c"


def test_below_a_moved_topic_the_nearest_alias_counts() -> None:
    paths = {"old": "", "old/wine": "drinks/wine", "drinks": "", "drinks/wine": "", "shop": ""}
    topics = EMPTY.with_topics([topic(path, moved) for path, moved in paths.items()], version=1)
    moved = topics.with_topics([topic("old", "shop")], version=2)

    assert moved.canonical("old/wine/red") == "drinks/wine/red"
    assert moved.canonical("old/gin") == "shop/gin"


def test_an_import_leaves_the_taxonomy_before_it_as_it_was() -> None:
    before = taxonomy("drinks", "drinks/wine", "cellar")
    assert before.canonical("cellar") == "cellar"

    after = before.with_topics([topic("cellar", "drinks/wine")], version=2)

    assert (before.canonical("cellar"), after.canonical("cellar")) == ("cellar", "drinks/wine")
    assert (before.version, after.version) == (1, 2)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ([topic("wine/red")], ["topics[0].path"]),
        ([topic("cellar", "nowhere")], ["topics[0].moved_to"]),
        ([topic("drinks", "cellar"), topic("cellar", "drinks")], ["topics[0].moved_to", "topics[1].moved_to"]),
        ([topic("drinks", "drinks")], ["topics[0].moved_to"]),
        ([topic("drinks/wine"), topic("drinks", "drinks/wine")], ["topics[1].moved_to"]),
    ],
    ids=["no parent", "an alias of nothing", "a circle of two", "itself", "a place below itself"],
)
def test_an_import_that_would_break_the_tree_is_refused(changed: list[Topic], fields: list[str]) -> None:
    with pytest.raises(InvalidFields) as refused:
        taxonomy("drinks", "cellar").with_topics(changed, version=2)

    assert set(fields) <= {violation.field for violation in refused.value.violations}


def test_a_parent_may_come_in_the_same_import() -> None:
    assert taxonomy("wine/red", "wine").knows("wine/red")


def test_a_topic_may_move_as_often_as_aliases_are_followed() -> None:
    paths = [f"t{number}" for number in range(ALIAS_HOPS_MAX + 1)]
    topics = taxonomy(*paths)
    for version, (path, following) in enumerate(pairwise(paths), start=2):
        topics = topics.with_topics([topic(path, following)], version=version)

    assert topics.canonical(paths[0]) == paths[-1]


def test_one_move_too_many_is_refused_or_followed_but_never_forgotten() -> None:
    """Each import adds the next hop, as years of moves would; what was said under the first path must still count."""
    paths = [f"t{number}" for number in range(ALIAS_HOPS_MAX + 4)]
    topics = taxonomy(*paths)
    last = paths[0]
    for version, (path, following) in enumerate(pairwise(paths), start=2):
        try:
            topics = topics.with_topics([topic(path, following)], version=version)
        except InvalidFields:
            break
        last = following

    assert topics.canonical(paths[0]) == last
