"""Statuses become errors: the narrowest class, with its data. Both clients and batches agree."""

import asyncio
import copy
import pickle
from datetime import timedelta

import grpc
import pytest
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped, unused-ignore]

import regard
from regard import errors
from regard.v1 import BatchGetProfilesResponse, BatchGetProfilesResult

from .answers import failed
from .scripted_server import ScriptedServer

UNKNOWN_TOPIC = failed(
    grpc.StatusCode.INVALID_ARGUMENT,
    "UNKNOWN_TOPIC",
    metadata={"topic": "sport/golf", "nearest": "sports/golf,sports"},
    violations={"entries[0].preference.topic": "is not in the taxonomy"},
)
STATUSES = [
    (failed(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"), errors.InvalidField, errors.InvalidArgument),
    (UNKNOWN_TOPIC, errors.UnknownTopic, errors.InvalidArgument),
    (failed(grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED"), errors.RequestIdReused, errors.InvalidArgument),
    (failed(grpc.StatusCode.ABORTED, "ETAG_MISMATCH"), errors.EtagMismatch, errors.Aborted),
    (failed(grpc.StatusCode.NOT_FOUND, "ENTRY_NOT_FOUND"), errors.EntryNotFound, errors.NotFound),
    (failed(grpc.StatusCode.ALREADY_EXISTS, "ENTRY_EXISTS"), errors.EntryExists, errors.AlreadyExists),
    (failed(grpc.StatusCode.ALREADY_EXISTS, "SOURCE_ID_REUSED"), errors.SourceIdReused, errors.AlreadyExists),
    (failed(grpc.StatusCode.NOT_FOUND, "OFFER_NOT_FOUND"), errors.OfferNotFound, errors.NotFound),
    (failed(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_PAGE_TOKEN"), errors.InvalidPageToken, errors.InvalidArgument),
    (
        failed(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FRESHNESS_TOKEN"),
        errors.InvalidFreshnessToken,
        errors.InvalidArgument,
    ),
    (failed(grpc.StatusCode.UNAVAILABLE, "FRESHNESS_NOT_REACHED"), errors.FreshnessNotReached, errors.Unavailable),
    (failed(grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE"), errors.DatabaseUnavailable, errors.Unavailable),
    (failed(grpc.StatusCode.INTERNAL, "INTERNAL"), errors.Internal, errors.RegardError),
    (failed(grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_MESSAGE"), errors.MalformedMessage, errors.InvalidArgument),
    (failed(grpc.StatusCode.FAILED_PRECONDITION, "ENTRY_RETRACTED"), errors.EntryRetracted, errors.FailedPrecondition),
    (
        failed(grpc.StatusCode.FAILED_PRECONDITION, "ENTRY_SUPERSEDED"),
        errors.EntrySuperseded,
        errors.FailedPrecondition,
    ),
    (failed(grpc.StatusCode.RESOURCE_EXHAUSTED, "PROFILE_FULL"), errors.ProfileFull, errors.ResourceExhausted),
    (failed(grpc.StatusCode.NOT_FOUND, "IDENTITY_NOT_FOUND"), errors.IdentityNotFound, errors.NotFound),
    (failed(grpc.StatusCode.ALREADY_EXISTS, "IDENTITY_TAKEN"), errors.IdentityTaken, errors.AlreadyExists),
    (failed(grpc.StatusCode.FAILED_PRECONDITION, "CUSTOMER_MERGED"), errors.CustomerMerged, errors.FailedPrecondition),
    (failed(grpc.StatusCode.FAILED_PRECONDITION, "MERGE_CYCLE"), errors.MergeCycle, errors.FailedPrecondition),
    (failed(grpc.StatusCode.FAILED_PRECONDITION, "NOT_MERGED"), errors.NotMerged, errors.FailedPrecondition),
    (failed(grpc.StatusCode.FAILED_PRECONDITION, "SEARCH_INDEX_OFF"), errors.SearchIndexOff, errors.FailedPrecondition),
    (failed(grpc.StatusCode.FAILED_PRECONDITION), errors.FailedPrecondition, errors.RegardError),
    (failed(grpc.StatusCode.DEADLINE_EXCEEDED), errors.DeadlineExceeded, errors.RegardError),
    (failed(grpc.StatusCode.RESOURCE_EXHAUSTED), errors.ResourceExhausted, errors.RegardError),
    (failed(grpc.StatusCode.PERMISSION_DENIED), errors.PermissionDenied, errors.RegardError),
    (failed(grpc.StatusCode.UNAUTHENTICATED), errors.Unauthenticated, errors.RegardError),
    (failed(grpc.StatusCode.OUT_OF_RANGE, "CURSOR_OUT_OF_RANGE"), errors.CursorOutOfRange, errors.OutOfRange),
    (failed(grpc.StatusCode.UNAVAILABLE, "WATCHER_TOO_SLOW"), errors.WatcherTooSlow, errors.Unavailable),
    (failed(grpc.StatusCode.OUT_OF_RANGE), errors.OutOfRange, errors.RegardError),
    (failed(grpc.StatusCode.DATA_LOSS), errors.RegardError, errors.RegardError),
    # A reason of a newer service, and one of somebody else's domain: the class of the status.
    (failed(grpc.StatusCode.NOT_FOUND, "TENANT_NOT_FOUND"), errors.NotFound, errors.RegardError),
    (failed(grpc.StatusCode.ABORTED, "UNKNOWN_TOPIC", domain="else.where"), errors.Aborted, errors.RegardError),
]


@pytest.mark.parametrize(("status", "kind", "family"), STATUSES, ids=lambda given: getattr(given, "__name__", ""))
def test_a_status_is_raised_as_its_narrowest_class_by_both_clients(
    server: ScriptedServer, status: Status, kind: type[errors.RegardError], family: type[errors.RegardError]
) -> None:
    server.script("GetOffer", *[status] * 8)  # an UNAVAILABLE one is asked for again

    from_item = errors.from_status(status)
    blocking = sync_error(server.target)
    awaited = asyncio.run(async_error(server.target))

    for error in (from_item, blocking, awaited):
        assert type(error) is kind
        assert isinstance(error, family)
        assert error.code.value[0] == status.code
        assert error.metadata == from_item.metadata
        assert error.details == from_item.details
        assert str(error) == status.message


def test_unknown_topic_says_which_and_what_is_near() -> None:
    error = errors.from_status(UNKNOWN_TOPIC)

    assert isinstance(error, errors.UnknownTopic)
    assert (error.reason, error.topic, error.nearest) == ("UNKNOWN_TOPIC", "sport/golf", ("sports/golf", "sports"))
    assert error.violations == (errors.FieldViolation("entries[0].preference.topic", "is not in the taxonomy"),)


def test_errors_carry_the_data_of_their_reason() -> None:
    def made(reason: str, **metadata: str) -> errors.RegardError:
        return errors.from_status(failed(grpc.StatusCode.UNKNOWN, reason, metadata=metadata))

    etag = made("ETAG_MISMATCH", customer="customers/u1", etag="r7")
    source = made("SOURCE_ID_REUSED", entry="customers/u1/entries/1", source_id="17")
    assert isinstance(etag, errors.EtagMismatch)
    assert isinstance(source, errors.SourceIdReused)
    assert (etag.customer, etag.etag) == ("customers/u1", "r7")
    assert (source.entry, source.source_id) == ("customers/u1/entries/1", "17")
    for reason, key in [
        ("REQUEST_ID_REUSED", "request_id"),
        ("ENTRY_NOT_FOUND", "entry"),
        ("ENTRY_EXISTS", "entry"),
        ("OFFER_NOT_FOUND", "offer"),
        ("ENTRY_RETRACTED", "entry"),
        ("ENTRY_SUPERSEDED", "entry"),
        ("ENTRY_SUPERSEDED", "superseded_by"),
        ("PROFILE_FULL", "customer"),
        ("PROFILE_FULL", "limit"),
        ("IDENTITY_NOT_FOUND", "scheme"),
        ("IDENTITY_TAKEN", "scheme"),
        ("IDENTITY_TAKEN", "customer"),
        ("CUSTOMER_MERGED", "customer"),
        ("CUSTOMER_MERGED", "surviving_customer"),
        ("MERGE_CYCLE", "customer"),
        ("NOT_MERGED", "customer"),
        ("INTERNAL", "error_id"),
    ]:
        assert getattr(made(reason, **{key: "x"}), key) == "x"
        assert getattr(made(reason), key) == ""


@pytest.mark.parametrize(("said", "maximum"), [({"maximum": "1000"}, 1000), ({}, 0), ({"maximum": "many"}, 0)], ids=str)
def test_a_full_profile_says_how_much_it_holds(said: dict[str, str], maximum: int) -> None:
    error = errors.from_status(failed(grpc.StatusCode.RESOURCE_EXHAUSTED, "PROFILE_FULL", metadata=said))

    assert isinstance(error, errors.ProfileFull)
    assert error.maximum == maximum


def test_unknown_topic_without_neighbours_has_none() -> None:
    error = errors.from_status(failed(grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_TOPIC", metadata={"nearest": ""}))

    assert isinstance(error, errors.UnknownTopic)
    assert error.nearest == ()


def test_retry_after_is_what_the_service_says_and_none_where_it_says_nothing() -> None:
    status = failed(grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE", retry_after=timedelta(seconds=2.5))

    assert errors.from_status(status).retry_after == timedelta(seconds=2.5)
    assert errors.from_status(UNKNOWN_TOPIC).retry_after is None


def test_an_item_of_a_batch_that_failed_is_the_error_that_the_call_alone_would_raise(server: ScriptedServer) -> None:
    item = BatchGetProfilesResult(customer="customers/u1", status=UNKNOWN_TOPIC)
    server.script("BatchGetProfiles", BatchGetProfilesResponse(results=[item]))
    with regard.Client(server.target) as client:
        result = client.batch_get_profiles(["u1"]).results[0]

    assert type(errors.from_status(result.status)) is errors.UnknownTopic


def test_a_status_that_is_ok_is_no_error() -> None:
    with pytest.raises(ValueError):
        errors.from_status(Status())


def test_details_that_nobody_can_read_leave_the_class_of_the_status(server: ScriptedServer) -> None:
    broken = failed(grpc.StatusCode.NOT_FOUND, "OFFER_NOT_FOUND")
    broken.details[0].value = b"\xff\xff"
    server.script("GetOffer", broken)

    error = sync_error(server.target)

    assert type(error) is errors.NotFound
    assert error.reason == ""


def test_an_error_survives_the_way_between_processes() -> None:
    error = errors.from_status(UNKNOWN_TOPIC)

    for passed in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(passed) is errors.UnknownTopic
        assert passed.topic == "sport/golf"


def test_nobody_there_is_unavailable_without_a_reason() -> None:
    gone = ScriptedServer()
    gone.stop()

    for error in (sync_error(gone.target), asyncio.run(async_error(gone.target))):
        assert type(error) is errors.Unavailable
        assert error.reason == ""


def sync_error(target: str) -> errors.RegardError:
    with regard.Client(target) as client, pytest.raises(errors.RegardError) as caught:
        client.get_offer("golf")
    return caught.value


async def async_error(target: str) -> errors.RegardError:
    async with regard.AsyncClient(target) as client:
        with pytest.raises(errors.RegardError) as caught:
            await client.get_offer("golf")
    return caught.value
