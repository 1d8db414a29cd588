"""Counting the friction of all customers, some at a time, in the order of their names."""

from dataclasses import dataclass

from regard_server.domain.friction import KINDS, FrictionTally, Period, friction_of
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import Policy
from regard_server.domain.taxonomy import Taxonomy
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import counting_entries_of_many, family_of

CUSTOMERS_PER_STEP = 100
"""Tens of milliseconds, so that others are served between two steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was counted; the next step begins `after` this customer, None at the end."""

    tally: FrictionTally
    after: str | None


def tally_friction(
    tx: Transaction, tenant: str, *, after: str, period: Period, policy: Policy, taxonomy: Taxonomy
) -> Step:
    """Of the next customers. Merged ones are counted with the one who survives. Cost: their whole ledgers are read."""
    names = [name for name, _ in tx.customers.page(tenant, after=after, show_merged=False, rows_max=CUSTOMERS_PER_STEP)]
    keys = [CustomerKey(tenant, name) for name in names]
    snapshots = tx.customers.load(keys)
    families = [family_of(key, snapshots.get(key)) for key in keys]
    tally = FrictionTally()
    for key, entries in zip(keys, counting_entries_of_many(tx, families, kinds=KINDS), strict=True):
        merged_at = snapshots[key].merged_at if key in snapshots else None
        tally.merge(friction_of(entries, period=period, policy=policy, taxonomy=taxonomy, merged_at=merged_at))
    return Step(tally=tally, after=names[-1] if len(names) == CUSTOMERS_PER_STEP else None)
