"""Reserving: what is about to be offered is counted at once, at every scope, until it is presented, released or expires."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.duration_pb2 import Duration

import regard
from databases import ON_SQLITE
from regard import Client, errors
from regard.v1 import (
    Decision,
    FrequencyCap,
    Offer,
    Policy,
    ProfileStatus,
    ReasonMode,
    ScreenOffersResponse,
    SuppressionReason,
    Verdict,
)
from serving import Clock

from .entries import MIRA, said

SCOPES = ("all", "offer_type", "offer", "channel")
HOUR, MICROSECOND = timedelta(hours=1), timedelta(microseconds=1)
CAPPED = SuppressionReason.SUPPRESSION_REASON_FREQUENCY_CAP


def cap(scope: str, presentations_max: int = 1, *, calendar: str = "") -> FrequencyCap:
    span: dict[str, Any] = {"calendar": f"CALENDAR_{calendar}"} if calendar else {"window": Duration(seconds=7 * 86400)}
    return FrequencyCap(scope=f"CAP_SCOPE_{scope.upper()}", presentations_max=presentations_max, **span)


def set_policy(client: Client, *caps: FrequencyCap, **fields: Any) -> None:
    client.update_policy(Policy(frequency_caps=caps, etag=client.get_policy().policy.etag, **fields))


def offer(offer_id: str, offer_type: str = "membership", topic: str = "sports/golf") -> Offer:
    return regard.offer(offer_id, offer_type=offer_type, topics=[topic])


A, B, C = offer("a"), offer("b"), offer("c", "ticket", "travel/rail")


def screen(client: Client, offers: Sequence[Offer] = (A,), customer: str = "u1", **more: Any) -> ScreenOffersResponse:
    asked: dict[str, Any] = {"purpose": "loyalty", "channel": "app"} | more
    return client.screen_offers(customer, offers, **asked)


def reserve(client: Client, offers: Sequence[Offer] = (A,), customer: str = "u1", **more: Any) -> list[Decision]:
    return list(screen(client, offers, customer, reserve=True, **more).decisions)


def reserved(decisions: Sequence[Decision]) -> list[str]:
    return [decision.offer_id for decision in decisions if decision.reservation]


def is_capped(client: Client, one: Offer = A, **more: Any) -> bool:
    [decision] = screen(client, [one], **more).decisions
    return any(suppression.reason == CAPPED and not suppression.shadow for suppression in decision.suppressions)


def present(client: Client, reservation: str, offer_id: str = "a", customer: str = "u1", **more: Any) -> str:
    entry = regard.offer_response(offer_id, "presented", reservation=reservation, **more)
    return str(client.record_entries(customer, [entry]).entries[0].name)


def entry_of(client: Client, name: str) -> Any:
    [found] = [entry for entry in client.iterate_entries(name.split("/")[1]) if entry.name == name]
    return found


@pytest.mark.parametrize("scope", SCOPES)
def test_a_reservation_counts_at_its_scope_for_everybody_who_asks(client: Client, clock: Clock, scope: str) -> None:
    set_policy(client, cap(scope))

    [decision] = reserve(client)

    assert decision.verdict == Verdict.VERDICT_CLEARED
    assert decision.reservation_expire_time.ToDatetime(UTC) == clock.now + HOUR
    [after] = screen(client).decisions
    [suppression] = after.suppressions
    assert suppression.reason == CAPPED
    assert list(suppression.entries) == [decision.reservation]
    assert suppression.until.ToDatetime(UTC) == clock.now + HOUR
    assert "or are about to" in suppression.text
    assert reserved(reserve(client)) == []
    elsewhere = {"all": [], "offer_type": [C], "offer": [B, C], "channel": []}[scope]
    assert [one for one in (B, C) if not is_capped(client, one)] == elsewhere
    assert is_capped(client, channel="web") is (scope != "channel")


def test_a_call_reserves_in_the_order_of_affinity_what_there_is_room_for_beside_those_before_it(client: Client) -> None:
    set_policy(client, cap("offer_type"), cap("all", 5))
    client.record_entries("u1", [said("travel/rail", "likes")])

    decisions = reserve(client, [A, B, C], reserve_max=3)

    assert [decision.offer_id for decision in decisions] == ["c", "a", "b"]
    assert reserved(decisions) == ["c", "a"]
    assert [(decision.verdict, [one.reason for one in decision.suppressions]) for decision in decisions[2:]] == [
        (Verdict.VERDICT_SUPPRESSED, [CAPPED])
    ]
    assert client.get_profile("u1").profile.revision == 2


def test_by_default_one_is_reserved_and_what_is_cleared_beside_it_could_be(client: Client) -> None:
    decisions = reserve(client, [A, B])

    assert [(decision.verdict, bool(decision.reservation)) for decision in decisions] == [(1, True), (1, False)]


def test_what_is_suppressed_is_never_reserved(client: Client) -> None:
    client.record_entries("u1", [said("sports/golf", "never")])

    assert reserved(reserve(client, [A, B, C], reserve_max=3)) == ["c"]


@pytest.mark.parametrize("scope", SCOPES)
def test_a_release_gives_the_room_back_and_again_changes_nothing(client: Client, scope: str) -> None:
    set_policy(client, cap(scope))
    [decision] = reserve(client)

    first = client.release_reservation(decision.reservation, reason="The line was cut.", recorder=MIRA)
    again = client.release_reservation(decision.reservation)

    assert (first.replayed, again.replayed) == (False, True)
    assert first.reservation.name == again.reservation.name == decision.reservation
    assert regard.v1.EntryState.Name(again.reservation.state) == "ENTRY_STATE_SUPERSEDED"
    assert first.reservation == again.reservation == entry_of(client, decision.reservation)
    release = entry_of(client, again.reservation.superseded_by)
    assert (release.release.reservation, release.release.reason) == (decision.reservation, "The line was cut.")
    assert reserved(reserve(client)) == ["a"]


@pytest.mark.parametrize("scope", SCOPES)
def test_a_reservation_expires_at_its_instant_and_gives_the_room_back(client: Client, clock: Clock, scope: str) -> None:
    set_policy(client, cap(scope), reservation_time_to_live=Duration(seconds=90))
    [decision] = reserve(client)

    clock.advance(timedelta(seconds=90) - MICROSECOND)
    assert is_capped(client)
    clock.advance(MICROSECOND)
    assert not is_capped(client)

    released = client.release_reservation(decision.reservation)
    assert released.replayed
    assert regard.v1.EntryState.Name(released.reservation.state) == "ENTRY_STATE_EXPIRED"
    assert reserved(reserve(client)) == ["a"]


@pytest.mark.parametrize("scope", SCOPES)
def test_what_settles_a_reservation_is_counted_in_its_place_and_once(client: Client, clock: Clock, scope: str) -> None:
    """The response names neither the type nor the channel: they are the reservation's."""
    set_policy(client, cap(scope, 2))
    [decision] = reserve(client)

    clock.advance(timedelta(minutes=5))
    presented = present(client, decision.reservation)

    assert entry_of(client, decision.reservation).superseded_by == presented
    assert not is_capped(client)
    [second] = reserve(client)
    assert second.reservation
    assert is_capped(client)
    clock.advance(2 * HOUR)  # the second has expired, and the first is a presentation
    assert not is_capped(client)
    assert reserved(reserve(client)) == ["a"]
    assert is_capped(client)


