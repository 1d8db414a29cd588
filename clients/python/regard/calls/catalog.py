"""The calls of CatalogService."""

from collections.abc import Iterable

from regard.arguments import offer_name, several
from regard.calls.call import BATCH_SECONDS, Call, given_or_new
from regard.v1 import (
    Consistency,
    GetOfferRequest,
    GetOfferResponse,
    ImportOffersRequest,
    ImportOffersResponse,
    ImportTopicsRequest,
    ImportTopicsResponse,
    ListOffersRequest,
    ListOffersResponse,
    ListTopicsRequest,
    ListTopicsResponse,
    Offer,
    SearchTopicsRequest,
    SearchTopicsResponse,
    Topic,
)

SERVICE = "/regard.v1.CatalogService"


def import_offers(
    offers: Iterable[Offer],
    *,
    request_id: str | None = None,
    timeout: float | None = None,
) -> Call[ImportOffersRequest, ImportOffersResponse]:
    """Adds 1 to 1,000 offers to the catalogue and replaces those of the same id: all of them or none.

    offers: made by `regard.offer(…)`. The answer's `unclassified` names those whose topics the taxonomy doesn't know.

    Raises InvalidField, RequestIdReused.
    """
    return Call(
        method=f"{SERVICE}/ImportOffers",
        request=ImportOffersRequest(offers=several("offers", offers), request_id=given_or_new(request_id)),
        response_type=ImportOffersResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
    )


def get_offer(
    name: str,
    *,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[GetOfferRequest, GetOfferResponse]:
    """Gets one offer of the catalogue: `golf-membership` or `offers/golf-membership`. Raises OfferNotFound."""
    return Call(
        method=f"{SERVICE}/GetOffer",
        request=GetOfferRequest(name=offer_name(name), consistency=consistency),
        response_type=GetOfferResponse,
        timeout=timeout,
    )


def list_offers(
    *,
    page_size: int = 0,
    page_token: str = "",
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[ListOffersRequest, ListOffersResponse]:
    """Lists one page of the catalogue in the order of the offers' ids.

    page_size: 1 to 1,000; default 100. `iterate_offers` goes through the pages.

    Raises InvalidPageToken.
    """
    return Call(
        method=f"{SERVICE}/ListOffers",
        request=ListOffersRequest(page_size=page_size, page_token=page_token, consistency=consistency),
        response_type=ListOffersResponse,
        timeout=timeout,
    )


def import_topics(
    topics: Iterable[Topic],
    *,
    request_id: str | None = None,
    timeout: float | None = None,
) -> Call[ImportTopicsRequest, ImportTopicsResponse]:
    """Adds 1 to 5,000 topics to the taxonomy and replaces those of the same path: all of them or none.

    topics: `regard.v1.Topic(path=…, label=…)`. A topic's parent must be known or among them.

    Raises InvalidField (a parent or a `moved_to` that isn't known, or aliases in a circle), RequestIdReused.
    """
    return Call(
        method=f"{SERVICE}/ImportTopics",
        request=ImportTopicsRequest(topics=several("topics", topics), request_id=given_or_new(request_id)),
        response_type=ImportTopicsResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
    )


def list_topics(
    ancestor: str = "",
    *,
    page_size: int = 0,
    page_token: str = "",
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[ListTopicsRequest, ListTopicsResponse]:
    """Lists one page of the taxonomy in the order of the paths.

    ancestor: only this topic and those below it; left empty, all.
    page_size: 1 to 1,000; default 100. `iterate_topics` goes through the pages.

    Raises InvalidPageToken.
    """
    return Call(
        method=f"{SERVICE}/ListTopics",
        request=ListTopicsRequest(
            ancestor=ancestor, page_size=page_size, page_token=page_token, consistency=consistency
        ),
        response_type=ListTopicsResponse,
        timeout=timeout,
    )


def search_topics(
    query: str,
    *,
    page_size: int = 0,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[SearchTopicsRequest, SearchTopicsResponse]:
    """Finds topics by their label, synonyms and path, misspelled or half typed too, best first.

    query: what a person would type; 1 to 200 characters.
    page_size: at most this many, 1 to 100; default 10.
    """
    return Call(
        method=f"{SERVICE}/SearchTopics",
        request=SearchTopicsRequest(query=query, page_size=page_size, consistency=consistency),
        response_type=SearchTopicsResponse,
        timeout=timeout,
    )
