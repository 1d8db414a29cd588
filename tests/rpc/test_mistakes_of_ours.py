"""A mistake of ours is told by an id and nothing else; errors stay small enough to arrive; the server lives on."""

import logging
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

import grpc
import pytest

import regard
from regard import Client, errors, v1
from regard.v1 import Entry, Provenance, RecordEntriesRequest, Topic
from regard_server.domain.errors import DatabaseUnavailable
from regard_server.rpc import catalog_service, screener, worker
from regard_server.storage.database import Database
from regard_server.usecases.record_entries import record_entries
from serving import Clock

from .entries import CLUB, request_id, said
from .outcomes import OURS
from .wire import CATALOG, CONTEXT, PROFILES, SCREENING, Refusal, Wire

SECRET = "Frau Müller has cancer"
HEADER_BYTES_MAX = 8000
"""Above 8 KB grpcio's clients randomly see RESOURCE_EXHAUSTED in place of the error."""
DETAILS_BYTES_MAX = 4096


def explode(*_: object, **__: object) -> NoReturn:
    raise RuntimeError(SECRET)


RECORDING = RecordEntriesRequest(customer="customers/u1", entries=[said()])
SCREENING_ONE = v1.ScreenOffersRequest(
    customer="customers/u1", offers=[CLUB], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP"
)
MISTAKES: dict[str, tuple[str, Any, Callable[[pytest.MonkeyPatch], None]]] = {
    "in a write's transaction": (
        f"{PROFILES}/RecordEntries",
        RECORDING,
        lambda patch: patch.setattr(worker, "record_entries", explode),
    ),
    "in a retraction": (
        f"{PROFILES}/RetractEntry",
        v1.RetractEntryRequest(name="customers/u1/entries/e1", reason="Wrong.", recorder="agents/mira.holt"),
        lambda patch: patch.setattr(worker, "retract_entry", explode),
    ),
    "in an import": (
        f"{CATALOG}/ImportOffers",
        v1.ImportOffersRequest(offers=[CLUB]),
        lambda patch: patch.setattr(catalog_service, "import_offers", explode),
    ),
    "in the engine": (
        f"{SCREENING}/ScreenOffers",
        SCREENING_ONE,
        lambda patch: patch.setattr(screener, "screen", explode),
    ),
    "in a search": (
        f"{CATALOG}/SearchTopics",
        v1.SearchTopicsRequest(query="golf"),
        lambda patch: patch.setattr(catalog_service, "search_topics", explode),
    ),
}


def size_of(refusal: Refusal) -> int:
    """What the refusal takes in HTTP/2 headers: the text percent-encoded, the details in base64."""
    encoded = sum(1 if 0x20 <= byte <= 0x7E and byte != 0x25 else 3 for byte in refusal.message.encode())
    details = refusal.trailers["grpc-status-details-bin"]
    assert len(details) <= DETAILS_BYTES_MAX
    return encoded + len(details) * 4 // 3


