"""Contact: whether a customer may be spoken to at all for a purpose by a channel, whatever the offer.

Each rule answers its suppressions, at most one, and the instants at which time alone may change them. An entry that was
INFERRED never decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regard_server.domain.channel import OUTBOUND_CHANNELS, SELLING_PURPOSES, Channel, Purpose
from regard_server.domain.content import (
    Consent,
    ConsentStatus,
    ContactRule,
    ContactSort,
    DoNotContact,
    Moment,
    QuietHours,
    RestrictionStatus,
)
from regard_server.domain.contradictions import (
    in_force,
    instants_of_change,
    strictness_of_consent,
    strictness_of_quiet_hours,
    strictness_of_restriction,
)
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.policy import Policy, SuppressionReason
from regard_server.domain.quiet_hours import quiet_at
from regard_server.domain.seat import seat_of
from regard_server.domain.snapshot import Snapshot, empty_snapshot
from regard_server.domain.span import EARLIEST, LATEST, Span, around, chain_end
from regard_server.domain.suppression import Suppression
from regard_server.domain.time_zones import zone_at

NIGHTS_FOLLOWED_MAX = 500
"""Quiet hours that touch each other, one night after another, are followed so far."""

Found = tuple[list[Suppression], Sequence[datetime]]
"""What a rule tells, and when that may change."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contact:
    """What is told against every offer, in the order of the reasons: `before` what is told of each offer by itself, in its
    midst (`paused`) and after it (`capped`). All of it holds from `since` to before `until`.

    `is_own` where the customer's entries have a part in it; else it is the same for everybody.
    """

    before: tuple[Suppression, ...] = ()
    paused: tuple[Suppression, ...] = ()
    capped: tuple[Suppression, ...] = ()
    is_own: bool = False
    is_restricted: bool = False
    since: datetime = EARLIEST
    until: datetime = LATEST


UNHINDERED = Contact()


class Voices:
    """Of a snapshot what is said about contact, sorted; made once for a profile."""

    __slots__ = ("consents", "instructions", "merged_at", "pauses", "quiet_hours", "restrictions", "time_zones")

    def __init__(self, snapshot: Snapshot) -> None:
        rules = [rule for rule in snapshot.contact_rules if _decides(rule)]
        self.merged_at = snapshot.merged_at
        self.consents = snapshot.consents
        self.restrictions = snapshot.restrictions
        self.instructions = [rule for rule in rules if rule.content.do_not_contact is not None]
        self.quiet_hours = [rule for rule in rules if rule.content.sort is ContactSort.QUIET_HOURS]
        self.time_zones = [rule for rule in rules if rule.content.sort is ContactSort.TIME_ZONE]
        self.pauses = [moment for moment in snapshot.moments if _decides(moment) and _pause(moment) is not None]

    @property
    def say_anything(self) -> bool:
        return bool(
            self.consents
            or self.restrictions
            or self.instructions
            or self.quiet_hours
            or self.time_zones
            or self.pauses
        )


NOTHING_SAID = Voices(empty_snapshot("", EARLIEST))


def voices_of(snapshot: Snapshot) -> Voices:
    """NOTHING_SAID itself where that is all that is said."""
    if not (snapshot.consents or snapshot.contact_rules or snapshot.moments or snapshot.restrictions):
        return NOTHING_SAID
    voices = Voices(snapshot)
    return voices if voices.say_anything else NOTHING_SAID


def contact(
    voices: Voices, policy: Policy, *, purpose: Purpose, channel: Channel, at: datetime, capped: Found = ([], ())
) -> Contact:
    """`capped` is what caps at the scopes of everything and of this channel tell."""
    restricted, changes_of_restriction = _restricted(voices, policy, purpose, at)
    unconsented, changes_of_consent = _unconsented(voices, policy, purpose, channel, at)
    forbidden, changes_of_instruction = _forbidden(voices, policy, purpose, channel, at)
    quiet, changes_of_quiet = _quiet(voices, policy, purpose, channel, at)
    paused, changes_of_pause = _paused(voices, policy, purpose, at)
    told, changes_of_caps = capped
    since, until = around(
        [
            *changes_of_restriction,
            *changes_of_consent,
            *changes_of_instruction,
            *changes_of_quiet,
            *changes_of_pause,
            *changes_of_caps,
        ],
        at,
    )
    before = (*restricted, *unconsented, *forbidden, *quiet)
    return Contact(
        before=before,
        paused=tuple(paused),
        capped=tuple(told),
        is_own=bool(paused or told) or any(suppression.evidence for suppression in before),
        is_restricted=bool(restricted),
        since=since,
        until=until,
    )


def _restricted(voices: Voices, policy: Policy, purpose: Purpose, at: datetime) -> Found:
    naming = [entry for entry in voices.restrictions if purpose in entry.content.purposes]
    entry = in_force(naming, at, merged_at=voices.merged_at, strictness=strictness_of_restriction)
    if entry is None or entry.content.status is not RestrictionStatus.RESTRICTED:
        return [], instants_of_change(naming)
    told = _suppression(policy, SuppressionReason.PROCESSING_RESTRICTED, entry, purpose=purpose)
    return [told], instants_of_change(naming)


