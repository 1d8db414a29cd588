"""The policy as a resource: versions that stay, etags, nonsense refused, and what a change would do before it is made."""

from datetime import timedelta
from typing import Any

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from sqlalchemy import NullPool, create_engine

import regard
from regard.v1 import (
    CoolDown,
    FrequencyCap,
    GetPolicyRequest,
    GetPolicyResponse,
    ImportOffersRequest,
    ImportOffersResponse,
    ListPoliciesRequest,
    ListPoliciesResponse,
    Policy,
    PolicyTrial,
    QuietHours,
    ReasonMode,
    RecordEntriesRequest,
    RecordEntriesResponse,
    ScreenOffersRequest,
    ScreenOffersResponse,
    UpdatePolicyRequest,
    UpdatePolicyResponse,
)
from regard_server.storage.tables import requests
from regard_server.usecases import try_policy
from serving import Clock

from .customers import Customers
from .entries import CLUB, request_id, responded, said
from .wire import CATALOG, POLICY, PROFILES, SCREENING, Wire

ADA = "agents/ada"


def days(number: float) -> Duration:
    duration = Duration()
    duration.FromTimedelta(timedelta(days=number))
    return duration


FOREVER = CoolDown(
    scope="COOL_DOWN_SCOPE_OFFER",
    outcomes=["OUTCOME_DECLINED"],
    responses_min=1,
    window=days(500),
    duration=days(500),
)


def let_go(wire: Wire, clock: Clock) -> None:
    """A decline so old that the policy in force has no use for it any more, and the profile kept it no longer."""
    wire.ask(f"{CATALOG}/ImportOffers", ImportOffersRequest(offers=[CLUB]), ImportOffersResponse)
    record(wire, "u1", responded("declined"))
    clock.advance(timedelta(days=400))
    record(wire, "u1", responded("presented", "another"))


def tried_far_back(wire: Wire) -> PolicyTrial:
    wanted = changed(get(wire), cool_downs=[FOREVER])
    sample = {"sample_purpose": "PURPOSE_LOYALTY", "sample_channel": "CHANNEL_APP"}
    return update(wire, wanted, validate_only=True, **sample).trial


def get(wire: Wire, version: int = 0) -> Policy:
    return wire.ask(f"{POLICY}/GetPolicy", GetPolicyRequest(version=version), GetPolicyResponse).policy


def update(wire: Wire, policy: Policy, **more: Any) -> UpdatePolicyResponse:
    request = UpdatePolicyRequest(policy=policy, recorder=ADA, reason="A trial.", **more)
    return wire.ask(f"{POLICY}/UpdatePolicy", request, UpdatePolicyResponse)


def screened(wire: Wire, customer: str = "u1", **more: Any) -> ScreenOffersResponse:
    request = ScreenOffersRequest(
        customer=f"customers/{customer}", offers=[CLUB], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP", **more
    )
    return wire.ask(f"{SCREENING}/ScreenOffers", request, ScreenOffersResponse)


def record(wire: Wire, customer: str, *entries: Any) -> None:
    request = RecordEntriesRequest(customer=f"customers/{customer}", entries=entries)
    wire.ask(f"{PROFILES}/RecordEntries", request, RecordEntriesResponse)


def changed(policy: Policy, **fields: Any) -> Policy:
    copy = Policy()
    copy.CopyFrom(policy)
    for name, value in fields.items():
        copy.ClearField(name)
        if isinstance(value, list):
            getattr(copy, name).extend(value)
        elif value is not None and not isinstance(value, str | int):
            getattr(copy, name).CopyFrom(value)
        elif value is not None:
            setattr(copy, name, value)
    return copy


def test_until_one_is_set_the_default_holds_and_setting_it_again_changes_nothing(wire: Wire) -> None:
    default = get(wire)

    assert (default.name, default.version, default.etag) == ("policy", 1, "p1")
    assert default.cool_downs
    assert default.HasField("quiet_hours")
    assert update(wire, default).replayed
    assert get(wire) == default


def test_a_change_holds_at_once_and_every_version_stays(wire: Wire) -> None:
    default = get(wire)
    record(wire, "u1", responded("declined"))
    assert screened(wire).decisions[0].verdict != 1

    answer = update(wire, changed(default, cool_downs=[]))

    assert (answer.policy.version, answer.policy.etag, answer.replayed) == (2, "p2", False)
    assert screened(wire).decisions[0].verdict == 1
    assert screened(wire).policy_version == 2
    assert get(wire).version == 2
    assert get(wire, 1) == default
    listed = wire.ask(f"{POLICY}/ListPolicies", ListPoliciesRequest(), ListPoliciesResponse)
    assert [one.policy.version for one in listed.policies] == [2, 1]
    assert (listed.policies[0].recorder, listed.policies[0].reason) == (ADA, "A trial.")
    assert not listed.policies[1].HasField("create_time")


