"""Health and reflection, the two services that every gRPC server has, behind the same door as ours: bytes that are not a
message are INVALID_ARGUMENT, and nothing of ours reaches the caller."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import grpc
from google.protobuf import descriptor_pool
from grpc_health.v1 import health, health_pb2
from grpc_reflection.v1alpha import reflection, reflection_pb2

from regard_server.rpc.errors import MalformedMessage
from regard_server.rpc.interceptor import parse

REFLECTION_NAMES = ("grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection")


def health_handlers(servicer: health.aio.HealthServicer) -> grpc.GenericRpcHandler:
    async def check(data: bytes, context: Any) -> Any:
        return await servicer.Check(await _parsed(health_pb2.HealthCheckRequest, data, context), context)

    async def watch(data: bytes, context: Any) -> None:
        await servicer.Watch(await _parsed(health_pb2.HealthCheckRequest, data, context), context)

    serializer = health_pb2.HealthCheckResponse.SerializeToString
    return grpc.method_handlers_generic_handler(
        health.SERVICE_NAME,
        {
            "Check": grpc.unary_unary_rpc_method_handler(check, response_serializer=serializer),
            "Watch": grpc.unary_stream_rpc_method_handler(watch, response_serializer=serializer),
        },
    )


def reflection_handlers(services: Sequence[str]) -> tuple[grpc.GenericRpcHandler, ...]:
    """Under its present name and the one before. grpcio-reflection knows v1alpha only; the messages are the same."""
    servicer: Any = reflection.aio.ReflectionServicer([*services, *REFLECTION_NAMES])

    async def info(messages: AsyncIterator[bytes], context: Any) -> AsyncIterator[Any]:
        async def requests() -> AsyncIterator[Any]:
            async for data in messages:
                yield _of_known_symbol(await _parsed(reflection_pb2.ServerReflectionRequest, data, context))

        async for response in servicer.ServerReflectionInfo(requests(), context):
            yield response

    handler: Any = grpc.stream_stream_rpc_method_handler(
        info, response_serializer=reflection_pb2.ServerReflectionResponse.SerializeToString
    )
    return tuple(
        grpc.method_handlers_generic_handler(name, {"ServerReflectionInfo": handler}) for name in REFLECTION_NAMES
    )


def _of_known_symbol(request: Any) -> Any:
    """Protobuf's pool doesn't find a file by the name of a method; by that of its service it does."""
    symbol = request.file_containing_symbol
    if symbol:
        try:
            descriptor_pool.Default().FindFileContainingSymbol(symbol)
        except KeyError:
            request.file_containing_symbol = symbol.rpartition(".")[0] or symbol
    return request


async def _parsed(request_type: type[Any], data: bytes, context: Any) -> Any:
    try:
        return parse(request_type, data)
    except MalformedMessage as error:
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
