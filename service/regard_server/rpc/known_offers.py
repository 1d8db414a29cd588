"""Offers that came inline and were found good: the same few offers are screened for customer after customer, and reading
and checking them would cost more than the screening itself."""

from collections.abc import Sequence
from typing import Any

from regard.v1 import offer_pb2
from regard_server.domain.offer import Offer
from regard_server.rpc.convert.offers import offer
from regard_server.rpc.interceptor import parse, validate
from regard_server.usecases.import_offers import check_offers

KEPT_MAX = 10_000
OFFERS_MAX = 200
"""As the contract says; beyond it the request is validated whole, and refused by the contract's own rule."""


class KnownOffers:
    """By the very bytes of the message, which say everything that the rules look at."""

    def __init__(self) -> None:
        self._known: dict[bytes, Offer] = {}

    def read(self, request_type: type[Any], data: bytes) -> tuple[Any, list[Offer]]:
        """The request, held against the contract, and its inline offers. The message's own `offers` may be empty then.

        Raises InvalidFields and MalformedMessage.
        """
        request = parse(request_type, data)
        if not request.offers or len(request.offers) > OFFERS_MAX:
            validate(request)
            return request, []
        serialized = [message.SerializeToString() for message in request.offers]
        try:
            offers = [self._known[key] for key in serialized]
        except KeyError:
            validate(request)
            offers = self._remember(request.offers, serialized)
        else:
            request.ClearField("offers")
            validate(request)
        check_offers(offers)
        return request, offers

    def _remember(self, messages: Sequence[offer_pb2.Offer], serialized: Sequence[bytes]) -> list[Offer]:
        offers = [offer(message, f"offers[{index}]") for index, message in enumerate(messages)]
        if len(self._known) + len(offers) > KEPT_MAX:
            self._known.clear()
        self._known.update(zip(serialized, offers, strict=True))
        return offers
