"""ContextService."""

from typing import Any

from regard.v1 import context_service_pb2 as pb
from regard_server.domain.ledger import Caller
from regard_server.rpc.briefing import brief_bytes
from regard_server.rpc.commitments import commitments_page, updated_commitment
from regard_server.rpc.interceptor import Method, StreamMethod, message_of
from regard_server.rpc.worker import Worker


class ContextService:
    NAME = "regard.v1.ContextService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def methods(self) -> dict[str, Method[Any] | StreamMethod]:
        return {
            "GetBrief": Method(message_of(pb.GetBriefRequest), self.get_brief),
            "ListCommitments": Method(message_of(pb.ListCommitmentsRequest), self.list_commitments),
            "UpdateCommitment": Method(message_of(pb.UpdateCommitmentRequest), self.update_commitment),
        }

    async def get_brief(self, request: pb.GetBriefRequest, caller: Caller) -> bytes:
        return await brief_bytes(self._worker, request, caller)

    async def list_commitments(self, request: pb.ListCommitmentsRequest, caller: Caller) -> pb.ListCommitmentsResponse:
        return await commitments_page(self._worker, request, caller)

    async def update_commitment(
        self, request: pb.UpdateCommitmentRequest, caller: Caller
    ) -> pb.UpdateCommitmentResponse:
        return await updated_commitment(self._worker, request, caller)
