"""Plain arguments become requests; wrong ones are refused before anything is sent."""

import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

import regard
from regard import calls
from regard.v1 import (
    Basis,
    Channel,
    Consistency,
    Entry,
    EntryKind,
    EntryState,
    Identity,
    OfferResponse,
    OnUnknown,
    Outcome,
    Preference,
    ProfileView,
    Provenance,
    Purpose,
    RecordEntriesRequest,
    RestrictionStatus,
    ScreenOffersRequest,
    Stance,
)

LIKES_GOLF = regard.preference(topic="sports/golf", stance="likes", quote="Love it.", recorder="agents/mira.holt")


@pytest.mark.parametrize("customer", ["u1", "customers/u1"])
def test_a_customer_is_an_id_or_a_resource_name(customer: str) -> None:
    assert calls.get_profile(customer).request.customer == "customers/u1"
    assert list(calls.batch_get_profiles([customer]).request.customers) == ["customers/u1"]
    assert calls.batch_record_entries([RecordEntriesRequest(customer=customer)]).request.requests[0].customer == (
        "customers/u1"
    )


@pytest.mark.parametrize("name", ["golf", "offers/golf"])
def test_an_offer_is_an_id_or_a_resource_name(name: str) -> None:
    assert calls.get_offer(name).request.name == "offers/golf"


@pytest.mark.parametrize(
    "channel", ["in-person", "in_person", "IN_PERSON", "CHANNEL_IN_PERSON", 9, Channel.CHANNEL_IN_PERSON]
)
def test_an_enum_is_given_by_number_short_name_or_full_name_in_any_case(channel: str | int) -> None:
    call = calls.screen_offers("u1", offer_ids=["golf"], purpose="Loyalty", channel=channel)

    assert call.request.channel == Channel.CHANNEL_IN_PERSON
    assert call.request.purpose == Purpose.PURPOSE_LOYALTY


@pytest.mark.parametrize("channel", ["telegraph", "", "unspecified", "CHANNEL_UNSPECIFIED", 99, -1])
def test_an_enum_has_nothing_but_the_values_of_the_contract(channel: str | int) -> None:
    with pytest.raises(ValueError):
        calls.screen_offers("u1", offer_ids=["golf"], purpose="loyalty", channel=channel)


def test_an_enum_left_out_is_left_to_the_service() -> None:
    assert calls.get_profile("u1").request.view == ProfileView.PROFILE_VIEW_UNSPECIFIED


def test_screen_offers_takes_offers_or_their_ids() -> None:
    inline = calls.screen_offers("u1", [regard.offer("golf")], purpose="loyalty", channel="app", on_unknown="allow")
    by_id = calls.screen_offers("u1", offer_ids=["golf"], purpose="loyalty", channel="app")

    assert inline.request == ScreenOffersRequest(
        customer="customers/u1",
        offers=[regard.offer("golf")],
        purpose=Purpose.PURPOSE_LOYALTY,
        channel=Channel.CHANNEL_APP,
        on_unknown=OnUnknown.ON_UNKNOWN_ALLOW,
    )
    assert list(by_id.request.offer_ids) == ["golf"]


def test_screen_offers_that_reserves_is_safe_to_repeat() -> None:
    reserving = calls.screen_offers(
        "u1", offer_ids=["golf"], purpose="loyalty", channel="app", reserve=True, reserve_max=2
    ).request
    plain = calls.screen_offers("u1", offer_ids=["golf"], purpose="loyalty", channel="app").request
    released = calls.release_reservation("customers/u1/entries/r").request

    assert (reserving.reserve, reserving.reserve_max) == (True, 2)
    assert uuid.UUID(reserving.request_id)
    assert uuid.UUID(released.request_id)
    assert (plain.reserve, plain.request_id) == (False, "")
    settled = regard.offer_response("golf", "presented", reservation="customers/u1/entries/r")
    assert settled.offer_response.reservation == "customers/u1/entries/r"


def test_list_entries_takes_kinds_states_and_a_page() -> None:
    request = calls.list_entries(
        "u1", kinds=["preference"], states=["active", "expired"], page_size=7, page_token="t"
    ).request

    assert list(request.kinds) == [EntryKind.ENTRY_KIND_PREFERENCE]
    assert list(request.states) == [EntryState.ENTRY_STATE_ACTIVE, EntryState.ENTRY_STATE_EXPIRED]
    assert (request.page_size, request.page_token) == (7, "t")


