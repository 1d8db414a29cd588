"""Compiling snapshots from entries: one write after another, or anew from the ledger."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Any

from regard_server.domain.content import (
    EVENTS,
    Commitment,
    CommitmentStatus,
    Consent,
    ContactRule,
    ContactSort,
    Content,
    IdentityLink,
    IdentityLinkStatus,
    Interaction,
    Moment,
    OfferResponse,
    Outcome,
    Preference,
    Release,
    Reservation,
    Restriction,
)
from regard_server.domain.dense_responses import MANY, without_dense
from regard_server.domain.entry import Basis, Entry, Succession
from regard_server.domain.identity import normalised
from regard_server.domain.kept_interactions import kept_interactions
from regard_server.domain.policy import Reach
from regard_server.domain.presentations import presentation_of, that_caps_need
from regard_server.domain.room import COMMITMENTS_MAX, MOMENTS_MAX
from regard_server.domain.seat import CLOCK_TOLERANCE, is_over, seat_of, without_outweighed
from regard_server.domain.snapshot import Accepted, Presentation, Snapshot, empty_snapshot

Entries = tuple[Entry[Any], ...]

FIELD_OF: Mapping[type, str] = {
    Preference: "preferences",
    OfferResponse: "responses",
    Consent: "consents",
    ContactRule: "contact_rules",
    Restriction: "restrictions",
    Moment: "moments",
    Commitment: "commitments",
    Interaction: "interactions",
    IdentityLink: "identities",
    Reservation: "reservations",
}
"""Where a snapshot keeps entries of each content. Of the others it keeps nothing."""


def append(snapshot: Snapshot, entries: Sequence[Entry[Content]], *, now: datetime, reach: Reach) -> Snapshot:
    """The snapshot one revision on, with the entries of that write, which are of its customer or of one of its members."""
    return _with_entries(
        snapshot,
        entries,
        now=now,
        reach=reach,
        revision=snapshot.revision + 1,
        updated_at=now,
        since_checkpoint=snapshot.since_checkpoint + len(entries),
    )


def compile_again(snapshot: Snapshot, entries: Iterable[Entry[Content]], *, now: datetime, reach: Reach) -> Snapshot:
    """The same snapshot, customer, members and revision, made anew from the entries of all its ledgers that still count, in
    their order there, each with its succession."""
    compiled = append(empty_snapshot(snapshot.customer, now), list(entries), now=now, reach=reach)
    return replace(
        compiled,
        revision=snapshot.revision,
        created_at=snapshot.created_at,
        updated_at=snapshot.updated_at,
        members=snapshot.members,
        # What was retracted was recorded all the same.
        recorded={**dict.fromkeys(snapshot.recorded), **compiled.recorded},
        since_checkpoint=snapshot.since_checkpoint,
    )


def bounded(snapshot: Snapshot, *, now: datetime, reach: Reach) -> Snapshot:
    """The same snapshot, of whose entries it keeps what can count from now on and what there is room for."""
    compilation = _Compilation(snapshot, now)
    for name in FIELD_OF.values():
        compilation.take_up(name)
    return replace(snapshot, **compilation.finish(reach), horizon_at=now - reach.horizon)


def compile_field_again(
    snapshot: Snapshot, name: str, entries: Iterable[Entry[Content]], *, now: datetime, reach: Reach
) -> Snapshot:
    """The same snapshot with this field made anew, from all entries for it that still count, in their order, each with its
    succession."""
    compiled = append(empty_snapshot(snapshot.customer, now), list(entries), now=now, reach=reach)
    names = (name, *ContactSort) if name == "contact_rules" else (name,)
    recorded = {**snapshot.recorded, **{field: None for field in names if field in snapshot.recorded}}
    left_out = {field: count for field, count in snapshot.left_out.items() if field != name}
    again: dict[str, Any] = {name: getattr(compiled, name)}
    if name == "responses":
        again |= {"accepted": compiled.accepted, "presentations": compiled.presentations}
    return replace(
        snapshot,
        **again,
        recorded={**recorded, **compiled.recorded},
        left_out={**left_out, **compiled.left_out},
    )


def compile_at(snapshot: Snapshot, entries: Iterable[Entry[Content]], *, at: datetime, reach: Reach) -> Snapshot:
    """What the snapshot would be, were the present that instant and everything that the snapshot rests on known then.
    `entries` as for compile_again. What begins only later is left out: it would take the room of what counted."""
    begun = [entry for entry in entries if entry.effective_at <= at]
    return compile_again(snapshot, begun, now=at, reach=reach)


def can_bring_back(snapshot: Snapshot, entry: Entry[Any]) -> bool:
    """Whether something that the snapshot doesn't hold may count, once this entry doesn't: something that it outweighed, or
    that there was no room for. What isn't held itself was outweighed or is over, and so is all that it outweighed."""
    name = FIELD_OF[type(entry.content)]
    if name in ("moments", "commitments"):
        return name in snapshot.left_out
    if isinstance(entry.content, Interaction) and entry.content.resolved and entry.content.case_id:
        return True  # it may have closed a case of which others were kept no longer
    return name == "responses" or any(kept.key == entry.key for kept in getattr(snapshot, name))


