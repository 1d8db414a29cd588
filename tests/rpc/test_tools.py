"""Tools that know nothing of Regard: health probes, and grpcurl by reflection."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from regard import Client

from .entries import said

GRPCURL = Path(sys.executable).with_name("grpcurl")
SERVICES = [
    f"regard.v1.{name}Service"
    for name in ("Catalog", "Change", "Context", "Customer", "Insight", "Policy", "Privacy", "Profile", "Screening")
]


def grpcurl(*arguments: str) -> str:
    return subprocess.run(
        [GRPCURL, "-plaintext", *arguments], capture_output=True, text=True, check=True, timeout=30
    ).stdout


@pytest.mark.parametrize("service", ["", *SERVICES])
def test_a_health_probe_finds_the_server_and_each_service_serving(target: str, service: str) -> None:
    with grpc.insecure_channel(target) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service))

    assert health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status) == "SERVING"


def test_a_health_probe_of_what_isnt_there_is_not_found(target: str) -> None:
    with grpc.insecure_channel(target) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        with pytest.raises(grpc.RpcError) as caught:
            stub.Check(health_pb2.HealthCheckRequest(service="regard.v1.Nothing"))

    assert caught.value.code() is grpc.StatusCode.NOT_FOUND


def test_grpcurl_lists_and_describes_every_service(target: str) -> None:
    assert grpcurl(target, "list").split() == [
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
        *SERVICES,
    ]
    for service in SERVICES:
        assert f"service {service.rpartition('.')[2]} {{" in grpcurl(target, "describe", service)
        assert grpcurl(target, "list", service).split()
    assert "purpose" in grpcurl(target, "describe", "regard.v1.ScreenOffersRequest")


def test_grpcurl_describes_a_single_method(target: str) -> None:
    assert "rpc ScreenOffers (" in grpcurl(target, "describe", "regard.v1.ScreeningService.ScreenOffers")


def test_grpcurl_records_and_screens_in_json(target: str, client: Client) -> None:
    client.record_entries("u1", [said(quote="I can't stand golf.")])
    question = {
        "customer": "customers/u1",
        "offers": [{"offerId": "golf-club", "topics": ["sports/golf"]}],
        "purpose": "PURPOSE_LOYALTY",
        "channel": "CHANNEL_EMAIL",
    }

    answer = json.loads(grpcurl("-d", json.dumps(question), target, "regard.v1.ScreeningService/ScreenOffers"))

    [decision] = answer["decisions"]
    assert decision["verdict"] == "VERDICT_SUPPRESSED"
    assert decision["suppressions"][0]["reason"] == "SUPPRESSION_REASON_DISLIKED"
    assert decision["suppressions"][0]["quote"] == "I can't stand golf."


def test_grpcurl_shows_the_reason_of_a_refusal(target: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        grpcurl("-d", '{"name": "offers/nothing"}', target, "regard.v1.CatalogService/GetOffer")

    assert "NotFound" in caught.value.stderr
    assert "OFFER_NOT_FOUND" in caught.value.stderr


@pytest.mark.parametrize("method", ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"])
def test_a_malformed_probe_is_refused_as_such(target: str, method: str) -> None:
    with grpc.insecure_channel(target) as channel:
        call: Any = channel.unary_stream(method)
        with pytest.raises(grpc.RpcError) as caught:
            list(call(b"\xff", timeout=10))

    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
