"""The profile: a snapshot made ready for decisions under one policy and one taxonomy.

What it works out (how the customer stands to a topic, which cool-downs run) it remembers with the span for which that
holds, since the same topics are asked for again and again. What it remembers never changes an answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import IntEnum

from regard_server.domain.cool_downs import QuietSpans, quiet_spans
from regard_server.domain.entry import Entry, OfferResponse, Outcome, Preference
from regard_server.domain.policy import CoolDownScope, Policy, SuppressionReason
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.standing import Standing, in_force, stand
from regard_server.domain.suppression import Suppression
from regard_server.domain.taxonomy import Taxonomy

REMEMBERED_MAX = 512
"""Standings kept per profile; past that they are worked out anew."""


class ProfileStatus(IntEnum):
    KNOWN = 1
    UNKNOWN_CUSTOMER = 2
    UNAVAILABLE = 3


class Profile:
    """`snapshot` is None for a customer nobody knows, and for one whose profile could not be read."""

    __slots__ = (
        "_by_target",
        "_declines",
        "_standings",
        "policy",
        "quiet_spans",
        "rests_topics",
        "snapshot",
        "status",
        "taxonomy",
    )

    def __init__(
        self, snapshot: Snapshot | None, *, policy: Policy, taxonomy: Taxonomy, available: bool = True
    ) -> None:
        self.snapshot = snapshot
        self.policy = policy
        self.taxonomy = taxonomy
        self.status = _status(snapshot, available=available)
        responses = () if snapshot is None else snapshot.responses
        self._by_target = {} if snapshot is None else _by_target(snapshot.preferences, taxonomy)
        self._declines = _declines(responses, taxonomy)
        self.quiet_spans: QuietSpans = quiet_spans(responses, policy, taxonomy) if responses else {}
        self.rests_topics = any(scope is CoolDownScope.TOPIC for scope, _ in self.quiet_spans)
        self._standings: dict[tuple[bool, str], Standing] = {}

    @property
    def revision(self) -> int:
        return 0 if self.snapshot is None else self.snapshot.revision

    def standing_to_topic(self, topic: str, at: datetime) -> Standing:
        remembered = self._standings.get((True, topic))
        if remembered is not None and remembered.since <= at < remembered.until:
            return remembered
        lineage = [f"topics/{node}" for node in self.taxonomy.lineage(topic)]
        return self._stand((True, topic), lineage, at)

    def standing_to_offer_type(self, offer_type: str, at: datetime) -> Standing:
        remembered = self._standings.get((False, offer_type))
        if remembered is not None and remembered.since <= at < remembered.until:
            return remembered
        return self._stand((False, offer_type), [offer_type], at)

    def preferences_in_force(self, at: datetime) -> tuple[list[Entry[Preference]], datetime | None]:
        """Per target and basis the preference that counts, strongest basis first, then by target; and until when."""
        if self.snapshot is None:
            return [], None
        found = [
            entry
            for seat in self._by_target.values()
            for basis in {entry.provenance.basis for entry in seat}
            if (entry := in_force(seat, basis, at)) is not None
        ]
        found.sort(key=lambda entry: (entry.provenance.basis, entry.content.topic, entry.content.offer_type))
        changes = [
            change
            for entry in self.snapshot.preferences
            for change in (entry.effective_at, entry.expire_at)
            if change is not None and change > at
        ]
        return found, min(changes, default=None)

    def responses_newest_first(self) -> list[Entry[OfferResponse]]:
        """Those that the snapshot holds."""
        responses = () if self.snapshot is None else self.snapshot.responses
        return sorted(responses, key=lambda response: (response.effective_at, response.place), reverse=True)

    def _stand(self, key: tuple[bool, str], lineage: Sequence[str], at: datetime) -> Standing:
        standing = stand(lineage, self._by_target, self._declines.get(lineage[0], ()), at)
        if standing.disliked and standing.entry is not None:
            is_topic, target = key
            suppression = Suppression(
                reason=SuppressionReason.DISLIKED,
                evidence=(standing.entry,),
                until=standing.disliked_until,
                shadow=SuppressionReason.DISLIKED in self.policy.shadow_reasons,
                topic=target if is_topic else "",
                offer_type="" if is_topic else target,
            )
            standing = replace(standing, suppression=suppression)
        if len(self._standings) < REMEMBERED_MAX:
            self._standings[key] = standing
        return standing


def _status(snapshot: Snapshot | None, *, available: bool) -> ProfileStatus:
    if not available:
        return ProfileStatus.UNAVAILABLE
    return ProfileStatus.UNKNOWN_CUSTOMER if snapshot is None else ProfileStatus.KNOWN


def _by_target(preferences: Sequence[Entry[Preference]], taxonomy: Taxonomy) -> dict[str, list[Entry[Preference]]]:
    """By node: `topics/{canonical path}` or the offer type, two names that can't meet since a type has no slash."""
    by_target: dict[str, list[Entry[Preference]]] = {}
    for entry in preferences:
        topic = entry.content.topic
        node = f"topics/{taxonomy.canonical(topic)}" if topic else entry.content.offer_type
        by_target.setdefault(node, []).append(entry)
    return by_target


def _declines(responses: Sequence[Entry[OfferResponse]], taxonomy: Taxonomy) -> dict[str, list[Entry[OfferResponse]]]:
    declines: dict[str, list[Entry[OfferResponse]]] = {}
    for response in responses:
        if response.content.outcome in (Outcome.DECLINED, Outcome.COMPLAINED):
            nodes = {f"topics/{taxonomy.canonical(topic)}" for topic in response.content.topics}
            for node in nodes | ({response.content.offer_type} - {""}):
                declines.setdefault(node, []).append(response)
    return declines
