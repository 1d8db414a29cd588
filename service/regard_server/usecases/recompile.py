"""Making one field of a snapshot anew from the ledger: something in it no longer counts, and what it outweighed may."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from regard_server.domain.compile import FIELD_OF, compile_field_again
from regard_server.domain.content import KIND_OF
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.policy import Reach
from regard_server.domain.policy_rules import TIME_TO_LIVE_MAX
from regard_server.domain.seat import CLOCK_TOLERANCE
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import counting_entries

KIND_OF_FIELD = {field: KIND_OF[content] for content, field in FIELD_OF.items()}


def recompile_field(
    tx: Transaction,
    snapshot: Snapshot,
    field: str,
    family: Sequence[CustomerKey],
    *,
    pending: Sequence[LedgerRow],
    now: datetime,
    reach: Reach,
    acceptances: bool = True,
) -> Snapshot:
    """`pending` are rows about to be appended. Without `acceptances` those that the snapshot knows stay as they are, and of
    responses only those that the policy reaches are read; of reservations never more than may hold."""
    within = field == "responses" and not acceptances
    back: timedelta | None = reach.horizon if within else None
    if field == "reservations":
        back = TIME_TO_LIVE_MAX
    counting = counting_entries(
        tx,
        family,
        kinds=(KIND_OF_FIELD[field],),
        effective_from=None if back is None else now - back - CLOCK_TOLERANCE,
        pending=pending,
    )
    compiled = compile_field_again(snapshot, field, counting, now=now, reach=reach)
    return replace(compiled, accepted=snapshot.accepted) if within else compiled


def is_acceptance(snapshot: Snapshot, customer: str, entry_id: str) -> bool:
    """Whether it is what the snapshot knows an offer to be accepted by. `customer` is whose ledger it is in."""
    return any(
        known.entry_id == entry_id and (known.owner or snapshot.customer) == customer
        for known in snapshot.accepted.values()
    )
