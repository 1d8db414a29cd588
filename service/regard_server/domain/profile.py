"""The profile: a snapshot made ready for decisions under one policy and one taxonomy.

What it works out (how the customer stands to a topic, which cool-downs run) it remembers with the span for which that
holds, since the same topics are asked for again and again. What it remembers never changes an answer.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from regard_server.domain.aspect import Aspect
from regard_server.domain.channel import SELLING_PURPOSES, Channel, Purpose
from regard_server.domain.contact import NOTHING_SAID, Contact, Found, contact, voices_of
from regard_server.domain.content import OfferResponse, Outcome, Preference
from regard_server.domain.cool_downs import QuietSpan, quiet_spans
from regard_server.domain.entry import Entry
from regard_server.domain.frequency_caps import Room, full_spans
from regard_server.domain.policy import CoolDownScope, Policy, SuppressionReason
from regard_server.domain.snapshot import Accepted, Snapshot, empty_snapshot
from regard_server.domain.standing import INDIFFERENT, Standing, in_force, stand
from regard_server.domain.target import EVERYTHING, channel_target, offer_target, topic_target, type_target
from regard_server.domain.taxonomy import Taxonomy
from regard_server.domain.time_zones import stays

REMEMBERED_MAX = 128
"""Standings kept per profile; past that they are worked out anew."""

_TARGET = {CoolDownScope.OFFER: offer_target, CoolDownScope.OFFER_TYPE: type_target, CoolDownScope.TOPIC: topic_target}
_NOTHING: tuple[tuple[QuietSpan, ...], ...] = ()
_NO_CAP: Found = ([], ())


class ProfileStatus(IntEnum):
    KNOWN = 1
    UNKNOWN_CUSTOMER = 2
    UNAVAILABLE = 3
    RESTRICTED = 4


class Profile:
    """`snapshot` is None for a customer nobody knows, and for one whose profile could not be read.

    `targets` are all that the profile says anything about; it `has_answers` where earlier answers to offers may stand against
    one. `remembered` is where screening keeps its decisions.
    """

    __slots__ = (
        "_contacts",
        "_declines",
        "_full_spans",
        "_preferences",
        "_quiet_spans",
        "_standings",
        "_tries_dislikes",
        "_voices",
        "accepted",
        "has_answers",
        "policy",
        "remembered",
        "snapshot",
        "status",
        "targets",
        "taxonomy",
    )

    def __init__(
        self, snapshot: Snapshot | None, *, policy: Policy, taxonomy: Taxonomy, available: bool = True
    ) -> None:
        self.snapshot = snapshot
        self.policy = policy
        self.taxonomy = taxonomy
        self.status = profile_status(snapshot) if available else ProfileStatus.UNAVAILABLE
        self._preferences = {} if snapshot is None else _by_target(snapshot.preferences, taxonomy)
        self._declines: Mapping[str, Sequence[Entry[OfferResponse]]] = {}
        self._quiet_spans: Mapping[str, tuple[tuple[QuietSpan, ...], ...]] = {}
        if snapshot is not None and snapshot.responses:
            self._declines = _declines(snapshot.responses, taxonomy)
            spans = quiet_spans(snapshot.responses, policy, taxonomy)
            self._quiet_spans = {_TARGET[scope](key): found for (scope, key), found in spans.items()}
        self.accepted: Mapping[str, Accepted] = {} if snapshot is None else snapshot.accepted
        voices = NOTHING_SAID if snapshot is None else voices_of(snapshot)
        self._full_spans: Mapping[str, tuple[tuple[QuietSpan, ...], ...]] = {}
        if snapshot is not None and policy.frequency_caps and (snapshot.presentations or snapshot.reservations):
            zones = stays(voices.time_zones, policy.time_zone, merged_at=voices.merged_at)
            self._full_spans = full_spans(snapshot.presentations, policy, zones, snapshot.reservations)
        self._voices = None if voices is NOTHING_SAID and not self._full_spans else voices
        self.has_answers = bool(self.accepted or self._quiet_spans or self._full_spans)
        self._contacts: dict[tuple[Purpose, Channel], Contact] = {}
        self.targets = frozenset(self._preferences).union(self._declines, self._quiet_spans, self._full_spans)
        self._tries_dislikes = SuppressionReason.DISLIKED in policy.shadow_reasons
        self._standings: dict[str, Standing] = {}
        self.remembered: dict[Hashable, Any] = {}

    @classmethod
    def without_entries(cls, status: ProfileStatus, *, policy: Policy, taxonomy: Taxonomy) -> "Profile":
        """One that has nothing to say, of this status."""
        profile = cls(None, policy=policy, taxonomy=taxonomy)
        profile.status = status
        return profile

    @property
    def revision(self) -> int:
        return 0 if self.snapshot is None else self.snapshot.revision

    def not_before(self, now: datetime) -> datetime:
        """`now`, or the last write where the clock of this machine is behind the one that wrote: what was recorded "from
        now on" is in force for every reader."""
        return now if self.snapshot is None else max(now, self.snapshot.updated_at)

    def standings(self, aspects: Sequence[Aspect], at: datetime) -> list[Standing]:
        """How the customer stands to those aspects of an offer that the profile says anything about."""
        found = []
        for aspect in aspects:
            if not self.targets.isdisjoint(aspect.lineage):
                standing = self._standings.get(aspect.key)
                if standing is None or not standing.since <= at < standing.until:
                    standing = self._stand(aspect, at)
                if standing is not INDIFFERENT:
                    found.append(standing)
        return found

    def _stand(self, aspect: Aspect, at: datetime) -> Standing:
        declines = self._declines.get(aspect.lineage[0], ()) if self._declines else ()
        standing = stand(aspect, self._preferences, declines, at, shadow=self._tries_dislikes)
        if len(self._standings) < REMEMBERED_MAX:
            self._standings[aspect.key] = standing
        return standing

    def contact(self, purpose: Purpose, channel: Channel, at: datetime) -> Contact | None:
        """What stands against every offer; None where it is the same as for everybody."""
        if self._voices is None:
            return None
        place = (purpose, channel)
        known = self._contacts.get(place)
        if known is None or not known.since <= at < known.until:
            capped = self._capped(channel, at) if purpose in SELLING_PURPOSES and self._full_spans else _NO_CAP
            known = contact(self._voices, self.policy, purpose=purpose, channel=channel, at=at, capped=capped)
            self._contacts[place] = known
        return known

    def _capped(self, channel: Channel, at: datetime) -> Found:
        spans = [
            span
            for target in (EVERYTHING, channel_target(channel))
            for of_cap in self.full_spans(target)
            for span in of_cap
        ]
        told = [span.suppression for span in spans if span.since <= at < span.until]
        return told, [change for span in spans for change in (span.since, span.until)]

    def full_spans(self, target: str) -> tuple[tuple[QuietSpan, ...], ...]:
        """For each cap that was ever used up for this target, its spans in the order of time."""
        return self._full_spans.get(target, _NOTHING)

    def room(self, at: datetime) -> Room:
        """What the caps leave room for at this instant."""
        snapshot = self.snapshot or empty_snapshot("", at)
        voices = voices_of(snapshot)
        zones = stays(voices.time_zones, self.policy.time_zone, merged_at=voices.merged_at)
        return Room(snapshot.presentations, snapshot.reservations, self.policy, zones, at=at)

    def quiet_spans(self, target: str) -> tuple[tuple[QuietSpan, ...], ...]:
        """For each rule that ever applied to this target, its spans in the order of time."""
        return self._quiet_spans.get(target, _NOTHING)

    def preferences_in_force(self, at: datetime) -> list[Entry[Preference]]:
        """Per target and basis the preference that counts, strongest basis first, then by target."""
        return _in_force(self._preferences, at)