def test_control_a_presentation_that_names_no_reservation_is_counted_beside_it(client: Client) -> None:
    set_policy(client, cap("all", 2))
    reserve(client)
    present(client, "")
    assert is_capped(client)


@pytest.mark.parametrize("how", ["expired", "released"])
def test_what_was_presented_too_late_is_recorded_and_counts_by_itself(client: Client, clock: Clock, how: str) -> None:
    set_policy(client, cap("offer"))
    [decision] = reserve(client)
    if how == "released":
        client.release_reservation(decision.reservation)
    else:
        clock.advance(HOUR)
    assert not is_capped(client)
    [other] = reserve(client)

    present(client, decision.reservation)
    client.release_reservation(other.reservation)

    assert is_capped(client)


def test_a_settled_reservation_is_neither_settled_again_nor_released(client: Client) -> None:
    [decision] = reserve(client)
    presented = present(client, decision.reservation)

    with pytest.raises(errors.ReservationSettled) as again:
        present(client, decision.reservation)
    with pytest.raises(errors.ReservationSettled) as released:
        client.release_reservation(decision.reservation)

    for refused in (again.value, released.value):
        assert (refused.reservation, refused.settled_by) == (decision.reservation, presented)


def test_what_was_released_and_used_all_the_same_is_used_once(client: Client) -> None:
    [decision] = reserve(client)
    client.release_reservation(decision.reservation)
    presented = present(client, decision.reservation)  # at the same instant, by the clock

    with pytest.raises(errors.ReservationSettled) as again:
        present(client, decision.reservation)
    released = client.release_reservation(decision.reservation)

    assert again.value.settled_by == presented
    assert released.replayed, "it was released first, and whoever repeats that is told so"