@pytest.mark.parametrize("where", MISTAKES)
def test_a_mistake_of_ours_is_told_by_an_id_and_nothing_else(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    method, request, patch = MISTAKES[where]
    with monkeypatch.context() as broken:
        patch(broken)
        refusal = wire.refused(method, request)

    assert refusal.code is grpc.StatusCode.INTERNAL
    assert isinstance(refusal.error, errors.Internal)
    assert refusal.error.metadata.keys() == {"error_id"}
    assert len(refusal.error.details) == 1
    assert refusal.trailers.keys() == {"grpc-status-details-bin"}
    told = refusal.message.encode() + bytes(refusal.trailers["grpc-status-details-bin"])  # type: ignore[arg-type]
    assert SECRET.encode() not in told
    assert OURS.search(told) is None
    logged = [record for record in caplog.records if refusal.error.error_id in record.getMessage()]
    assert [record.levelno for record in logged] == [logging.ERROR]
    assert SECRET in (logged[0].exc_text or "")


def test_the_server_lives_on_after_a_mistake(wire: Wire, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Clock, "__call__", explode)
        assert wire.refused(f"{PROFILES}/RecordEntries", RECORDING).code is grpc.StatusCode.INTERNAL
        assert wire.refused(f"{SCREENING}/ScreenOffers", SCREENING_ONE).code is grpc.StatusCode.INTERNAL

    assert isinstance(clock(), datetime)
    assert wire.ask(f"{PROFILES}/RecordEntries", RECORDING, v1.RecordEntriesResponse).revision == 1
    assert wire.ask(f"{SCREENING}/ScreenOffers", SCREENING_ONE, v1.ScreenOffersResponse).revision == 1


def test_a_mistake_in_one_item_of_a_batch_is_that_items_alone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:

    def explode_for_u2(tx: Any, requests: Any, **rest: Any) -> Any:
        if any(request.key.customer == "u2" for request in requests):
            explode()
        return record_entries(tx, requests, **rest)

    monkeypatch.setattr(worker, "record_entries", explode_for_u2)
    batch = [RecordEntriesRequest(customer=f"customers/u{number}", entries=[said()]) for number in (1, 2, 3)]

    results = client.batch_record_entries(batch).results

    assert [result.WhichOneof("outcome") for result in results] == ["response", "status", "response"]
    error = errors.from_status(results[1].status)
    assert isinstance(error, errors.Internal)
    assert SECRET not in str(results[1].status)
    assert [client.get_profile(f"u{number}").profile.revision for number in (1, 2, 3)] == [1, 0, 1]


def test_a_database_that_cant_be_used_suppresses_offers_and_refuses_all_else_as_unavailable(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.ask(f"{CATALOG}/ListOffers", v1.ListOffersRequest(), v1.ListOffersResponse)

    def unavailable(*_: object, **__: object) -> NoReturn:
        raise DatabaseUnavailable

    monkeypatch.setattr(Database, "read", unavailable)
    monkeypatch.setattr(Database, "write", unavailable)
    monkeypatch.setattr(Database, "revisions", unavailable)

    answer = wire.ask(f"{SCREENING}/ScreenOffers", SCREENING_ONE, v1.ScreenOffersResponse)
    [decision] = answer.decisions
    assert v1.Verdict.Name(decision.verdict) == "VERDICT_SUPPRESSED"
    assert [v1.SuppressionReason.Name(one.reason) for one in decision.suppressions] == [
        "SUPPRESSION_REASON_DATA_UNAVAILABLE"
    ]
    assert v1.ProfileStatus.Name(answer.profile_status) == "PROFILE_STATUS_UNAVAILABLE"
    for method, request in (
        (f"{PROFILES}/RecordEntries", RECORDING),
        (f"{PROFILES}/GetProfile", v1.GetProfileRequest(customer="customers/u1")),
        (f"{PROFILES}/ListEntries", v1.ListEntriesRequest(customer="customers/u1")),
        (f"{CONTEXT}/GetBrief", v1.GetBriefRequest(customer="customers/u1", purpose="PURPOSE_SERVICE")),
    ):
        refusal = wire.refused(method, request)
        assert (refusal.code.name, refusal.reason) == ("UNAVAILABLE", "DATABASE_UNAVAILABLE")
        assert refusal.error.retry_after is not None


def largest_refusals() -> dict[str, tuple[list[tuple[str, Any]], tuple[str, Any]]]:
    """For each: what goes before, and the call whose refusal has the most to say."""
    record, retract = f"{PROFILES}/RecordEntries", f"{PROFILES}/RetractEntry"
    customer = "customers/" + "u" * 128
    wine, noncharacter = "\U0001f377", "\U000e0fff"

    def from_source(note: str, text: str, entry_id: str = "e" * 64) -> RecordEntriesRequest:
        entry = said(source_system=text * 100, source_id=text * 200, note=note, name=f"{customer}/entries/{entry_id}")
        return RecordEntriesRequest(customer=customer, entries=[entry])

    deep = "/".join(["golf" * 5] * 8)[:200].rstrip("/")
    long_topics = [Topic(path=f"golf{number}-{'x' * 190}", label="golf") for number in range(10)]
    missing = Topic(path=f"{'a' * 95}/{'b' * 95}", label="a", moved_to="c" * 200)
    taken = {
        f"a source id of {name}": (
            [(record, from_source("one", text))],
            (record, from_source("another", text, "f" * 64)),
        )
        for name, text in (("emoji", wine), ("unprintables", noncharacter), ("quotes", "'"))
    }
    return taken | {
        "an unknown topic": ([], (record, RecordEntriesRequest(customer=customer, entries=[said(deep)]))),
        "an unknown topic near long ones": (
            [(f"{CATALOG}/ImportTopics", v1.ImportTopicsRequest(topics=long_topics))],
            (record, RecordEntriesRequest(customer=customer, entries=[said(f"golf{'x' * 190}")])),
        ),
        "a hundred bad entries": (
            [],
            (record, RecordEntriesRequest(customer=customer, entries=[Entry(provenance=Provenance())] * 100)),
        ),
        "long names": ([], (retract, v1.RetractEntryRequest(name=f"{customer}/entries/{'e' * 64}", reason="r", recorder="r"))),
        "topics without parents": ([], (f"{CATALOG}/ImportTopics", v1.ImportTopicsRequest(topics=[
            Topic(path=f"{'a' * 90}{number}/{'b' * 95}", label="a", moved_to="c" * 200) for number in range(100)
        ] + [missing]))),
        "a long query": ([], (f"{CATALOG}/SearchTopics", v1.SearchTopicsRequest(query=wine * 100_000))),
        "a reused request id": (
            [(record, RecordEntriesRequest(customer=customer, entries=[said()], request_id=request_id(1)))],
            (record, RecordEntriesRequest(customer=customer, entries=[said("culture")], request_id=request_id(1))),
        ),
    }  # fmt: skip


@pytest.mark.parametrize("what", largest_refusals())
def test_the_largest_refusal_is_small_enough_to_arrive(wire: Wire, what: str) -> None:
    before, (method, request) = largest_refusals()[what]
    for earlier_method, earlier in before:
        wire.send(earlier_method, earlier)

    refusal = wire.refused(method, request)

    assert refusal.reason
    assert refusal.code is not grpc.StatusCode.RESOURCE_EXHAUSTED
    assert size_of(refusal) <= HEADER_BYTES_MAX


def test_every_error_names_its_reason_in_the_contracts_domain(client: Client) -> None:
    with pytest.raises(regard.RegardError) as caught:
        client.get_offer("nothing")

    [info] = caught.value.details
    assert re.search(rb"regard\.v1", info.value)
    assert f"ERROR_REASON_{caught.value.reason}" in v1.ErrorReason.keys()  # noqa: SIM118  not a dict
