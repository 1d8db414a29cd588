"""ScreeningService."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from regard.v1 import screening_service_pb2 as pb
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.domain.resources import TenantResources
from regard_server.rpc.audience import screen_audience
from regard_server.rpc.batches import BatchRoom, breathe, check_decisions
from regard_server.rpc.convert.entries import entry_message
from regard_server.rpc.convert.names import customer_id, split_entry_name
from regard_server.rpc.convert.results import failure_with_length, result_with_length
from regard_server.rpc.convert.wire import tag
from regard_server.rpc.errors import status_of
from regard_server.rpc.freshness import known_as_asked, token_for
from regard_server.rpc.interceptor import Method, StreamMethod, message_of
from regard_server.rpc.known_offers import InlineOffers, KnownOffers
from regard_server.rpc.past_answers import asks_about_past, past_screening
from regard_server.rpc.requests import digest, request_key
from regard_server.rpc.reserving import check_reserving, reserve
from regard_server.rpc.screener import Question, Screener, question
from regard_server.rpc.worker import Worker
from regard_server.usecases.customer_changes import Asked

_RESULT = tag(pb.BatchScreenOffersResponse, "results")

Request = tuple[Any, InlineOffers | None]
"""The message, and its inline offers."""


class ScreeningService:
    NAME = "regard.v1.ScreeningService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._known_offers = KnownOffers()
        self._screener = Screener(worker.tokens)

    def methods(self) -> dict[str, Method[Any] | StreamMethod]:
        known = self._known_offers
        return {
            "ScreenOffers": Method(lambda data: known.read(pb.ScreenOffersRequest, data), self.screen_offers),
            "ReleaseReservation": Method(message_of(pb.ReleaseReservationRequest), self.release_reservation),
            "BatchScreenOffers": Method(
                lambda data: known.read(pb.BatchScreenOffersRequest, data), self.batch_screen_offers
            ),
            "ScreenAudience": StreamMethod(self.screen_audience),
        }

    async def screen_offers(self, request: Request, caller: Caller) -> bytes:
        """A ScreenOffersResponse."""
        check_reserving(request[0])
        if request[0].reserve:
            return await reserve(self._worker, self._known_offers, *request, caller)
        if asks_about_past(request[0]):
            return await past_screening(self._worker, caller.tenant, *request)
        key = CustomerKey(caller.tenant, customer_id(request[0].customer))
        resources, profiles = await known_as_asked(
            self._worker.known_at_least, self._worker.tokens, request[0], caller.tenant, [key]
        )
        asked = self._question(request, resources)
        return self._screener.answer(asked, key, profiles.get(key))[0]

    async def release_reservation(
        self, request: pb.ReleaseReservationRequest, caller: Caller
    ) -> pb.ReleaseReservationResponse:
        resources = await self._worker.resources(caller.tenant)
        customer, entry_id = split_entry_name(request.name)
        asked = Asked(
            reason=request.reason,
            recorder=request.recorder,
            policy=resources.policy,
            etag=request.etag,
            request=request_key(request, caller, "ReleaseReservation"),
            request_digest=digest(request),
        )
        released = await self._worker.release(CustomerKey(caller.tenant, customer), entry_id, asked)
        token = token_for(self._worker.tokens, caller.tenant, resources, customer=customer, revision=released.revision)
        return pb.ReleaseReservationResponse(
            reservation=entry_message(customer, released.reservation, released.state),
            revision=released.revision,
            etag=etag_of(released.revision),
            freshness_token=token,
            replayed=released.snapshot is None,
        )

    async def batch_screen_offers(self, request: Request, caller: Caller) -> bytes:
        """A BatchScreenOffersResponse."""
        keys = [CustomerKey(caller.tenant, customer_id(name)) for name in request[0].customers]
        resources, profiles = await known_as_asked(
            self._worker.known_at_least, self._worker.tokens, request[0], caller.tenant, keys
        )
        asked = self._question(request, resources)
        check_decisions(customers=len(keys), offers=len(asked.prepared.offer_set.offers))
        results = []
        room = BatchRoom()
        for index, key in enumerate(keys):
            await breathe(index)
            try:
                answer, _, _ = self._screener.answer(asked, key, profiles.get(key))
                room.take(len(answer))
                results.append(_RESULT + result_with_length(key.customer, answer))
            except Exception as error:  # noqa: BLE001  what is wrong with one is that one's alone
                results.append(_RESULT + failure_with_length(key.customer, status_of(error)))
        return b"".join(results)

    def screen_audience(self, messages: AsyncIterator[bytes], caller: Caller) -> AsyncGenerator[bytes, None]:
        return screen_audience(messages, caller, self._worker, self._known_offers, self._screener)

    def _question(self, request: Request, resources: TenantResources) -> Question:
        message, inline = request
        prepared = self._known_offers.prepare(message, inline, resources)
        return question(message, prepared, resources, self._worker.clock())
