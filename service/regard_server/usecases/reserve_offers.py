"""Reserving offers: what is about to be made is decided and counted in one transaction, by the ledger's one write path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.entry import Basis, Draft, Provenance
from regard_server.domain.reserving import Wish, chosen
from regard_server.domain.resources import TenantResources
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.record_entries import RecordEntries


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveOffers(RecordEntries):
    """At most `number_max` of what is wished for. `wish_under` makes the wish under a tenant's resources."""

    wish: Wish
    number_max: int
    wish_under: Callable[[TenantResources], Wish]

    def under(self, resources: TenantResources) -> "ReserveOffers":
        """A policy holds from the answer to its update on, also for those who were waiting."""
        return replace(self, policy=resources.policy, wish=self.wish_under(resources))

    def drafts_for(self, snapshot: Snapshot | None, now: datetime) -> Sequence[Draft]:
        """Reservations from now on. Whoever else writes to the profile meanwhile changes the revision that this write
        compares; then it is decided again."""
        provenance = Provenance(basis=Basis.OBSERVED, channel=self.wish.channel)
        expire_at = now + self.policy.reservation_time_to_live
        return [
            Draft(provenance=provenance, content=reservation, effective_at=now, expire_at=expire_at)
            for reservation in chosen(self.wish, snapshot, number_max=self.number_max, at=now)
        ]
