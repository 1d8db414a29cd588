"""What a policy must be to be acceptable, and that the contract carries all of it."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from domain.ledgers import BUSY_POLICY
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import EntryKind, Outcome, QuietHours
from regard_server.domain.errors import InvalidFields
from regard_server.domain.policy import (
    DEFAULT_POLICY,
    Allowance,
    Calendar,
    CapScope,
    CheckIn,
    CheckInTrigger,
    ConsentNeed,
    CoolDown,
    CoolDownScope,
    FrequencyCap,
    Money,
    Policy,
    Retention,
    SuppressionReason,
)
from regard_server.domain.policy_rules import check_policy
from regard_server.rpc.convert.policies import policy, policy_message
from regard_server.rpc.interceptor import validate

DAY = timedelta(days=1)
CAP = FrequencyCap(scope=CapScope.ALL, presentations_max=3, window=DAY)
REST = CoolDown(
    scope=CoolDownScope.OFFER, outcomes=frozenset({Outcome.DECLINED}), responses_min=1, window=DAY, duration=DAY
)
EVERYTHING_SAID = replace(
    BUSY_POLICY,
    version=7,
    suppress_offers_without_topics=True,
    shadow_reasons=frozenset({SuppressionReason.DISLIKED, SuppressionReason.FREQUENCY_CAP}),
    allowances=(
        Allowance(text="Credit a return", amount=Money(currency="EUR", units=50, nanos=500_000_000), roles=("desk",)),
        Allowance(text="Say sorry"),
    ),
    check_ins=(CheckIn(after=CheckInTrigger.RESOLVED, delay=3 * DAY, text="Does it still work?"),),
    reservation_time_to_live=timedelta(seconds=90),
    retention=(Retention(kind=EntryKind.INTERACTION, period=1000 * DAY),),
)


@pytest.mark.parametrize("said", [DEFAULT_POLICY, BUSY_POLICY, EVERYTHING_SAID], ids=["default", "busy", "everything"])
def test_the_contract_carries_the_whole_policy(said: Policy) -> None:
    message = policy_message(said)

    validate(message)
    check_policy(said)
    assert policy(message, "policy", version=said.version) == said


def test_no_field_of_a_policy_is_left_at_its_default_where_everything_is_said() -> None:
    plain = Policy(version=1)

    assert [one.name for one in fields(Policy) if getattr(EVERYTHING_SAID, one.name) == getattr(plain, one.name)] == []


def test_what_is_left_out_of_the_message_is_not_the_default_policys() -> None:
    """A policy is set whole: an empty list has no rules."""
    empty = policy_message(Policy(version=3))
    for name in ("time_zone", "unclassified_offers", "reservation_time_to_live"):
        empty.ClearField(name)

    assert policy(empty, "policy", version=3) == Policy(version=3)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"quiet_hours": QuietHours(start_minute=60, end_minute=60)}, "quiet_hours.end"),
        ({"shadow_reasons": frozenset({SuppressionReason.DATA_UNAVAILABLE})}, "reason_modes"),
        ({"cool_downs": (replace(REST, growth_factor=2.0),)}, "cool_downs[0].duration_max"),
        ({"cool_downs": (replace(REST, duration_max=DAY / 2),)}, "cool_downs[0].duration_max"),
        ({"cool_downs": (replace(REST, growth_factor=0.5),)}, "cool_downs[0].growth_factor"),
        ({"cool_downs": (replace(REST, growth_factor=float("nan")),)}, "cool_downs[0].growth_factor"),
        ({"cool_downs": (replace(REST, responses_min=0),)}, "cool_downs[0].responses_min"),
        ({"cool_downs": (replace(REST, responses_min=21),)}, "cool_downs[0].responses_min"),
        ({"cool_downs": (replace(REST, window=timedelta()),)}, "cool_downs[0].window"),
        ({"cool_downs": (replace(REST, duration=2000 * DAY),)}, "cool_downs[0].duration"),
        ({"cool_downs": (replace(REST, outcomes=frozenset()),)}, "cool_downs[0].outcomes"),
        ({"cool_downs": (replace(REST, outcomes=frozenset({Outcome.ACCEPTED})),)}, "cool_downs[0].outcomes"),
        ({"cool_downs": (REST, REST)}, "cool_downs[1]"),
        ({"cool_downs": tuple(replace(REST, window=count * DAY) for count in range(1, 52))}, "cool_downs"),
        ({"frequency_caps": (replace(CAP, presentations_max=0),)}, "frequency_caps[0].presentations_max"),
        ({"frequency_caps": (replace(CAP, window=None),)}, "frequency_caps[0].window"),
        ({"frequency_caps": (replace(CAP, calendar=Calendar.DAY),)}, "frequency_caps[0].window"),
        ({"frequency_caps": (replace(CAP, window=500 * DAY),)}, "frequency_caps[0].window"),
        ({"frequency_caps": (CAP, CAP)}, "frequency_caps[1]"),
        (
            {
                "consent_needs": (
                    ConsentNeed(purpose=Purpose.LOYALTY),
                    ConsentNeed(purpose=Purpose.LOYALTY, channel=Channel.SMS),
                )
            },
            "consent_needs[1]",
        ),
        ({"consent_needs": (ConsentNeed(purpose=Purpose.LOYALTY),) * 2}, "consent_needs[1]"),
        ({"allowances": (Allowance(text="x", amount=Money(currency="euro")),)}, "allowances[0].amount.currency_code"),
        ({"allowances": (Allowance(text="x", amount=Money(currency="EUR", units=-1)),)}, "allowances[0].amount"),
        ({"check_ins": (CheckIn(after=CheckInTrigger.RESOLVED, delay=timedelta(), text="x"),)}, "check_ins[0].delay"),
        ({"retention": (Retention(kind=EntryKind.MOMENT, period=timedelta(hours=1)),)}, "retention[0].period"),
        (
            {"retention": tuple(Retention(kind=EntryKind.MOMENT, period=count * DAY) for count in (1, 2))},
            "retention[1]",
        ),
        ({"reservation_time_to_live": timedelta()}, "reservation_time_to_live"),
        ({"reservation_time_to_live": 8 * DAY}, "reservation_time_to_live"),
    ],
)
def test_nonsense_is_refused_with_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        check_policy(replace(Policy(version=1), **change))

    assert [violation.field for violation in refused.value.violations] == [f"policy.{field}"]


def test_a_reason_has_one_mode() -> None:
    message = policy_message(EVERYTHING_SAID)
    message.reason_modes.add().CopyFrom(message.reason_modes[0])

    with pytest.raises(InvalidFields):
        policy(message, "policy", version=1)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(InvalidFields) as refused:
        check_policy(replace(Policy(version=1), time_zone="Mars/Olympus", frequency_caps=(CAP, CAP)))

    assert [violation.field for violation in refused.value.violations] == [
        "policy.time_zone",
        "policy.frequency_caps[1]",
    ]
