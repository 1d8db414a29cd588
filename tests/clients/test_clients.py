"""What the clients do with a call: send it, wait so long and no longer, repeat it only where that is safe."""

import asyncio
import inspect
from typing import Any

import grpc
import pytest

import regard
from regard import errors
from regard.v1 import (
    BatchRecordEntriesRequest,
    BatchRecordEntriesResponse,
    Entry,
    GetProfileRequest,
    GetProfileResponse,
    ImportOffersResponse,
    ListEntriesRequest,
    ListEntriesResponse,
    ListOffersResponse,
    ListTopicsResponse,
    Offer,
    Profile,
    RecordEntriesRequest,
    RecordEntriesResponse,
    RetractEntryRequest,
    RetractEntryResponse,
    Topic,
)

from .answers import failed
from .scripted_server import ScriptedServer

GOLF = regard.preference(topic="sports/golf", stance="likes", quote="Love it.", recorder="agents/mira.holt")
UNAVAILABLE = failed(grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE")


def public(kind: type) -> dict[str, Any]:
    return {name: found for name, found in vars(kind).items() if not name.startswith("_")}


def test_both_clients_have_the_same_methods_with_the_same_signatures_and_docstrings() -> None:
    blocking, awaited = public(regard.Client), public(regard.AsyncClient)

    assert set(blocking) == set(awaited)
    for name in blocking:
        assert inspect.signature(blocking[name]).parameters == inspect.signature(awaited[name]).parameters, name
        assert inspect.getdoc(blocking[name]) == inspect.getdoc(awaited[name]), name
        assert inspect.getdoc(blocking[name]), name
        assert blocking[name].__name__ == awaited[name].__name__ == name
    assert inspect.signature(regard.Client).parameters == inspect.signature(regard.AsyncClient).parameters


def test_a_methods_signature_says_what_it_takes_and_answers_with() -> None:
    signature = inspect.signature(regard.Client.get_profile)

    assert list(signature.parameters) == [
        "self",
        "customer",
        "view",
        "as_of_time",
        "known_at_time",
        "consistency",
        "timeout",
    ]
    assert signature.return_annotation is GetProfileResponse
    assert inspect.iscoroutinefunction(regard.AsyncClient.get_profile)


def test_a_call_is_sent_and_answered_typed_by_both_clients(server: ScriptedServer) -> None:
    answer = GetProfileResponse(profile=Profile(name="customers/u1", revision=3), freshness_token="t")
    server.script("GetProfile", answer, answer)

    async def awaited() -> GetProfileResponse:
        async with regard.AsyncClient(server.target) as client:
            return await client.get_profile("u1", view="basic")

    with regard.Client(server.target) as client:
        assert client.get_profile("u1", view="basic") == answer
    assert asyncio.run(awaited()) == answer
    assert [call.method for call in server.received] == ["/regard.v1.ProfileService/GetProfile"] * 2
    assert server.received[0].body == server.received[1].body
    assert GetProfileRequest.FromString(server.received[0].body).customer == "customers/u1"


@pytest.mark.parametrize(
    ("client_timeout", "call_timeout", "expected"), [(None, None, 5), (20, None, 20), (20, 9, 9), (None, 9, 9)]
)
def test_each_call_has_a_deadline(
    server: ScriptedServer, client_timeout: float | None, call_timeout: float | None, expected: float
) -> None:
    server.script("GetProfile", GetProfileResponse(), GetProfileResponse())

    async def awaited() -> None:
        async with regard.AsyncClient(server.target, timeout=client_timeout) as client:
            await client.get_profile("u1", timeout=call_timeout)

    with regard.Client(server.target, timeout=client_timeout) as client:
        client.get_profile("u1", timeout=call_timeout)
    asyncio.run(awaited())

    for call in server.received:
        assert expected - 2 < call.seconds_left < expected + 1


def test_batches_and_imports_have_a_longer_deadline(server: ScriptedServer) -> None:
    server.script("BatchRecordEntries", BatchRecordEntriesResponse())
    server.script("ImportOffers", ImportOffersResponse())
    with regard.Client(server.target) as client:
        client.batch_record_entries([RecordEntriesRequest(customer="u1", entries=[GOLF])])
        client.import_offers([regard.offer("golf")])

    assert [58 < call.seconds_left < 61 for call in server.received] == [True, True]


def test_a_call_that_takes_too_long_ends_in_deadline_exceeded(server: ScriptedServer) -> None:
    server.speaking.clear()

    async def awaited() -> None:
        async with regard.AsyncClient(server.target) as client:
            await client.get_profile("u1", timeout=0.1)

    with regard.Client(server.target) as client, pytest.raises(errors.DeadlineExceeded):
        client.get_profile("u1", timeout=0.1)
    with pytest.raises(errors.DeadlineExceeded):
        asyncio.run(awaited())


def test_the_token_goes_with_each_call_and_nothing_goes_without_one(server: ScriptedServer) -> None:
    server.script("GetProfile", *[GetProfileResponse()] * 3)

    async def awaited() -> None:
        async with regard.AsyncClient(server.target, token="s3cret") as client:
            await client.get_profile("u1")

    with regard.Client(server.target, token="s3cret") as client:
        client.get_profile("u1")
    asyncio.run(awaited())
    with regard.Client(server.target) as client:
        client.get_profile("u1")

    assert [call.metadata.get("authorization") for call in server.received] == ["Bearer s3cret", "Bearer s3cret", None]


def test_unavailable_is_retried_with_the_same_request_id(server: ScriptedServer) -> None:
    server.script("RecordEntries", UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, RecordEntriesResponse(revision=1))
    server.script("RetractEntry", UNAVAILABLE, RetractEntryResponse(revision=2))

    with regard.Client(server.target) as client:
        assert client.record_entries("u1", [GOLF]).revision == 1
        assert client.retract_entry("customers/u1/entries/1", reason="misheard", recorder="agents/mira").revision == 2

    recorded = [RecordEntriesRequest.FromString(call.body).request_id for call in server.received[:4]]
    retracted = [RetractEntryRequest.FromString(call.body).request_id for call in server.received[4:]]
    assert (len(recorded), len(retracted)) == (4, 2)
    assert len(set(recorded)) == len(set(retracted)) == 1
    assert recorded[0]


def test_the_asynchronous_client_retries_too(server: ScriptedServer) -> None:
    server.script("RecordEntries", UNAVAILABLE, RecordEntriesResponse(revision=1))

    async def awaited() -> RecordEntriesResponse:
        async with regard.AsyncClient(server.target) as client:
            return await client.record_entries("u1", [GOLF])

    assert asyncio.run(awaited()).revision == 1
    assert len({call.body for call in server.received}) == 1
    assert len(server.received) == 2


def test_a_large_batch_is_retried_as_well(server: ScriptedServer) -> None:
    server.script("BatchRecordEntries", UNAVAILABLE, BatchRecordEntriesResponse())
    long = regard.preference(topic="sports/golf", stance="likes", quote="so " * 10_000, recorder="agents/mira.holt")

    with regard.Client(server.target) as client:
        client.batch_record_entries(RecordEntriesRequest(customer=f"u{n}", entries=[long]) for n in range(60))

    assert len(server.received) == 2
    assert len(BatchRecordEntriesRequest.FromString(server.received[1].body).requests) == 60


def test_after_four_attempts_the_error_is_raised(server: ScriptedServer) -> None:
    server.script("GetProfile", *[UNAVAILABLE] * 9)

    with regard.Client(server.target) as client, pytest.raises(errors.DatabaseUnavailable):
        client.get_profile("u1")

    assert len(server.received) == 4


@pytest.mark.parametrize(
    "code",
    [
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.ABORTED,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.UNKNOWN,
    ],
)
def test_nothing_else_is_retried(server: ScriptedServer, code: grpc.StatusCode) -> None:
    server.script("GetProfile", *[failed(code)] * 2)

    with regard.Client(server.target) as client, pytest.raises(errors.RegardError):
        client.get_profile("u1")

    assert len(server.received) == 1


def test_without_the_service_config_there_would_be_no_retry(server: ScriptedServer) -> None:
    server.script("GetProfile", UNAVAILABLE, GetProfileResponse())

    with grpc.insecure_channel(server.target) as channel:
        bare: grpc.UnaryUnaryMultiCallable[bytes, bytes]
        bare = channel.unary_unary("/regard.v1.ProfileService/GetProfile")
        with pytest.raises(grpc.RpcError):
            bare(b"")

    assert len(server.received) == 1


def test_an_answer_of_more_than_grpcs_usual_4_mb_arrives(server: ScriptedServer) -> None:
    server.script("GetProfile", GetProfileResponse(freshness_token="x" * 8_000_000))

    with regard.Client(server.target) as client:
        assert len(client.get_profile("u1").freshness_token) == 8_000_000


def test_iterate_goes_through_all_pages_and_keeps_the_other_arguments(server: ScriptedServer) -> None:
    def pages() -> list[ListEntriesResponse]:
        first = ListEntriesResponse(entries=[Entry(revision=3), Entry(revision=2)], next_page_token="2")
        return [first, ListEntriesResponse(next_page_token="3"), ListEntriesResponse(entries=[Entry(revision=1)])]

    async def awaited() -> list[int]:
        async with regard.AsyncClient(server.target) as client:
            return [entry.revision async for entry in client.iterate_entries("u1", states=["active"])]

    server.script("ListEntries", *pages(), *pages())
    with regard.Client(server.target) as client:
        assert [entry.revision for entry in client.iterate_entries("u1", states=["active"])] == [3, 2, 1]
    assert asyncio.run(awaited()) == [3, 2, 1]

    asked = [ListEntriesRequest.FromString(call.body) for call in server.received]
    assert [request.page_token for request in asked] == ["", "2", "3"] * 2
    assert {(request.customer, tuple(request.states)) for request in asked} == {("customers/u1", (1,))}


def test_iterate_asks_for_a_page_only_when_it_gets_there(server: ScriptedServer) -> None:
    server.script("ListOffers", ListOffersResponse(offers=[Offer(offer_id="a")], next_page_token="2"))
    server.script("ListTopics", ListTopicsResponse(topics=[Topic(path="sports")]))

    with regard.Client(server.target) as client:
        assert next(client.iterate_offers()).offer_id == "a"
        assert [topic.path for topic in client.iterate_topics("sports")] == ["sports"]

    assert len(server.received) == 2


def test_a_closed_client_sends_nothing(server: ScriptedServer) -> None:
    client = regard.Client(server.target)
    client.close()

    with pytest.raises(ValueError):
        client.get_profile("u1")
    assert server.received == []
