"""Finding the customer that an identity is linked to."""

from regard_server.domain.errors import IdentityNotFound
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.ports import Transaction


def lookup_customer(tx: Transaction, tenant: str, scheme: str, digest: bytes) -> Snapshot:
    """The profile that is shown for that customer. Raises IdentityNotFound."""
    key = tx.identities.find(tenant, scheme, digest)
    if key is None:
        raise IdentityNotFound(scheme=scheme)
    return tx.customers.load([key])[key]
