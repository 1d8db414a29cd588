"""Briefs of people whose words nobody here wrote: within their budget, in their words, and with nothing added."""

from collections.abc import Iterator

import pytest

from real_input.data import data_root, data_set, whole
from real_input.material import Material
from real_input.people_briefs import BUDGETS, LAST_TIME, OPEN, SETS, Asked, briefs, said_by, sample
from real_input.traffic import record
from regard import Client
from regard_server.domain.brief.characters import visible
from serving import Clock, serving

PEOPLE = 30
"""Of each set, unless all are asked for."""


@pytest.fixture(scope="module", params=list(SETS))
def briefed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Material, list[Asked]]]:
    folder = data_set(request.param)
    if folder is None:
        pytest.skip(f"no real input: {request.param} is not in {data_root()}")
    clock = Clock()
    database = tmp_path_factory.mktemp("briefs") / "regard.db"
    with serving(f"sqlite:///{database}", clock) as target, Client(target) as client:
        material = SETS[request.param](folder, clock.now)
        customers = sample(material, len(material.customers) if whole() else PEOPLE)
        record(client, {customer: material.entries[customer] for customer in customers})
        yield material, list(briefs(client, customers))


def test_a_brief_is_within_its_budget_and_tells_something(briefed: tuple[Material, list[Asked]]) -> None:
    for one in briefed[1]:
        assert len(one.brief.text) <= one.characters
        assert one.brief.lines, one


def test_what_is_quoted_was_said(briefed: tuple[Material, list[Asked]]) -> None:
    material, asked = briefed
    for one in asked:
        said = [visible(words) for words in said_by(material.entries[one.customer])]
        for quoted in one.quoted():
            assert any(words.startswith(quoted) for words in said), (one.customer, quoted)


def test_nothing_of_theirs_is_outside_of_the_quotes(briefed: tuple[Material, list[Asked]]) -> None:
    _, asked = briefed
    skeletons = {outside(one) for one in asked}

    assert len(skeletons) <= len(asked) / 3


def outside(one: Asked) -> str:
    """Without what differs by itself: numbers and dates."""
    return " ".join(word for word in one.outside().split() if word.isalpha())


def test_what_nobody_called_settled_is_open_and_the_last_said_leads(briefed: tuple[Material, list[Asked]]) -> None:
    material, asked = briefed
    for one in asked:
        held = [entry.interaction for entry in material.entries[one.customer]]
        cases = {conversation.case_id for conversation in held if not conversation.resolved} - {""}
        if one.characters == BUDGETS[-1]:
            assert sum(line.section == OPEN for line in one.brief.lines) == len(cases)
            last = next(line.text for line in one.brief.lines if line.section == LAST_TIME)
            assert ("Not recorded as settled." in last) is not held[-1].resolved or len(held) > 1


def test_control_words_that_this_very_person_did_not_say_are_seen(briefed: tuple[Material, list[Asked]]) -> None:
    material, asked = briefed
    another = [visible(words) for words in said_by(material.entries[asked[-1].customer])]

    assert asked[0].customer != asked[-1].customer
    assert not all(any(words.startswith(quoted) for words in another) for quoted in asked[0].quoted())