def test_a_settlement_repeated_by_its_source_id_changes_nothing(client: Client) -> None:
    [decision] = reserve(client)
    source = {"source_system": "mailer", "source_id": "sent-7"}

    first = present(client, decision.reservation, **source)

    assert present(client, decision.reservation, **source) == first


def test_two_responses_of_one_call_dont_settle_one_reservation(client: Client) -> None:
    [decision] = reserve(client)
    twice = [regard.offer_response("a", "presented", reservation=decision.reservation) for _ in range(2)]

    with pytest.raises(errors.ReservationSettled):
        client.record_entries("u1", twice)

    assert entry_of(client, decision.reservation).superseded_by == ""


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"outcome": "declined"}, errors.InvalidField),
        ({"basis": "inferred"}, errors.InvalidField),
        ({"offer_id": "b"}, errors.InvalidField),
        ({"customer": "u2"}, errors.InvalidField),
        ({"reservation": "customers/u1/entries/wish"}, errors.InvalidField),
        ({"reservation": "customers/u1/entries/none"}, errors.EntryNotFound),
    ],
)
def test_what_cant_settle_a_reservation_is_refused(
    client: Client, changes: dict[str, str], error: type[errors.RegardError]
) -> None:
    client.record_entries("u1", [said("travel/rail", "likes", name="customers/u1/entries/wish")])
    [decision] = reserve(client)
    how = {"outcome": "presented", "offer_id": "a", "customer": "u1", "reservation": decision.reservation} | changes
    customer, offer_id, outcome = how.pop("customer"), how.pop("offer_id"), how.pop("outcome")
    entry = regard.offer_response(offer_id, outcome, **how)  # type: ignore[arg-type]

    with pytest.raises(error):
        client.record_entries(customer, [entry])

    assert entry_of(client, decision.reservation).superseded_by == ""


def test_only_a_reservation_is_released(client: Client) -> None:
    client.record_entries("u1", [said(name="customers/u1/entries/wish")])
    with pytest.raises(errors.InvalidField):
        client.release_reservation("customers/u1/entries/wish")
    with pytest.raises(errors.EntryNotFound):
        client.release_reservation("customers/u1/entries/none")


def test_a_presentation_that_was_retracted_lets_the_reservation_hold_until_it_expires(
    client: Client, clock: Clock
) -> None:
    set_policy(client, cap("all"))
    [decision] = reserve(client)
    clock.advance(timedelta(minutes=1))
    presented = present(client, decision.reservation)

    client.retract_entry(presented, reason="It never went out.", recorder=MIRA)

    assert is_capped(client)
    assert entry_of(client, decision.reservation).superseded_by == ""
    clock.advance(HOUR)
    assert not is_capped(client)


def test_a_corrected_presentation_keeps_what_it_settled(client: Client) -> None:
    set_policy(client, cap("all", 2))
    [decision] = reserve(client)
    presented = present(client, decision.reservation)
    [other] = reserve(client, [B])

    client.supersede_entry(presented, regard.offer_response("a", "declined", offer_type="membership"))

    assert not is_capped(client, C)  # it was not presented after all, and what it settled stays settled
    client.release_reservation(other.reservation)
    correction = regard.offer_response("b", "presented", reservation=other.reservation)
    unrelated = client.record_entries("u1", [regard.offer_response("b", "presented")]).entries[0].name
    with pytest.raises(errors.InvalidField):
        client.supersede_entry(unrelated, correction)


