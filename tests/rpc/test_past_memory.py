"""What a process remembers of the past changes no answer, in whatever order instants are asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from regard.v1 import (
    GetProfileRequest,
    GetProfileResponse,
    Profile,
    RecordEntriesRequest,
    RecordEntriesResponse,
    Stance,
    SupersedeEntryRequest,
    SupersedeEntryResponse,
    Verdict,
)
from regard_server.domain.entry import Entry
from regard_server.usecases import past, record_entries
from regard_server.usecases.past_memory import PastMemory, Start
from serving import Clock

from .entries import responded, said
from .random_writes import at
from .test_policy import changed, days, get, screened, update
from .wire import PROFILES, Wire

U1 = "customers/u1"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _checkpoint_every_second_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (record_entries, past):
        monkeypatch.setattr(module, "ENTRIES_PER_CHECKPOINT", 2)


def record(wire: Wire, *entries: Any) -> list[str]:
    request = RecordEntriesRequest(customer=U1, entries=entries)
    answer = wire.ask(f"{PROFILES}/RecordEntries", request, RecordEntriesResponse)
    return [entry.name for entry in answer.entries]


def known_at(wire: Wire, instant: datetime) -> Profile:
    request = GetProfileRequest(customer=U1, known_at_time=at(instant))
    return wire.ask(f"{PROFILES}/GetProfile", request, GetProfileResponse).profile


def later_and_then_earlier(wire: Wire, clock: Clock) -> None:
    record(wire, said("culture/museums"), said("sports/golf"))
    first = clock.now
    clock.advance(DAY)
    record(wire, said("travel/cruises"))
    clock.advance(DAY)

    later, earlier = known_at(wire, clock.now), known_at(wire, first)

    assert (later.revision, earlier.revision) == (2, 1)
    assert len(later.preferences) == len(earlier.preferences) + 1


def before_and_after_it_was_superseded(wire: Wire, clock: Clock) -> None:
    name, _ = record(wire, said("sports/golf"), said("culture/museums"))
    clock.advance(DAY)
    before = clock.now
    clock.advance(DAY)
    request = SupersedeEntryRequest(name=name, entry=said("sports/golf", "likes", effective_time=clock.now + 20 * DAY))
    wire.ask(f"{PROFILES}/SupersedeEntry", request, SupersedeEntryResponse)

    def golf(instant: datetime) -> Any:
        [found] = [entry for entry in known_at(wire, instant).preferences if entry.name == name]
        return found

    assert golf(before).superseded_by == ""
    assert golf(clock.now).superseded_by != ""
    assert golf(before).superseded_by == ""
    assert golf(clock.now).preference.stance == Stance.STANCE_DISLIKES


def under_the_policies_of_two_instants(wire: Wire, clock: Clock) -> None:
    """The later one looks further back than the checkpoint does that both begin from."""
    record(wire, responded("declined"), said("culture/museums"))
    clock.advance(500 * DAY)
    record(wire, said("travel/rail"), responded("ignored", "night-train"))
    clock.advance(DAY)
    under_the_old = clock.now
    clock.advance(DAY)
    policy = get(wire)
    for rule in policy.cool_downs:
        rule.duration.CopyFrom(days(1_000))
    update(wire, changed(policy, cool_downs=list(policy.cool_downs)))
    clock.advance(DAY)

    verdicts = [screened(wire, known_at_time=at(one)).decisions[0].verdict for one in (under_the_old, clock.now)]

    assert verdicts == [Verdict.VERDICT_CLEARED, Verdict.VERDICT_SUPPRESSED]


SITUATIONS = [later_and_then_earlier, before_and_after_it_was_superseded, under_the_policies_of_two_instants]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_instant_is_answered_by_what_was_known_then(wire: Wire, clock: Clock, situation: Any) -> None:
    situation(wire, clock)


def _answers_the_last_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    last = PastMemory.last
    ever = datetime.max.replace(tzinfo=UTC)
    monkeypatch.setattr(PastMemory, "last", lambda memory, start, _: last(memory, start, ever))


def _knows_an_entry_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Entry, "version", property(lambda entry: entry.key))


def _forgets_for_which_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "Start", lambda root, revision, created_at, _: Start(root, revision, created_at, 0))


@pytest.mark.parametrize(
    ("situation", "fault"),
    [
        (later_and_then_earlier, _answers_the_last_that_it_has),
        (before_and_after_it_was_superseded, _knows_an_entry_by_its_id),
        (under_the_policies_of_two_instants, _forgets_for_which_policy),
    ],
)
def test_control_a_memory_that_takes_one_for_the_other_is_seen(
    wire: Wire, clock: Clock, monkeypatch: pytest.MonkeyPatch, situation: Any, fault: Any
) -> None:
    fault(monkeypatch)

    with pytest.raises(AssertionError):
        situation(wire, clock)
