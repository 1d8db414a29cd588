"""Calls of the API as the machine makes them: below the client library, several at once, refusals as values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import grpc
from google.protobuf.message import Message
from google.rpc import status_pb2

from regard import v1
from regard.connection import channel_options
from regard.errors import from_rpc_error, from_status

CHANNELS = 3
SECONDS_MAX = 30
PROFILES, PRIVACY, SCREENING, CUSTOMERS = "ProfileService", "PrivacyService", "ScreeningService", "CustomerService"
CONTEXT = "ContextService"
METHODS: dict[str, tuple[str, type[Message], type[Message]]] = {
    "RecordEntries": (PROFILES, v1.RecordEntriesRequest, v1.RecordEntriesResponse),
    "BatchRecordEntries": (PROFILES, v1.BatchRecordEntriesRequest, v1.BatchRecordEntriesResponse),
    "SupersedeEntry": (PROFILES, v1.SupersedeEntryRequest, v1.SupersedeEntryResponse),
    "RetractEntry": (PROFILES, v1.RetractEntryRequest, v1.RetractEntryResponse),
    "RestrictProcessing": (PRIVACY, v1.RestrictProcessingRequest, v1.RestrictProcessingResponse),
    "GetProfile": (PROFILES, v1.GetProfileRequest, v1.GetProfileResponse),
    "ListEntries": (PROFILES, v1.ListEntriesRequest, v1.ListEntriesResponse),
    "ListCommitments": (CONTEXT, v1.ListCommitmentsRequest, v1.ListCommitmentsResponse),
    "ScreenOffers": (SCREENING, v1.ScreenOffersRequest, v1.ScreenOffersResponse),
    "ReleaseReservation": (SCREENING, v1.ReleaseReservationRequest, v1.ReleaseReservationResponse),
    "LinkIdentity": (CUSTOMERS, v1.LinkIdentityRequest, v1.LinkIdentityResponse),
    "UnlinkIdentity": (CUSTOMERS, v1.UnlinkIdentityRequest, v1.UnlinkIdentityResponse),
    "LookupCustomer": (CUSTOMERS, v1.LookupCustomerRequest, v1.LookupCustomerResponse),
    "MergeCustomers": (CUSTOMERS, v1.MergeCustomersRequest, v1.MergeCustomersResponse),
    "UnmergeCustomers": (CUSTOMERS, v1.UnmergeCustomersRequest, v1.UnmergeCustomersResponse),
}
METHOD_OF = {request: method for method, (_, request, _) in METHODS.items()}


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that was refused. Reasons are names of ErrorReason without the prefix."""

    code: str
    reason: str

    @classmethod
    def by(cls, status: status_pb2.Status) -> Self:
        error = from_status(status)
        return cls(error.code.name, error.reason)


class Calls:
    """Some connections to one server."""

    def __init__(self, target: str) -> None:
        options = [*channel_options()[1:], ("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]
        self.made = 0
        self._channels = [grpc.insecure_channel(target, options=options) for _ in range(CHANNELS)]

    def close(self) -> None:
        for channel in self._channels:
            channel.close()

    def ask(self, request: Message) -> Any:
        """The answer, or Refused. Waited for in this thread: gRPC starts one for each call that isn't."""
        call, response_type = self._call(0, request)
        return _answer(lambda: call(request.SerializeToString(), timeout=SECONDS_MAX), response_type)

    def ask_all(self, requests: Sequence[Message]) -> list[Any]:
        """All at once, each by another connection than the one before."""
        waiting = []
        for number, request in enumerate(requests):
            call, response_type = self._call(number, request)
            future = call.future(request.SerializeToString(), timeout=SECONDS_MAX)
            waiting.append((future.result, response_type))
        return [_answer(*one) for one in waiting]

    def _call(self, number: int, request: Message) -> tuple[Any, type[Message]]:
        self.made += 1
        method = METHOD_OF[type(request)]
        service, _, response_type = METHODS[method]
        return self._channels[number % CHANNELS].unary_unary(f"/regard.v1.{service}/{method}"), response_type


def _answer(wait: Callable[[], bytes], response_type: type[Message]) -> Any:
    try:
        return response_type.FromString(wait())
    except grpc.RpcError as failed:
        error = from_rpc_error(failed)
        return Refused(error.code.name, error.reason)
