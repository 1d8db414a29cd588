"""Who is known by what: keyed digests of identities, so that the table itself tells nothing."""

from sqlalchemy import Connection, bindparam, delete, insert, select

from regard_server.domain.ledger import CustomerKey
from regard_server.storage.tables import identities

_ONE = (
    identities.c.tenant == bindparam("of_tenant"),
    identities.c.scheme == bindparam("of_scheme"),
    identities.c.value_digest == bindparam("of_digest"),
)
_FIND = select(identities.c.customer).where(*_ONE)
_ADD = insert(identities)
_REMOVE = delete(identities).where(*_ONE)


class IdentityTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, tenant: str, scheme: str, digest: bytes) -> CustomerKey | None:
        """The customer that the identity was linked to, merged or not."""
        customer = self._connection.execute(
            _FIND, {"of_tenant": tenant, "of_scheme": scheme, "of_digest": digest}
        ).scalar()
        return None if customer is None else CustomerKey(tenant, customer)

    def add(self, key: CustomerKey, scheme: str, digest: bytes) -> None:
        """When it is taken, the whole transaction is run again."""
        self._connection.execute(
            _ADD, {"tenant": key.tenant, "scheme": scheme, "value_digest": digest, "customer": key.customer}
        )

    def remove(self, tenant: str, scheme: str, digest: bytes) -> None:
        self._connection.execute(_REMOVE, {"of_tenant": tenant, "of_scheme": scheme, "of_digest": digest})
