"""ScreeningService."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.rpc import status_pb2

from regard.v1 import screening_service_pb2 as pb
from regard_server.domain.entry import Channel, Purpose
from regard_server.domain.errors import DatabaseUnavailable, DomainError, FieldViolation, InvalidFields
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.domain.profile import Profile
from regard_server.domain.resources import TenantResources
from regard_server.domain.screening import screen
from regard_server.rpc.batches import BatchRoom, breathe
from regard_server.rpc.convert.names import customer_id, customer_name
from regard_server.rpc.convert.screenings import SUPPRESS_UNKNOWN, screening_message
from regard_server.rpc.errors import status_of
from regard_server.rpc.freshness import require, token_for
from regard_server.rpc.interceptor import Method
from regard_server.rpc.known_offers import InlineOffers, KnownOffers, PreparedOffers
from regard_server.rpc.profile_memory import Remembered
from regard_server.rpc.worker import Worker

DECISIONS_PER_BATCH_MAX = 50_000
"""Customers times offers."""

Request = tuple[Any, InlineOffers | None]
"""The message, and its inline offers."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each customer: the message, its offers, and under what it is answered."""

    message: Any
    prepared: PreparedOffers
    resources: TenantResources
    now: datetime


class ScreeningService:
    NAME = "regard.v1.ScreeningService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._known_offers = KnownOffers()

    def methods(self) -> dict[str, Method[Any]]:
        known = self._known_offers
        return {
            "ScreenOffers": Method(lambda data: known.read(pb.ScreenOffersRequest, data), self.screen_offers),
            "BatchScreenOffers": Method(
                lambda data: known.read(pb.BatchScreenOffersRequest, data), self.batch_screen_offers
            ),
        }

    async def screen_offers(self, request: Request, caller: Caller) -> pb.ScreenOffersResponse:
        question = self._question(request, await self._worker.resources(caller.tenant))
        key = CustomerKey(caller.tenant, customer_id(question.message.customer))
        remembered: Remembered | None = None
        with suppress(DatabaseUnavailable):  # then nothing is cleared
            remembered = await self._worker.profile(key)
        return self._answer(question, key, remembered)

    async def batch_screen_offers(self, request: Request, caller: Caller) -> pb.BatchScreenOffersResponse:
        question = self._question(request, await self._worker.resources(caller.tenant))
        keys = [CustomerKey(caller.tenant, customer_id(name)) for name in question.message.customers]
        if len(keys) * len(question.prepared.offer_set.offers) > DECISIONS_PER_BATCH_MAX:
            raise InvalidFields(
                FieldViolation("customers", f"times the offers are over {DECISIONS_PER_BATCH_MAX} decisions")
            )
        profiles: dict[CustomerKey, Remembered] = {}
        with suppress(DatabaseUnavailable):  # then nothing is cleared
            profiles = await self._worker.profiles(keys)
        response = pb.BatchScreenOffersResponse()
        room = BatchRoom()
        for index, key in enumerate(keys):
            await breathe(index)
            response.results.append(self._result(question, key, profiles.get(key), room))
        return response

    def _question(self, request: Request, resources: TenantResources) -> Question:
        message, inline = request
        prepared = self._known_offers.prepare(message, inline, resources)
        return Question(message, prepared, resources, self._worker.clock())

    def _result(
        self, question: Question, key: CustomerKey, remembered: Remembered | None, room: BatchRoom
    ) -> pb.BatchScreenOffersResult:
        response: pb.ScreenOffersResponse | None = None
        status: status_pb2.Status | None = None
        try:
            response = self._answer(question, key, remembered)
            room.take(response.ByteSize())
        except DomainError as error:
            response, status = None, status_of(error)
        return pb.BatchScreenOffersResult(customer=customer_name(key.customer), response=response, status=status)

    def _answer(self, question: Question, key: CustomerKey, remembered: Remembered | None) -> pb.ScreenOffersResponse:
        """`remembered` is None where the profile could not be read: that suppresses."""
        message, resources = question.message, question.resources
        if remembered is None:
            profile = Profile(None, policy=resources.policy, taxonomy=resources.taxonomy, available=False)
            rendered: dict[Any, Any] = {}
        else:
            profile = remembered.profile(resources)
            rendered = remembered.rendered
        if message.HasField("consistency"):
            require(
                self._worker.tokens,
                message.consistency,
                resources,
                customer=key.customer,
                revision=profile.revision,
            )
        screening = screen(
            profile,
            question.prepared.offer_set,
            purpose=Purpose(message.purpose),
            channel=Channel(message.channel),
            at=question.now,
            suppress_unknown=SUPPRESS_UNKNOWN[message.on_unknown],
        )
        return screening_message(
            key.customer,
            screening,
            status=profile.status,
            revision=profile.revision,
            policy_version=resources.policy.version,
            freshness_token=self._token(key, profile, resources, rendered),
            rendered=rendered,
            rendered_for_all=question.prepared.rendered,
        )

    def _token(self, key: CustomerKey, profile: Profile, resources: TenantResources, rendered: dict[Any, Any]) -> str:
        known: tuple[int, str] | None = rendered.get("token")
        if known is None or known[0] != resources.offers_version:
            token = token_for(
                self._worker.tokens, key.tenant, resources, customer=key.customer, revision=profile.revision
            )
            known = rendered["token"] = (resources.offers_version, token)
        return known[1]