def preferences_in_force(snapshot: Snapshot, taxonomy: Taxonomy, at: datetime) -> list[Entry[Preference]]:
    """As Profile's, where nothing else of a profile is asked for."""
    return _in_force(_by_target(snapshot.preferences, taxonomy), at)


def _in_force(by_target: Mapping[str, Sequence[Entry[Preference]]], at: datetime) -> list[Entry[Preference]]:
    found = [
        entry
        for seat in by_target.values()
        for basis in {entry.provenance.basis for entry in seat}
        if (entry := in_force(seat, basis, at)) is not None
    ]
    found.sort(key=lambda entry: (entry.provenance.basis, entry.content.topic, entry.content.offer_type))
    return found


def profile_status(snapshot: Snapshot | None) -> ProfileStatus:
    """Of one that could be read."""
    return ProfileStatus.KNOWN if snapshot is not None and snapshot.is_known else ProfileStatus.UNKNOWN_CUSTOMER


def _by_target(preferences: Sequence[Entry[Preference]], taxonomy: Taxonomy) -> dict[str, list[Entry[Preference]]]:
    by_target: dict[str, list[Entry[Preference]]] = {}
    for entry in preferences:
        topic = entry.content.topic
        target = topic_target(taxonomy.canonical(topic)) if topic else type_target(entry.content.offer_type)
        by_target.setdefault(target, []).append(entry)
    return by_target


def _declines(responses: Sequence[Entry[OfferResponse]], taxonomy: Taxonomy) -> dict[str, list[Entry[OfferResponse]]]:
    declines: dict[str, list[Entry[OfferResponse]]] = {}
    for response in responses:
        if response.content.outcome in (Outcome.DECLINED, Outcome.COMPLAINED):
            targets = {topic_target(taxonomy.canonical(topic)) for topic in response.content.topics}
            if response.content.offer_type:
                targets.add(type_target(response.content.offer_type))
            for target in targets:
                declines.setdefault(target, []).append(response)
    return declines
