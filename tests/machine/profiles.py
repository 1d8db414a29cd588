"""What GetProfile must answer, naively: the whole ledger is looked through, field by field."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from machine.ledgers import Known, Ledgers, instant, is_open, newest, newest_first, timestamp, was_presented
from regard.v1 import (
    Conflict,
    ConflictRule,
    ConsentStatus,
    Customer,
    Entry,
    FieldState,
    FieldStatus,
    Identity,
    IdentityLinkStatus,
    OpenCommitment,
    Profile,
    ProfileStatus,
    RestrictionStatus,
)

INTERACTIONS_SHOWN = 10
DENSE_FROM = 32
"""Of more responses than so many some may be left out that no decision can need."""
SORTS = ("quiet_hours", "do_not_contact", "preferred_channel", "preferred_person", "address_as", "time_zone")
KIND_OF_FIELD = {
    "preferences": "preference",
    "consents": "consent",
    "contact_rules": "contact_rule",
    "restrictions": "restriction",
    "moments": "moment",
    "commitments": "commitment",
    "interactions": "interaction",
    "identities": "identity_link",
    "offer_responses": "offer_response",
}
FIELDS = (*KIND_OF_FIELD, *SORTS)
SAYING_NOTHING = frozenset({"reservation", "release", "merge", "unmerge"})
"""Of whom there is nothing else, nobody knows, unless others are merged into them."""
MICROSECOND = timedelta(microseconds=1)
MINUTES_PER_DAY = 24 * 60
Says = Callable[[Known], object]


@dataclass(slots=True)
class Family:
    """A customer with those merged into it: their names, and when the last of them was merged."""

    customer: str
    members: list[str] = field(default_factory=list)
    merged_at: datetime | None = None


@dataclass(slots=True)
class InForce:
    """What is in force of each field at an instant, and what contradicts."""

    fields: dict[str, list[Known]]
    identities: list[Identity]
    conflicts: list[Conflict]


def in_force(ledgers: Ledgers, at: datetime, family: Family) -> InForce:
    conflicts: list[Conflict] = []

    def settled(groups: Iterable[list[Known]], says: Says, strictness: Callable[[Known], int] | None) -> list[Known]:
        return [_settled(group, family, says, strictness, conflicts) for group in groups]

    fields: dict[str, list[Known]] = {}
    preferences = ledgers.in_force("preference", at)
    fields["preferences"] = settled(_grouped(preferences, _target).values(), lambda one: one.content.stance, None)
    fields["consents"] = settled(
        _grouped(ledgers.in_force("consent", at), lambda one: (one.content.purpose, one.content.channel)).values(),
        lambda one: one.content.status,
        lambda one: int(one.content.status != ConsentStatus.CONSENT_STATUS_GIVEN),
    )
    fields["contact_rules"] = []
    for sort, rules in _grouped(ledgers.in_force("contact_rule", at), sort_of).items():
        if sort == "do_not_contact":
            fields["contact_rules"] += rules
            continue
        strongest = min(rule.basis for rule in rules)
        fields["contact_rules"] += settled(
            [[rule for rule in rules if rule.basis == strongest]],
            lambda one: one.content.SerializeToString(deterministic=True),
            _quiet_minutes if sort == "quiet_hours" else None,
        )
    restrictions = ledgers.in_force("restriction", at)
    by_purpose = {
        purpose: [one for one in restrictions if purpose in one.content.purposes]
        for one in restrictions
        for purpose in one.content.purposes
    }
    winners = settled(
        by_purpose.values(),
        lambda one: one.content.status,
        lambda one: int(one.content.status == RestrictionStatus.RESTRICTION_STATUS_RESTRICTED),
    )
    restricting = [one for one in winners if one.content.status == RestrictionStatus.RESTRICTION_STATUS_RESTRICTED]
    fields["restrictions"] = list({one.name: one for one in restricting}.values())
    fields["moments"] = newest_first(ledgers.in_force("moment", at))
    fields["commitments"] = [one for one in ledgers.in_force("commitment", at) if is_open(one)]
    fields["interactions"] = newest_first(ledgers.in_force("interaction", at))[:INTERACTIONS_SHOWN]
    return InForce(fields=fields, identities=_identities(ledgers, at), conflicts=conflicts)


def expected_customer(ledgers: Ledgers, at: datetime, family: Family, *, revision: int, etag: str) -> Customer:
    found = in_force(ledgers, at, family)
    addressed = [entry.content.address_as for entry in found.fields["contact_rules"] if sort_of(entry) == "address_as"]
    return Customer(
        name=f"customers/{family.customer}",
        display_name=addressed[0].name if addressed else "",
        identities=found.identities,
        merged_customers=sorted(f"customers/{member}" for member in family.members),
        revision=revision,
        etag=etag,
        create_time=timestamp(min(entry.recorded_at for entry in ledgers.entries)),
        update_time=timestamp(max(entry.recorded_at for entry in ledgers.entries)),
    )


def expected_profile(
    ledgers: Ledgers, at: datetime, family: Family, *, revision: int, etag: str, actual: Profile
) -> Profile:
    """`actual` is what was answered: it decides where the contract leaves the choice."""
    name = f"customers/{family.customer}"
    if not ledgers.entries:
        return Profile(name=name, status=ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER)
    found = in_force(ledgers, at, family)
    status = ProfileStatus.PROFILE_STATUS_KNOWN
    if found.fields["restrictions"]:
        status = ProfileStatus.PROFILE_STATUS_RESTRICTED
    elif not family.members and all(entry.kind in SAYING_NOTHING for entry in ledgers.entries):
        status = ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER
    expected = Profile(
        name=name,
        revision=revision,
        etag=etag,
        status=status,
        create_time=timestamp(min(entry.recorded_at for entry in ledgers.entries)),
        update_time=timestamp(max(entry.recorded_at for entry in ledgers.entries)),
        merged_customers=sorted(f"customers/{member}" for member in family.members),
        identities=found.identities,
        conflicts=found.conflicts,
        offer_responses_horizon_time=actual.offer_responses_horizon_time,
        offer_responses=_responses(ledgers, at, actual),
        **{name: [ledgers.told(entry, at) for entry in entries] for name, entries in found.fields.items()},  # type: ignore[arg-type]
    )
    _leave_out_repeated_instructions(expected, actual)
    expected.field_states.extend(_field_state(name, ledgers, at, found, actual) for name in FIELDS)
    return in_order(expected)


def expected_commitments(ledgers: Ledgers, at: datetime, family: Family) -> list[OpenCommitment]:
    found = [entry for entry in ledgers.in_force("commitment", at) if is_open(entry)]
    in_order = sorted(found, key=lambda one: (*_due(one.message), one.customer, one.name.split("/")[-1]))
    return [
        OpenCommitment(
            customer=f"customers/{family.customer}",
            entry=ledgers.told(one, at),
            overdue=one.content.HasField("due_time") and instant(one.content.due_time) <= at,
        )
        for one in in_order
    ]


def in_order(profile: Profile) -> Profile:
    """The profile with an order where the contract promises none."""
    for name in ("contact_rules", "restrictions"):
        getattr(profile, name).sort(key=lambda entry: entry.name)
    profile.preferences.sort(key=lambda entry: (entry.provenance.basis, _target_of(entry)))
    profile.consents.sort(key=lambda entry: (entry.consent.purpose, entry.consent.channel))
    profile.commitments.sort(key=lambda entry: (*_due(entry), entry.name))
    profile.conflicts.sort(key=lambda conflict: (conflict.entry, list(conflict.others)))
    profile.field_states.sort(key=lambda state: state.field)
    return profile


def order_faults(profile: Profile) -> list[str]:
    """Where the profile breaks an order that the contract does promise."""
    kept: dict[str, list[Any]] = {
        "preferences": [entry.provenance.basis for entry in profile.preferences],
        "consents": [(entry.consent.purpose, entry.consent.channel) for entry in profile.consents],
        "commitments": [_due(entry) for entry in profile.commitments],
        "merged_customers": list(profile.merged_customers),
    }
    return [name for name, keys in kept.items() if keys != sorted(keys)]


def sort_of(entry: Known) -> str:
    return entry.content.WhichOneof("rule") or ""


def _grouped(entries: Iterable[Known], key: Callable[[Known], Any]) -> dict[Any, list[Known]]:
    groups: dict[Any, list[Known]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def _target(entry: Known) -> tuple[int, str, str]:
    return entry.basis, entry.content.topic, entry.content.offer_type


def _target_of(entry: Entry) -> tuple[str, str]:
    return entry.preference.topic, entry.preference.offer_type


def _due(entry: Entry) -> tuple[bool, int, int]:
    due = entry.commitment.due_time
    return not entry.commitment.HasField("due_time"), due.seconds, due.nanos


def _settled(
    entries: Sequence[Known],
    family: Family,
    says: Says,
    strictness: Callable[[Known], int] | None,
    conflicts: list[Conflict],
) -> Known:
    """Of those on one thing the one that counts: of each ledger the newest, and of these the newest too; or the strictest,
    where merged customers contradict each other and nothing was said since."""
    candidates = newest_first(newest(group) for group in _grouped(entries, lambda one: one.customer).values())
    winner, rule = candidates[0], ConflictRule.CONFLICT_RULE_NEWEST
    said_since = family.merged_at is not None and winner.recorded_at > family.merged_at
    if strictness is not None and len(candidates) > 1 and not said_since:
        winner, rule = max(candidates, key=strictness), ConflictRule.CONFLICT_RULE_STRICTEST
    others = [one.name for one in candidates if says(one) != says(winner)]
    if others:
        conflicts.append(Conflict(entry=winner.name, others=others, rule=rule))
    return winner


def _quiet_minutes(entry: Known) -> int:
    hours = entry.content.quiet_hours
    start, end = (60 * time.hours + time.minutes for time in (hours.start, hours.end))
    return ((end - start) % MINUTES_PER_DAY or MINUTES_PER_DAY) * (len(hours.days) or 7)


def _identities(ledgers: Ledgers, at: datetime) -> list[Identity]:
    linked: dict[tuple[str, str], Identity] = {}
    for entry in sorted(ledgers.in_force("identity_link", at), key=lambda one: one.place):
        identity = entry.content.identity
        if entry.content.status == IdentityLinkStatus.IDENTITY_LINK_STATUS_LINKED:
            linked[identity.scheme, identity.value] = identity
        else:
            linked.pop((identity.scheme, identity.value), None)
    return [linked[key] for key in sorted(linked)]


def _responses(ledgers: Ledgers, at: datetime, actual: Profile) -> list[Entry]:
    """All that say what became of an offer, back to the horizon that the answer names; of presentations those that the answer
    has, since which of them decisions need is the policy's."""
    names = {entry.name for entry in actual.offer_responses}
    kept = [
        entry
        for entry in ledgers.in_force("offer_response", at)
        if entry.effective_at >= instant(actual.offer_responses_horizon_time)
        and (entry.name in names or not was_presented(entry))
    ]
    if len(kept) > DENSE_FROM:
        kept = [entry for entry in kept if entry.name in names]
    return [ledgers.told(entry, at) for entry in newest_first(kept)]


