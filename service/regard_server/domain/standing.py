"""How the customer stands to one target (a topic or an offer type) at one instant, and for how long that holds.

The rules, of which the first that finds something decides:
1. a STATED preference NEVER, in force on any node of the path from the topic to the root;
2. the STATED preference in force on the nearest node; only where the path has none, the OBSERVED one.
An INFERRED preference never decides; where nothing else is there it ranks.

In force on a node, for one basis: of those whose interval covers the instant, the one with the greatest
(effective time, place in the ledger). So a newer statement wins from its day on, and when it expires the one before
applies again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from regard_server.domain.entry import Basis, Entry, OfferResponse, Preference, Stance
from regard_server.domain.suppression import Evidence, Suppression

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
"""Stand for "always" and "never ends" where instants are compared."""

# Affinity is counted in hundredths, so that the order in which topics are added up can't show in the result.
POINTS_OF_BASIS = {Basis.STATED: 100, Basis.OBSERVED: 75, Basis.INFERRED: 50}
POINTS_LOST_PER_DECLINE = 25
POINTS_LOST_MAX = 100
RECENT = timedelta(days=365)
"""A like counts in full for a year, three quarters until three years, then half."""
OLD = timedelta(days=3 * 365)
DECLINE_REMEMBERED = timedelta(days=180)
"""How long a decline takes affinity away; within the horizon of every sensible policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`entry` is the preference that counts, if any; an INFERRED one only ranks.

    Everything here holds from `since` to before `until`. `disliked_until` is the first instant at which the target is no
    longer disliked, whichever preference holds it then; None where no such instant is known. `suppression` is what a
    dislike says against an offer for this target; the profile, which knows the policy, puts it there.
    """

    entry: Entry[Preference] | None
    disliked: bool
    disliked_until: datetime | None
    points: int
    evidence: tuple[Evidence, ...]
    since: datetime
    until: datetime
    suppression: Suppression | None = None


Seats = Mapping[str, Sequence[Entry[Preference]]]
"""Preferences by the node that they are on."""


def stand(
    lineage: Sequence[str], preferences: Seats, declines: Sequence[Entry[OfferResponse]], at: datetime
) -> Standing:
    """`lineage` is the target and all above it, nearest first; `declines` are those of exactly this target."""
    seats = [preferences.get(node, ()) for node in lineage]
    entry, distance = _deciding(seats, at)
    disliked = _dislikes(entry)
    changes = sorted(set(_changes(seats, declines)))
    counted = [
        decline for decline in declines if decline.effective_at <= at < decline.effective_at + DECLINE_REMEMBERED
    ]
    points = 0 if entry is None else _points(entry, distance, at)
    points -= min(len(counted) * POINTS_LOST_PER_DECLINE, POINTS_LOST_MAX)
    ranking: tuple[Entry[Preference], ...] = (entry,) if entry is not None and _ranks(entry) else ()
    return Standing(
        entry=entry,
        disliked=disliked,
        disliked_until=_disliked_until(seats, changes, at) if disliked else None,
        points=points,
        evidence=(*ranking, *counted),
        since=max((change for change in changes if change <= at), default=EARLIEST),
        until=next((change for change in changes if change > at), LATEST),
    )


def in_force(preferences: Sequence[Entry[Preference]], basis: Basis, at: datetime) -> Entry[Preference] | None:
    """Of the preferences on one node, the one that counts at this instant for this basis."""
    covering = [entry for entry in preferences if entry.provenance.basis is basis and entry.covers(at)]
    return max(covering, key=lambda entry: (entry.effective_at, entry.place), default=None)


def _deciding(seats: Sequence[Sequence[Entry[Preference]]], at: datetime) -> tuple[Entry[Preference] | None, int]:
    """The preference that counts, and how many nodes up from the target it is."""
    stated = [in_force(seat, Basis.STATED, at) for seat in seats]
    for distance, entry in enumerate(stated):
        if entry is not None and entry.content.stance is Stance.NEVER:
            return entry, distance
    for distance, entry in enumerate(stated):
        if entry is not None:
            return entry, distance
    for basis in (Basis.OBSERVED, Basis.INFERRED):
        for distance, seat in enumerate(seats):
            entry = in_force(seat, basis, at)
            if entry is not None:
                return entry, distance
    return None, 0


def _dislikes(entry: Entry[Preference] | None) -> bool:
    return (
        entry is not None
        and entry.provenance.basis is not Basis.INFERRED
        and entry.content.stance in (Stance.DISLIKES, Stance.NEVER)
    )


def _disliked_until(
    seats: Sequence[Sequence[Entry[Preference]]], changes: Sequence[datetime], at: datetime
) -> datetime | None:
    for change in changes:
        if change > at and not _dislikes(_deciding(seats, change)[0]):
            return change
    return None


def _changes(
    seats: Sequence[Sequence[Entry[Preference]]], declines: Sequence[Entry[OfferResponse]]
) -> Iterator[datetime]:
    """Every instant at which time alone may change the standing."""
    for seat in seats:
        for entry in seat:
            yield entry.effective_at
            if entry.expire_at is not None:
                yield entry.expire_at
            if _ranks(entry):
                yield entry.effective_at + RECENT
                yield entry.effective_at + OLD
    for decline in declines:
        yield decline.effective_at
        yield decline.effective_at + DECLINE_REMEMBERED


def _ranks(entry: Entry[Preference]) -> bool:
    return entry.content.stance is not Stance.NEUTRAL


def _points(entry: Entry[Preference], distance: int, at: datetime) -> int:
    """What the preference adds or takes: its basis, halved with each node further up, less when it is old."""
    if not _ranks(entry):
        return 0
    age = at - entry.effective_at
    quarters = 4 if age < RECENT else 3 if age < OLD else 2
    points = (POINTS_OF_BASIS[entry.provenance.basis] * quarters) >> (distance + 2)
    return points if entry.content.stance is Stance.LIKES else -points
