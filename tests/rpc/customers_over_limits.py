"""Every limit of CustomerService, each just past it, with the field named."""

from collections.abc import Iterator
from typing import Any

from regard import v1

from .entries import MIRA
from .one_field_changed import Case, cases
from .wire import CUSTOMERS

ADA = v1.Identity(scheme="email", value="ada@example.org")
U1, U2 = "customers/u1", "customers/u2"
NAMES = ("", "u1", "customers/" + "u" * 129, "customers/u1\n")
IDENTITIES: list[tuple[str, Any]] = [
    ("identity.scheme", ""),
    ("identity.scheme", "s" * 65),
    ("identity.scheme", "E-Mail"),
    ("identity.value", ""),
    ("identity.value", "v" * 321),
    ("identity.value", "\0"),
]
REASON: list[tuple[str, Any]] = [("reason", "r" * 2001), ("reason", "\0")]
WRITES: list[tuple[str, Any]] = [
    ("recorder", ""),
    ("recorder", "r" * 201),
    ("recorder", "\0"),
    ("request_id", "one"),
    ("etag", "e" * 65),
]


def customer_cases() -> Iterator[Case]:
    yield from _reading()
    yield from _linking()
    yield from _merging()


def _reading() -> Iterator[Case]:
    method = f"{CUSTOMERS}/LookupCustomer"
    yield from cases(method, v1.LookupCustomerRequest(identity=ADA), IDENTITIES)
    yield method, v1.LookupCustomerRequest(), "identity"
    pages: list[tuple[str, Any]] = [("page_size", -1), ("page_size", 1001), ("page_token", "t" * 1001)]
    yield from cases(f"{CUSTOMERS}/ListCustomers", v1.ListCustomersRequest(), pages)
    searches: list[tuple[str, Any]] = [
        ("query", ""),
        ("query", "q" * 201),
        ("query", "\0"),
        ("page_size", -1),
        ("page_size", 101),
    ]
    yield from cases(f"{CUSTOMERS}/SearchCustomers", v1.SearchCustomersRequest(query="ada"), searches)


def _linking() -> Iterator[Case]:
    names = [("customer", name) for name in NAMES]
    linked: dict[str, Any] = {"customer": U1, "identity": ADA, "reason": "Theirs.", "recorder": MIRA}
    for method, request_type, more in (
        ("LinkIdentity", v1.LinkIdentityRequest, []),
        ("UnlinkIdentity", v1.UnlinkIdentityRequest, [("reason", "")]),
    ):
        changes = [*names, *IDENTITIES, ("identity.value", "   "), *REASON, *WRITES, *more]
        yield from cases(f"{CUSTOMERS}/{method}", request_type(**linked), changes)
        without = request_type(customer=U1, reason="Theirs.", recorder=MIRA)
        yield f"{CUSTOMERS}/{method}", without, "identity"


def _merging() -> Iterator[Case]:
    good = v1.MergeCustomersRequest(surviving_customer=U1, merged_customer=U2, reason="One.", recorder=MIRA)
    names = [(field, name) for field in ("surviving_customer", "merged_customer") for name in NAMES]
    changes = [*names, ("merged_customer", U1), ("reason", ""), *REASON, *WRITES]
    yield from cases(f"{CUSTOMERS}/MergeCustomers", good, changes)
    names = [("merged_customer", name) for name in NAMES]
    yield from cases(
        f"{CUSTOMERS}/UnmergeCustomers",
        v1.UnmergeCustomersRequest(merged_customer=U2, reason="Two.", recorder=MIRA),
        [*names, ("reason", ""), *REASON, *WRITES],
    )
