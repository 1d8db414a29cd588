"""What is open is told, however much was spoken of since; what was settled is not."""

from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.brief.briefing import DAY, entry
from domain.ledgers import NOW
from examples import many
from regard_server.domain import kept_interactions
from regard_server.domain.brief.matters import Conversation, open_matters
from regard_server.domain.channel import Channel
from regard_server.domain.compile import append, compile_again
from regard_server.domain.content import Answer, Interaction
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.domain.room import INTERACTIONS_MAX, OPEN_INTERACTIONS_MAX
from regard_server.domain.snapshot import Snapshot, empty_snapshot

REACH = DEFAULT_POLICY.reach
CASES = ("", "", "a", "b", "c", "d")


def talks(seed: int, count: int) -> list[Conversation]:
    """In the order of time, a day apart."""
    dice = Random(seed)
    return [
        entry(
            Interaction(
                channel=Channel.PHONE, summary=f"{place}", case_id=dice.choice(CASES), resolved=dice.random() < 0.3
            ),
            at=NOW - (count - place) * DAY,
            ordinal=place,
        )
        for place in range(count)
    ]


def written(conversations: Iterable[Conversation], snapshot: Snapshot | None = None) -> Snapshot:
    """One after the other."""
    snapshot = snapshot or empty_snapshot("u1", NOW)
    for conversation in conversations:
        snapshot = append(snapshot, [conversation], now=NOW, reach=REACH)
    return snapshot


def open_cases(conversations: Iterable[Conversation]) -> dict[str, list[str]]:
    return {
        matter.conversations[0].content.case_id: [one.id for one in matter.conversations]
        for matter in open_matters(conversations)
        if matter.conversations[0].content.case_id
    }


def however_much_was_spoken_of(seed: int) -> None:
    conversations = talks(seed, 30)
    told = open_cases(written(conversations).interactions)

    assert told == open_cases(conversations)
    assert told == open_cases(
        compile_again(empty_snapshot("u1", NOW), conversations, now=NOW, reach=REACH).interactions
    )


test_open_cases_are_told_however_much_was_spoken_of_since = many(100)(
    given(seed=st.integers(0, 2**32))(however_much_was_spoken_of)
)


def test_control_a_snapshot_that_keeps_the_last_ones_alone_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_interactions, "OPEN_INTERACTIONS_MAX", 0)

    with pytest.raises(AssertionError):
        deque(map(however_much_was_spoken_of, range(20)))


def settled_stays_settled(seed: int) -> None:
    conversations = talks(seed, 40)
    told = open_cases(written(reversed(conversations)).interactions)

    assert told.keys() <= open_cases(conversations).keys()


@many(50)
@given(seed=st.integers(0, 2**32))
def test_a_history_that_is_imported_backwards_opens_nothing_that_was_settled(seed: int) -> None:
    settled_stays_settled(seed)


def test_control_what_comes_after_the_fact_would_open_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_interactions, "_that_can_be_told", lambda earlier, *_: list(earlier))

    with pytest.raises(AssertionError):
        deque(map(settled_stays_settled, range(50)))


def test_a_snapshot_keeps_no_more_than_it_has_room_for() -> None:
    conversations = [
        entry(
            Interaction(channel=Channel.PHONE, summary="?", case_id=f"c{place}"),
            at=NOW - DAY + timedelta(seconds=place),
            ordinal=place,
        )
        for place in range(100)
    ]

    kept = written(conversations).interactions

    assert len(kept) == INTERACTIONS_MAX + OPEN_INTERACTIONS_MAX
    assert [one.id for one in kept] == [one.id for one in conversations[-len(kept) :]]


def test_of_a_question_asked_twice_the_last_answer_counts_and_what_was_tried_twice_is_told_once() -> None:
    first = Interaction(
        channel=Channel.PHONE,
        summary="It freezes",
        case_id="c",
        tried=("restarted", "another charger"),
        answers=(Answer(question="Since when?", answer="May"), Answer(question="Which model?", answer="14-inch")),
    )
    second = Interaction(
        channel=Channel.PHONE,
        summary="It freezes still",
        case_id="c",
        tried=("restarted", "on battery"),
        answers=(Answer(question="since when? ", answer="The update in May"),),
    )

    [matter] = open_matters([entry(first, at=NOW - 2 * DAY, name="e1"), entry(second, at=NOW - DAY, name="e2")])

    assert [(answer.answer, one.id) for answer, one in matter.answers] == [
        ("The update in May", "e2"),
        ("14-inch", "e1"),
    ]
    assert [(tried, one.id) for tried, one in matter.tried] == [
        ("restarted", "e1"),
        ("another charger", "e1"),
        ("on battery", "e2"),
    ]


def test_what_belongs_to_no_case_is_a_matter_of_its_own() -> None:
    one, other = (
        entry(Interaction(channel=Channel.PHONE, summary=name, resolved=resolved), at=NOW - days * DAY, name=name)
        for name, resolved, days in (("open", False, 2), ("settled", True, 1))
    )

    assert [matter.conversations for matter in open_matters([one, other])] == [(one,)]
