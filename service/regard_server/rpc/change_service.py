"""ChangeService."""

from collections.abc import AsyncGenerator
from typing import Any

from regard.v1 import change_service_pb2 as pb
from regard_server.domain.ledger import Caller
from regard_server.rpc.changes import list_changes, watch_changes
from regard_server.rpc.export import export_profiles
from regard_server.rpc.interceptor import AnswerStreamMethod, Method, message_of
from regard_server.rpc.worker import Worker


class ChangeService:
    NAME = "regard.v1.ChangeService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def methods(self) -> dict[str, Method[Any] | AnswerStreamMethod[Any]]:
        return {
            "WatchChanges": AnswerStreamMethod(message_of(pb.WatchChangesRequest), self.watch_changes),
            "ExportProfiles": AnswerStreamMethod(message_of(pb.ExportProfilesRequest), self.export_profiles),
            "ListChanges": Method(message_of(pb.ListChangesRequest), self.list_changes),
        }

    def watch_changes(
        self, request: pb.WatchChangesRequest, caller: Caller
    ) -> AsyncGenerator[pb.WatchChangesResponse, None]:
        return watch_changes(request, caller, self._worker)

    async def list_changes(self, request: pb.ListChangesRequest, caller: Caller) -> pb.ListChangesResponse:
        return await list_changes(request, caller, self._worker)

    def export_profiles(
        self, request: pb.ExportProfilesRequest, caller: Caller
    ) -> AsyncGenerator[pb.ExportProfilesResponse, None]:
        return export_profiles(request, caller, self._worker)