def test_the_same_call_again_reserves_nothing_more_and_is_answered_the_same(client: Client) -> None:
    set_policy(client, cap("offer_type"), cap("all", 3))
    request_id = str(uuid4())

    first = screen(client, [A, B, C], reserve=True, reserve_max=2, request_id=request_id)
    again = screen(client, [A, B, C], reserve=True, reserve_max=2, request_id=request_id)

    assert (first.replayed, again.replayed) == (False, True)
    again.ClearField("replayed")
    assert again == first
    with pytest.raises(errors.RequestIdReused):
        screen(client, [A, B], reserve=True, reserve_max=2, request_id=request_id)


def test_the_same_call_again_is_told_what_has_been_said_since(client: Client) -> None:
    """The customer's word counts before a reservation that was made without knowing it."""
    request_id = str(uuid4())
    screen(client, reserve=True, request_id=request_id)
    client.record_entries("u1", [said("sports/golf", "never")])

    [decision] = screen(client, reserve=True, request_id=request_id).decisions

    assert decision.verdict == Verdict.VERDICT_SUPPRESSED
    assert decision.reservation


def test_a_call_that_reserved_nothing_is_decided_anew(client: Client) -> None:
    set_policy(client, cap("all"))
    [decision] = reserve(client)
    request_id = str(uuid4())
    assert reserved(reserve(client, request_id=request_id)) == []

    client.release_reservation(decision.reservation)

    assert reserved(reserve(client, request_id=request_id)) == ["a"]


def test_a_release_repeated_by_its_request_id_is_answered_the_same(client: Client) -> None:
    one, other = (reserve(client)[0].reservation for _ in range(2))
    request_id = str(uuid4())
    client.release_reservation(one, request_id=request_id)
    assert client.release_reservation(one, request_id=request_id).replayed
    with pytest.raises(errors.RequestIdReused):
        client.release_reservation(other, request_id=request_id)


def test_who_is_reserved_for_stays_unknown_and_their_cap_holds(client: Client) -> None:
    set_policy(client, cap("all", 2))

    first = screen(client, reserve=True, customer="new")
    reserve(client, [B], "new")

    assert first.profile_status == ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER
    assert client.get_profile("new").profile.status == ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER
    assert is_capped(client, C, customer="new")
    assert reserved(reserve(client, [C], "new")) == []
    [outside] = screen(client, [A], "new", channel="email").decisions
    assert [suppression.reason for suppression in outside.suppressions] == [
        SuppressionReason.SUPPRESSION_REASON_CUSTOMER_UNKNOWN,
        CAPPED,
    ]
    [batched] = client.batch_screen_offers(["new"], [A], purpose="loyalty", channel="email").results
    assert batched.response.decisions[0] == outside
    assert reserved(reserve(client, [A], "new", channel="email")) == []
    client.record_entries("new", [said("travel/rail", "likes")])
    assert client.get_profile("new").profile.status == ProfileStatus.PROFILE_STATUS_KNOWN


def test_who_was_merged_and_unmerged_and_never_said_anything_is_as_unknown_with_a_reservation(client: Client) -> None:
    client.record_entries("new", [said()])
    client.merge_customers(surviving_customer="new", merged_customer="nobody", reason="One.", recorder=MIRA)
    client.unmerge_customers(merged_customer="nobody", reason="Two.", recorder=MIRA)

    before = client.get_profile("nobody").profile.status
    reserve(client, [A], "nobody")

    unknown = ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER
    assert (before, client.get_profile("nobody").profile.status) == (unknown, unknown)


def test_a_cap_that_is_only_tried_is_told_and_limits_nothing(client: Client) -> None:
    mode = ReasonMode(reason="SUPPRESSION_REASON_FREQUENCY_CAP", mode="MODE_SHADOW")
    set_policy(client, cap("all"), reason_modes=[mode])

    first, second = reserve(client), reserve(client)

    assert reserved(first) == reserved(second) == ["a"]
    assert [list(decision.suppressions) for decision in first] == [[]]
    assert [(one.reason, one.shadow) for one in second[0].suppressions] == [(CAPPED, True)]


def test_a_service_message_is_reserved_whatever_the_caps_and_counts(client: Client) -> None:
    set_policy(client, cap("all"))

    assert [reserved(reserve(client, purpose="service")) for _ in range(2)] == [["a"], ["a"]]
    assert is_capped(client)


