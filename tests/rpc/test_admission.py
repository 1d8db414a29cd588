"""So many calls of a class at once and no more; a deadline for those who bring none. Nobody else has to wait for them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from regard import Client, errors
from regard.v1 import (
    GetProfileRequest,
    ImportOffersRequest,
    RecordEntriesRequest,
    WatchChangesRequest,
)
from regard_server.domain.errors import AnswerTooLarge, TooManyCalls
from regard_server.rpc import admission
from regard_server.rpc.admission import CallClass, Limits, class_of
from regard_server.rpc.errors import pushback_of, status_of
from regard_server.storage.database import Database
from serving import Clock, serving, wait_until

from .entries import CLUB, said
from .hostile_messages import methods

ONE_EACH = Limits(screening_calls_max=1, write_calls_max=1, stream_calls_max=1, admin_calls_max=1)
WATCH = "/regard.v1.ChangeService/WatchChanges"
KNOWN = GetProfileRequest(customer="customers/known")
CALLS: dict[str, tuple[str, Message]] = {
    "screening": ("/regard.v1.ProfileService/GetProfile", GetProfileRequest(customer="customers/u1")),
    "writes": (
        "/regard.v1.ProfileService/RecordEntries",
        RecordEntriesRequest(customer="customers/u1", entries=[said()]),
    ),
    "admin": ("/regard.v1.CatalogService/ImportOffers", ImportOffersRequest(offers=[CLUB])),
}


class Valve:
    """Lets transactions through while it is open, and holds them while it is not."""

    def __init__(self, patching: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.open.set()
        self.waiting = threading.Semaphore(0)
        for name in ("read", "write"):
            patching.setattr(Database, name, self._behind(getattr(Database, name)))

    def _behind(self, transaction: Callable[..., Any]) -> Callable[..., Any]:
        def held(*args: Any, **how: Any) -> Any:
            if not self.open.is_set():
                self.waiting.release()
                assert self.open.wait(timeout=60)
            return transaction(*args, **how)

        return held


@pytest.fixture
def valve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Valve]:
    made = Valve(monkeypatch)
    yield made
    made.open.set()


Serve = Callable[[Limits], grpc.Channel]


@pytest.fixture
def serve(database_url: str, clock: Clock, valve: Valve) -> Iterator[Serve]:
    """A channel to a server with these limits, which knows the customer `known`."""
    with ExitStack() as stack:

        def begin(limits: Limits) -> grpc.Channel:
            target = stack.enter_context(serving(database_url, clock, limits=limits))
            channel = stack.enter_context(grpc.insecure_channel(target, options=[("grpc.enable_retries", 0)]))
            stack.callback(valve.open.set)
            send(channel, CALLS["screening"][0], KNOWN).result(timeout=30)
            return channel

        yield begin


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when somebody has been refused."""
    happened = threading.Event()
    take = admission.Slots.take

    def watched(slots: admission.Slots, request_bytes: int) -> int:
        try:
            return take(slots, request_bytes)
        except TooManyCalls:
            happened.set()
            raise

    monkeypatch.setattr(admission.Slots, "take", watched)
    return happened


def target_of(channel: grpc.Channel) -> str:
    target: str = channel._channel.target().decode()  # type: ignore[attr-defined]
    return target.removeprefix("dns:///")


def send(channel: grpc.Channel, method: str, request: Message, timeout: float | None = 30) -> Any:
    call: Any = channel.unary_unary(method)
    return call.future(request.SerializeToString(), timeout=timeout)


def refusal(call: Any) -> errors.RegardError:
    with pytest.raises(grpc.RpcError) as refused:
        call.result(timeout=30)
    return errors.from_rpc_error(refused.value)


