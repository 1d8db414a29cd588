"""By what a customer is found: how they are addressed, what other systems know them by, and their ids."""

from datetime import datetime

from regard_server.domain.profile_view import contact_rules_in_force
from regard_server.domain.search.matches import Document, Text
from regard_server.domain.snapshot import Snapshot

_NAME = 2.0
_IDENTITY = 1.5
_ID = 1.0


def customer_document(snapshot: Snapshot, now: datetime) -> Document:
    """What counts now; names given up and identities unlinked find nobody any more."""
    at = max(now, snapshot.updated_at)
    addresses = (rule.content.address_as for rule in contact_rules_in_force(snapshot, at, []))
    texts = [Text(field="display_name", text=one.name, weight=_NAME) for one in addresses if one and one.name]
    texts += [Text(field="identity", text=link.content.value, weight=_IDENTITY) for link in snapshot.identities]
    ids = (snapshot.customer, *(member.customer for member in snapshot.members))
    texts += [Text(field="customer", text=customer, weight=_ID) for customer in ids]
    return Document(id=snapshot.customer, texts=tuple(texts), at=snapshot.updated_at)