def test_a_read_of_another_time_says_which() -> None:
    then, now = datetime(2024, 5, 3, tzinfo=UTC), datetime(2025, 5, 3, tzinfo=timezone(timedelta(hours=2)))
    reads = (
        calls.get_profile("u1", as_of_time=then, known_at_time=now),
        calls.list_entries("u1", as_of_time=then, known_at_time=now),
        calls.screen_offers(
            "u1", offer_ids=["a"], purpose="loyalty", channel="app", as_of_time=then, known_at_time=now
        ),
    )

    for read in reads:
        assert read.request.as_of_time.ToJsonString() == "2024-05-03T00:00:00Z"
        assert read.request.known_at_time.ToJsonString() == "2025-05-02T22:00:00Z"
    with pytest.raises(ValueError, match="as_of_time"):
        calls.get_profile("u1", as_of_time=datetime.fromisoformat("2024-05-03"))


def test_who_is_who_is_asked_by_identity_and_told_by_customer() -> None:
    link = calls.link_identity("u1", scheme="email", value="ada@example.org", recorder="agents/mira.holt").request
    merge = calls.merge_customers(
        surviving_customer="u1", merged_customer="customers/u2", reason="one", recorder="agents/mira.holt"
    ).request

    assert calls.lookup_customer(scheme="email", value="ada@example.org").request.identity == link.identity
    assert (link.customer, link.identity) == ("customers/u1", Identity(scheme="email", value="ada@example.org"))
    assert (merge.surviving_customer, merge.merged_customer) == ("customers/u1", "customers/u2")
    assert calls.search_entries("-", "calculator").request.customer == "customers/-"


def test_a_restriction_is_of_purposes_and_may_be_lifted() -> None:
    made = calls.restrict_processing("u1", ["marketing", "loyalty"], reason="disputed", recorder="agents/mira.holt")
    lifted = calls.restrict_processing(
        "u1", ["marketing"], status="lifted", reason="settled", recorder="agents/mira.holt"
    )

    assert list(made.request.purposes) == [Purpose.PURPOSE_MARKETING, Purpose.PURPOSE_LOYALTY]
    assert made.request.status == RestrictionStatus.RESTRICTION_STATUS_RESTRICTED
    assert lifted.request.status == RestrictionStatus.RESTRICTION_STATUS_LIFTED


def test_one_string_is_not_several() -> None:
    with pytest.raises(TypeError):
        calls.batch_get_profiles("u1")
    with pytest.raises(TypeError):
        calls.screen_offers("u1", offer_ids="golf", purpose="loyalty", channel="app")
    with pytest.raises(TypeError):
        regard.offer("golf", topics="sports/golf")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, None),
        (regard.fresh(), Consistency(fresh=True)),
        (regard.minimize_latency(), Consistency(minimize_latency=True)),
        (regard.at_least_as_fresh("token"), Consistency(at_least_as_fresh="token")),
    ],
)
def test_consistency_is_fresh_minimize_latency_or_at_least_as_fresh(
    given: Consistency | None, expected: Consistency | None
) -> None:
    request = calls.get_profile("u1", consistency=given).request

    assert request.HasField("consistency") == (expected is not None)
    assert expected is None or request.consistency == expected


def test_an_empty_freshness_token_is_refused() -> None:
    with pytest.raises(ValueError):
        regard.at_least_as_fresh("")


def test_a_write_gets_a_new_request_id_or_keeps_the_given_one() -> None:
    given = str(uuid.uuid4())

    made = [calls.record_entries("u1", [LIKES_GOLF]).request.request_id for _ in range(2)]
    who: Any = {"reason": "misheard", "recorder": "agents/mira.holt"}
    others: list[Any] = [
        calls.retract_entry("customers/u1/entries/1", **who).request,
        calls.supersede_entry("customers/u1/entries/1", LIKES_GOLF).request,
        calls.update_commitment("customers/u1/entries/1", "kept", recorder="agents/mira.holt").request,
        calls.link_identity("u1", scheme="phone", value="1", **who).request,
        calls.unlink_identity("u1", scheme="phone", value="1", **who).request,
        calls.merge_customers(surviving_customer="u1", merged_customer="u2", **who).request,
        calls.unmerge_customers("u2", **who).request,
        calls.restrict_processing("u1", ["marketing"], **who).request,
        calls.import_offers([regard.offer("golf")]).request,
        calls.import_topics([]).request,
    ]

    assert {uuid.UUID(request_id).version for request_id in (*made, *(one.request_id for one in others))} == {4}
    assert made[0] != made[1]
    assert calls.record_entries("u1", [LIKES_GOLF], request_id=given).request.request_id == given


