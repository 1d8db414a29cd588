"""The calls of ProfileService."""

import uuid
from collections.abc import Iterable

from regard.arguments import customer_name, enum_value, several
from regard.calls.call import BATCH_SECONDS, Call
from regard.v1 import (
    BatchGetProfilesRequest,
    BatchGetProfilesResponse,
    BatchRecordEntriesRequest,
    BatchRecordEntriesResponse,
    Consistency,
    Entry,
    EntryKind,
    EntryState,
    GetProfileRequest,
    GetProfileResponse,
    ListEntriesRequest,
    ListEntriesResponse,
    ProfileView,
    RecordEntriesRequest,
    RecordEntriesResponse,
    RetractEntryRequest,
    RetractEntryResponse,
)

SERVICE = "/regard.v1.ProfileService"


def get_profile(
    customer: str,
    *,
    view: str | int | None = None,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[GetProfileRequest, GetProfileResponse]:
    """Gets the current profile. A customer nobody knows is no error: `profile.status` says UNKNOWN_CUSTOMER.

    view: `basic`, `screening` or `full` (the default).
    """
    return Call(
        method=f"{SERVICE}/GetProfile",
        request=GetProfileRequest(
            customer=customer_name(customer), view=enum_value(ProfileView, view), consistency=consistency
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


def record_entries(
    customer: str,
    entries: Iterable[Entry],
    *,
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[RecordEntriesRequest, RecordEntriesResponse]:
    """Records 1 to 100 entries of one customer: all of them or none.

    entries: made by `regard.preference(…)` and `regard.offer_response(…)`.
    etag: the profile's etag that this write rests on; when the profile has changed since, EtagMismatch is raised.

    Raises InvalidField, UnknownTopic, RequestIdReused, EntryExists, SourceIdReused, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/RecordEntries",
        request=RecordEntriesRequest(
            customer=customer_name(customer),
            entries=several("entries", entries),
            request_id=_given_or_new(request_id),
            etag=etag,
        ),
        response_type=RecordEntriesResponse,
        timeout=timeout,
    )


def batch_record_entries(
    requests: Iterable[RecordEntriesRequest],
    *,
    make_request_ids: bool = True,
    timeout: float | None = None,
) -> Call[BatchRecordEntriesRequest, BatchRecordEntriesResponse]:
    """Records entries of many customers: 1 to 1,000 requests with at most 10,000 entries in all.

    requests: `regard.v1.RecordEntriesRequest(customer="u1", entries=[…])`; they stay as they are, and one without a
    `request_id` is sent with a new one. Each is atomic and has a result of its own, in their order, which holds a
    `response` or a `status`; `regard.errors.from_status(result.status)` makes an error of the latter.
    make_request_ids: False sends the requests as they are. For entries with an id or a source id, which make them safe
        to repeat by themselves, and cheaper to record.
    """
    given = several("requests", requests)
    return Call(
        method=f"{SERVICE}/BatchRecordEntries",
        request=BatchRecordEntriesRequest(
            requests=[_ready(request) for request in given] if make_request_ids else given
        ),
        response_type=BatchRecordEntriesResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
    )


def list_entries(
    customer: str,
    *,
    kinds: Iterable[str | int] = (),
    states: Iterable[str | int] = (),
    page_size: int = 0,
    page_token: str = "",
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[ListEntriesRequest, ListEntriesResponse]:
    """Lists one page of a customer's ledger, last recorded first, retracted and expired entries included.

    kinds: only these: `preference`, `offer-response`, `retraction`; left out, all.
    states: only these at the time of reading: `active`, `retracted`, `expired`; left out, all.
    page_size: 1 to 1,000; default 100. `iterate_entries` goes through the pages.

    Raises InvalidPageToken.
    """
    return Call(
        method=f"{SERVICE}/ListEntries",
        request=ListEntriesRequest(
            customer=customer_name(customer),
            kinds=[enum_value(EntryKind, kind) for kind in several("kinds", kinds)],
            states=[enum_value(EntryState, state) for state in several("states", states)],
            page_size=page_size,
            page_token=page_token,
            consistency=consistency,
        ),
        response_type=ListEntriesResponse,
        timeout=timeout,
    )


def retract_entry(
    name: str,
    *,
    reason: str,
    recorder: str,
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[RetractEntryRequest, RetractEntryResponse]:
    """Says that an entry was wrong: it counts no longer, and what it outweighed applies again.

    name: `customers/{customer}/entries/{entry}`.
    reason: why it was wrong.
    recorder: who says so, such as `agents/mira.holt`.
    etag: as in `record_entries`.

    Raises EntryNotFound, InvalidField (a retraction can't be retracted), RequestIdReused, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/RetractEntry",
        request=RetractEntryRequest(
            name=name, reason=reason, recorder=recorder, request_id=_given_or_new(request_id), etag=etag
        ),
        response_type=RetractEntryResponse,
        timeout=timeout,
    )


def _ready(request: RecordEntriesRequest) -> RecordEntriesRequest:
    ready = RecordEntriesRequest()
    ready.CopyFrom(request)
    ready.customer = customer_name(request.customer)
    ready.request_id = _given_or_new(request.request_id)
    return ready


def _given_or_new(request_id: str | None) -> str:
    # Made here and not where the call is sent, so that each attempt of a retried call carries the same id.
    return request_id or str(uuid.uuid4())
