"""Listing customers in the order of their names."""

from typing import NamedTuple

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Snapshot
from regard_server.usecases.ports import Transaction


class Listed(NamedTuple):
    """A customer with the profile that is shown for it."""

    customer: str
    snapshot: Snapshot


class CustomerPage(NamedTuple):
    customers: list[Listed]
    has_more: bool


def list_customers(tx: Transaction, tenant: str, *, after: str, show_merged: bool, page_size: int) -> CustomerPage:
    """`after` is the last name of the page before, empty for the first."""
    rows = tx.customers.page(tenant, after=after, show_merged=show_merged, rows_max=page_size + 1)
    keys = [CustomerKey(tenant, customer) for customer, _ in rows[:page_size]]
    known = tx.customers.load(keys)
    return CustomerPage([Listed(key.customer, known[key]) for key in keys], has_more=len(rows) > page_size)
