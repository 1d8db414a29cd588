"""Customers and their identities."""

from datetime import datetime

from regard.v1 import customer_pb2 as pb
from regard_server.domain.content import IdentityLink, IdentityLinkStatus
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.domain.etag import etag_of
from regard_server.domain.family import below
from regard_server.domain.identity import normalised
from regard_server.domain.profile_view import contact_rules_in_force
from regard_server.domain.snapshot import Snapshot
from regard_server.rpc.convert.instants import timestamp
from regard_server.rpc.convert.names import customer_name


def customer_message(customer: str, snapshot: Snapshot, now: datetime) -> pb.Customer:
    """`snapshot` is that of the profile that is shown for the customer: where it is merged, the surviving one's."""
    is_root = snapshot.customer == customer
    members = list(snapshot.members) if is_root else below(customer, snapshot.members)
    owners = {"" if is_root else customer, *(member.customer for member in members)}
    identities = sorted(
        (link.content.scheme, link.content.value) for link in snapshot.identities if link.owner in owners
    )
    return pb.Customer(
        name=customer_name(customer),
        display_name=_display_name(snapshot, max(now, snapshot.updated_at)),
        identities=[pb.Identity(scheme=scheme, value=value) for scheme, value in identities],
        merged_customers=sorted(customer_name(member.customer) for member in members),
        surviving_customer="" if is_root else customer_name(snapshot.customer),
        revision=snapshot.revision,
        etag=etag_of(snapshot.revision),
        create_time=timestamp(snapshot.created_at),
        update_time=timestamp(snapshot.updated_at),
    )


def _display_name(snapshot: Snapshot, at: datetime) -> str:
    addresses = (rule.content.address_as for rule in contact_rules_in_force(snapshot, at, []))
    return next((address.name for address in addresses if address is not None), "")


def identity_link(message: pb.Identity, status: IdentityLinkStatus, reason: str) -> IdentityLink:
    """Raises InvalidFields for a value of nothing but spaces."""
    if not normalised(message.scheme, message.value):
        raise InvalidFields(FieldViolation("identity.value", "must be more than spaces"))
    return IdentityLink(scheme=message.scheme, value=message.value, status=status, reason=reason)
