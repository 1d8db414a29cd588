"""The snapshot: the stored, bounded, compiled form of a profile, so that a read is one fetch however long the ledger.

It holds what decisions from now on can need, and nothing that depends on the time of reading:
- preferences, but for those that a newer one on the same target with the same basis outweighs at every instant from now
  on (they are needed again only when the newer one is retracted; then the snapshot is compiled from the ledger);
- offer responses back to the policy's horizon; presentations are left to the ledger.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from regard_server.domain.entry import Content, Entry, OfferResponse, Outcome, Preference

CLOCK_TOLERANCE = timedelta(days=1)
"""How far the clocks of the machines may differ. A preference is dropped only when the one that outweighs it has been in
force for that long, so that a reader whose clock is behind still finds one of the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    revision: int
    created_at: datetime
    updated_at: datetime
    horizon_at: datetime
    preferences: tuple[Entry[Preference], ...]
    responses: tuple[Entry[OfferResponse], ...]


def empty_snapshot(now: datetime) -> Snapshot:
    return Snapshot(revision=0, created_at=now, updated_at=now, horizon_at=now, preferences=(), responses=())


def append(snapshot: Snapshot, entries: Iterable[Entry[Content]], *, now: datetime, horizon: timedelta) -> Snapshot:
    """The snapshot one revision on, with the entries of that write."""
    preferences = snapshot.preferences
    responses = list(snapshot.responses)
    for entry in entries:
        if isinstance(entry.content, Preference):
            preferences = _with_preference(preferences, cast("Entry[Preference]", entry), now)
        elif isinstance(entry.content, OfferResponse):
            responses.append(cast("Entry[OfferResponse]", entry))
    return Snapshot(
        revision=snapshot.revision + 1,
        created_at=snapshot.created_at,
        updated_at=now,
        horizon_at=now - horizon,
        preferences=preferences,
        responses=_within(responses, now - horizon),
    )


def compile_again(
    snapshot: Snapshot, entries: Iterable[Entry[Content]], *, now: datetime, horizon: timedelta
) -> Snapshot:
    """The snapshot of the same revision made anew from the ledger's entries that still count, in their order there."""
    compiled = append(empty_snapshot(now), entries, now=now, horizon=horizon)
    return Snapshot(
        revision=snapshot.revision,
        created_at=snapshot.created_at,
        updated_at=snapshot.updated_at,
        horizon_at=compiled.horizon_at,
        preferences=compiled.preferences,
        responses=compiled.responses,
    )


def _with_preference(
    kept: tuple[Entry[Preference], ...], added: Entry[Preference], now: datetime
) -> tuple[Entry[Preference], ...]:
    alike = [old for old in kept if _same_seat(old, added)]
    if any(_outweighs_from_now_on(old, added, now) for old in alike):
        return kept
    outweighed = {old.id for old in alike if _outweighs_from_now_on(added, old, now)}
    if outweighed:
        kept = tuple(old for old in kept if old.id not in outweighed)
    return (*kept, added)


def _same_seat(one: Entry[Preference], other: Entry[Preference]) -> bool:
    """Only preferences on one target with one basis compete for being in force."""
    return (
        one.content.topic == other.content.topic
        and one.content.offer_type == other.content.offer_type
        and one.provenance.basis is other.provenance.basis
    )


def _outweighs_from_now_on(newer: Entry[Preference], older: Entry[Preference], now: datetime) -> bool:
    """Whether at every instant that is still to come and that `older` covers, `newer` covers it too and wins."""
    if newer.effective_at > now - CLOCK_TOLERANCE:
        return False
    if (newer.effective_at, newer.place) <= (older.effective_at, older.place):
        return False
    return newer.expire_at is None or (older.expire_at is not None and newer.expire_at >= older.expire_at)


def _within(responses: list[Entry[OfferResponse]], horizon_at: datetime) -> tuple[Entry[OfferResponse], ...]:
    return tuple(
        response
        for response in responses
        if response.content.outcome is not Outcome.PRESENTED and response.effective_at >= horizon_at
    )
