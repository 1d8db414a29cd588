"""How much a profile can hold. With it every read has a bound, whatever the length of the ledger.

What decides about offers is never left out: past its limit a write is refused. Of what is only there to be read, the rest
stays in the ledger, and the profile says how many.
"""

from regard_server.domain.errors import ProfileFull
from regard_server.domain.snapshot import Snapshot

RESERVATIONS_MAX = 1_000
"""That hold at once: as many as any cap can leave room for."""

DECIDING_MAX = {
    "preferences": 1_000,
    "consents": 200,
    "contact_rules": 200,
    "restrictions": 100,
    "responses": 5_000,
    "presentations": 5_000,
    "identities": 100,
    "members": 100,
    "reservations": RESERVATIONS_MAX,
}
"""Entries in force, or yet to be, of each field."""

MOMENTS_MAX = 100
"""The last ones. Those that still pause selling are kept besides, and are refused past PAUSES_MAX."""
PAUSES_MAX = 100
COMMITMENTS_MAX = 100
"""Open ones: the first due."""
INTERACTIONS_MAX = 10
"""The last ones; and of those yet to begin as many."""
OPEN_INTERACTIONS_MAX = 20
"""Before these, the last ones of cases that are still open."""


def check_room(snapshot: Snapshot) -> None:
    """Raises ProfileFull."""
    for field, maximum in DECIDING_MAX.items():
        if len(getattr(snapshot, field)) > maximum:
            raise ProfileFull(customer=snapshot.customer, limit=field, maximum=maximum)
    pauses = sum(1 for moment in snapshot.moments if moment.content.pauses_selling_until is not None)
    if pauses > PAUSES_MAX:
        raise ProfileFull(customer=snapshot.customer, limit="moments that pause selling", maximum=PAUSES_MAX)


def gaps(snapshot: Snapshot) -> tuple[str, ...]:
    """The fields in which there is room again for something that was left out, so that the ledger has to be read."""
    return tuple(field for field in snapshot.left_out if len(getattr(snapshot, field)) < _SHOWN_MAX[field])


_SHOWN_MAX = {"moments": MOMENTS_MAX, "commitments": COMMITMENTS_MAX}
