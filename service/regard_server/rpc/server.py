"""The gRPC server: services, health and reflection on one event loop, and a stop that leaks nothing to callers."""

import asyncio
from collections.abc import Sequence
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2

from regard_server.rpc.catalog_service import CatalogService
from regard_server.rpc.change_service import ChangeService
from regard_server.rpc.context_service import ContextService
from regard_server.rpc.customer_service import CustomerService
from regard_server.rpc.door import Door
from regard_server.rpc.insight_service import InsightService
from regard_server.rpc.interceptor import (
    MESSAGE_BYTES_MAX,
    AnswerStreamMethod,
    Method,
    StreamMethod,
    intercepted,
    intercepted_answers,
    intercepted_stream,
)
from regard_server.rpc.policy_service import PolicyService
from regard_server.rpc.privacy_service import PrivacyService
from regard_server.rpc.profile_service import ProfileService
from regard_server.rpc.screening_service import ScreeningService
from regard_server.rpc.standard_services import health_handlers, reflection_handlers
from regard_server.rpc.worker import Worker

OPTIONS = (
    ("grpc.max_receive_message_length", MESSAGE_BYTES_MAX),
    ("grpc.max_send_message_length", MESSAGE_BYTES_MAX),
    # Polite clients ping every 10 s, also without calls; stricter servers send them away.
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
)
NOTICE_SECONDS = 0.3
"""How long a stopping server still takes calls, so that balancers and clients see NOT_SERVING first."""
QUIET_SECONDS = 0.1
REFUSING_SECONDS_MAX = 2.0


def _handler(
    method: Method[Any] | StreamMethod | AnswerStreamMethod[Any], door: Door
) -> "grpc.RpcMethodHandler[bytes, bytes]":
    if isinstance(method, AnswerStreamMethod):
        return intercepted_answers(method, door)
    return intercepted_stream(method, door) if isinstance(method, StreamMethod) else intercepted(method, door)


class Server:
    """With `shares_port` others listen on the same port; without, two servers would each answer a part of the calls."""

    def __init__(self, worker: Worker, *, shares_port: bool = False) -> None:
        self._worker = worker
        self._server = grpc.aio.server(options=(*OPTIONS, ("grpc.so_reuseport", int(shares_port))))
        self._door = Door()
        self._health = health.aio.HealthServicer()
        services = (
            ProfileService(worker),
            CustomerService(worker),
            ScreeningService(worker),
            CatalogService(worker),
            PrivacyService(worker),
            InsightService(worker),
            PolicyService(worker),
            ContextService(worker),
            ChangeService(worker),
        )
        for service in services:
            handlers = {name: _handler(method, self._door) for name, method in service.methods().items()}
            self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service.NAME, handlers),))
        self._names: Sequence[str] = ["", *(service.NAME for service in services)]
        self._server.add_generic_rpc_handlers((health_handlers(self._health),))
        self._server.add_generic_rpc_handlers(reflection_handlers([*self._names[1:], health.SERVICE_NAME]))

    async def start(self, address: str) -> int:
        """Answers the port. Raises RuntimeError where the address can't be had."""
        port = self._server.add_insecure_port(address)
        await self._server.start()
        self._worker.start()
        for name in self._names:
            await self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        return port

    async def stop(self, grace_seconds: float) -> None:
        """Says NOT_SERVING and still serves for a moment; then refuses what comes, until nobody comes any more, since a
        call that meets gRPC's own stop is CANCELLED and not repeated; then waits for the calls under way. Streams of
        answers end when it begins to refuse."""
        await self._health.enter_graceful_shutdown()
        await asyncio.sleep(NOTICE_SECONDS)
        self._door.shut()
        for _ in range(int(REFUSING_SECONDS_MAX / QUIET_SECONDS)):
            await asyncio.sleep(QUIET_SECONDS)
            if self._door.quiet_seconds() >= QUIET_SECONDS:
                break
        await self._server.stop(grace_seconds)