def _leave_out_repeated_instructions(expected: Profile, actual: Profile) -> None:
    """Of one instruction given twice only the newer has to be shown."""
    shown = {entry.name for entry in actual.contact_rules}
    kept: dict[object, list[Entry]] = {}
    for entry in expected.contact_rules:
        rule = entry.contact_rule
        same = rule.SerializeToString(deterministic=True) if rule.HasField("do_not_contact") else entry.name
        kept.setdefault((entry.name.split("/")[1], entry.provenance.basis, same), []).append(entry)
    needed = [
        entry
        for alike in kept.values()
        for entry in alike
        if entry.name in shown or entry is max(alike, key=lambda one: (instant(one.effective_time), one.revision))
    ]
    del expected.contact_rules[:]
    expected.contact_rules.extend(needed)


def _field_state(name: str, ledgers: Ledgers, at: datetime, found: InForce, actual: Profile) -> FieldState:
    of_field = [
        entry
        for entry in ledgers.entries
        if entry.kind == KIND_OF_FIELD.get(name, "contact_rule") and (name not in SORTS or sort_of(entry) == name)
    ]
    shown: object = found.fields.get(name)
    if name in SORTS:
        shown = [entry for entry in found.fields["contact_rules"] if sort_of(entry) == name]
    if name == "identities":
        shown = found.identities
    if name == "offer_responses":
        shown = list(actual.offer_responses)
    if shown:
        return FieldState(field=name, status=FieldStatus.FIELD_STATUS_PRESENT)
    if not of_field:
        return FieldState(field=name, status=FieldStatus.FIELD_STATUS_MISSING)
    ended = [
        entry
        for entry in of_field
        if ledgers.has_run_out(entry, at) and (name != "commitments" or is_open(entry)) and name != "identities"
    ]
    return _out_of_date(name, ledgers, ended, of_field, actual)


