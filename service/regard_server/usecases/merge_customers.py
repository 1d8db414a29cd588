"""Merging a customer into another: a link. Both ledgers stay as they are, and one profile is shown."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from regard_server.domain.compile import compile_again
from regard_server.domain.content import Merge
from regard_server.domain.errors import CustomerMerged, FieldViolation, InvalidFields, MergeCycle
from regard_server.domain.family import below
from regard_server.domain.joining import joined
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.policy import Reach
from regard_server.domain.room import check_room, gaps
from regard_server.domain.snapshot import Snapshot, empty_snapshot
from regard_server.usecases.customer_changes import (
    Asked,
    Changed,
    NewId,
    check_etag,
    found_done,
    own_entry,
    revision_of_earlier,
)
from regard_server.usecases.load_profiles import made_for
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import counting_entries, family_of


class _Side(NamedTuple):
    """One of the two, with the profile that is shown for it; None where nobody knows it."""

    key: CustomerKey
    known: Snapshot | None

    @property
    def is_merged(self) -> bool:
        return self.known is not None and self.known.customer != self.key.customer

    def at(self, now: datetime) -> Snapshot:
        return self.known or empty_snapshot(self.key.customer, now)


def merge_customers(
    tx: Transaction, surviving: CustomerKey, merged: CustomerKey, asked: Asked, *, now: datetime, new_id: NewId
) -> Changed:
    """Raises InvalidFields, CustomerMerged, MergeCycle, EtagMismatch, ProfileFull and RequestIdReused."""
    if surviving == merged:
        raise InvalidFields(FieldViolation("merged_customer", "must be another than surviving_customer"))
    earlier = revision_of_earlier(tx, asked, now=now)
    known = {
        key: made_for(tx, key, snapshot, asked.policy.reach)
        for key, snapshot in tx.customers.load([surviving, merged]).items()
    }
    if earlier is not None:
        return Changed(revision=earlier, profile=known[surviving])
    ours, theirs = _Side(surviving, known.get(surviving)), _Side(merged, known.get(merged))
    if ours.known is not None and _are_merged_already(ours.known, surviving.customer, merged.customer):
        found_done(tx, asked, ours.known.revision, now=now)
        return Changed(revision=ours.known.revision, profile=ours.known)
    _check_roots(ours, theirs)
    check_etag(surviving.customer, ours.known, asked)
    following = _joined(
        tx, ours, theirs, asked.policy.reach, now=max([now, *(one.updated_at for one in known.values())])
    )
    check_room(following)
    _write(tx, ours, theirs, following, asked=asked, new_id=new_id)
    return Changed(revision=following.revision, profile=following, announced={surviving: following})


def _are_merged_already(shown: Snapshot, surviving: str, merged: str) -> bool:
    return any(member.customer == merged and member.into == surviving for member in shown.members)


def _check_roots(ours: _Side, theirs: _Side) -> None:
    """Only customers that stand by themselves are merged, so that every merge can be undone by itself."""
    into_theirs = [] if ours.known is None else below(theirs.key.customer, ours.known.members)
    if any(member.customer == ours.key.customer for member in into_theirs):
        raise MergeCycle(customer=ours.key.customer)
    for side in (theirs, ours):
        if side.known is not None and side.is_merged:
            raise CustomerMerged(customer=side.key.customer, surviving=side.known.customer)


def _joined(tx: Transaction, ours: _Side, theirs: _Side, reach: Reach, *, now: datetime) -> Snapshot:
    following = joined(ours.at(now), theirs.at(now), now=now, reach=reach)
    if gaps(following):
        family = [*family_of(ours.key, ours.known), *family_of(theirs.key, theirs.known)]
        following = compile_again(following, counting_entries(tx, family), now=now, reach=reach)
    return following


def _write(tx: Transaction, ours: _Side, theirs: _Side, following: Snapshot, *, asked: Asked, new_id: NewId) -> None:
    now, revision = following.updated_at, following.revision
    surviving, merged = ours.key, theirs.key
    before = theirs.at(now)
    # Its own snapshot isn't read while it is merged; its revision is what a writer who knew it alone compares.
    set_aside = replace(before, revision=revision, updated_at=now, since_checkpoint=0)
    tx.customers.save({surviving: (ours.at(now).revision, following), merged: (before.revision, set_aside)})
    tx.customers.merge(merged, root=surviving.customer, merged_into=surviving.customer)
    for member in before.members:
        tx.customers.merge(CustomerKey(merged.tenant, member.customer), root=surviving.customer)
    tx.checkpoints.add(surviving, following)
    tx.checkpoints.add(merged, set_aside, root=surviving.customer)
    said = Merge(surviving=surviving.customer, merged=merged.customer, reason=asked.reason)
    in_ours = own_entry(said, asked, revision=revision, now=now, new_id=new_id)
    in_theirs = own_entry(said, asked, revision=revision, now=now, new_id=new_id, owner=merged.customer)
    tx.ledger.append(
        [
            LedgerRow(surviving, in_ours, asked.request, asked.request_digest),
            # The last of its own partition: what follows is in the surviving one's, and is told after this.
            LedgerRow(merged, in_theirs),
        ]
    )
