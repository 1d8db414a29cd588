"""The snapshot: the stored, bounded, compiled form of a profile, so that a read is one fetch however long the ledger.

It holds what decisions and briefs from now on can need, and nothing that depends on the time of reading. What it leaves
out is in the ledger: `domain/compile.py` says what, `domain/room.py` how much there can be.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from regard_server.domain.channel import Channel
from regard_server.domain.content import (
    Commitment,
    Consent,
    ContactRule,
    IdentityLink,
    Interaction,
    Moment,
    OfferResponse,
    Preference,
    Reservation,
    Restriction,
)
from regard_server.domain.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A customer merged into another, since when; `into` is the one that it was merged into itself."""

    customer: str
    into: str
    merged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The first acceptance of an offer: what was taken stays taken, from then on."""

    entry_id: str
    at: datetime
    owner: str = ""


class Presentation(NamedTuple):
    """What a frequency cap needs of an offer response PRESENTED; of those of one instant, the id tells the later. A tuple,
    since it is stored, read and sorted by the thousand."""

    at: datetime
    id: str
    offer_id: str
    offer_type: str = ""
    channel: Channel = Channel.UNSPECIFIED
    owner: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.owner, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """`customer` is whose profile it is: of merged customers, the surviving one; `members` are the others, by name.

    `responses` go back to `horizon_at`, for the policy that they were compiled for; `presentations`, in the order of time,
    are those that a frequency cap of that policy can still need; `reservations` are those that hold. `accepted` has for each offer that was ever accepted the
    entry that said so first. `recorded` names the fields of which anything was ever recorded, with the end of the last
    entry that counted and has expired. `left_out` counts, per field, the entries for which there was no room. `since_checkpoint` counts entries since the last checkpoint. `made_for` is the id of the policy's reach.
    """

    customer: str
    revision: int
    created_at: datetime
    updated_at: datetime
    horizon_at: datetime
    preferences: tuple[Entry[Preference], ...] = ()
    responses: tuple[Entry[OfferResponse], ...] = ()
    accepted: Mapping[str, Accepted] = field(default_factory=dict)
    presentations: tuple[Presentation, ...] = ()
    consents: tuple[Entry[Consent], ...] = ()
    contact_rules: tuple[Entry[ContactRule], ...] = ()
    restrictions: tuple[Entry[Restriction], ...] = ()
    moments: tuple[Entry[Moment], ...] = ()
    commitments: tuple[Entry[Commitment], ...] = ()
    interactions: tuple[Entry[Interaction], ...] = ()
    identities: tuple[Entry[IdentityLink], ...] = ()
    reservations: tuple[Entry[Reservation], ...] = ()
    members: tuple[Member, ...] = ()
    recorded: Mapping[str, datetime | None] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    since_checkpoint: int = 0
    made_for: int = 0

    @property
    def is_known(self) -> bool:
        """Whether the customer is: that we were about to offer them something is nothing that we know of them, nor is a merge
        that was undone."""
        return not self.recorded.keys() <= _RESERVED_ONLY or bool(self.members)

    @property
    def merged_at(self) -> datetime | None:
        """When the last merge joined these ledgers; None where there is only one."""
        return max((member.merged_at for member in self.members), default=None)


_RESERVED_ONLY = frozenset({"reservations"})


class Checkpoint(NamedTuple):
    """What a customer's profile was from a write on, which began at `created_at`; with `root`, it was the profile of that
    customer, whom this one was merged into. `next_revision` is that of the checkpoint after it. The snapshot is decoded when
    it is asked for, and None where an older release wrote it."""

    root: str | None
    revision: int
    created_at: datetime
    next_revision: int | None
    snapshot: Callable[[], Snapshot | None]


PRESENTATIONS_PER_ENTRY = 8
"""So many take the room of one entry."""


def empty_snapshot(customer: str, now: datetime) -> Snapshot:
    return Snapshot(customer=customer, revision=0, created_at=now, updated_at=now, horizon_at=now)


def entries_kept(snapshot: Snapshot) -> int:
    return (
        len(snapshot.preferences)
        + len(snapshot.responses)
        + len(snapshot.consents)
        + len(snapshot.contact_rules)
        + len(snapshot.restrictions)
        + len(snapshot.moments)
        + len(snapshot.commitments)
        + len(snapshot.interactions)
        + len(snapshot.identities)
        + len(snapshot.reservations)
        + len(snapshot.presentations) // PRESENTATIONS_PER_ENTRY
    )