def _unconsented(voices: Voices, policy: Policy, purpose: Purpose, channel: Channel, at: datetime) -> Found:
    if not policy.needs_consent(purpose, channel):
        return [], ()
    naming = [
        entry
        for entry in voices.consents
        if entry.content.purpose is purpose and entry.content.channel in (channel, Channel.UNSPECIFIED)
    ]
    nearest = [entry for entry in naming if entry.content.channel is channel]
    further = [entry for entry in naming if entry.content.channel is not channel]
    entry = _consent(voices, nearest, at) or _consent(voices, further, at)
    if entry is not None and entry.content.status is ConsentStatus.GIVEN:
        return [], instants_of_change(naming)
    told = _suppression(policy, SuppressionReason.CONSENT_MISSING, entry, purpose=purpose, channel=channel)
    return [told], instants_of_change(naming)


def _consent(voices: Voices, entries: Sequence[Entry[Consent]], at: datetime) -> Entry[Consent] | None:
    return in_force(entries, at, merged_at=voices.merged_at, strictness=strictness_of_consent)


def _forbidden(voices: Voices, policy: Policy, purpose: Purpose, channel: Channel, at: datetime) -> Found:
    covering = [entry for entry in voices.instructions if _covers(entry.content.do_not_contact, purpose, channel)]
    return _while_any(
        policy, SuppressionReason.DO_NOT_CONTACT, covering, _spans(covering), at, purpose=purpose, channel=channel
    )


def _covers(instruction: DoNotContact | None, purpose: Purpose, channel: Channel) -> bool:
    if instruction is None or (instruction.channels and channel not in instruction.channels):
        return False
    return purpose in instruction.purposes if instruction.purposes else purpose is not Purpose.SERVICE


def _paused(voices: Voices, policy: Policy, purpose: Purpose, at: datetime) -> Found:
    if purpose not in SELLING_PURPOSES:
        return [], ()
    spans = [(entry.effective_at, _pause(entry)) for entry in voices.pauses]
    return _while_any(policy, SuppressionReason.SELLING_PAUSED, voices.pauses, spans, at)


def _pause(moment: Entry[Moment]) -> datetime | None:
    """When its pause ends, where it is one at all."""
    until, end = moment.content.pauses_selling_until, moment.ends_at
    if until is None or until <= moment.effective_at:
        return None
    return until if end is None else min(until, end)


def _while_any(
    policy: Policy,
    reason: SuppressionReason,
    entries: Sequence[Entry[Any]],
    spans: Sequence[Span],
    at: datetime,
    **about: Any,
) -> Found:
    """One suppression for all entries whose span covers the instant, until the last that follows it has ended. Of those on
    one seat the newest is told."""
    changes = [change for span in spans for change in span if change is not None]
    running: dict[Any, Entry[Any]] = {}
    for entry, (since, until) in zip(entries, spans, strict=True):
        if since <= at and (until is None or at < until):
            seat = seat_of(entry) or entry.key
            if seat not in running or entry.order > running[seat].order:
                running[seat] = entry
    if not running:
        return [], changes
    newest_first = sorted(running.values(), key=lambda entry: entry.order, reverse=True)
    relevant = [span for span in spans if span[1] is None or span[1] > at]
    return [_suppression(policy, reason, *newest_first, until=chain_end(relevant, at), **about)], changes


def _quiet(voices: Voices, policy: Policy, purpose: Purpose, channel: Channel, at: datetime) -> Found:
    if channel not in OUTBOUND_CHANNELS or purpose is Purpose.SERVICE:
        return [], ()
    if policy.quiet_hours is None and not voices.quiet_hours:
        return [], ()
    changes = instants_of_change([*voices.quiet_hours, *voices.time_zones])
    entry, hours = _hours_at(voices, policy, at)
    if hours is None:
        return [], changes
    zone = zone_at(voices.time_zones, policy.time_zone, at, merged_at=voices.merged_at)
    now = quiet_at(hours, zone, at)
    if not now.is_quiet:
        return [], (*changes, now.since, now.until)
    told = _suppression(
        policy,
        SuppressionReason.QUIET_HOURS,
        entry,
        until=_end_of_quiet(voices, policy, at, changes),
        time_zone=zone.key or "",
    )
    return [told], (*changes, now.since, now.until)


def _hours_at(voices: Voices, policy: Policy, at: datetime) -> tuple[Entry[ContactRule] | None, QuietHours | None]:
    """The quiet hours in force, with the entry that they are from where they are the customer's own."""
    entry = in_force(
        voices.quiet_hours, at, merged_at=voices.merged_at, strictness=strictness_of_quiet_hours, by_basis=True
    )
    return (None, policy.quiet_hours) if entry is None else (entry, entry.content.quiet_hours)


def _end_of_quiet(voices: Voices, policy: Policy, at: datetime, changes: Sequence[datetime]) -> datetime | None:
    """Through nights that touch, and through changes of the rules and of the zone."""
    for _ in range(NIGHTS_FOLLOWED_MAX):
        _, hours = _hours_at(voices, policy, at)
        if hours is None:
            return at
        now = quiet_at(hours, zone_at(voices.time_zones, policy.time_zone, at, merged_at=voices.merged_at), at)
        if not now.is_quiet:
            return at
        at = min([now.until, *(change for change in changes if change > at)])
    return None


def _spans(entries: Iterable[Entry[Any]]) -> list[Span]:
    return [(entry.effective_at, entry.ends_at) for entry in entries]


def _decides(entry: Entry[Any]) -> bool:
    return entry.provenance.basis is not Basis.INFERRED


def _suppression(
    policy: Policy, reason: SuppressionReason, *evidence: Entry[Any] | None, until: datetime | None = None, **about: Any
) -> Suppression:
    return Suppression(
        reason=reason,
        evidence=tuple(entry for entry in evidence if entry is not None),
        until=until,
        shadow=reason in policy.shadow_reasons,
        **about,
    )