def test_a_reservation_over_midnight_counts_on_both_days(client: Client, clock: Clock) -> None:
    """What is reserved at ten to twelve may be presented at ten past: the room of either day may be the one it takes."""
    set_policy(client, cap("all", 1, calendar="DAY"))
    clock.now = datetime(2026, 6, 15, 23, 50, tzinfo=UTC)
    [decision] = reserve(client)

    clock.advance(timedelta(minutes=15))
    assert is_capped(client)
    assert reserved(reserve(client)) == []
    present(client, decision.reservation)

    assert is_capped(client)
    clock.now = datetime(2026, 6, 17, tzinfo=UTC)
    assert not is_capped(client)


def test_the_past_knows_what_was_reserved_then(client: Client, clock: Clock) -> None:
    set_policy(client, cap("all"))
    instants: list[datetime] = []
    for step in range(4):
        clock.advance(timedelta(minutes=10))
        instants.append(clock.now)
        clock.advance(timedelta(minutes=1))
        if step == 0:
            [decision] = reserve(client)
        elif step == 1:
            client.release_reservation(decision.reservation)
        elif step == 2:
            [decision] = reserve(client)
            present(client, decision.reservation)

    told = [False, True, False, True]
    assert [is_capped(client, known_at_time=instant) for instant in instants] == told
    assert [is_capped(client, as_of_time=instant) for instant in instants] == told
    assert is_capped(client, known_at_time=instants[1], as_of_time=instants[1] + timedelta(minutes=30))


def test_reservations_of_merged_customers_count_for_both_and_are_given_back(client: Client) -> None:
    set_policy(client, cap("all", 2))
    client.record_entries("ada", [said("travel/rail", "likes")])
    reserve(client, customer="lovelace")
    client.merge_customers(surviving_customer="ada", merged_customer="lovelace", reason="One.", recorder=MIRA)
    [own] = reserve(client, customer="ada")

    [member] = reserve(client, customer="lovelace")

    assert not member.reservation
    assert is_capped(client, customer="ada")
    client.release_reservation(own.reservation)
    [member] = reserve(client, customer="lovelace")
    assert member.reservation.startswith("customers/lovelace/entries/")
    present(client, member.reservation, customer="lovelace")
    client.unmerge_customers(merged_customer="lovelace", reason="Two.", recorder=MIRA)
    assert is_capped(client, customer="lovelace")
    assert not is_capped(client, customer="ada")


@ON_SQLITE
def test_of_a_failing_database_nothing_is_suppressed_and_nothing_cleared(
    client: Client, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve(client)
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as database:
        database.execute("ALTER TABLE entries RENAME TO away")
        with pytest.raises(errors.DatabaseUnavailable):
            reserve(client)
        database.execute("ALTER TABLE away RENAME TO entries")
    assert reserved(reserve(client)) == ["a"]


@pytest.mark.parametrize(
    "fields",
    [
        {"reserve_max": 2},
        {"request_id": str(uuid4())},
        {"reserve": True, "as_of_time": datetime(2026, 6, 1, tzinfo=UTC)},
        {"reserve": True, "known_at_time": datetime(2026, 6, 1, tzinfo=UTC)},
        {"reserve": True, "reserve_max": 201},
    ],
    ids=lambda fields: " ".join(fields),
)
def test_fields_that_dont_go_together_are_refused(client: Client, fields: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidField):
        screen(client, **fields)


def test_a_policy_holds_for_what_is_reserved_after_it(client: Client) -> None:
    set_policy(client, cap("all", 5))
    reserve(client)
    set_policy(client, cap("all", 1))
    assert reserved(reserve(client)) == []
    assert is_capped(client)


def test_a_customer_has_at_most_a_thousand_reservations_that_hold(client: Client, clock: Clock) -> None:
    set_policy(client, cap("offer", 1000))
    some = [offer(f"o{number}") for number in range(200)]
    for _ in range(5):
        assert len(reserved(reserve(client, some, reserve_max=200))) == 200

    with pytest.raises(errors.ProfileFull) as full:
        reserve(client)

    assert (full.value.limit, full.value.maximum) == ("reservations", 1000)
    clock.advance(HOUR)
    assert reserved(reserve(client)) == ["a"]
