"""The calls of CustomerService: who is who.

An identity is what another system knows a customer by: its `scheme`, such as `email`, `phone` or `loyalty-number`, and
its `value` there.
"""

from regard.arguments import customer_name
from regard.calls.call import Call, given_or_new
from regard.v1 import (
    Consistency,
    Identity,
    LinkIdentityRequest,
    LinkIdentityResponse,
    ListCustomersRequest,
    ListCustomersResponse,
    LookupCustomerRequest,
    LookupCustomerResponse,
    MergeCustomersRequest,
    MergeCustomersResponse,
    SearchCustomersRequest,
    SearchCustomersResponse,
    UnlinkIdentityRequest,
    UnlinkIdentityResponse,
    UnmergeCustomersRequest,
    UnmergeCustomersResponse,
)

SERVICE = "/regard.v1.CustomerService"


def lookup_customer(
    *,
    scheme: str,
    value: str,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[LookupCustomerRequest, LookupCustomerResponse]:
    """Finds the customer that an identity is linked to; where that one is merged, the surviving customer.

    Raises IdentityNotFound.
    """
    return Call(
        method=f"{SERVICE}/LookupCustomer",
        request=LookupCustomerRequest(identity=Identity(scheme=scheme, value=value), consistency=consistency),
        response_type=LookupCustomerResponse,
        timeout=timeout,
    )


def list_customers(
    *,
    show_merged: bool = False,
    page_size: int = 0,
    page_token: str = "",
    timeout: float | None = None,
) -> Call[ListCustomersRequest, ListCustomersResponse]:
    """Lists one page of the customers in the order of their names.

    show_merged: also those who are merged into others.
    page_size: 1 to 1,000; default 100. `iterate_customers` goes through the pages.

    Raises InvalidPageToken.
    """
    return Call(
        method=f"{SERVICE}/ListCustomers",
        request=ListCustomersRequest(show_merged=show_merged, page_size=page_size, page_token=page_token),
        response_type=ListCustomersResponse,
        timeout=timeout,
    )


def search_customers(
    query: str,
    *,
    page_size: int = 0,
    timeout: float | None = None,
) -> Call[SearchCustomersRequest, SearchCustomersResponse]:
    """Finds customers by how they are addressed, their identities and ids, misspelled or half typed too, best first.

    query: what an agent types; 1 to 200 characters.
    page_size: at most this many, 1 to 100; default 10.

    Raises SearchIndexOff.
    """
    return Call(
        method=f"{SERVICE}/SearchCustomers",
        request=SearchCustomersRequest(query=query, page_size=page_size),
        response_type=SearchCustomersResponse,
        timeout=timeout,
    )


def link_identity(
    customer: str,
    *,
    scheme: str,
    value: str,
    recorder: str,
    reason: str = "",
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[LinkIdentityRequest, LinkIdentityResponse]:
    """Links an identity to a customer. Linking what is linked to the same customer changes nothing.

    recorder: who says so, such as `agents/mira.holt`.
    reason: why.
    etag: as in `record_entries`.

    Raises IdentityTaken, InvalidField, RequestIdReused, ProfileFull, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/LinkIdentity",
        request=LinkIdentityRequest(
            customer=customer_name(customer),
            identity=Identity(scheme=scheme, value=value),
            reason=reason,
            recorder=recorder,
            request_id=given_or_new(request_id),
            etag=etag,
        ),
        response_type=LinkIdentityResponse,
        timeout=timeout,
    )


def unlink_identity(
    customer: str,
    *,
    scheme: str,
    value: str,
    reason: str,
    recorder: str,
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[UnlinkIdentityRequest, UnlinkIdentityResponse]:
    """Unlinks an identity from the customer that it was linked to. It may then be linked to another.

    The arguments are those of `link_identity`.

    Raises IdentityNotFound, InvalidField, RequestIdReused, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/UnlinkIdentity",
        request=UnlinkIdentityRequest(
            customer=customer_name(customer),
            identity=Identity(scheme=scheme, value=value),
            reason=reason,
            recorder=recorder,
            request_id=given_or_new(request_id),
            etag=etag,
        ),
        response_type=UnlinkIdentityResponse,
        timeout=timeout,
    )


def merge_customers(
    *,
    surviving_customer: str,
    merged_customer: str,
    reason: str,
    recorder: str,
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[MergeCustomersRequest, MergeCustomersResponse]:
    """Merges one customer into another: from now on both names show the surviving one's profile. It can be undone.

    reason: why they are one.
    recorder: who says so, such as `agents/mira.holt`.
    etag: as in `record_entries`, of the surviving customer.

    Raises CustomerMerged, MergeCycle, InvalidField, RequestIdReused, ProfileFull, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/MergeCustomers",
        request=MergeCustomersRequest(
            surviving_customer=customer_name(surviving_customer),
            merged_customer=customer_name(merged_customer),
            reason=reason,
            recorder=recorder,
            request_id=given_or_new(request_id),
            etag=etag,
        ),
        response_type=MergeCustomersResponse,
        timeout=timeout,
    )


def unmerge_customers(
    merged_customer: str,
    *,
    reason: str,
    recorder: str,
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[UnmergeCustomersRequest, UnmergeCustomersResponse]:
    """Undoes a merge: each of the two has the profile of the entries that were addressed to it.

    merged_customer: the one that was merged into another.
    reason, recorder, etag: as in `merge_customers`.

    Raises NotMerged, InvalidField, RequestIdReused, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/UnmergeCustomers",
        request=UnmergeCustomersRequest(
            merged_customer=customer_name(merged_customer),
            reason=reason,
            recorder=recorder,
            request_id=given_or_new(request_id),
            etag=etag,
        ),
        response_type=UnmergeCustomersResponse,
        timeout=timeout,
    )
