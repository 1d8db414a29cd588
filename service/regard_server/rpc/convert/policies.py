"""Contact policies. `name` and `etag` are left to the service."""

from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from google.type import money_pb2

from regard.v1 import policy_pb2 as pb
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import EntryKind, Outcome
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.domain.policy import (
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
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.quiet_hours import quiet_hours, quiet_hours_message

DEFAULTS = Policy(version=0)
"""What stands for a field that is left out."""


def policy(message: pb.Policy, field: str, *, version: int) -> Policy:
    """The policy that a caller wants, of this version. Raises InvalidFields; `policy_rules` says what is acceptable."""
    reasons = [one.reason for one in message.reason_modes]
    if len(set(reasons)) != len(reasons):
        raise InvalidFields(FieldViolation(f"{field}.reason_modes", "names a reason twice"))
    return Policy(
        version=version,
        time_zone=message.time_zone or DEFAULTS.time_zone,
        quiet_hours=quiet_hours(message.quiet_hours, f"{field}.quiet_hours")
        if message.HasField("quiet_hours")
        else None,
        suppress_offers_without_topics=message.unclassified_offers == pb.UNCLASSIFIED_OFFERS_SUPPRESS,
        shadow_reasons=frozenset(
            SuppressionReason(one.reason) for one in message.reason_modes if one.mode == pb.MODE_SHADOW
        ),
        cool_downs=tuple(map(_cool_down, message.cool_downs)),
        frequency_caps=tuple(map(_frequency_cap, message.frequency_caps)),
        consent_needs=tuple(
            ConsentNeed(purpose=Purpose(need.purpose), channel=Channel(need.channel)) for need in message.consent_needs
        ),
        allowances=tuple(map(_allowance, message.allowances)),
        check_ins=tuple(
            CheckIn(after=CheckInTrigger(one.after), delay=_length(one.delay), text=one.text, owner=one.owner)
            for one in message.check_ins
        ),
        reservation_time_to_live=_length(message.reservation_time_to_live)
        if message.HasField("reservation_time_to_live")
        else DEFAULTS.reservation_time_to_live,
        retention=tuple(Retention(kind=EntryKind(one.kind), period=_length(one.period)) for one in message.retention),
    )


def policy_message(said: Policy) -> pb.Policy:
    """Every field as it applies; of the modes only SHADOW is told."""
    suppress = said.suppress_offers_without_topics
    return pb.Policy(
        version=said.version,
        time_zone=said.time_zone,
        quiet_hours=None if said.quiet_hours is None else quiet_hours_message(said.quiet_hours),
        unclassified_offers=pb.UNCLASSIFIED_OFFERS_SUPPRESS if suppress else pb.UNCLASSIFIED_OFFERS_ALLOW,
        reason_modes=[
            pb.ReasonMode(reason=number(reason), mode=pb.MODE_SHADOW) for reason in sorted(said.shadow_reasons)
        ],
        cool_downs=map(_cool_down_message, said.cool_downs),
        frequency_caps=map(_frequency_cap_message, said.frequency_caps),
        consent_needs=[
            pb.ConsentNeed(purpose=number(need.purpose), channel=number(need.channel)) for need in said.consent_needs
        ],
        allowances=map(_allowance_message, said.allowances),
        check_ins=[
            pb.CheckIn(after=number(one.after), delay=_duration(one.delay), text=one.text, owner=one.owner)
            for one in said.check_ins
        ],
        reservation_time_to_live=_duration(said.reservation_time_to_live),
        retention=[pb.Retention(kind=number(one.kind), period=_duration(one.period)) for one in said.retention],
    )


def _cool_down(message: pb.CoolDown) -> CoolDown:
    return CoolDown(
        scope=CoolDownScope(message.scope),
        outcomes=frozenset(map(Outcome, message.outcomes)),
        responses_min=message.responses_min or 1,
        window=_length(message.window),
        duration=_length(message.duration),
        growth_factor=message.growth_factor or 1.0,
        duration_max=_length(message.duration_max) if message.HasField("duration_max") else None,
    )


def _cool_down_message(rule: CoolDown) -> pb.CoolDown:
    return pb.CoolDown(
        scope=number(rule.scope),
        outcomes=[number(outcome) for outcome in sorted(rule.outcomes)],
        responses_min=rule.responses_min,
        window=_duration(rule.window),
        duration=_duration(rule.duration),
        growth_factor=rule.growth_factor,
        duration_max=None if rule.duration_max is None else _duration(rule.duration_max),
    )


def _frequency_cap(message: pb.FrequencyCap) -> FrequencyCap:
    in_window = message.WhichOneof("span") == "window"
    return FrequencyCap(
        scope=CapScope(message.scope),
        presentations_max=message.presentations_max,
        window=_length(message.window) if in_window else None,
        calendar=None if in_window else Calendar(message.calendar),
    )


def _frequency_cap_message(cap: FrequencyCap) -> pb.FrequencyCap:
    message = pb.FrequencyCap(scope=number(cap.scope), presentations_max=cap.presentations_max)
    if cap.calendar is not None:
        message.calendar = number(cap.calendar)
    elif cap.window is not None:
        message.window.CopyFrom(_duration(cap.window))
    return message


def _allowance(message: pb.Allowance) -> Allowance:
    amount = message.amount
    return Allowance(
        text=message.text,
        amount=Money(currency=amount.currency_code, units=amount.units, nanos=amount.nanos)
        if message.HasField("amount")
        else None,
        roles=tuple(message.roles),
    )


def _allowance_message(allowance: Allowance) -> pb.Allowance:
    amount = allowance.amount
    return pb.Allowance(
        text=allowance.text,
        amount=None
        if amount is None
        else money_pb2.Money(currency_code=amount.currency, units=amount.units, nanos=amount.nanos),
        roles=allowance.roles,
    )


def _length(message: Duration) -> timedelta:
    """What is finer than a microsecond is dropped."""
    return timedelta(seconds=message.seconds, microseconds=message.nanos // 1000)


def _duration(length: timedelta) -> Duration:
    message = Duration()
    message.FromTimedelta(length)
    return message
