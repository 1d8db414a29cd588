"""The calls of ProfileService about the entries of the ledger."""

from collections.abc import Iterable
from datetime import datetime

from regard.arguments import customer_name, enum_value, several, timestamp
from regard.calls.call import BATCH_SECONDS, Call, given_or_new
from regard.v1 import (
    BatchRecordEntriesRequest,
    BatchRecordEntriesResponse,
    Consistency,
    Entry,
    EntryKind,
    EntryState,
    ListEntriesRequest,
    ListEntriesResponse,
    RecordEntriesRequest,
    RecordEntriesResponse,
    RetractEntryRequest,
    RetractEntryResponse,
    SearchEntriesRequest,
    SearchEntriesResponse,
    SupersedeEntryRequest,
    SupersedeEntryResponse,
)

SERVICE = "/regard.v1.ProfileService"


def record_entries(
    customer: str,
    entries: Iterable[Entry],
    *,
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[RecordEntriesRequest, RecordEntriesResponse]:
    """Records 1 to 100 entries of one customer: all of them or none.

    entries: made by `regard.preference(…)`, `regard.moment(…)` and the others of `regard.entries`.
    etag: the profile's etag that this write rests on; when the profile has changed since, EtagMismatch is raised.

    Raises InvalidField, UnknownTopic, RequestIdReused, EntryExists, SourceIdReused, EtagMismatch, ProfileFull.
    """
    return Call(
        method=f"{SERVICE}/RecordEntries",
        request=RecordEntriesRequest(
            customer=customer_name(customer),
            entries=several("entries", entries),
            request_id=given_or_new(request_id),
            etag=etag,
        ),
        response_type=RecordEntriesResponse,
        timeout=timeout,
    )


def batch_record_entries(
    requests: Iterable[RecordEntriesRequest],
    *,
    make_request_ids: bool = True,
    summary_only: bool = False,
    timeout: float | None = None,
) -> Call[BatchRecordEntriesRequest, BatchRecordEntriesResponse]:
    """Records entries of many customers: 1 to 1,000 requests with at most 10,000 entries in all.

    requests: `regard.v1.RecordEntriesRequest(customer="u1", entries=[…])`; they stay as they are, and one without a
    `request_id` is sent with a new one. Each is atomic and has a result of its own, in their order, which holds a
    `response` or a `status`; `regard.errors.from_status(result.status)` makes an error of the latter.
    make_request_ids: False sends the requests as they are. For entries with an id or a source id, which make them safe
        to repeat by themselves, and cheaper to record.
    summary_only: answer `revision`, `recorded_count` and `replayed` alone, without the entries: cheaper for an import.
    """
    given = several("requests", requests)
    return Call(
        method=f"{SERVICE}/BatchRecordEntries",
        request=BatchRecordEntriesRequest(
            requests=[_ready(request) for request in given] if make_request_ids else given,
            summary_only=summary_only,
        ),
        response_type=BatchRecordEntriesResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
    )


def supersede_entry(
    name: str,
    entry: Entry,
    *,
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[SupersedeEntryRequest, SupersedeEntryResponse]:
    """Replaces an entry by another of the same kind, from the new one's effective time on.

    When the new one is retracted, the old one counts again. A commitment is settled by `update_commitment`; this puts it off
    or gives it another owner.

    name: the entry to replace, `customers/{customer}/entries/{entry}`.
    entry: what replaces it, made as for `record_entries`.
    etag: as in `record_entries`.

    Raises what `record_entries` does, and EntryNotFound, EntryRetracted, EntrySuperseded.
    """
    return Call(
        method=f"{SERVICE}/SupersedeEntry",
        request=SupersedeEntryRequest(name=name, entry=entry, request_id=given_or_new(request_id), etag=etag),
        response_type=SupersedeEntryResponse,
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
            name=name, reason=reason, recorder=recorder, request_id=given_or_new(request_id), etag=etag
        ),
        response_type=RetractEntryResponse,
        timeout=timeout,
    )


def list_entries(
    customer: str,
    *,
    kinds: Iterable[str | int] = (),
    states: Iterable[str | int] = (),
    page_size: int = 0,
    page_token: str = "",
    as_of_time: datetime | None = None,
    known_at_time: datetime | None = None,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[ListEntriesRequest, ListEntriesResponse]:
    """Lists one page of a customer's ledger, last recorded first, whatever became of the entries.

    kinds: only these, such as `moment`, `contact-rule`; left out, all.
    states: only these at the time of reading: `active`, `superseded`, `retracted`, `expired`; left out, all.
    as_of_time, known_at_time: the states at that instant, and the ledger as it was at that instant.
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
            as_of_time=timestamp("as_of_time", as_of_time),
            known_at_time=timestamp("known_at_time", known_at_time),
        ),
        response_type=ListEntriesResponse,
        timeout=timeout,
    )


def search_entries(
    customer: str,
    query: str,
    *,
    kinds: Iterable[str | int] = (),
    states: Iterable[str | int] = (),
    page_size: int = 0,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[SearchEntriesRequest, SearchEntriesResponse]:
    """Searches what entries say (quotes, notes, stories, summaries) by words: whole, begun or misspelled. Best first.

    customer: or `-`, for all customers.
    query: 1 to 500 characters; in quotation marks, words that follow each other.
    kinds, states: only these, such as `moment`, `active`; left out, all.
    page_size: at most this many, 1 to 100; default 20. The answer's `has_more` says that there were more.

    Each match has snippets, and in them the `hits`: from `start` to before `end`, as Python counts characters.

    Raises InvalidField (a query without a word), SearchIndexOff (for all customers only).
    """
    return Call(
        method=f"{SERVICE}/SearchEntries",
        request=SearchEntriesRequest(
            customer=customer_name(customer),
            query=query,
            kinds=[enum_value(EntryKind, kind) for kind in several("kinds", kinds)],
            states=[enum_value(EntryState, state) for state in several("states", states)],
            page_size=page_size,
            consistency=consistency,
        ),
        response_type=SearchEntriesResponse,
        timeout=timeout,
    )


def _ready(request: RecordEntriesRequest) -> RecordEntriesRequest:
    ready = RecordEntriesRequest()
    ready.CopyFrom(request)
    ready.customer = customer_name(request.customer)
    ready.request_id = given_or_new(request.request_id)
    return ready
