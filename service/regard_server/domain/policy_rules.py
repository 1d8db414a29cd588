"""What makes a policy acceptable, each fault with its field. Raised when a policy is set, so that none is ever half obeyed."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import timedelta

from regard_server.domain.channel import Channel
from regard_server.domain.content import Outcome
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.domain.policy import Allowance, CoolDown, FrequencyCap, Policy, SuppressionReason
from regard_server.domain.time_zones import known_zones

COOL_DOWNS_MAX = 50
CAPS_MAX = 20
CONSENT_NEEDS_MAX = 50
ALLOWANCES_MAX = 100
CHECK_INS_MAX = 20
RESPONSES_MIN_MAX = 20
GROWTH_FACTOR_MAX = 10
PRESENTATIONS_MAX = 1_000
SPAN_MIN = timedelta(minutes=1)
REST_MAX = timedelta(days=1_100)
CAP_WINDOW_MAX = timedelta(days=400)
TIME_TO_LIVE_MIN, TIME_TO_LIVE_MAX = timedelta(seconds=1), timedelta(days=7)
PERIOD_MIN, PERIOD_MAX = timedelta(days=1), timedelta(days=36_500)
_NANOS_PER_UNIT = 1_000_000_000
_CURRENCY_LENGTH = 3

_RESTS = frozenset({Outcome.DECLINED, Outcome.IGNORED, Outcome.COMPLAINED})

Faults = Iterator[tuple[str, str]]
"""The field, and what is wrong with it."""


def check_policy(policy: Policy, *, field: str = "policy") -> None:
    """Raises InvalidFields, with every fault."""
    faults = [FieldViolation(f"{field}.{name}", description) for name, description in faults_of_policy(policy)]
    if faults:
        raise InvalidFields(*faults)


def faults_of_policy(policy: Policy) -> Faults:
    if policy.time_zone not in known_zones():
        yield "time_zone", "must be a name of the IANA time zone database, such as Europe/Lisbon"
    hours = policy.quiet_hours
    if hours is not None and hours.start_minute == hours.end_minute:
        yield "quiet_hours.end", "must be other than the start"
    if SuppressionReason.DATA_UNAVAILABLE in policy.shadow_reasons:
        yield "reason_modes", "must enforce DATA_UNAVAILABLE: an offer is never cleared because nobody could look"
    yield from _too_many(policy)
    for index, rule in enumerate(policy.cool_downs):
        yield from _at(f"cool_downs[{index}]", _faults_of_cool_down(rule))
    for index, cap in enumerate(policy.frequency_caps):
        yield from _at(f"frequency_caps[{index}]", _faults_of_cap(cap))
    for index, allowance in enumerate(policy.allowances):
        yield from _at(f"allowances[{index}]", _faults_of_allowance(allowance))
    yield from _faults_of_lengths(policy)
    yield from _twice(policy)


def _faults_of_lengths(policy: Policy) -> Faults:
    for index, check_in in enumerate(policy.check_ins):
        if not SPAN_MIN <= check_in.delay <= REST_MAX:
            yield f"check_ins[{index}].delay", "must be 1 minute to 1,100 days"
    for index, retention in enumerate(policy.retention):
        if not PERIOD_MIN <= retention.period <= PERIOD_MAX:
            yield f"retention[{index}].period", "must be 1 to 36,500 days"
    if not TIME_TO_LIVE_MIN <= policy.reservation_time_to_live <= TIME_TO_LIVE_MAX:
        yield "reservation_time_to_live", "must be 1 second to 7 days"


def _at(place: str, faults: Faults) -> Faults:
    return ((f"{place}.{name}", description) for name, description in faults)


def _too_many(policy: Policy) -> Faults:
    for name, maximum in {
        "cool_downs": COOL_DOWNS_MAX,
        "frequency_caps": CAPS_MAX,
        "consent_needs": CONSENT_NEEDS_MAX,
        "allowances": ALLOWANCES_MAX,
        "check_ins": CHECK_INS_MAX,
    }.items():
        if len(getattr(policy, name)) > maximum:
            yield name, f"must be at most {maximum}"


def _faults_of_cool_down(rule: CoolDown) -> Faults:
    if not rule.outcomes or not rule.outcomes <= _RESTS:
        yield "outcomes", "must be some of DECLINED, IGNORED and COMPLAINED"
    if not 1 <= rule.responses_min <= RESPONSES_MIN_MAX:
        yield "responses_min", f"must be 1 to {RESPONSES_MIN_MAX}"
    for name, length in (("window", rule.window), ("duration", rule.duration)):
        if not SPAN_MIN <= length <= REST_MAX:
            yield name, "must be 1 minute to 1,100 days"
    if not 1 <= rule.growth_factor <= GROWTH_FACTOR_MAX:
        yield "growth_factor", f"must be 1 to {GROWTH_FACTOR_MAX}"
    if rule.growth_factor > 1 and rule.duration_max is None:
        yield "duration_max", "is required with a growth_factor: what does it grow to?"
    if rule.duration_max is not None and not rule.duration <= rule.duration_max <= REST_MAX:
        yield "duration_max", "must be the duration at least, and 1,100 days at most"


def _faults_of_cap(cap: FrequencyCap) -> Faults:
    if not 1 <= cap.presentations_max <= PRESENTATIONS_MAX:
        yield "presentations_max", f"must be 1 to {PRESENTATIONS_MAX:,}"
    if (cap.window is None) == (cap.calendar is None):
        yield "window", "or calendar is required, and not both"
    if cap.window is not None and not SPAN_MIN <= cap.window <= CAP_WINDOW_MAX:
        yield "window", "must be 1 minute to 400 days"


def _faults_of_allowance(allowance: Allowance) -> Faults:
    amount = allowance.amount
    if amount is None:
        return
    code = amount.currency
    if len(code) != _CURRENCY_LENGTH or not (code.isascii() and code.isalpha() and code.isupper()):
        yield "amount.currency_code", "must be three capital letters after ISO 4217, such as EUR"
    if amount.units < 0 or not 0 <= amount.nanos < _NANOS_PER_UNIT:
        yield "amount", "must not be below zero"


def _twice(policy: Policy) -> Faults:
    """Rules that say the same as an earlier one, or of which only one could hold."""
    same: dict[str, Sequence[Hashable]] = {
        "cool_downs": policy.cool_downs,
        "frequency_caps": policy.frequency_caps,
        "consent_needs": policy.consent_needs,
        "allowances": policy.allowances,
        "check_ins": policy.check_ins,
        "retention": [one.kind for one in policy.retention],
    }
    for name, rules in same.items():
        for index, rule in enumerate(rules):
            if rule in rules[:index]:
                yield f"{name}[{index}]", "says the same as an earlier one"
    everywhere = {need.purpose for need in policy.consent_needs if need.channel is Channel.UNSPECIFIED}
    for index, need in enumerate(policy.consent_needs):
        if need.channel is not Channel.UNSPECIFIED and need.purpose in everywhere:
            yield f"consent_needs[{index}]", "is covered by the one for every channel"
