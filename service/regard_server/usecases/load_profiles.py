"""Loading profiles as the policy of now needs them."""

from collections.abc import Iterable

from regard_server.domain.compile import compile_again
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import Reach
from regard_server.domain.resources import TenantResources
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import counting_entries, family_of


def load_profiles(
    tx: Transaction, keys: Iterable[CustomerKey], resources: TenantResources
) -> dict[CustomerKey, Snapshot]:
    """The snapshots of those that are known. One that was made for a policy that looked less far is made anew from the
    ledger; it is stored with the customer's next write."""
    found = tx.customers.load(keys)
    for key, snapshot in found.items():
        if not is_enough(snapshot, resources):
            found[key] = made_for(tx, key, snapshot, resources.policy.reach)
    return found


def is_enough(snapshot: Snapshot, resources: TenantResources) -> bool:
    """Whether the snapshot holds all that the policy in force can need."""
    reach = resources.policy.reach
    if snapshot.made_for == reach.id:
        return True
    earlier = resources.reaches.get(snapshot.made_for)
    return earlier is not None and earlier.covers(reach)


def made_for(tx: Transaction, key: CustomerKey, snapshot: Snapshot, reach: Reach) -> Snapshot:
    """The same profile with exactly what this reach can need. Cost: where it was made for another, the whole ledgers."""
    if snapshot.made_for == reach.id or snapshot.revision == 0:
        return snapshot
    counting = counting_entries(tx, family_of(key, snapshot))
    return compile_again(snapshot, counting, now=snapshot.updated_at, reach=reach)


def load_made_for(tx: Transaction, key: CustomerKey, reach: Reach) -> Snapshot | None:
    """As `made_for`, of one customer; None where nobody knows it."""
    snapshot = tx.customers.load([key]).get(key)
    return None if snapshot is None else made_for(tx, key, snapshot, reach)
