"""Profiles that this process keeps in memory, and what keeps them honest; no I/O.

A write of this process announces the new snapshot before it is acknowledged; those of others are heard of (see
`domain/freshness`). A load from the database is kept only if nothing newer was announced for its customer since it began: it
may have read what was there before.
"""

from collections import OrderedDict
from typing import Any

from regard_server.domain.family import is_shown
from regard_server.domain.freshness.announcement import CLOSED, Announcement
from regard_server.domain.freshness.floors import NOTHING_HEARD, Floors, Load
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.profile import Profile
from regard_server.domain.resources import TenantResources
from regard_server.domain.snapshot import Snapshot, entries_kept

WORKED_OUT_WEIGHT = 4


class Remembered:
    """A snapshot (None: nobody knows the customer), its profile, and what answers have been made of that profile."""

    __slots__ = ("_profile", "rendered", "snapshot")

    def __init__(self, snapshot: Snapshot | None) -> None:
        self.snapshot = snapshot
        self.rendered: dict[Any, Any] = {}
        self._profile: Profile | None = None

    def profile(self, resources: TenantResources) -> Profile:
        """Compiled at the first need, and again when the company has changed its policy or topics."""
        profile = self._profile
        if profile is None or profile.policy is not resources.policy or profile.taxonomy is not resources.taxonomy:
            profile = Profile(self.snapshot, policy=resources.policy, taxonomy=resources.taxonomy)
            self._profile = profile
            self.rendered = {}
        return profile

    @property
    def weight(self) -> int:
        """What it takes of the memory's room, in entries; what is worked out of a profile counts as four."""
        if self.snapshot is None:
            return WORKED_OUT_WEIGHT
        return WORKED_OUT_WEIGHT + entries_kept(self.snapshot)

    @property
    def revision(self) -> int:
        return 0 if self.snapshot is None else self.snapshot.revision


class Merged:
    """Of a customer merged into another: whose profile is shown. Whatever is announced of it itself ends that."""

    __slots__ = ("into",)

    weight = 1
    revision = NOTHING_HEARD

    def __init__(self, into: CustomerKey) -> None:
        self.into = into


def is_for(key: CustomerKey, snapshot: Snapshot | None) -> bool:
    """Whether this is the profile that is shown for the customer. One that nobody knows is shown for whoever it was read."""
    return snapshot is None or is_shown(key.customer, snapshot)


class ProfileMemory:
    """Least recently used go first when there are more than `entries_max` entries in all."""

    def __init__(self, *, entries_max: int, floors: Floors | None = None) -> None:
        self._entries_max = entries_max
        self._entries = 0
        self._kept: OrderedDict[CustomerKey, Remembered | Merged] = OrderedDict()
        self._floors = floors or Floors()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: CustomerKey) -> Remembered | None:
        found = self._kept.get(key)
        if found is None or not self._floors.reaches(key, found.revision):
            return None
        self._kept.move_to_end(key)
        if not isinstance(found, Merged):
            return found
        shown = self.get(found.into)
        if shown is not None and not is_for(key, shown.snapshot):
            # An unmerge that has not been announced yet: that profile has been read since.
            self.forget(key)
            return None
        return shown

    def root(self, key: CustomerKey) -> CustomerKey:
        """Whose profile is shown for this customer, as far as memory knows."""
        found = self._kept.get(key)
        return self.root(found.into) if isinstance(found, Merged) else key

    def begin_load(self, key: CustomerKey) -> Load:
        return self._floors.begin_load(key)

    def end_load(self, key: CustomerKey, load: Load, snapshot: Snapshot | None) -> Remembered:
        """Keeps what was read, unless it may be older than something announced. Of a merged customer it keeps only into
        whom: the surviving one's profile is loaded, and announced, under that one's name."""
        remembered = Remembered(snapshot)
        link = None
        if snapshot is not None and snapshot.customer != key.customer:
            link = Merged(CustomerKey(key.tenant, snapshot.customer))
        kept = link or remembered
        if self._floors.end_load(key, load, kept.revision):
            self._keep(key, kept)
        return remembered

    def give_up_load(self, key: CustomerKey, load: Load) -> None:
        self._floors.give_up_load(key, load)

    def announce(self, key: CustomerKey, snapshot: Snapshot) -> None:
        """Takes in what a write of this process made of a profile. Such announcements of one customer come in the order of
        revisions; others may have written since.

        A profile that is not in memory doesn't enter it: reads bring profiles in, or an import would push out all others.
        """
        self._void_loads(key)
        held = self._kept.get(key)
        if held is not None and held.revision <= snapshot.revision:
            if self._floors.is_newest(key, snapshot.revision):
                self._keep(key, Remembered(snapshot))
            else:
                self.forget(key)
        self._floors.end(key, snapshot.revision)
        for member in snapshot.members:
            self._note_merged(CustomerKey(key.tenant, member.customer), key)

    def hear(self, key: CustomerKey, announced: Announcement, *, is_own: bool) -> None:
        """That another process has committed something newer. Of what this one has, the write itself tells by `announce`."""
        held, revision = self._kept.get(key), announced.revisions[key]
        if held is not None and held.revision < revision:
            if is_own and isinstance(held, Remembered) and revision != CLOSED:
                return
            self._drop(key)
        self._floors.lift(key, announced)

    def forget(self, key: CustomerKey) -> None:
        """Drops what is known of a customer: it is to be read again."""
        self._void_loads(key)
        self._drop(key)

    def _drop(self, key: CustomerKey) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self._entries -= dropped.weight

    def _note_merged(self, member: CustomerKey, root: CustomerKey) -> None:
        """What is known of a member as a customer of its own no longer holds; that it is merged into this one does."""
        found = self._kept.get(member)
        if isinstance(found, Merged) and found.into == root:
            self._void_loads(member)
        else:
            self.forget(member)

    def forget_all(self) -> None:
        self._floors.void_all_loads()
        self._kept.clear()
        self._entries = 0

    def _void_loads(self, key: CustomerKey) -> None:
        self._floors.void_loads(key)

    def _keep(self, key: CustomerKey, remembered: Remembered | Merged) -> None:
        replaced = self._kept.pop(key, None)
        if replaced is not None:
            self._entries -= replaced.weight
        self._kept[key] = remembered
        self._entries += remembered.weight
        while self._entries > self._entries_max and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._entries -= oldest.weight
