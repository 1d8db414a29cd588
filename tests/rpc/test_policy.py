"""The policy as a resource: versions that stay, etags, nonsense refused, and what a change would do before it is made."""

from datetime import timedelta
from typing import Any

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration

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
    QuietHours,
    ReasonMode,
    RecordEntriesRequest,
    RecordEntriesResponse,
    ScreenOffersRequest,
    ScreenOffersResponse,
    UpdatePolicyRequest,
    UpdatePolicyResponse,
)
from serving import Clock

from .entries import CLUB, request_id, responded, said
from .wire import CATALOG, POLICY, PROFILES, SCREENING, Wire

ADA = "agents/ada"


def days(number: float) -> Duration:
    duration = Duration()
    duration.FromTimedelta(timedelta(days=number))
    return duration


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


def test_a_repeated_update_is_made_once_and_another_body_is_refused(wire: Wire) -> None:
    default = get(wire)
    without = changed(default, cool_downs=[], etag=None)
    first = UpdatePolicyRequest(policy=without, request_id=request_id(7))
    wire.ask(f"{POLICY}/UpdatePolicy", first, UpdatePolicyResponse)
    update(wire, changed(get(wire), frequency_caps=[]))

    again = wire.ask(f"{POLICY}/UpdatePolicy", first, UpdatePolicyResponse)
    other = wire.refused(f"{POLICY}/UpdatePolicy", UpdatePolicyRequest(policy=default, request_id=request_id(7)))

    assert again.replayed
    assert again.policy.version == 3
    assert get(wire).version == 3
    assert other.reason == "REQUEST_ID_REUSED"


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
    record(wire, "u1", responded("declined"))
    clock.advance(timedelta(days=400))
    record(wire, "u1", said("sports/hiking", "likes"))
    assert screened(wire).decisions[0].verdict == 1
    forever = CoolDown(
        scope="COOL_DOWN_SCOPE_OFFER",
        outcomes=["OUTCOME_DECLINED"],
        responses_min=1,
        window=days(500),
        duration=days(500),
    )

    update(wire, changed(get(wire), cool_downs=[forever]))
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
