"""The gRPC server: services, health and reflection on one event loop, and a stop that leaks nothing to callers."""

import asyncio
from collections.abc import Sequence
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2

from regard_server.rpc.admission import Admission, Limits, Slots
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
from regard_server.rpc.sockets import is_connected, stop_listening
from regard_server.rpc.standard_services import health_handlers, reflection_handlers
from regard_server.rpc.vigil import FreshnessMode
from regard_server.rpc.worker import Worker

OPTIONS = (
    ("grpc.max_receive_message_length", MESSAGE_BYTES_MAX),
    ("grpc.max_send_message_length", MESSAGE_BYTES_MAX),
    # Polite clients ping every 10 s, also without calls; stricter servers send them away.
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
)
CONNECTION_SECONDS_MAX = 30
NOTICE_SECONDS = 0.3
"""How long a stopping server still takes calls, so that balancers and clients see NOT_SERVING first."""
QUIET_SECONDS = 0.1
REFUSING_SECONDS_MAX = 2.0
LOOK_SECONDS = 0.1
"""How often one who hands over looks whether anybody is still connected."""
DATABASE, MESSENGER = "regard.database", "regard.messenger"
"""Names that health knows beside the services."""
ANSWERED_MODES = {FreshnessMode.BYPASS: "bypass", FreshnessMode.DATABASE_AWAY: "database-away"}
"""What answers say in their metadata while all is not well."""


def _handler(
    method: Method[Any] | StreamMethod | AnswerStreamMethod[Any], door: Door, slots: Slots
) -> "grpc.RpcMethodHandler[bytes, bytes]":
    match method:
        case Method():
            return intercepted(method, door, slots)
        case StreamMethod():
            return intercepted_stream(method, door, slots)
        case AnswerStreamMethod():
            return intercepted_answers(method, door, slots)


def _status(*, is_well: bool) -> Any:
    return health_pb2.HealthCheckResponse.SERVING if is_well else health_pb2.HealthCheckResponse.NOT_SERVING


class Server:
    """With `shares_port` others listen on the same port; without, two servers would each answer a part of the calls.

    A connection older than `connection_seconds_max` (up to a tenth more) takes no new calls: its client opens another, and
    doesn't notice. So calls come to be spread over all who serve, and find their way from those who stop.
    """

    def __init__(
        self,
        worker: Worker,
        *,
        shares_port: bool = False,
        connection_seconds_max: float = CONNECTION_SECONDS_MAX,
        limits: Limits | None = None,
    ) -> None:
        self._worker = worker
        self._connection_seconds_max = connection_seconds_max
        self._server = grpc.aio.server(
            options=(
                *OPTIONS,
                ("grpc.so_reuseport", int(shares_port)),
                ("grpc.max_connection_age_ms", int(connection_seconds_max * 1000)),
            )
        )
        self._door = Door()
        admission = Admission(limits or Limits())
        self._port = 0
        self._health = health.aio.HealthServicer()
        self._telling: asyncio.Task[None] | None = None
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
            handlers = {
                name: _handler(
                    method,
                    self._door,
                    admission.slots_of(service.NAME, name, is_stream=not isinstance(method, Method)),
                )
                for name, method in service.methods().items()
            }
            self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service.NAME, handlers),))
        self._names: Sequence[str] = ["", *(service.NAME for service in services)]
        self._server.add_generic_rpc_handlers((health_handlers(self._health),))
        self._server.add_generic_rpc_handlers(reflection_handlers([*self._names[1:], health.SERVICE_NAME]))

    async def start(self, address: str) -> int:
        """Answers the port. Raises RuntimeError where the address can't be had."""
        self._port = self._server.add_insecure_port(address)
        await self._server.start()
        self._worker.start()
        for name in self._names:
            await self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        self._telling = asyncio.create_task(self._tell_mode())
        return self._port

    async def _tell_mode(self) -> None:
        """To health, under names of their own, and with the answers. What balancers ask for stays SERVING: while the
        messenger isn't trusted answers are as right as ever, and without the database they suppress."""
        while True:
            mode = self._worker.freshness_mode
            self._door.mode = "" if mode is None else ANSWERED_MODES.get(mode, "")
            await self._health.set(DATABASE, _status(is_well=mode is not FreshnessMode.DATABASE_AWAY))
            if mode not in {None, FreshnessMode.NO_MESSENGER}:
                await self._health.set(MESSENGER, _status(is_well=mode is FreshnessMode.TRUSTED))
            await self._worker.freshness_mode_changed()

    async def hand_over(self) -> None:
        """For one whose port others serve too, and who is to stop: returns when its callers have gone there.

        It takes no new connections, and still serves those that are there, each until it is too old and its client connects
        anew; so no call fails, whatever the client. Health stays SERVING: it is asked of the port, and there others serve.
        """
        await stop_listening(self._port)
        for _ in range(int(hand_over_seconds_max(self._connection_seconds_max) / LOOK_SECONDS)):
            if not is_connected(self._port):
                break
            await asyncio.sleep(LOOK_SECONDS)

    async def stop(self, grace_seconds: float, *, notice_seconds: float | None = None) -> None:
        """Says NOT_SERVING and still serves for a moment; then refuses what comes, until nobody comes any more, since a
        call that meets gRPC's own stop is CANCELLED and not repeated; ends the streams; then waits for the calls under
        way."""
        if self._telling is not None:
            self._telling.cancel()
        await self._health.enter_graceful_shutdown()
        await asyncio.sleep(NOTICE_SECONDS if notice_seconds is None else notice_seconds)
        self._door.shut()
        for _ in range(int(REFUSING_SECONDS_MAX / QUIET_SECONDS)):
            await asyncio.sleep(QUIET_SECONDS)
            if self._door.quiet_seconds() >= QUIET_SECONDS:
                break
        await self._server.stop(grace_seconds)


def hand_over_seconds_max(connection_seconds_max: float) -> float:
    """By then all connections that were there are too old: gRPC varies their ages by a tenth, so that they don't all end at
    once."""
    return connection_seconds_max * 1.1 + 1
