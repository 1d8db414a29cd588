"""Offers that were asked about before: the same few are screened for customer after customer, and reading, checking and
preparing them would cost more than the screening itself."""

from collections.abc import Hashable, Sequence
from typing import Any

from regard.v1 import offer_pb2
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.offer_set import OfferSet
from regard_server.domain.resources import TenantResources
from regard_server.rpc.convert.offers import offer
from regard_server.rpc.interceptor import parse, validate
from regard_server.usecases.import_offers import check_offers

OFFERS_MAX = 200
"""As the contract says; beyond it the request is validated whole, and refused by the contract's own rule."""
SETS_KEPT_MAX = 256
INLINE_KEPT_MAX = 10_000
"""Inline offers in all of those sets."""


class InlineOffers:
    """Offers of a request, read and checked. `key` stands for them: it is made of the very bytes that they came in."""

    __slots__ = ("key", "offers")

    def __init__(self, key: tuple[bytes, ...], offers: Sequence[Offer]) -> None:
        self.key = key
        self.offers = offers


class KnownOffers:
    """What was good once is good again, byte for byte; what was prepared is good until the tenant's resources change."""

    def __init__(self) -> None:
        self._inline: dict[tuple[bytes, ...], InlineOffers] = {}
        self._inline_kept = 0
        self._sets: dict[Hashable, tuple[TenantResources, PreparedOffers]] = {}

    def read(self, request_type: type[Any], data: bytes) -> tuple[Any, InlineOffers | None]:
        """The request, held against the contract, and its inline offers. The message's own `offers` may be empty then.

        Raises InvalidFields and MalformedMessage.
        """
        request = parse(request_type, data)
        return request, self.read_offers(request, request)

    def read_offers(self, request: Any, asked: Any) -> InlineOffers | None:
        """Validates `request`, and reads the offers of `asked`, which is it or the part of it that has them."""
        if not asked.offers or len(asked.offers) > OFFERS_MAX:
            validate(request)
            return None
        key = tuple([message.SerializeToString() for message in asked.offers])
        known = self._inline.get(key)
        if known is not None:
            asked.ClearField("offers")
            validate(request)
            return known
        validate(request)
        known = InlineOffers(key, _offers(asked.offers))
        self._inline_kept += len(key)
        if self._inline_kept > INLINE_KEPT_MAX or len(self._inline) >= SETS_KEPT_MAX:
            self._inline.clear()
            self._sets.clear()
            self._inline_kept = len(key)
        self._inline[key] = known
        return known

    def prepare(self, message: Any, inline: InlineOffers | None, resources: TenantResources) -> "PreparedOffers":
        """The offers that a request asks about, ready to be screened. Raises InvalidFields for none, both, or one twice."""
        key: Hashable = tuple(message.offer_ids) if inline is None else inline.key
        known = self._sets.get(key)
        if known is not None and known[0] is resources and (inline is None or not message.offer_ids):
            return known[1]
        prepared = prepare_once(message, inline, resources)
        if len(self._sets) >= SETS_KEPT_MAX:
            self._sets.clear()
        self._sets[key] = (resources, prepared)
        return prepared


class PreparedOffers:
    """An offer set, and the messages made of what it decides for everybody."""

    __slots__ = ("offer_set", "rendered")

    def __init__(self, offer_set: OfferSet) -> None:
        self.offer_set = offer_set
        self.rendered: dict[Any, Any] = {}


def prepare_once(message: Any, inline: InlineOffers | None, resources: TenantResources) -> PreparedOffers:
    """As KnownOffers.prepare, and not kept: what was asked under other resources would push out what is asked now."""
    if inline is not None and message.offer_ids:
        raise InvalidFields(FieldViolation("offer_ids", "can't go with offers: give one of the two"))
    offers = _of_catalogue(message.offer_ids, resources) if inline is None else inline.offers
    return PreparedOffers(OfferSet(offers, policy=resources.policy, taxonomy=resources.taxonomy))


def _offers(messages: Sequence[offer_pb2.Offer]) -> list[Offer]:
    offers = [offer(message, f"offers[{index}]") for index, message in enumerate(messages)]
    check_offers(offers)
    return offers


def _of_catalogue(ids: Sequence[str], resources: TenantResources) -> list[Offer | MissingOffer]:
    if not ids:
        raise InvalidFields(FieldViolation("offers", "is required, or offer_ids"))
    if len(set(ids)) != len(ids):
        raise InvalidFields(FieldViolation("offer_ids", "names an offer twice"))
    return [resources.offers.get(offer_id) or MissingOffer(offer_id) for offer_id in ids]
