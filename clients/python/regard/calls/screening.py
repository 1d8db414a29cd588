"""The calls of ScreeningService."""

from collections.abc import Iterable

from regard.arguments import customer_name, enum_value, several
from regard.calls.call import BATCH_SECONDS, Call
from regard.v1 import (
    BatchScreenOffersRequest,
    BatchScreenOffersResponse,
    Channel,
    Consistency,
    Offer,
    OnUnknown,
    Purpose,
    ScreenOffersRequest,
    ScreenOffersResponse,
)

SERVICE = "/regard.v1.ScreeningService"


def screen_offers(
    customer: str,
    offers: Iterable[Offer] = (),
    *,
    offer_ids: Iterable[str] = (),
    purpose: str | int,
    channel: str | int,
    on_unknown: str | int | None = None,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[ScreenOffersRequest, ScreenOffersResponse]:
    """Screens up to 200 offers for one customer. A suppressed offer is an answer, no error.

    offers: made by `regard.offer(…)`. Either these or offer_ids.
    offer_ids: offers of the catalogue; one that it doesn't know is suppressed.
    purpose: why they would be made: `marketing`, `loyalty`, `service` or `research`.
    channel: by which way they would be made, such as `app` or `email`.
    on_unknown: `allow` or `suppress`, for a customer nobody knows. Default: suppress on outbound channels, allow where
    the customer is present.

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
        ),
        response_type=ScreenOffersResponse,
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
        ),
        response_type=BatchScreenOffersResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
    )
