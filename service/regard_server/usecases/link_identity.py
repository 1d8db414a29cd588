"""Linking an identity to a customer, and unlinking it."""

from dataclasses import replace
from datetime import datetime

from regard_server.domain.compile import append
from regard_server.domain.content import IdentityLink
from regard_server.domain.errors import IdentityNotFound, IdentityTaken
from regard_server.domain.family import is_shown
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.room import check_room
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
from regard_server.usecases.load_profiles import load_made_for
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import root_key
from regard_server.usecases.record_entries import ENTRIES_PER_CHECKPOINT


def link_identity(
    tx: Transaction, key: CustomerKey, link: IdentityLink, digest: bytes, asked: Asked, *, now: datetime, new_id: NewId
) -> Changed:
    """`digest` is that of the value. Raises IdentityTaken, EtagMismatch, ProfileFull and RequestIdReused."""
    earlier = revision_of_earlier(tx, asked, now=now)
    if earlier is not None:
        return Changed(revision=earlier, profile=tx.customers.load([key])[key])
    snapshot = load_made_for(tx, key, asked.policy.reach)
    holder = tx.identities.find(key.tenant, link.scheme, digest)
    if holder is not None:
        if snapshot is None or not is_shown(holder.customer, snapshot):
            surviving = tx.customers.load([holder])[holder].customer
            raise IdentityTaken(scheme=link.scheme, customer=surviving)
        found_done(tx, asked, snapshot.revision, now=now)
        return Changed(revision=snapshot.revision, profile=snapshot)
    check_etag(root_key(key, snapshot).customer, snapshot, asked)
    changed = _append(tx, key, snapshot, link, asked, now=now, new_id=new_id)
    check_room(changed.profile)
    tx.identities.add(key, link.scheme, digest)
    return changed


def unlink_identity(
    tx: Transaction, key: CustomerKey, link: IdentityLink, digest: bytes, asked: Asked, *, now: datetime, new_id: NewId
) -> Changed:
    """`digest` is that of the value. Raises IdentityNotFound, EtagMismatch and RequestIdReused."""
    earlier = revision_of_earlier(tx, asked, now=now)
    if earlier is not None:
        return Changed(revision=earlier, profile=tx.customers.load([key])[key])
    snapshot = load_made_for(tx, key, asked.policy.reach)
    holder = tx.identities.find(key.tenant, link.scheme, digest)
    if holder is None or snapshot is None or not is_shown(holder.customer, snapshot):
        raise IdentityNotFound(scheme=link.scheme)
    check_etag(snapshot.customer, snapshot, asked)
    tx.identities.remove(key.tenant, link.scheme, digest)
    # Into the ledger that it was linked in, so that an unmerge takes both or neither along.
    return _append(tx, holder, snapshot, link, asked, now=now, new_id=new_id)


def _append(
    tx: Transaction,
    key: CustomerKey,
    snapshot: Snapshot | None,
    link: IdentityLink,
    asked: Asked,
    *,
    now: datetime,
    new_id: NewId,
) -> Changed:
    root = root_key(key, snapshot)
    now = now if snapshot is None else max(now, snapshot.updated_at)
    before = snapshot or empty_snapshot(root.customer, now)
    owner = "" if key == root else key.customer
    entry = own_entry(link, asked, revision=before.revision + 1, now=now, new_id=new_id, owner=owner)
    following = append(before, [entry], now=now, reach=asked.policy.reach)
    if following.since_checkpoint >= ENTRIES_PER_CHECKPOINT:
        following = replace(following, since_checkpoint=0)
        tx.checkpoints.add(root, following)
    tx.customers.save({root: (before.revision, following)})
    tx.ledger.append([LedgerRow(key, entry, asked.request, asked.request_digest, root)])
    return Changed(revision=following.revision, profile=following, announced={root: following})
