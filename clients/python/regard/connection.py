"""How both clients connect: what the channel does by itself, and what each call carries."""

import json

DEFAULT_TARGET = "127.0.0.1:50051"

# Pages and batches of 1,000 long quotes stay below this; gRPC's own 4 MB would cut them off.
MESSAGE_BYTES_MAX = 32 * 1024 * 1024

# Only UNAVAILABLE: the server did nothing, or the request_id makes doing it again harmless. The first wait is about
# 0.1 s and the last about 0.4 s, so that all attempts fit into the shortest default deadline.
SERVICE_CONFIG = {
    "methodConfig": [
        # A stream goes on at its cursor (`regard.audience`, `regard.stream`), rather than from its beginning and out of a buffer.
        {
            "name": [
                {"service": "regard.v1.ScreeningService", "method": "ScreenAudience"},
                {"service": "regard.v1.ChangeService", "method": "WatchChanges"},
                {"service": "regard.v1.ChangeService", "method": "ExportProfiles"},
            ]
        },
        {
            "name": [{}],
            "retryPolicy": {
                "maxAttempts": 4,
                "initialBackoff": "0.1s",
                "maxBackoff": "1s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        },
    ]
}


def channel_options() -> list[tuple[str, str | int]]:
    """gRPC's options for the channel of a client."""
    return [
        ("grpc.service_config", json.dumps(SERVICE_CONFIG)),
        ("grpc.max_receive_message_length", MESSAGE_BYTES_MAX),
        ("grpc.max_send_message_length", MESSAGE_BYTES_MAX),
        # A request larger than this buffer would be sent without retries (gRPC's default is 256 KB).
        ("grpc.per_rpc_retry_buffer_size", MESSAGE_BYTES_MAX),
        # Finds a connection that died silently before the next call has to. The server allows a ping every 10 s.
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        # A server that restarts is back in less than gRPC's default of waiting 1 s to 2 min before connecting again.
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", 5_000),
    ]


def call_metadata(token: str | None) -> tuple[tuple[str, str], ...]:
    """The metadata that each call carries."""
    return () if token is None else (("authorization", f"Bearer {token}"),)