@pytest.mark.parametrize("call_class", CALLS)
def test_a_call_too_many_is_refused_and_told_when_to_come_again(serve: Serve, valve: Valve, call_class: str) -> None:
    channel = serve(ONE_EACH)
    valve.open.clear()
    first = send(channel, *CALLS[call_class])
    assert valve.waiting.acquire(timeout=30)

    second = send(channel, *CALLS[call_class])
    error = refusal(second)
    assert isinstance(error, errors.TooManyCalls)
    assert error.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert error.metadata == {"class": call_class, "maximum": "1"}
    assert error.retry_after is not None
    [pushback] = [value for key, value in second.trailing_metadata() if key == "grpc-retry-pushback-ms"]
    assert 250 <= int(pushback) <= 750
    assert int(pushback) == round(error.retry_after.total_seconds() * 1000)
    if call_class != "screening":
        assert send(channel, CALLS["screening"][0], KNOWN).result(timeout=30)

    valve.open.set()
    assert first.result(timeout=30)
    assert send(channel, *CALLS[call_class]).result(timeout=30)


def test_health_and_reflection_are_never_refused(serve: Serve, valve: Valve) -> None:
    channel = serve(ONE_EACH)
    valve.open.clear()
    held = []  # a call that nobody holds is cancelled
    for call_class in ("screening", "writes"):
        held.append(send(channel, *CALLS[call_class]))
        assert valve.waiting.acquire(timeout=30)
        assert isinstance(refusal(send(channel, *CALLS[call_class])), errors.TooManyCalls)

    health: Any = health_pb2_grpc.HealthStub(channel)
    assert health.Check(health_pb2.HealthCheckRequest()).status == health_pb2.HealthCheckResponse.SERVING
    reflection: Any = reflection_pb2_grpc.ServerReflectionStub(channel)
    assert next(reflection.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(list_services="")])))


def test_a_place_is_given_back_by_who_goes_without_an_answer(serve: Serve, valve: Valve) -> None:
    channel = serve(ONE_EACH)
    valve.open.clear()
    first = send(channel, *CALLS["screening"])
    assert valve.waiting.acquire(timeout=30)
    first.cancel()
    wait_until(lambda: send(channel, CALLS["screening"][0], KNOWN).exception(timeout=30) is None)


def test_a_stream_has_its_place_until_it_ends(serve: Serve) -> None:
    channel = serve(ONE_EACH)
    watch: Any = channel.unary_stream(WATCH)
    request = WatchChangesRequest().SerializeToString()
    first = watch(request)
    assert next(first)
    with pytest.raises(grpc.RpcError) as refused:
        next(watch(request))
    error = errors.from_rpc_error(refused.value)
    assert isinstance(error, errors.TooManyCalls)
    assert error.call_class == "streams"
    assert send(channel, *CALLS["writes"]).result(timeout=30)
    first.cancel()

    def is_admitted() -> bool:
        again = watch(request)
        try:
            return next(again) is not None
        except grpc.RpcError:
            return False
        finally:
            again.cancel()

    wait_until(is_admitted)


def test_a_watcher_of_the_library_waits_until_there_is_room(serve: Serve, refused: threading.Event) -> None:
    channel = serve(ONE_EACH)
    watch: Any = channel.unary_stream(WATCH)
    first = watch(WatchChangesRequest().SerializeToString())
    assert next(first)

    def make_room() -> None:
        assert refused.wait(timeout=30)
        first.cancel()

    making_room = threading.Thread(target=make_room, daemon=True)
    making_room.start()
    with Client(target_of(channel)) as client:
        assert next(client.watch_changes())
    making_room.join(timeout=30)
    assert refused.is_set()


def test_a_large_request_takes_the_room_of_several_and_alone_is_let_in(serve: Serve, valve: Valve) -> None:
    channel = serve(Limits(write_calls_max=3))
    many = RecordEntriesRequest(customer="customers/u2", entries=[said(quote="x" * 2000) for _ in range(100)])
    assert many.ByteSize() > 3 * 64 * 1024
    record = CALLS["writes"][0]
    assert send(channel, record, many).result(timeout=30)
    valve.open.clear()
    first = send(channel, *CALLS["writes"])
    assert valve.waiting.acquire(timeout=30)
    assert isinstance(refusal(send(channel, record, many)), errors.TooManyCalls)
    valve.open.set()
    assert first.result(timeout=30)


