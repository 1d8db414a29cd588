"""Profiles that this process keeps in memory, and what keeps them honest; no I/O.

A write announces the new snapshot before it is acknowledged. A load from the database is kept only if nothing was
announced for its customer since the load began: it may have read what was there before.
"""

from collections import OrderedDict
from typing import Any

from regard_server.domain.family import is_shown
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


class Merged:
    """Of a customer merged into another: whose profile is shown."""

    __slots__ = ("into",)

    weight = 1

    def __init__(self, into: CustomerKey) -> None:
        self.into = into


def is_for(key: CustomerKey, snapshot: Snapshot | None) -> bool:
    """Whether this is the profile that is shown for the customer. One that nobody knows is shown for whoever it was read."""
    return snapshot is None or is_shown(key.customer, snapshot)


class Load:
    """A read of the database on its way to memory."""

    __slots__ = ("void",)

    def __init__(self) -> None:
        self.void = False


class ProfileMemory:
    """Least recently used go first when there are more than `entries_max` entries in all."""

    def __init__(self, *, entries_max: int) -> None:
        self._entries_max = entries_max
        self._entries = 0
        self._kept: OrderedDict[CustomerKey, Remembered | Merged] = OrderedDict()
        self._loads: dict[CustomerKey, list[Load]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: CustomerKey) -> Remembered | None:
        found = self._kept.get(key)
        if found is None:
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
        load = Load()
        self._loads.setdefault(key, []).append(load)
        return load

    def end_load(self, key: CustomerKey, load: Load, snapshot: Snapshot | None) -> Remembered:
        """Keeps what was read, unless it may be older than something announced. Of a merged customer it keeps only into
        whom: the surviving one's profile is loaded, and announced, under that one's name."""
        self.give_up_load(key, load)
        remembered = Remembered(snapshot)
        if not load.void:
            merged = snapshot is not None and snapshot.customer != key.customer
            self._keep(key, Merged(CustomerKey(key.tenant, snapshot.customer)) if merged and snapshot else remembered)
        return remembered

    def give_up_load(self, key: CustomerKey, load: Load) -> None:
        loads = self._loads[key]
        loads.remove(load)
        if not loads:
            del self._loads[key]

    def announce(self, key: CustomerKey, snapshot: Snapshot) -> None:
        """Takes in what a write made of a profile. Announcements of one customer come in the order of revisions.

        A profile that is not in memory doesn't enter it: reads bring profiles in, or an import would push out all others.
        """
        self._void_loads(key)
        if key in self._kept:
            self._keep(key, Remembered(snapshot))
        for member in snapshot.members:
            self._note_merged(CustomerKey(key.tenant, member.customer), key)

    def forget(self, key: CustomerKey) -> None:
        """Drops what is known of a customer: it is to be read again."""
        self._void_loads(key)
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
        for loads in self._loads.values():
            for load in loads:
                load.void = True
        self._kept.clear()
        self._entries = 0

    def _void_loads(self, key: CustomerKey) -> None:
        for load in self._loads.get(key, ()):
            load.void = True

    def _keep(self, key: CustomerKey, remembered: Remembered | Merged) -> None:
        replaced = self._kept.pop(key, None)
        if replaced is not None:
            self._entries -= replaced.weight
        self._kept[key] = remembered
        self._entries += remembered.weight
        while self._entries > self._entries_max and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._entries -= oldest.weight