def test_pages_of_versions_come_newest_first_and_end(wire: Wire) -> None:
    for hours in range(1, 5):
        ttl = Duration(seconds=3600 * (hours + 1))
        update(wire, changed(get(wire), reservation_time_to_live=ttl))

    seen, token = [], ""
    while True:
        request = ListPoliciesRequest(page_size=2, page_token=token)
        page = wire.ask(f"{POLICY}/ListPolicies", request, ListPoliciesResponse)
        seen += [one.policy.version for one in page.policies]
        token = page.next_page_token
        if not token:
            break

    assert seen == [5, 4, 3, 2, 1]


def test_an_etag_that_has_moved_on_aborts_and_changes_nothing(wire: Wire) -> None:
    default = get(wire)
    update(wire, changed(default, cool_downs=[]))

    refused = wire.refused(f"{POLICY}/UpdatePolicy", UpdatePolicyRequest(policy=changed(default, frequency_caps=[])))

    assert (refused.code, refused.reason) == (grpc.StatusCode.ABORTED, "ETAG_MISMATCH")
    assert get(wire).version == 2


def test_a_decline_takes_affinity_away_for_as_long_whatever_the_policy_looks_back_to(wire: Wire, clock: Clock) -> None:
    update(wire, changed(get(wire), cool_downs=[], frequency_caps=[]))
    record(wire, "u1", *[responded("declined", topics=["sports/golf"]) for _ in range(2)])
    clock.advance(timedelta(days=170))
    before = screened(wire).decisions[0]

    record(wire, "u1", responded("ignored", "other"))  # with which the profile is made anew
    after = screened(wire).decisions[0]

    assert before.affinity < 0
    assert (after.affinity, after.affinity_reasons) == (before.affinity, before.affinity_reasons)
    clock.advance(timedelta(days=11))
    assert screened(wire).decisions[0].affinity == 0


def test_a_repeated_update_is_answered_as_the_first_and_leaves_what_was_set_since(wire: Wire) -> None:
    default = get(wire)
    request = UpdatePolicyRequest(policy=changed(default, cool_downs=[]), request_id=request_id(7))
    first = wire.ask(f"{POLICY}/UpdatePolicy", request, UpdatePolicyResponse)
    update(wire, changed(get(wire), frequency_caps=[]))

    again = wire.ask(f"{POLICY}/UpdatePolicy", request, UpdatePolicyResponse)
    other = wire.refused(f"{POLICY}/UpdatePolicy", UpdatePolicyRequest(policy=default, request_id=request_id(7)))

    assert (first.policy.version, first.replayed, again.replayed) == (2, False, True)
    assert again.policy == first.policy
    assert other.reason == "REQUEST_ID_REUSED"
    assert get(wire).version == screened(wire).policy_version == 3


def test_an_update_to_the_policy_in_force_sets_nothing_when_it_comes_again(wire: Wire) -> None:
    default = get(wire)
    request = UpdatePolicyRequest(policy=default, request_id=request_id(7))
    first = wire.ask(f"{POLICY}/UpdatePolicy", request, UpdatePolicyResponse)
    update(wire, changed(default, cool_downs=[]))

    again = wire.ask(f"{POLICY}/UpdatePolicy", request, UpdatePolicyResponse)
    another = UpdatePolicyRequest(policy=changed(default, frequency_caps=[]), request_id=request_id(7))

    assert (first.policy, first.replayed) == (again.policy, again.replayed) == (default, True)
    assert wire.refused(f"{POLICY}/UpdatePolicy", another).reason == "REQUEST_ID_REUSED"
    assert get(wire).version == screened(wire).policy_version == 2


def test_an_update_whose_answer_an_earlier_release_kept_without_a_version_is_answered_with_what_is_in_force(
    wire: Wire, database_url: str
) -> None:
    request = UpdatePolicyRequest(policy=changed(get(wire), cool_downs=[]), request_id=request_id(7))
    first = wire.ask(f"{POLICY}/UpdatePolicy", request, UpdatePolicyResponse)
    assert update(wire, changed(get(wire), frequency_caps=[]), request_id=request_id(8)).policy.version == 3
    with create_engine(database_url, poolclass=NullPool).begin() as connection:
        kept = requests.update().where(requests.c.request_id == request_id(7))
        assert connection.execute(kept.values(answer=b"")).rowcount == 1

    again = wire.ask(f"{POLICY}/UpdatePolicy", request, UpdatePolicyResponse)

    assert (first.policy.version, again.policy, again.replayed) == (2, get(wire), True)
    assert get(wire).version == 3