def test_a_client_whose_retries_are_on_for_it_rides_it_out(
    serve: Serve, valve: Valve, refused: threading.Event
) -> None:
    channel = serve(ONE_EACH)
    valve.open.clear()
    held = send(channel, *CALLS["writes"])
    assert valve.waiting.acquire(timeout=30)
    policy = (
        '{"methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": 5, "initialBackoff": "0.001s", "maxBackoff": '
        '"0.001s", "backoffMultiplier": 1, "retryableStatusCodes": ["RESOURCE_EXHAUSTED"]}}]}'
    )
    with grpc.insecure_channel(target_of(channel), options=[("grpc.service_config", policy)]) as patient:
        call = send(patient, *CALLS["writes"])
        assert refused.wait(timeout=30)
        valve.open.set()
        assert held.result(timeout=30)
        assert call.result(timeout=30)


def test_what_waiting_doesnt_help_is_not_retried() -> None:
    assert pushback_of(status_of(AnswerTooLarge())) == "-1"


@pytest.mark.parametrize(
    ("call_class", "limits"),
    [
        ("screening", Limits(screening_seconds_max=0.1)),
        ("writes", Limits(write_seconds_max=0.1)),
        ("admin", Limits(admin_seconds_max=0.1)),
    ],
)
def test_a_call_without_a_deadline_gets_its_class_s_and_others_keep_theirs(
    serve: Serve, valve: Valve, call_class: str, limits: Limits
) -> None:
    channel = serve(limits)
    valve.open.clear()
    patient = send(channel, *CALLS[call_class])
    assert valve.waiting.acquire(timeout=30)
    forgetful = send(channel, *CALLS[call_class], timeout=None)

    error = refusal(forgetful)
    assert isinstance(error, errors.DeadlineImposed)
    assert (error.code, dict(error.metadata)) == (grpc.StatusCode.DEADLINE_EXCEEDED, {"seconds": "0.1"})
    valve.open.set()
    assert patient.result(timeout=30)


def test_control_without_places_nobody_is_refused(serve: Serve, valve: Valve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission.Slots, "take", lambda *_: 0)
    channel = serve(ONE_EACH)
    valve.open.clear()
    calls = [send(channel, CALLS["screening"][0], GetProfileRequest(customer=f"customers/{name}")) for name in "ab"]
    assert valve.waiting.acquire(timeout=30)
    assert valve.waiting.acquire(timeout=30)
    valve.open.set()
    assert all(call.result(timeout=30) for call in calls)


CLASSES = {
    CallClass.SCREENING: {
        *("ScreeningService.ScreenOffers", "ScreeningService.BatchScreenOffers", "ProfileService.GetProfile"),
        *("ProfileService.BatchGetProfiles", "ProfileService.ListEntries", "ProfileService.SearchEntries"),
        *("CustomerService.LookupCustomer", "CustomerService.SearchCustomers", "ContextService.GetBrief"),
        *("ChangeService.ListChanges", "CustomerService.ListCustomers", "ContextService.ListCommitments"),
    },
    CallClass.WRITES: {
        *("ProfileService.RecordEntries", "ProfileService.BatchRecordEntries", "ProfileService.SupersedeEntry"),
        *("ProfileService.RetractEntry", "CustomerService.LinkIdentity", "CustomerService.UnlinkIdentity"),
        *("CustomerService.MergeCustomers", "CustomerService.UnmergeCustomers", "ScreeningService.ReleaseReservation"),
        "ContextService.UpdateCommitment",
    },
    CallClass.STREAMS: {
        *("ScreeningService.ScreenAudience", "ChangeService.WatchChanges", "ChangeService.ExportProfiles"),
    },
    CallClass.ADMIN: {
        *("CatalogService.ImportOffers", "CatalogService.GetOffer", "CatalogService.ListOffers"),
        *("CatalogService.ImportTopics", "CatalogService.ListTopics", "CatalogService.SearchTopics"),
        *("PolicyService.UpdatePolicy", "PolicyService.GetPolicy", "PolicyService.ListPolicies"),
        *("InsightService.GetFrictionReport", "InsightService.CompareTierWithIndividual"),
        "PrivacyService.RestrictProcessing",
    },
}


def test_each_method_is_of_its_class() -> None:
    found: dict[CallClass, set[str]] = {}
    for method in methods():
        service = method.containing_service
        is_stream = method.client_streaming or method.server_streaming
        call_class = class_of(service.full_name, method.name, is_stream=is_stream)
        found.setdefault(call_class, set()).add(f"{service.name}.{method.name}")

    assert found == CLASSES
