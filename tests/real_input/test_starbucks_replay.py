"""A programme's traffic with caps: none is ever exceeded, no place is left empty, and silence is no refusal."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from real_input.data import whole
from real_input.starbucks import HOURS, INFORMATIONAL
from real_input.starbucks_replay import Replay, read, with_caps
from regard import Client
from regard.v1 import SuppressionReason
from serving import Clock, serving

DATA_SET = "starbucks"
MEMBERS, MEMBERS_WHOLE = 100, 3000


@pytest.fixture(scope="module")
def replay(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    rows, offers = read(folder, members_max=MEMBERS_WHOLE if whole() else MEMBERS)
    clock = Clock()
    database = tmp_path_factory.mktemp("replay") / "regard.db"
    with serving(f"sqlite:///{database}", clock) as target, Client(target) as client:
        with_caps(client)
        played = Replay(client, clock, offers)
        began = clock.now
        played.run(rows, began)
        assert began < clock.now <= began + timedelta(hours=HOURS)
        print(f"{len(rows)} rows, {len(played.asked)} asked, {dict(played.done)}, used up {dict(played.used_up())}")
        yield played


def test_no_cap_is_ever_exceeded(replay: Replay) -> None:
    assert list(replay.excesses()) == []
    assert set(replay.used_up()) == {"all", "offer_type", "offer", "channel"}, "or it would hold of nothing"


def test_what_there_is_room_for_is_reserved_and_nothing_else(replay: Replay) -> None:
    assert [(one.customer, one.room, one.reserved) for one in replay.asked if one.room != one.reserved] == []
    assert any(not one.reserved for one in replay.asked)
    assert {"presented", "released", "forgotten"} <= replay.done.keys()


def test_an_offer_that_was_only_looked_at_is_never_taken_for_declined(replay: Replay) -> None:
    informational = {offer.offer_id for offer in replay.offers.values() if offer.offer_type == INFORMATIONAL}
    reasons = {
        suppression.reason
        for one in replay.asked
        for decision in one.decisions
        for suppression in decision.suppressions
    }
    assert reasons == {SuppressionReason.SUPPRESSION_REASON_FREQUENCY_CAP}
    assert any(set(one.reserved) & informational for one in replay.asked)


def test_control_counted_by_hand_a_presentation_more_exceeds_a_cap(replay: Replay) -> None:
    customer, presented = next(iter(replay.presented.items()))
    presented.append(presented[0])
    assert any(excess.startswith(customer) for excess in replay.excesses())
    presented.pop()
