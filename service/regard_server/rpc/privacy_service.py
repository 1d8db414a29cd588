"""PrivacyService."""

from typing import Any

from regard.v1 import privacy_service_pb2 as pb
from regard_server.domain.channel import Purpose
from regard_server.domain.content import Restriction, RestrictionStatus
from regard_server.domain.entry import Basis, Draft, Provenance
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.rpc.convert.entries import entry_message
from regard_server.rpc.convert.names import customer_id
from regard_server.rpc.freshness import token_for
from regard_server.rpc.interceptor import Method, StreamMethod, message_of
from regard_server.rpc.requests import digest, request_key
from regard_server.rpc.worker import Worker
from regard_server.usecases.read_entry import Found
from regard_server.usecases.record_entries import RecordEntries


class PrivacyService:
    NAME = "regard.v1.PrivacyService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def methods(self) -> dict[str, Method[Any] | StreamMethod]:
        return {
            "RestrictProcessing": Method(message_of(pb.RestrictProcessingRequest), self.restrict_processing),
        }

    async def restrict_processing(
        self, request: pb.RestrictProcessingRequest, caller: Caller
    ) -> pb.RestrictProcessingResponse:
        resources = await self._worker.resources(caller.tenant)
        key = CustomerKey(caller.tenant, customer_id(request.customer))
        restriction = Restriction(
            purposes=tuple(Purpose(purpose) for purpose in sorted(request.purposes)),
            status=RestrictionStatus(request.status),
            reason=request.reason,
        )
        recorded = await self._worker.record(
            RecordEntries(
                key=key,
                drafts=[
                    Draft(provenance=Provenance(basis=Basis.OBSERVED, recorder=request.recorder), content=restriction)
                ],
                policy=resources.policy,
                etag=request.etag,
                request=request_key(request, caller, "RestrictProcessing"),
                request_digest=digest(request),
            )
        )
        found = Found.of(key, recorded.entries[0], recorded.references)
        token = token_for(self._worker.tokens, key.tenant, resources, customer=key.customer, revision=recorded.revision)
        return pb.RestrictProcessingResponse(
            restriction=entry_message(key.customer, *found.at(recorded.at)),
            revision=recorded.revision,
            etag=etag_of(recorded.revision),
            freshness_token=token,
            replayed=recorded.replayed,
        )
