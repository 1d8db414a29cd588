"""Calls of CustomerService as tests write them."""

from typing import Any

from regard import Client, v1
from regard.v1 import Customer, Entry, Identity

from .entries import CLUB, MIRA
from .wire import CUSTOMERS, Refusal, Wire

PHONE = Identity(scheme="phone", value="+44 20 7946 0000")
EMAIL = Identity(scheme="email", value="mira@example.org")


def link_request(customer: str, identity: Identity = PHONE, **more: Any) -> v1.LinkIdentityRequest:
    return v1.LinkIdentityRequest(customer=f"customers/{customer}", identity=identity, recorder=MIRA, **more)


def unlink_request(customer: str, identity: Identity = PHONE, **more: Any) -> v1.UnlinkIdentityRequest:
    fields = {"reason": "A new number."} | more
    return v1.UnlinkIdentityRequest(customer=f"customers/{customer}", identity=identity, recorder=MIRA, **fields)


def merge_request(surviving: str, merged: str, **more: Any) -> v1.MergeCustomersRequest:
    fields = {"reason": "The same person."} | more
    return v1.MergeCustomersRequest(
        surviving_customer=f"customers/{surviving}", merged_customer=f"customers/{merged}", recorder=MIRA, **fields
    )


def unmerge_request(merged: str, **more: Any) -> v1.UnmergeCustomersRequest:
    fields = {"reason": "Father and son."} | more
    return v1.UnmergeCustomersRequest(merged_customer=f"customers/{merged}", recorder=MIRA, **fields)


class Customers:
    """The service over a wire."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def link(self, customer: str, identity: Identity = PHONE, **more: Any) -> v1.LinkIdentityResponse:
        request = link_request(customer, identity, **more)
        return self.wire.ask(f"{CUSTOMERS}/LinkIdentity", request, v1.LinkIdentityResponse)

    def unlink(self, customer: str, identity: Identity = PHONE, **more: Any) -> v1.UnlinkIdentityResponse:
        request = unlink_request(customer, identity, **more)
        return self.wire.ask(f"{CUSTOMERS}/UnlinkIdentity", request, v1.UnlinkIdentityResponse)

    def lookup(self, identity: Identity = PHONE, **more: Any) -> v1.LookupCustomerResponse:
        request = v1.LookupCustomerRequest(identity=identity, **more)
        return self.wire.ask(f"{CUSTOMERS}/LookupCustomer", request, v1.LookupCustomerResponse)

    def found(self, identity: Identity = PHONE) -> str:
        return self.lookup(identity).customer.name.removeprefix("customers/")

    def merge(self, surviving: str, merged: str, **more: Any) -> v1.MergeCustomersResponse:
        request = merge_request(surviving, merged, **more)
        return self.wire.ask(f"{CUSTOMERS}/MergeCustomers", request, v1.MergeCustomersResponse)

    def unmerge(self, merged: str, **more: Any) -> v1.UnmergeCustomersResponse:
        request = unmerge_request(merged, **more)
        return self.wire.ask(f"{CUSTOMERS}/UnmergeCustomers", request, v1.UnmergeCustomersResponse)

    def page(self, **more: Any) -> v1.ListCustomersResponse:
        request = v1.ListCustomersRequest(**more)
        return self.wire.ask(f"{CUSTOMERS}/ListCustomers", request, v1.ListCustomersResponse)

    def everybody(self, **more: Any) -> list[Customer]:
        """Page by page."""
        found: list[Customer] = []
        token = ""
        while True:
            page = self.page(page_token=token, **more)
            found += page.customers
            token = page.next_page_token
            if not token:
                return found

    def refused(self, method: str, request: Any) -> Refusal:
        return self.wire.refused(f"{CUSTOMERS}/{method}", request)


def consent(status: str, **more: Any) -> Entry:
    return Entry(
        provenance=stated(**more),
        consent=v1.Consent(purpose="PURPOSE_MARKETING", channel="CHANNEL_EMAIL", status=f"CONSENT_STATUS_{status}"),
    )


def quiet_hours(start: int, end: int) -> Entry:
    rule = v1.ContactRule()
    rule.quiet_hours.start.hours = start
    rule.quiet_hours.end.hours = end
    return Entry(provenance=stated(), contact_rule=rule)


def address_as(name: str) -> Entry:
    return Entry(provenance=stated(), contact_rule=v1.ContactRule(address_as=v1.AddressAs(name=name)))


def stated(quote: str = "My word.") -> v1.Provenance:
    return v1.Provenance(basis="BASIS_STATED", quote=quote, recorder=MIRA)


def topics(client: Client, customer: str) -> set[str]:
    """What the profile that is shown for the customer says something of."""
    return {entry.preference.topic for entry in client.get_profile(customer).profile.preferences}


def evidence(client: Client, customer: str) -> list[str]:
    """The entries that keep the golf club from the customer; empty where it is cleared."""
    [decision] = client.screen_offers(customer, [CLUB], purpose="loyalty", channel="app").decisions
    return [name for suppression in decision.suppressions for name in suppression.entries]
