"""The calls of ScreeningService."""

from collections.abc import Iterable
from datetime import datetime

from regard.arguments import customer_name, enum_value, several, timestamp
from regard.calls.call import BATCH_SECONDS, AudienceCall, Call, given_or_new
from regard.v1 import (
    AudienceOpen,
    BatchScreenOffersRequest,
    BatchScreenOffersResponse,
    Channel,
    Consistency,
    Offer,
    OnUnknown,
    Purpose,
    ReleaseReservationRequest,
    ReleaseReservationResponse,
    ScreenAudienceRequest,
    ScreenAudienceResponse,
    ScreenOffersRequest,
    ScreenOffersResponse,
)

SERVICE = "/regard.v1.ScreeningService"

CHUNK_SIZE = 500
CHUNK_SIZE_MAX = 1000
# Of one chunk: customers times offers.
DECISIONS_MAX = 50_000
OUTSTANDING_CHUNKS_MAX = 64


def screen_offers(
    customer: str,
    offers: Iterable[Offer] = (),
    *,
    offer_ids: Iterable[str] = (),
    purpose: str | int,
    channel: str | int,
    on_unknown: str | int | None = None,
    as_of_time: datetime | None = None,
    known_at_time: datetime | None = None,
    language: str = "",
    explain: bool = False,
    consistency: Consistency | None = None,
    reserve: bool = False,
    reserve_max: int = 0,
    request_id: str | None = None,
    timeout: float | None = None,
) -> Call[ScreenOffersRequest, ScreenOffersResponse]:
    """Screens up to 200 offers for one customer. A suppressed offer is an answer, no error.

    offers: made by `regard.offer(…)`. Either these or offer_ids.
    offer_ids: offers of the catalogue; one that it doesn't know is suppressed.
    purpose: why they would be made: `marketing`, `loyalty`, `service` or `research`.
    channel: by which way they would be made, such as `app` or `email`.
    on_unknown: `allow` or `suppress`, for a customer nobody knows. Default: suppress on outbound channels, allow where
    the customer is present.
    as_of_time, known_at_time: the two times of `regard.calls`: the verdicts of another day.
    language: of the sentences, such as `de-AT`; default English.
    explain: tell too what each verdict comes to (`decision.text`), what speaks for it (`decision.affinity_reasons`) and
    what would have to change (`suppression.remedy`).
    reserve: count what is about to be made at once, so that frequency caps hold however many ask. Each decision that has
    a `reservation` may be made: name it in `regard.offer_response(…, "presented", reservation=…)`, or give it to
    `release_reservation`. It is a write then, and Unavailable where the database can't be written.
    reserve_max: how many at most, 1 to 200, in the order of affinity; default 1.
    request_id: with reserve, as in `record_entries`.

    Raises InvalidField; with reserve also RequestIdReused, ProfileFull, DatabaseUnavailable.

    The decisions come cleared ones first, in the order of their affinity.
    """
    return Call(
        method=f"{SERVICE}/ScreenOffers",
        request=ScreenOffersRequest(
            customer=customer_name(customer),
            offers=several("offers", offers),
            offer_ids=several("offer_ids", offer_ids),
            purpose=enum_value(Purpose, purpose),
            channel=enum_value(Channel, channel),
            consistency=consistency,
            on_unknown=enum_value(OnUnknown, on_unknown),
            as_of_time=timestamp("as_of_time", as_of_time),
            known_at_time=timestamp("known_at_time", known_at_time),
            language=language,
            explain=explain,
            reserve=reserve,
            reserve_max=reserve_max,
            request_id=given_or_new(request_id) if reserve else request_id,
        ),
        response_type=ScreenOffersResponse,
        timeout=timeout,
    )


