"""RetractEntry: an entry that was wrong counts no longer, and what it outweighed applies again."""

from datetime import timedelta
from typing import Any

import pytest

from regard import Client, errors
from regard.v1 import EntryState, Stance, Verdict
from serving import Clock

from .entries import CLUB, MIRA, request_id, responded, said


def retract(client: Client, name: str, **more: Any) -> int:
    return client.retract_entry(name, reason="A mishearing.", recorder=MIRA, **more).revision


def stances(client: Client) -> dict[str, str]:
    preferences = client.get_profile("u1").profile.preferences
    return {entry.preference.topic: Stance.Name(entry.preference.stance) for entry in preferences}


def is_cleared(client: Client) -> bool:
    [decision] = client.screen_offers("u1", [CLUB], purpose="loyalty", channel="app").decisions
    return decision.verdict == Verdict.VERDICT_CLEARED


def test_what_a_retracted_entry_outweighed_applies_again(client: Client, clock: Clock) -> None:
    client.record_entries("u1", [said(stance="likes")])
    clock.advance(timedelta(days=400))
    wrong = client.record_entries("u1", [said(stance="never")]).entries[0].name
    clock.advance(timedelta(days=400))
    client.record_entries("u1", [said("culture")])
    assert stances(client) == {"sports/golf": "STANCE_NEVER", "culture": "STANCE_DISLIKES"}
    assert not is_cleared(client)

    retract(client, wrong)

    assert stances(client) == {"sports/golf": "STANCE_LIKES", "culture": "STANCE_DISLIKES"}
    assert is_cleared(client)


def test_a_retracted_decline_ends_its_cool_down(client: Client) -> None:
    wrong = client.record_entries("u1", [responded()]).entries[0].name
    assert not is_cleared(client)

    retract(client, wrong)

    assert is_cleared(client)
    assert not client.get_profile("u1").profile.offer_responses


def test_the_answer_holds_the_entry_and_what_retracts_it(client: Client) -> None:
    entry = client.record_entries("u1", [said()]).entries[0]

    answer = client.retract_entry(entry.name, reason="That was the neighbour.", recorder=MIRA)

    assert answer.entry.name == entry.name
    assert answer.entry.state == EntryState.ENTRY_STATE_RETRACTED
    assert answer.entry.provenance == entry.provenance
    assert answer.retraction.retraction.entry == entry.name
    assert answer.retraction.retraction.reason == "That was the neighbour."
    assert answer.retraction.provenance.recorder == MIRA
    assert (answer.revision, answer.etag, answer.replayed) == (2, client.get_profile("u1").profile.etag, False)


def test_the_ledger_keeps_both_with_their_states(client: Client) -> None:
    names = [entry.name for entry in client.record_entries("u1", [said(), said("culture")]).entries]
    retraction = client.retract_entry(names[0], reason="A mishearing.", recorder=MIRA).retraction.name

    listed = {entry.name: EntryState.Name(entry.state) for entry in client.list_entries("u1").entries}

    assert listed == {
        retraction: "ENTRY_STATE_ACTIVE",
        names[0]: "ENTRY_STATE_RETRACTED",
        names[1]: "ENTRY_STATE_ACTIVE",
    }


@pytest.mark.parametrize("number", [0, 1], ids=["without a request id of its own", "with the same request id"])
def test_retracting_what_is_retracted_changes_nothing(client: Client, number: int) -> None:
    name = client.record_entries("u1", [said()]).entries[0].name
    more: dict[str, Any] = {"request_id": request_id(number)} if number else {}
    first = client.retract_entry(name, reason="A mishearing.", recorder=MIRA, **more)

    again = client.retract_entry(name, reason="A mishearing.", recorder=MIRA, **more)

    assert again.replayed
    assert (again.entry, again.retraction, again.revision) == (first.entry, first.retraction, first.revision)
    assert client.get_profile("u1").profile.revision == 2


def test_a_retraction_on_an_etag_is_repeated_though_the_etag_has_moved_on(client: Client) -> None:
    recorded = client.record_entries("u1", [said()])
    name = recorded.entries[0].name
    more: dict[str, Any] = {"request_id": request_id(1), "etag": recorded.etag}
    retract(client, name, **more)

    assert retract(client, name, **more) == 2


def test_a_request_id_of_another_retraction_is_refused(client: Client) -> None:
    names = [entry.name for entry in client.record_entries("u1", [said(), said("culture")]).entries]
    retract(client, names[0], request_id=request_id(1))

    for name, reason in ((names[1], "A mishearing."), (names[0], "Another reason.")):
        with pytest.raises(errors.RequestIdReused):
            client.retract_entry(name, reason=reason, recorder=MIRA, request_id=request_id(1))
    assert set(stances(client)) == {"culture"}


def test_the_request_id_of_a_retraction_is_free_after_seven_days(client: Client, clock: Clock) -> None:
    names = [entry.name for entry in client.record_entries("u1", [said(), said("culture")]).entries]
    retract(client, names[0], request_id=request_id(1))
    clock.advance(timedelta(days=7))

    assert retract(client, names[1], request_id=request_id(1)) == 3


def test_a_retraction_cant_be_retracted(client: Client) -> None:
    name = client.record_entries("u1", [said()]).entries[0].name
    retraction = client.retract_entry(name, reason="A mishearing.", recorder=MIRA).retraction.name

    with pytest.raises(errors.InvalidField) as caught:
        retract(client, retraction)

    assert [violation.field for violation in caught.value.violations] == ["name"]
    assert client.get_profile("u1").profile.revision == 2


@pytest.mark.parametrize("name", ["customers/u1/entries/nothing", "customers/nobody/entries/e1"])
def test_an_entry_that_isnt_there_is_not_found(client: Client, name: str) -> None:
    client.record_entries("u1", [said(name="customers/u1/entries/e1")])

    with pytest.raises(errors.EntryNotFound) as caught:
        retract(client, name)

    assert caught.value.entry == name
    assert client.get_profile("nobody").profile.revision == 0


def test_what_was_retracted_can_be_said_anew(client: Client) -> None:
    retract(client, client.record_entries("u1", [said()]).entries[0].name)
    assert stances(client) == {}

    client.record_entries("u1", [said()])

    assert stances(client) == {"sports/golf": "STANCE_DISLIKES"}
    assert client.get_profile("u1").profile.revision == 3
