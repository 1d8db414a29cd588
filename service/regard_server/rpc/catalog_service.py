"""CatalogService."""

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from google.protobuf.message import Message

from regard.v1 import catalog_service_pb2 as pb
from regard_server.domain.errors import InvalidPageToken, OfferNotFound
from regard_server.domain.ledger import Caller
from regard_server.domain.resources import TenantResources
from regard_server.rpc.convert.names import offer_id
from regard_server.rpc.convert.offers import offer, offer_message, topic, topic_message
from regard_server.rpc.freshness import minimizes_latency, require, token_for
from regard_server.rpc.interceptor import Method, StreamMethod, message_of
from regard_server.rpc.requests import digest, request_key
from regard_server.rpc.tokens import NamePageToken
from regard_server.rpc.worker import Worker
from regard_server.usecases.answered_once import answered_once
from regard_server.usecases.import_offers import import_offers, unclassified
from regard_server.usecases.import_topics import import_topics
from regard_server.usecases.ports import Transaction
from regard_server.usecases.search_topics import search_topics

PAGE_SIZE_DEFAULT = 100
MATCHES_DEFAULT = 10
T = TypeVar("T")
AnswerT = TypeVar("AnswerT", bound=Message)
Import = Callable[[Transaction, datetime], tuple[int, TenantResources]]


class CatalogService:
    NAME = "regard.v1.CatalogService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def methods(self) -> dict[str, Method[Any] | StreamMethod]:
        return {
            "ImportOffers": Method(message_of(pb.ImportOffersRequest), self.import_offers),
            "GetOffer": Method(message_of(pb.GetOfferRequest), self.get_offer),
            "ListOffers": Method(message_of(pb.ListOffersRequest), self.list_offers),
            "ImportTopics": Method(message_of(pb.ImportTopicsRequest), self.import_topics),
            "ListTopics": Method(message_of(pb.ListTopicsRequest), self.list_topics),
            "SearchTopics": Method(message_of(pb.SearchTopicsRequest), self.search_topics),
        }

    async def import_offers(self, request: pb.ImportOffersRequest, caller: Caller) -> pb.ImportOffersResponse:
        offers = [offer(message, f"offers[{index}]") for index, message in enumerate(request.offers)]

        def answer(changed: int, resources: TenantResources) -> pb.ImportOffersResponse:
            return pb.ImportOffersResponse(
                changed_count=changed,
                unclassified=unclassified(offers, resources),
                catalog_version=resources.offers_version,
                freshness_token=self._token(caller, resources),
            )

        return await self._imported(
            request,
            caller,
            lambda tx, now: import_offers(tx, caller.tenant, offers, now=now),
            answer,
            pb.ImportOffersResponse,
        )

    async def get_offer(self, request: pb.GetOfferRequest, caller: Caller) -> pb.GetOfferResponse:
        resources = await self._resources(request, caller)
        found = resources.offers.get(offer_id(request.name))
        if found is None:
            raise OfferNotFound(offer_id(request.name))
        return pb.GetOfferResponse(offer=offer_message(found), freshness_token=self._token(caller, resources))

    async def list_offers(self, request: pb.ListOffersRequest, caller: Caller) -> pb.ListOffersResponse:
        resources = await self._resources(request, caller)
        page, next_token = self._page(resources.offers, request, caller, method="ListOffers", within="")
        return pb.ListOffersResponse(
            offers=[offer_message(found) for found in page],
            next_page_token=next_token,
            freshness_token=self._token(caller, resources),
        )

    async def import_topics(self, request: pb.ImportTopicsRequest, caller: Caller) -> pb.ImportTopicsResponse:
        topics = [topic(message) for message in request.topics]

        def answer(changed: int, resources: TenantResources) -> pb.ImportTopicsResponse:
            return pb.ImportTopicsResponse(
                changed_count=changed,
                taxonomy_version=resources.taxonomy.version,
                freshness_token=self._token(caller, resources),
            )

        return await self._imported(
            request,
            caller,
            lambda tx, now: import_topics(tx, caller.tenant, topics, now=now),
            answer,
            pb.ImportTopicsResponse,
        )

    async def list_topics(self, request: pb.ListTopicsRequest, caller: Caller) -> pb.ListTopicsResponse:
        resources = await self._resources(request, caller)
        within = request.ancestor
        topics = {
            path: found
            for path, found in resources.taxonomy.topics.items()
            if not within or path == within or path.startswith(f"{within}/")
        }
        page, next_token = self._page(topics, request, caller, method="ListTopics", within=within)
        return pb.ListTopicsResponse(
            topics=[topic_message(found) for found in page],
            next_page_token=next_token,
            freshness_token=self._token(caller, resources),
        )

    async def search_topics(self, request: pb.SearchTopicsRequest, caller: Caller) -> pb.SearchTopicsResponse:
        resources = await self._resources(request, caller)
        matches_max = request.page_size or MATCHES_DEFAULT
        # A large taxonomy takes milliseconds, in which the loop can answer others.
        matches = await asyncio.to_thread(search_topics, resources.taxonomy, request.query, matches_max=matches_max)
        return pb.SearchTopicsResponse(
            matches=[
                pb.TopicMatch(topic=topic_message(match.topic), score=match.score, matched=match.matched)
                for match in matches
            ],
            freshness_token=self._token(caller, resources),
        )

    async def _imported(
        self,
        request: Any,
        caller: Caller,
        work: Import,
        answer: Callable[[int, TenantResources], Any],
        answer_type: type[AnswerT],
    ) -> AnswerT:
        """The answer of this import; where the same request was answered before, that one."""
        # A request message is of one method only, and so tells its name.
        method = type(request).DESCRIPTOR.name.removesuffix("Request")
        key, body = request_key(request, caller, method), digest(request)

        def once(tx: Transaction, now: datetime) -> tuple[tuple[bytes, bool], TenantResources | None]:
            after: TenantResources | None = None

            def write() -> bytes:
                nonlocal after
                changed, resources = work(tx, now)
                after = resources if changed else None
                data: bytes = answer(changed, resources).SerializeToString()
                return data

            return answered_once(tx, key, body, write, now=now), after

        data, replayed = await self._worker.import_resources(caller.tenant, once)
        message: Any = answer_type.FromString(data)
        message.replayed = replayed
        return cast(AnswerT, message)

    async def _resources(self, request: Any, caller: Caller) -> TenantResources:
        resources = await self._worker.resources(caller.tenant, relaxed=minimizes_latency(request))
        require(self._worker.tokens, request.consistency, resources)
        return resources

    def _token(self, caller: Caller, resources: TenantResources) -> str:
        return token_for(self._worker.tokens, caller.tenant, resources)

    def _page(
        self, named: Mapping[str, T], request: Any, caller: Caller, *, method: str, within: str
    ) -> tuple[list[T], str]:
        """One page in the order of the names, and the token of the next."""
        names = sorted(named)
        start = 0
        if request.page_token:
            token = self._worker.tokens.read_page(request.page_token, NamePageToken)
            if (token.tenant, token.method, token.within) != (caller.tenant, method, within):
                raise InvalidPageToken
            start = bisect_right(names, token.after)
        end = start + (request.page_size or PAGE_SIZE_DEFAULT)
        page = names[start:end]
        next_token = ""
        if end < len(names):
            next_token = self._worker.tokens.write(NamePageToken(caller.tenant, method, within, page[-1]))
        return [named[name] for name in page], next_token