def release_reservation(
    name: str,
    *,
    reason: str = "",
    recorder: str = "",
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[ReleaseReservationRequest, ReleaseReservationResponse]:
    """Gives the room of a reservation back: the offer won't be made. What is released or has expired stays so.

    name: the reservation that a decision named, `customers/…/entries/…`.
    reason, recorder: why, and who says so; both may be left out.
    etag: as in `record_entries`.

    Raises EntryNotFound, ReservationSettled, InvalidField, RequestIdReused, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/ReleaseReservation",
        request=ReleaseReservationRequest(
            name=name, reason=reason, recorder=recorder, request_id=given_or_new(request_id), etag=etag
        ),
        response_type=ReleaseReservationResponse,
        timeout=timeout,
    )


def batch_screen_offers(
    customers: Iterable[str],
    offers: Iterable[Offer] = (),
    *,
    offer_ids: Iterable[str] = (),
    purpose: str | int,
    channel: str | int,
    on_unknown: str | int | None = None,
    language: str = "",
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[BatchScreenOffersRequest, BatchScreenOffersResponse]:
    """Screens the same offers for 1 to 1,000 customers; the other arguments are those of `screen_offers`.

    One result for each customer in their order, which holds a `response` or a `status`;
    `regard.errors.from_status(result.status)` makes an error of the latter.
    """
    return Call(
        method=f"{SERVICE}/BatchScreenOffers",
        request=BatchScreenOffersRequest(
            customers=[customer_name(customer) for customer in several("customers", customers)],
            offers=several("offers", offers),
            offer_ids=several("offer_ids", offer_ids),
            purpose=enum_value(Purpose, purpose),
            channel=enum_value(Channel, channel),
            consistency=consistency,
            on_unknown=enum_value(OnUnknown, on_unknown),
            language=language,
        ),
        response_type=BatchScreenOffersResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
    )


def screen_audience(
    customers: Iterable[str],
    *,
    offers: Iterable[Offer] = (),
    offer_ids: Iterable[str] = (),
    purpose: str | int,
    channel: str | int,
    on_unknown: str | int | None = None,
    language: str = "",
    summary_only: bool = False,
    chunk_size: int | None = None,
    max_outstanding_chunks: int = 4,
    cursor: str = "",
    timeout: float | None = None,
) -> AudienceCall[ScreenAudienceRequest, ScreenAudienceResponse]:
    """Screens the same offers for any number of customers, and answers chunk by chunk, in their order.

    customers: any iterable; it is read as the answers are, never more than `max_outstanding_chunks` chunks ahead of the
        answer that the caller has come to, so that neither side holds the whole audience.
    offers, offer_ids, purpose, channel, on_unknown, language: as in `screen_offers`.
    summary_only: answer with the counts of each chunk, without a result for each customer: several times as fast.
    chunk_size: customers in a chunk, at most 1,000, and at most 50,000 decisions; default 500, less with many offers.
    max_outstanding_chunks: 1 to 64.
    cursor: goes on after the answer that held it. The customers then begin with the first of the next chunk.
    timeout: seconds until an answer must have come, once it is waited for. The whole has no deadline.

    Where the server can't be reached, the stream is opened anew at the last cursor, and the chunks without an answer are
    sent again; after 6 attempts without an answer, Unavailable is raised. Each answer comes once. Whoever stops before the
    end closes it: `close()`, `aclose()`.

    Raises InvalidField, InvalidCursor.
    """
    described = several("offers", offers)
    named = several("offer_ids", offer_ids)
    size_max = min(CHUNK_SIZE_MAX, DECISIONS_MAX // max(len(described) or len(named), 1))
    if chunk_size is not None and not 1 <= chunk_size <= size_max:
        raise ValueError(f"chunk_size is 1 to {size_max} for so many offers; got {chunk_size!r}")
    if not 1 <= max_outstanding_chunks <= OUTSTANDING_CHUNKS_MAX:
        raise ValueError(f"max_outstanding_chunks is 1 to {OUTSTANDING_CHUNKS_MAX}; got {max_outstanding_chunks!r}")
    if isinstance(customers, str):
        raise TypeError(f"customers takes several: write [{customers!r}]")
    return AudienceCall(
        method=f"{SERVICE}/ScreenAudience",
        request=ScreenAudienceRequest(
            open=AudienceOpen(
                offers=described,
                offer_ids=named,
                purpose=enum_value(Purpose, purpose),
                channel=enum_value(Channel, channel),
                on_unknown=enum_value(OnUnknown, on_unknown),
                language=language,
                cursor=cursor,
                max_outstanding_chunks=max_outstanding_chunks,
                summary_only=summary_only,
            )
        ),
        response_type=ScreenAudienceResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
        customers=customers,
        chunk_size=chunk_size or min(CHUNK_SIZE, size_max),
    )