def test_a_batch_gets_a_request_id_for_each_item_and_leaves_the_callers_requests_alone() -> None:
    given = str(uuid.uuid4())
    requests = [
        RecordEntriesRequest(customer="u1", entries=[LIKES_GOLF], etag="r1"),
        RecordEntriesRequest(customer="customers/u2", entries=[LIKES_GOLF], request_id=given),
    ]

    sent = calls.batch_record_entries(requests).request.requests

    assert uuid.UUID(sent[0].request_id).version == 4
    assert sent[0].etag == "r1"
    assert list(sent[0].entries) == [LIKES_GOLF]
    assert sent[1].request_id == given
    assert (requests[0].customer, requests[0].request_id) == ("u1", "")


def test_preference_makes_the_entry_of_the_contract() -> None:
    made = regard.preference(
        topic="sports/golf",
        stance="dislikes",
        quote="I can't stand golf.",
        recorder="agents/mira.holt",
        channel="phone",
        stated_time=datetime(2024, 5, 3, 10, tzinfo=UTC),
        expire_time=datetime(2027, 5, 3, tzinfo=timezone(timedelta(hours=2))),
        source_system="crm",
        source_id="17",
        note="Said twice.",
    )

    assert made == Entry(
        provenance=Provenance(
            basis=Basis.BASIS_STATED,
            quote="I can't stand golf.",
            recorder="agents/mira.holt",
            channel=Channel.CHANNEL_PHONE,
            stated_time=datetime(2024, 5, 3, 10, tzinfo=UTC),
            source_system="crm",
            source_id="17",
        ),
        expire_time=datetime(2027, 5, 2, 22, tzinfo=UTC),
        preference=Preference(topic="sports/golf", stance=Stance.STANCE_DISLIKES, note="Said twice."),
    )


@pytest.mark.parametrize("target", [{}, {"topic": "sports/golf", "offer_type": "membership"}])
def test_a_preference_is_on_a_topic_or_on_an_offer_type(target: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        regard.preference(stance="likes", topic=target.get("topic"), offer_type=target.get("offer_type"))


def test_offer_response_keeps_the_offers_channel_and_the_responses_apart() -> None:
    made = regard.offer_response(
        "golf", "declined", reason="no golf", offer_channel="email", channel="phone", recorder="agents/mira.holt"
    )

    assert made.offer_response == OfferResponse(
        offer_id="golf", outcome=Outcome.OUTCOME_DECLINED, reason="no golf", channel=Channel.CHANNEL_EMAIL
    )
    assert made.provenance.channel == Channel.CHANNEL_PHONE


@pytest.mark.parametrize(
    ("quote", "basis", "expected"),
    [
        ("", None, Basis.BASIS_OBSERVED),
        ("No, thank you.", None, Basis.BASIS_STATED),
        ("No, thank you.", "observed", Basis.BASIS_OBSERVED),
    ],
)
def test_an_offer_response_is_stated_where_the_customer_is_quoted(
    quote: str, basis: str | None, expected: Basis
) -> None:
    assert regard.offer_response("golf", "declined", quote=quote, basis=basis).provenance.basis == expected


def test_a_datetime_without_a_time_zone_is_refused_everywhere() -> None:
    naive = datetime.fromisoformat("2024-05-03")
    for field in ("stated_time", "effective_time", "expire_time"):
        with pytest.raises(ValueError, match=field):
            regard.preference(topic="sports/golf", stance="likes", **{field: naive})  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=field):
            regard.offer_response("golf", "declined", **{field: naive})  # type: ignore[arg-type]
    for field in ("valid_from", "valid_until"):
        with pytest.raises(ValueError, match=field):
            regard.offer("golf", **{field: naive})  # type: ignore[arg-type]


def test_a_time_in_another_zone_is_the_same_instant() -> None:
    vienna = timezone(timedelta(hours=2))
    made = regard.offer("golf", valid_from=datetime(2024, 5, 3, 12, 30, 0, 250, tzinfo=vienna))

    assert made.valid_from.ToDatetime(tzinfo=UTC) == datetime(2024, 5, 3, 10, 30, 0, 250, tzinfo=UTC)


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_a_timeout_is_more_than_nothing(timeout: float) -> None:
    with pytest.raises(ValueError):
        calls.get_profile("u1", timeout=timeout)
    with pytest.raises(ValueError):
        regard.Client(timeout=timeout)