def superseded_at(old: Entry[Content], new_effective_at: datetime) -> datetime:
    """From when on an entry that is superseded no longer counts. What happened is corrected from its beginning."""
    return old.effective_at if old.kind in EVENTS else new_effective_at


def with_successor(old: Entry[Any], *, successor_id: str, effective_at: datetime) -> Entry[Any]:
    succession = replace(
        old.succession or Succession(),
        superseded_by=successor_id,
        superseded_at=superseded_at(old, effective_at),
    )
    return replace(old, succession=succession)


def field_names(entry: Entry[Any]) -> tuple[str, ...]:
    """The fields of a profile that the entry says something of."""
    name = FIELD_OF[type(entry.content)]
    return (name, entry.content.sort.value) if isinstance(entry.content, ContactRule) else (name,)


def _with_entries(
    snapshot: Snapshot, entries: Sequence[Entry[Content]], *, now: datetime, reach: Reach, **fields: Any
) -> Snapshot:
    compilation = _Compilation(snapshot, now)
    for entry in entries:
        name = FIELD_OF.get(type(entry.content))
        if name is not None:
            compilation.take_in(name, entry)
        compilation.end_reservation(entry)
    return replace(snapshot, **fields, **compilation.finish(reach), horizon_at=now - reach.horizon, made_for=reach.id)


class _Compilation:
    """The fields of a snapshot that entries change."""

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self._snapshot = snapshot
        self._now = now
        self._touched: dict[str, list[Entry[Any]]] = {}
        self._seats: dict[str, set[Hashable]] = {}  # by field, of the statements that came
        self._successors: dict[str, dict[tuple[str, str], Entry[Any]]] = {}  # by field, and by what they replace
        self._ended: dict[tuple[str, str], Entry[Any]] = {}  # by the reservation, what released or settled it first
        self._recorded = dict(snapshot.recorded)
        self._accepted = dict(snapshot.accepted)
        self._presented: list[Presentation] = []
        self._left_out = dict(snapshot.left_out)
        self._offers: set[str] = set()  # that something was answered to

    def take_up(self, name: str) -> None:
        """As it is."""
        self._touched[name] = list(getattr(self._snapshot, name))
        if name == "responses":
            self._offers.update(response.content.offer_id for response in self._snapshot.responses)

    def take_in(self, name: str, entry: Entry[Any]) -> None:
        if name not in self._recorded or name == "contact_rules":
            for field in field_names(entry):
                self._recorded.setdefault(field, None)
        if name not in self._touched:
            self._touched[name] = list(getattr(self._snapshot, name))
        if entry.supersedes:
            self._successors.setdefault(name, {})[entry.owner, entry.supersedes] = entry
        if name in _STATEMENTS:
            self._seats.setdefault(name, set()).add(seat_of(entry))
        _TAKE_IN[name](self._touched[name], entry)
        if isinstance(entry.content, OfferResponse):
            self._offers.add(entry.content.offer_id)
            _note_accepted(self._accepted, entry, entry.content)
            presented = presentation_of(entry)
            if presented is not None:
                self._presented.append(presented)

    def end_reservation(self, by: Entry[Any]) -> None:
        """The one that this entry releases or settles, if any."""
        if isinstance(by.content, Release | OfferResponse) and by.content.reservation_id:
            self._ended.setdefault((by.owner, by.content.reservation_id), by)

    def finish(self, reach: Reach) -> dict[str, Any]:
        """What all that came has in common is done once: a ledger is compiled at a cost that grows with its length."""
        for name, successors in self._successors.items():
            self._touched[name] = _superseded(self._touched[name], successors)
        for name, seats in self._seats.items():
            self._touched[name] = without_outweighed(self._touched[name], seats, self._now)
        touched = {name: _without_what_is_over(kept, self._recorded, self._now) for name, kept in self._touched.items()}
        if "responses" in touched or len(self._snapshot.responses) > MANY:
            responses = touched.get("responses", self._snapshot.responses)
            touched["responses"] = _that_can_count(responses, self._offers, self._now, reach)
        for name in touched.keys() & _SHOWN.keys():
            shown = _SHOWN[name](touched[name], self._now)
            if len(shown) < len(touched[name]):
                self._left_out[name] = self._left_out.get(name, 0) + len(touched[name]) - len(shown)
            touched[name] = shown
        if "interactions" in touched:
            touched["interactions"] = kept_interactions(touched["interactions"], self._snapshot.interactions, self._now)
        return {
            **touched,
            "reservations": self._reservations(),
            "recorded": self._recorded,
            "accepted": self._accepted,
            "presentations": self._presentations(reach),
            "left_out": self._left_out,
        }

    def _reservations(self) -> tuple[Entry[Reservation], ...]:
        """Those that hold from now on: no reader looks further back than the last write. What ended one first ended it."""
        known = self._touched.get("reservations", self._snapshot.reservations)
        held = [
            with_successor(one, successor_id=by.id, effective_at=by.effective_at)
            if one.succession is None and (by := self._ended.get(one.key))
            else one
            for one in known
        ]
        return tuple([one for one in held if one.ends_at is None or one.ends_at > self._now])

    def _presentations(self, reach: Reach) -> tuple[Presentation, ...]:
        """What is needed no longer goes when a response comes: a write of something else costs nothing here."""
        known = self._snapshot.presentations
        return that_caps_need((*known, *self._presented), self._now, reach) if "responses" in self._touched else known