def test_the_request_id_of_an_update_is_free_after_seven_days_and_after_a_refusal(wire: Wire, clock: Clock) -> None:
    default = get(wire)
    refused = UpdatePolicyRequest(policy=default, etag="p9", request_id=request_id(7))
    refused.policy.ClearField("cool_downs")
    assert wire.refused(f"{POLICY}/UpdatePolicy", refused).reason == "ETAG_MISMATCH"
    without = UpdatePolicyRequest(policy=changed(default, cool_downs=[]), request_id=request_id(7))
    assert not wire.ask(f"{POLICY}/UpdatePolicy", without, UpdatePolicyResponse).replayed
    again = UpdatePolicyRequest(policy=changed(default, etag=None), request_id=request_id(7))

    clock.advance(timedelta(days=7) - timedelta(microseconds=1))
    assert wire.refused(f"{POLICY}/UpdatePolicy", again).reason == "REQUEST_ID_REUSED"
    clock.advance(timedelta(microseconds=1))
    assert wire.ask(f"{POLICY}/UpdatePolicy", again, UpdatePolicyResponse).policy.version == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "policy.time_zone"),
        (
            {
                "cool_downs": [
                    CoolDown(
                        scope="COOL_DOWN_SCOPE_OFFER",
                        outcomes=["OUTCOME_DECLINED"],
                        window=days(30),
                        duration=days(9),
                        growth_factor=2,
                    )
                ]
            },
            "policy.cool_downs[0].duration_max",
        ),
        (
            {"frequency_caps": [FrequencyCap(scope="CAP_SCOPE_ALL", presentations_max=0, window=days(1))]},
            "policy.frequency_caps[0].presentations_max",
        ),
        (
            {"reason_modes": [ReasonMode(reason="SUPPRESSION_REASON_DATA_UNAVAILABLE", mode="MODE_SHADOW")]},
            "policy.reason_modes",
        ),
        ({"quiet_hours": QuietHours()}, "policy.quiet_hours.start"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nonsense_is_refused_with_the_field_named(wire: Wire, fields: dict[str, Any], field: str) -> None:
    refused = wire.refused(f"{POLICY}/UpdatePolicy", UpdatePolicyRequest(policy=changed(get(wire), **fields)))

    assert refused.reason == "INVALID_FIELD"
    violations = getattr(refused.error, "violations", ())
    assert any(one.field.startswith(field) for one in violations), violations
    assert get(wire).version == 1


def test_an_unknown_version_is_not_found(wire: Wire) -> None:
    refused = wire.refused(f"{POLICY}/GetPolicy", GetPolicyRequest(version=9))

    assert (refused.code, refused.reason) == (grpc.StatusCode.NOT_FOUND, "POLICY_VERSION_NOT_FOUND")


def test_a_policy_that_looks_further_back_finds_what_the_last_one_let_go(wire: Wire, clock: Clock) -> None:
    let_go(wire, clock)
    assert screened(wire).decisions[0].verdict == 1

    update(wire, changed(get(wire), cool_downs=[FOREVER]))
    seen_at_once = screened(wire)
    record(wire, "u1", said("sports/cycling", "likes"))

    for answer in (seen_at_once, screened(wire)):
        [suppression] = answer.decisions[0].suppressions
        assert suppression.reason == 13


def test_a_trial_tells_which_verdicts_would_change_and_changes_nothing(wire: Wire) -> None:
    wire.ask(f"{CATALOG}/ImportOffers", ImportOffersRequest(offers=[CLUB]), ImportOffersResponse)
    record(wire, "u1", responded("declined"))
    record(wire, "u2", said("sports/hiking", "likes"))

    answer = update(
        wire,
        changed(get(wire), cool_downs=[]),
        validate_only=True,
        sample_purpose="PURPOSE_LOYALTY",
        sample_channel="CHANNEL_APP",
    )

    assert get(wire).version == 1
    assert answer.policy.version == 2
    trial = answer.trial
    assert (trial.customers, trial.decisions, trial.newly_cleared, trial.newly_suppressed) == (2, 2, 1, 0)
    [change] = trial.changes
    assert (change.customer, change.offer_id, change.verdict_before, change.verdict_after) == (
        "customers/u1",
        CLUB.offer_id,
        2,
        1,
    )
    assert (list(change.reasons_before), list(change.reasons_after)) == ([13], [])


def test_a_trial_is_of_the_customers_and_offers_that_are_named(wire: Wire, clock: Clock) -> None:
    seen = [
        responded("presented", offer_id, effective_time=clock.now - timedelta(days=2))
        for offer_id in (CLUB.offer_id, "spa")
    ]
    offers = [CLUB, regard.offer("spa", topics=["wellness/spa"])]
    wire.ask(f"{CATALOG}/ImportOffers", ImportOffersRequest(offers=offers), ImportOffersResponse)
    for name in ("merged", "u1", "u2", "u3"):
        record(wire, name, *seen)
    Customers(wire).merge("u1", "merged")
    once_a_week = FrequencyCap(scope="CAP_SCOPE_OFFER", presentations_max=1, window=days(7))

    answer = update(
        wire,
        changed(get(wire), frequency_caps=[once_a_week]),
        validate_only=True,
        sample_customers=["customers/u3", "customers/nobody", "customers/merged"],
        sample_offer_ids=["spa", "not-there"],
        sample_purpose="PURPOSE_LOYALTY",
        sample_channel="CHANNEL_APP",
    )

    trial = answer.trial
    assert (trial.customers, trial.decisions, trial.newly_suppressed, trial.newly_cleared) == (3, 6, 2, 0)
    assert [(change.customer, change.offer_id) for change in trial.changes] == [
        ("customers/u3", "spa"),
        ("customers/merged", "spa"),
    ]
    for change in trial.changes:
        assert (change.verdict_before, change.verdict_after) == (1, 2)
        assert (list(change.reasons_before), list(change.reasons_after)) == ([], [14])
    assert get(wire).version == 1


def test_a_trial_is_for_the_purpose_and_by_the_channel_that_are_named_else_for_marketing_by_email(wire: Wire) -> None:
    wire.ask(f"{CATALOG}/ImportOffers", ImportOffersRequest(offers=[CLUB]), ImportOffersResponse)
    record(wire, "u1", said("sports/hiking", "likes"))
    without_needs = changed(get(wire), consent_needs=[])

    usual = update(wire, without_needs, validate_only=True).trial
    by_letter = update(wire, without_needs, validate_only=True, sample_channel="CHANNEL_POST").trial
    for_service = update(wire, without_needs, validate_only=True, sample_purpose="PURPOSE_SERVICE").trial

    assert (usual.newly_cleared, by_letter.newly_cleared, for_service.newly_cleared) == (1, 0, 0)
    assert {trial.decisions for trial in (usual, by_letter, for_service)} == {1}


def test_a_trial_of_more_decisions_than_a_batch_may_ask_for_is_refused(wire: Wire) -> None:
    sample = [f"customers/u{number}" for number in range(251)]
    request = UpdatePolicyRequest(
        policy=get(wire),
        validate_only=True,
        sample_customers=sample,
        sample_offer_ids=[f"o{number}" for number in range(200)],
    )

    assert wire.refused(f"{POLICY}/UpdatePolicy", request).fields == ["sample_customers"]


def test_a_trial_of_a_policy_that_looks_further_back_finds_what_the_present_one_let_go(
    wire: Wire, clock: Clock
) -> None:
    let_go(wire, clock)

    trial = tried_far_back(wire)

    assert (trial.newly_suppressed, trial.newly_cleared) == (1, 0)
    [change] = trial.changes
    assert list(change.reasons_after) == [13]
    assert screened(wire).decisions[0].verdict == 1
    update(wire, changed(get(wire), cool_downs=[FOREVER]))
    assert screened(wire).decisions[0].verdict == 2


def test_control_a_trial_that_looks_no_further_back_finds_nothing(
    wire: Wire, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(try_policy, "made_for", lambda tx, key, snapshot, reach: snapshot)
    let_go(wire, clock)

    assert tried_far_back(wire).newly_suppressed == 0


def test_control_a_trial_of_the_present_policy_changes_no_verdict(wire: Wire) -> None:
    record(wire, "u1", responded("declined"))

    answer = update(wire, get(wire), validate_only=True)

    assert answer.replayed
    assert not answer.trial.changes


def test_a_policy_in_shadow_tells_and_doesnt_decide(wire: Wire) -> None:
    record(wire, "u1", said())
    assert screened(wire).decisions[0].verdict == 2

    update(
        wire, changed(get(wire), reason_modes=[ReasonMode(reason="SUPPRESSION_REASON_DISLIKED", mode="MODE_SHADOW")])
    )

    [decision] = screened(wire).decisions
    assert decision.verdict == 1
    assert [suppression.shadow for suppression in decision.suppressions] == [True]
