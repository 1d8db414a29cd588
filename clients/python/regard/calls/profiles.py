"""The calls of ProfileService about the profiles; `entries` has those about the ledger."""

from collections.abc import Iterable
from datetime import datetime

from regard.arguments import customer_name, enum_value, several, timestamp
from regard.calls.call import BATCH_SECONDS, Call
from regard.v1 import (
    BatchGetProfilesRequest,
    BatchGetProfilesResponse,
    Consistency,
    GetProfileRequest,
    GetProfileResponse,
    ProfileView,
)

SERVICE = "/regard.v1.ProfileService"


def get_profile(
    customer: str,
    *,
    view: str | int | None = None,
    as_of_time: datetime | None = None,
    known_at_time: datetime | None = None,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[GetProfileRequest, GetProfileResponse]:
    """Gets the profile: as it is, or as it was. A customer nobody knows is no error: `profile.status` says so.

    view: `basic`, `screening` or `full` (the default).
    as_of_time, known_at_time: the two times of `regard.calls`.
    """
    return Call(
        method=f"{SERVICE}/GetProfile",
        request=GetProfileRequest(
            customer=customer_name(customer),
            view=enum_value(ProfileView, view),
            consistency=consistency,
            as_of_time=timestamp("as_of_time", as_of_time),
            known_at_time=timestamp("known_at_time", known_at_time),
        ),
        response_type=GetProfileResponse,
        timeout=timeout,
    )


def batch_get_profiles(
    customers: Iterable[str],
    *,
    view: str | int | None = None,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[BatchGetProfilesRequest, BatchGetProfilesResponse]:
    """Gets the profiles of 1 to 1,000 customers, one result for each in their order.

    A result holds a `response` or a `status`; `regard.errors.from_status(result.status)` makes an error of the latter.
    """
    return Call(
        method=f"{SERVICE}/BatchGetProfiles",
        request=BatchGetProfilesRequest(
            customers=[customer_name(customer) for customer in several("customers", customers)],
            view=enum_value(ProfileView, view),
            consistency=consistency,
        ),
        response_type=BatchGetProfilesResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
    )