def _out_of_date(
    name: str, ledgers: Ledgers, ended: Sequence[Known], of_field: Sequence[Known], actual: Profile
) -> FieldState:
    """The last that counted decides. One that a newer one outweighed to its end may be told or not."""
    ends = [entry.expire_at for entry in ended if entry.expire_at is not None]
    counted = [end for entry, end in zip(ended, ends, strict=True) if _counted_to_the_end(ledgers, entry, of_field)]
    [told] = [state for state in actual.field_states if state.field == name] or [FieldState()]
    if not counted and (not ends or told.status == FieldStatus.FIELD_STATUS_EMPTY):
        return FieldState(field=name, status=FieldStatus.FIELD_STATUS_EMPTY)
    may_be = [end for end in ends if not counted or end >= max(counted)]
    said = instant(told.out_of_date_time)
    return FieldState(
        field=name,
        status=FieldStatus.FIELD_STATUS_OUT_OF_DATE,
        out_of_date_time=timestamp(said if said in may_be else max(may_be)),
    )


def _counted_to_the_end(ledgers: Ledgers, entry: Known, of_field: Sequence[Known]) -> bool:
    assert entry.expire_at is not None
    last = entry.expire_at - MICROSECOND
    return not any(
        _seat(other) == _seat(entry) and other.order > entry.order and ledgers.counts(other, last) for other in of_field
    )


def _seat(entry: Known) -> object:
    """What it competes for with others of its kind."""
    match entry.kind:
        case "preference":
            return entry.customer, *_target(entry)
        case "consent":
            return entry.customer, entry.content.purpose, entry.content.channel
        case "contact_rule" if sort_of(entry) == "do_not_contact":
            return entry.customer, entry.basis, entry.content.SerializeToString(deterministic=True)
        case "contact_rule":
            return entry.customer, entry.basis, sort_of(entry)
    return entry.name
