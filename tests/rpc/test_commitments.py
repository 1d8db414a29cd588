"""ListCommitments and UpdateCommitment: what is open, of whomever, and what became of it."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import regard
from regard import Client, errors
from regard.v1 import CommitmentStatus, EntryState, ListCommitmentsRequest, OpenCommitment
from regard_server.rpc import bringing_in
from regard_server.rpc.bringing_in import BringingIn
from serving import NOON, Clock, serving

from .entries import MIRA, request_id, said
from .wire import CONTEXT, Wire

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
JONAS = "agents/jonas.weld"


def promise(what: str, due_time: datetime | None = None, owner: str = MIRA, **more: Any) -> regard.v1.Entry:
    return regard.commitment(what, due_time=due_time, owner=owner, **more)


def promised(client: Client, customer: str, *entries: regard.v1.Entry) -> list[str]:
    return [entry.name for entry in client.record_entries(customer, entries).entries]


def whats(found: Sequence[OpenCommitment]) -> list[str]:
    return [one.entry.commitment.what for one in found]


def listed(client: Client, **asked: Any) -> list[str]:
    return whats(list(client.iterate_commitments(**asked)))


def test_what_is_open_is_listed_over_all_customers_the_first_due_first(client: Client) -> None:
    promised(client, "u1", promise("send the parts"), promise("call", NOON + DAY, kind="callback"))
    promised(client, "u2", promise("refund", NOON - DAY, JONAS), promise("credit", NOON, JONAS))

    response = client.list_commitments()

    assert whats(response.commitments) == ["refund", "credit", "call", "send the parts"]
    assert [one.customer for one in response.commitments] == ["customers/u2"] * 2 + ["customers/u1"] * 2
    assert [one.overdue for one in response.commitments] == [True, True, False, False]
    assert response.commitments[0].entry == client.list_entries("u2").entries[1]
    assert not response.incomplete
    assert listed(client, owner=JONAS) == ["refund", "credit"]
    assert listed(client, owner=JONAS.upper()) == []
    assert listed(client, overdue=True) == ["refund", "credit"]
    assert listed(client, due_before_time=NOON) == ["refund"]
    assert listed(client, overdue=True, due_before_time=NOON + 9 * DAY) == ["refund", "credit"]
    assert listed(client, customer="u1") == ["call", "send the parts"]
    assert listed(client, customer="u1", owner=JONAS) == []
    assert listed(client, customer="nobody") == []
    assert listed(client, kinds=["callback", "check-in"]) == ["call"]


def test_one_is_overdue_from_the_instant_on_at_which_it_is_due(client: Client, clock: Clock) -> None:
    promised(client, "u1", promise("call", NOON + HOUR))

    clock.now = NOON + HOUR - timedelta(microseconds=1)
    before = client.list_commitments(), listed(client, overdue=True)
    clock.now = NOON + HOUR
    then = client.list_commitments(), listed(client, overdue=True)

    assert ([one.overdue for one in before[0].commitments], before[1]) == ([False], [])
    assert ([one.overdue for one in then[0].commitments], then[1]) == ([True], ["call"])


def test_pages_follow_each_other_while_others_settle_and_promise(client: Client) -> None:
    names = promised(client, "u1", *(promise(f"p{number}", NOON + number * HOUR) for number in range(7)))

    first = client.list_commitments(page_size=3)
    client.update_commitment(names[0], "kept", recorder=MIRA)
    client.update_commitment(names[4], "kept", recorder=MIRA)
    promised(client, "u2", promise("earlier", NOON - DAY), promise("later", NOON + 9 * DAY))
    second = client.list_commitments(page_size=3, page_token=first.next_page_token)
    third = client.list_commitments(page_size=3, page_token=second.next_page_token)

    assert whats(first.commitments) == ["p0", "p1", "p2"]
    assert whats(second.commitments) == ["p3", "p5", "p6"]
    assert (whats(third.commitments), third.next_page_token) == (["later"], "")


def test_a_page_token_is_for_the_same_question_only(client: Client, wire: Wire, foreign: Client) -> None:
    promised(client, "u1", *(promise(f"p{number}", NOON) for number in range(3)))
    token = client.list_commitments(page_size=1, overdue=True).next_page_token

    for wrong in (
        ListCommitmentsRequest(page_token=token),
        ListCommitmentsRequest(page_token=token, overdue=True, owner=MIRA),
        ListCommitmentsRequest(page_token=token, overdue=True, customer="customers/u1"),
        ListCommitmentsRequest(page_token=token, overdue=True, kinds=["COMMITMENT_KIND_PROMISE"]),
        ListCommitmentsRequest(page_token=token[:-2], overdue=True),
        ListCommitmentsRequest(page_token=client.list_customers(page_size=1).next_page_token or "AAAA", overdue=True),
    ):
        assert wire.refused(f"{CONTEXT}/ListCommitments", wrong).reason == "INVALID_PAGE_TOKEN"
    with pytest.raises(errors.InvalidPageToken):
        foreign.list_commitments(page_token=token, overdue=True)
    assert len(client.list_commitments(page_token=token, overdue=True, page_size=9).commitments) == 2


@pytest.mark.parametrize("status", ["kept", "broken", "cancelled"])
def test_a_commitment_is_settled_by_an_entry_that_replaces_it(client: Client, status: str) -> None:
    [name] = promised(client, "u1", promise("call", NOON + DAY, kind="callback"))

    answer = client.update_commitment(name, status, outcome="Spoke for ten minutes.", recorder=JONAS)

    settled = answer.commitment
    assert settled.commitment.status == CommitmentStatus.Value(f"COMMITMENT_STATUS_{status.upper()}")
    assert (settled.commitment.what, settled.commitment.owner) == ("call", MIRA)
    assert (settled.commitment.outcome, settled.provenance.recorder) == ("Spoke for ten minutes.", JONAS)
    assert settled.commitment.due_time.ToDatetime() == (NOON + DAY).replace(tzinfo=None)
    assert (settled.supersedes, answer.superseded.superseded_by) == (name, settled.name)
    assert answer.superseded.state == EntryState.ENTRY_STATE_SUPERSEDED
    assert (answer.revision, answer.etag, answer.replayed) == (2, client.get_profile("u1").profile.etag, False)
    assert listed(client) == []
    assert not client.get_profile("u1").profile.commitments


def test_what_settles_can_be_corrected_and_taken_back(client: Client) -> None:
    [name] = promised(client, "u1", promise("call", NOON + DAY))
    kept = client.update_commitment(name, "kept", recorder=MIRA).commitment.name
    with pytest.raises(errors.EntrySuperseded):
        client.update_commitment(name, "broken", recorder=MIRA)
    broken = client.update_commitment(kept, "broken", recorder=MIRA).commitment.name
    assert listed(client) == []

    client.retract_entry(broken, reason="It was kept.", recorder=MIRA)
    assert listed(client) == []
    client.retract_entry(kept, reason="Another call.", recorder=MIRA)
    assert listed(client) == ["call"]
    client.retract_entry(name, reason="Nobody promised that.", recorder=MIRA)
    assert listed(client) == []
    with pytest.raises(errors.EntryRetracted):
        client.update_commitment(name, "kept", recorder=MIRA)


def test_one_that_is_put_off_or_handed_on_is_listed_as_it_stands_now(client: Client) -> None:
    [name] = promised(client, "u1", promise("call", NOON))
    put_off = client.supersede_entry(name, promise("call", NOON + DAY, JONAS)).entry.name

    assert (listed(client, overdue=True), listed(client, owner=MIRA), listed(client, owner=JONAS)) == ([], [], ["call"])
    client.retract_entry(put_off, reason="Not agreed.", recorder=MIRA)
    assert (listed(client, overdue=True), listed(client, owner=MIRA), listed(client, owner=JONAS)) == (
        ["call"],
        ["call"],
        [],
    )


def test_of_merged_customers_all_is_the_surviving_ones_until_they_are_unmerged(client: Client) -> None:
    promised(client, "u1", promise("a", NOON))
    promised(client, "u2", promise("b", NOON + HOUR))
    client.merge_customers(surviving_customer="u2", merged_customer="u1", reason="One.", recorder=MIRA)
    promised(client, "u1", promise("c", NOON + 2 * HOUR))

    merged = client.list_commitments().commitments
    of_either = [listed(client, customer=customer) for customer in ("u1", "u2")]
    kept = client.update_commitment(merged[0].entry.name, "kept", recorder=MIRA)
    client.unmerge_customers("u1", reason="Two.", recorder=MIRA)

    assert [one.customer for one in merged] == ["customers/u2"] * 3
    assert of_either == [["a", "b", "c"]] * 2
    assert merged[0].entry.name.startswith("customers/u1/")
    assert kept.commitment.name.startswith("customers/u1/")
    assert (listed(client, customer="u1"), listed(client, customer="u2")) == (["c"], ["b"])


def test_a_repeated_update_has_effect_once(client: Client) -> None:
    [name] = promised(client, "u1", promise("call", NOON))
    first = client.update_commitment(name, "kept", recorder=MIRA, request_id=request_id(1))
    again = client.update_commitment(name, "kept", recorder=MIRA, request_id=request_id(1))

    assert (again.commitment, again.revision, again.replayed) == (first.commitment, first.revision, True)
    with pytest.raises(errors.RequestIdReused):
        client.update_commitment(name, "broken", recorder=MIRA, request_id=request_id(1))
    assert len(client.list_entries("u1").entries) == 2


def test_what_cant_be_settled_is_refused_and_nothing_changes(client: Client) -> None:
    [name, other] = [
        *promised(client, "u1", promise("call", NOON)),
        *[entry.name for entry in client.record_entries("u1", [said()]).entries],
    ]
    with pytest.raises(errors.EtagMismatch):
        client.update_commitment(name, "kept", recorder=MIRA, etag="r1")
    with pytest.raises(errors.EntryNotFound):
        client.update_commitment("customers/u1/entries/nothing", "kept", recorder=MIRA)
    with pytest.raises(errors.InvalidField) as no_commitment:
        client.update_commitment(other, "kept", recorder=MIRA)
    with pytest.raises(errors.InvalidField) as too_early:
        client.update_commitment(name, "kept", recorder=MIRA, effective_time=NOON + HOUR)

    assert [violation.field for violation in no_commitment.value.violations] == ["name"]
    assert [violation.field for violation in too_early.value.violations] == ["effective_time"]
    assert listed(client) == ["call"]
    assert client.get_profile("u1").profile.revision == 2


def test_whether_it_was_late_goes_by_when_it_was_kept(client: Client, clock: Clock) -> None:
    names = promised(client, "u1", promise("in time", NOON + HOUR), promise("late", NOON + HOUR))
    clock.advance(DAY)
    client.update_commitment(names[0], "kept", recorder=MIRA, effective_time=NOON + HOUR)
    client.update_commitment(names[1], "kept", recorder=MIRA)

    [counts] = client.get_friction_report().report.commitments

    assert (counts.kept, counts.kept_late, counts.kept_rate) == (2, 1, 0.5)
    assert client.get_friction_report().report.kept_rate == 0.5


def test_a_list_is_fresh_and_tells_what_it_has_seen(client: Client, foreign: Client) -> None:
    token = client.record_entries("u1", [promise("call")]).freshness_token
    seen = client.list_commitments(customer="u1", consistency=regard.at_least_as_fresh(token))

    assert whats(seen.commitments) == ["call"]
    assert client.get_profile("u1", consistency=regard.at_least_as_fresh(seen.freshness_token)).profile.revision == 1
    with pytest.raises(errors.InvalidFreshnessToken):
        foreign.list_commitments(consistency=regard.at_least_as_fresh(token))


def test_after_an_upgrade_what_was_open_is_listed(tmp_path: Path, clock: Clock) -> None:
    """The release before knew of no list: its tables are empty."""
    file = tmp_path / "regard.db"
    with serving(f"sqlite:///{file}", clock) as target, Client(target) as client:
        [first, *_] = promised(client, "u1", promise("call", NOON), promise("write", NOON + HOUR), promise("wait"))
        client.update_commitment(first, "kept", recorder=MIRA)
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM open_commitments")

    with serving(f"sqlite:///{file}", clock) as target, Client(target) as client:
        response = client.list_commitments()

    assert (whats(response.commitments), response.incomplete) == (["write", "wait"], False)


def test_until_all_is_brought_in_a_list_says_that_it_may_lack_some(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(BringingIn, "_pass", never)
    monkeypatch.setattr(bringing_in, "PATIENCE_SECONDS", 0.01)
    with serving(f"sqlite:///{tmp_path / 'regard.db'}", clock) as target, Client(target) as client:
        promised(client, "u1", promise("call", NOON))
        response = client.list_commitments()

    assert (whats(response.commitments), response.incomplete) == (["call"], True)


@pytest.mark.parametrize(
    ("broken", "by", "promise"),
    [
        (
            "regard_server.usecases.retract_entry.open_ones",
            lambda *_, **__: [],
            test_what_settles_can_be_corrected_and_taken_back,
        ),
        (
            "regard_server.domain.open_commitments.Changes.end",
            lambda *_: None,
            test_one_that_is_put_off_or_handed_on_is_listed_as_it_stands_now,
        ),
        (
            "regard_server.usecases.list_commitments.family_of",
            lambda key, _: (key,),
            test_of_merged_customers_all_is_the_surviving_ones_until_they_are_unmerged,
        ),
        ("regard_server.rpc.commitments.request_key", lambda *_: None, test_a_repeated_update_has_effect_once),
    ],
    ids=["what comes back", "what is replaced", "whose it is", "repetitions"],
)
def test_control_a_broken_promise_is_seen(
    client: Client, monkeypatch: pytest.MonkeyPatch, broken: str, by: Any, promise: Any
) -> None:
    monkeypatch.setattr(broken, by)
    with pytest.raises((AssertionError, errors.RegardError)):
        promise(client)
