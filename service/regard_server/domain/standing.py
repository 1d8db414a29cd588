"""How the customer stands to one target (a topic or an offer type) at one instant, and for how long that holds.

The rules, of which the first that finds something decides:
1. a STATED preference NEVER, in force on any node of the path from the topic to the root;
2. the STATED preference in force on the nearest node; only where the path has none, the OBSERVED one.
An INFERRED preference never decides; where nothing else is there it ranks.

In force on a node, for one basis: of those whose interval covers the instant, the one with the greatest
(effective time, place in the ledger). So a newer statement wins from its day on, and when it expires the one before
applies again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from regard_server.domain.affinity import (
    DECLINE_REMEMBERED,
    OLD,
    POINTS_LOST_MAX,
    POINTS_LOST_PER_DECLINE,
    POINTS_OF_BASIS,
    RECENT,
)
from regard_server.domain.aspect import Aspect
from regard_server.domain.content import OfferResponse, Preference, Stance
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.span import EARLIEST, LATEST, around
from regard_server.domain.suppression import Evidence, Suppression


class Standing(NamedTuple):
    """`suppression` is what a dislike says against an offer for this target; `points` count towards its affinity, for the
    `evidence`. All of it holds from `since` to before `until`.

    The suppression's own `until` is the first instant at which the target is no longer disliked, whichever preference
    holds it then; None where no such instant is known. A tuple, since most of what an audience costs is making them.
    """

    suppression: Suppression | None
    points: int
    evidence: tuple[Evidence, ...]
    since: datetime
    until: datetime


INDIFFERENT = Standing(suppression=None, points=0, evidence=(), since=EARLIEST, until=LATEST)
"""How a customer stands to what their profile says nothing about."""

Seats = Mapping[str, Sequence[Entry[Preference]]]
"""Preferences by the node that they are on."""

Candidates = Sequence[tuple[Entry[Preference], int]]
"""The preferences on a lineage, each with the number of nodes that it is up from the target."""


def stand(
    aspect: Aspect,
    preferences: Seats,
    declines: Sequence[Entry[OfferResponse]],
    at: datetime,
    *,
    shadow: bool,
) -> Standing:
    """`declines` are those of exactly this aspect's target; `shadow`: the policy only tries dislikes."""
    candidates = [
        (entry, distance) for distance, node in enumerate(aspect.lineage) for entry in preferences.get(node, ())
    ]
    entry, distance = _deciding(candidates, at)
    points = 0
    evidence: tuple[Evidence, ...] = ()
    suppression = None
    if entry is not None:
        if _ranks(entry):
            points = _points(entry, distance, at)
            evidence = (entry,)
        if _dislikes(entry):
            suppression = Suppression(
                reason=SuppressionReason.DISLIKED,
                evidence=evidence,
                until=_disliked_until(candidates, at),
                shadow=shadow,
                topic=aspect.topic,
                offer_type=aspect.offer_type,
            )
    changes: list[datetime] = []
    for candidate, _ in candidates:
        began, end = candidate.effective_at, candidate.ends_at
        changes.append(began)
        if end is not None:
            changes.append(end)
        if _ranks(candidate):
            changes += (began + RECENT, began + OLD)
    if declines:
        for decline in declines:
            changes += (decline.effective_at, decline.effective_at + DECLINE_REMEMBERED)
        counted = [decline for decline in declines if _is_remembered(decline, at)]
        points -= min(len(counted) * POINTS_LOST_PER_DECLINE, POINTS_LOST_MAX)
        evidence += tuple(counted)
    since, until = around(changes, at)
    return Standing(suppression, points, evidence, since, until)


def in_force(preferences: Sequence[Entry[Preference]], basis: Basis, at: datetime) -> Entry[Preference] | None:
    """Of the preferences on one node, the one that counts at this instant for this basis."""
    covering = [entry for entry in preferences if entry.provenance.basis is basis and entry.covers(at)]
    return max(covering, key=lambda entry: entry.order, default=None)


def _deciding(candidates: Candidates, at: datetime) -> tuple[Entry[Preference] | None, int]:
    """The preference that counts, and how many nodes up from the target it is."""
    covering = [candidate for candidate in candidates if candidate[0].covers(at)]
    if len(covering) < 2:
        return covering[0] if covering else (None, 0)
    seats: dict[tuple[Basis, int], Entry[Preference]] = {}
    for entry, distance in covering:
        seat = (entry.provenance.basis, distance)
        other = seats.get(seat)
        if other is None or entry.order > other.order:
            seats[seat] = entry
    in_order = sorted(seats)  # STATED before OBSERVED before INFERRED, then the nearest
    for seat in in_order:
        if seat[0] is Basis.STATED and seats[seat].content.stance is Stance.NEVER:
            return seats[seat], seat[1]
    return seats[in_order[0]], in_order[0][1]


def _dislikes(entry: Entry[Preference]) -> bool:
    return entry.content.stance in (Stance.DISLIKES, Stance.NEVER) and entry.provenance.basis is not Basis.INFERRED


def _disliked_until(candidates: Candidates, at: datetime) -> datetime | None:
    for turn in sorted({turn for candidate, _ in candidates for turn in _turns(candidate) if turn > at}):
        entry, _ = _deciding(candidates, turn)
        if entry is None or not _dislikes(entry):
            return turn
    return None


def _turns(entry: Entry[Preference]) -> tuple[datetime, ...]:
    """The instants at which it begins and ends to count. As it ages it counts less, and decides all the same."""
    end = entry.ends_at
    return (entry.effective_at,) if end is None else (entry.effective_at, end)


def _is_remembered(decline: Entry[OfferResponse], at: datetime) -> bool:
    return decline.effective_at <= at < decline.effective_at + DECLINE_REMEMBERED


def _ranks(entry: Entry[Preference]) -> bool:
    return entry.content.stance is not Stance.NEUTRAL


def _points(entry: Entry[Preference], distance: int, at: datetime) -> int:
    """What the preference adds or takes: its basis, halved with each node further up, less when it is old."""
    age = at - entry.effective_at
    quarters = 4 if age < RECENT else 3 if age < OLD else 2
    points = (POINTS_OF_BASIS[entry.provenance.basis] * quarters) >> (distance + 2)
    return points if entry.content.stance is Stance.LIKES else -points