def _superseded(kept: list[Entry[Any]], successors: Mapping[tuple[str, str], Entry[Any]]) -> list[Entry[Any]]:
    return [
        with_successor(old, successor_id=new.id, effective_at=new.effective_at)
        if (new := successors.get(old.key))
        else old
        for old in kept
    ]


def _take_in_commitment(kept: list[Entry[Any]], entry: Entry[Commitment]) -> None:
    if entry.content.status is CommitmentStatus.OPEN:
        kept.append(entry)


def _take_in_identity(kept: list[Entry[Any]], entry: Entry[IdentityLink]) -> None:
    kept[:] = [old for old in kept if _identity(old) != _identity(entry)]
    if entry.content.status is IdentityLinkStatus.LINKED:
        kept.append(entry)


def _identity(entry: Entry[IdentityLink]) -> tuple[str, str, str]:
    """Each ledger links and unlinks its own: across ledgers two times of recording may be one, and not tell which came last."""
    link = entry.content
    return entry.owner, link.scheme, normalised(link.scheme, link.value)


_STATEMENTS = frozenset({"preferences", "consents", "contact_rules", "restrictions"})
"""Fields whose entries compete, seat by seat."""

_TAKE_IN: Mapping[str, Callable[[list[Entry[Any]], Entry[Any]], None]] = {
    **dict.fromkeys((*_STATEMENTS, "responses", "moments", "interactions", "reservations"), list.append),
    "commitments": _take_in_commitment,
    "identities": _take_in_identity,
}


def _without_what_is_over(kept: Sequence[Entry[Any]], recorded: dict[str, datetime | None], now: datetime) -> Entries:
    still = tuple(
        [entry for entry in kept if (entry.expire_at is None and entry.succession is None) or not is_over(entry, now)]
    )
    if len(still) != len(kept):
        for entry in kept:
            if is_over(entry, now) and entry.ends_at == entry.expire_at and entry.expire_at is not None:
                for field in field_names(entry):
                    recorded[field] = max(entry.expire_at, recorded[field] or entry.expire_at)
    return still


def _note_accepted(accepted: dict[str, Accepted], entry: Entry[Content], response: OfferResponse) -> None:
    if response.outcome is not Outcome.ACCEPTED or entry.ends_at == entry.effective_at:
        return
    if entry.provenance.basis is Basis.INFERRED:
        return
    before = accepted.get(response.offer_id)
    if before is None or (entry.effective_at, entry.id) < (before.at, before.entry_id):
        accepted[response.offer_id] = Accepted(entry_id=entry.id, at=entry.effective_at, owner=entry.owner)


def _that_can_count(responses: Entries, offers: AbstractSet[str], now: datetime, reach: Reach) -> Entries:
    """Presentations are kept apart. `offers` are those of the responses that are new."""
    horizon_at = now - reach.horizon
    within = tuple(
        [
            response
            for response in responses
            if response.effective_at >= horizon_at and response.content.outcome is not Outcome.PRESENTED
        ]
    )
    return without_dense(within, offers, depth=reach.depth, window=reach.window_min, settled_at=now - CLOCK_TOLERANCE)


def _shown_moments(moments: Entries, now: datetime) -> Entries:
    last = sorted(moments, key=lambda moment: moment.order, reverse=True)[:MOMENTS_MAX]
    shown = {moment.key for moment in last}
    return tuple(moment for moment in moments if moment.key in shown or _pauses(moment, now))


def _pauses(moment: Entry[Moment], now: datetime) -> bool:
    until = moment.content.pauses_selling_until
    return until is not None and until > now - CLOCK_TOLERANCE


def _shown_commitments(commitments: Entries, _: datetime) -> Entries:
    if len(commitments) <= COMMITMENTS_MAX:
        return commitments
    without_due_last = sorted(
        commitments, key=lambda entry: (entry.content.due_at is None, entry.content.due_at or entry.created_at)
    )
    return tuple(without_due_last[:COMMITMENTS_MAX])


_SHOWN: Mapping[str, Callable[[Entries, datetime], Entries]] = {
    "moments": _shown_moments,
    "commitments": _shown_commitments,
}
