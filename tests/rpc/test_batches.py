"""Batches: each request is atomic, has a status of its own, and doesn't hold up the others."""

import pytest

from regard import Client, errors
from regard.v1 import BatchRecordEntriesResult, Entry, RecordEntriesRequest

from .entries import request_id, said


def request(customer: str, *entries: Entry, number: int = 0, etag: str = "") -> RecordEntriesRequest:
    return RecordEntriesRequest(
        customer=f"customers/{customer}",
        entries=entries or [said()],
        request_id=request_id(number) if number else "",
        etag=etag,
    )


def outcome(result: BatchRecordEntriesResult) -> tuple[str, int | str]:
    """The customer with the revision, or with the name of the error."""
    if result.HasField("status"):
        return result.customer, type(errors.from_status(result.status)).__name__
    return result.customer, result.response.revision


def test_each_request_has_its_status_in_the_order_of_the_batch(client: Client) -> None:
    client.record_entries("u7", [said()])

    results = client.batch_record_entries(
        [
            request("u3"),
            request("u1", said(recorder="")),
            request("u2", said("sport/golf")),
            request("u1"),
            request("u4", etag="r5"),
            request("u5", *[said()] * 101),
            request("not a name"),
            request("u7", said("culture", source_id="1"), said("travel", source_id="1")),
            request("u7"),
            RecordEntriesRequest(customer="customers/u6"),
        ]
    ).results

    assert [outcome(result) for result in results] == [
        ("customers/u3", 1),
        ("customers/u1", "InvalidField"),
        ("customers/u2", "UnknownTopic"),
        ("customers/u1", 1),
        ("customers/u4", "EtagMismatch"),
        ("customers/u5", "InvalidField"),
        ("customers/not a name", "InvalidField"),
        ("customers/u7", "SourceIdReused"),
        ("customers/u7", 2),
        ("customers/u6", "InvalidField"),
    ]
    known = [client.get_profile(f"u{number}").profile.revision for number in range(1, 8)]
    assert known == [1, 0, 1, 0, 0, 0, 2]


def test_a_requests_fields_are_named_within_that_request(client: Client) -> None:
    results = client.batch_record_entries([request("u1"), request("u2", said(), said(recorder=""))]).results

    violations = errors.from_status(results[1].status).violations
    assert [violation.field for violation in violations] == ["entries[1].provenance.recorder"]


def test_a_summary_tells_how_many_entries_are_new_and_not_which(client: Client) -> None:
    known, new = said(source_id="1"), said("culture", source_id="2")
    client.record_entries("u1", [known])
    batch = [
        request("u1", known, new),
        request("u1", new),
        request("u2", number=1),
        request("u2", number=1),
        request("u3", said(recorder="")),
    ]

    results = client.batch_record_entries(batch, summary_only=True).results

    told = [result.response for result in results[:4]]
    assert [(answer.revision, answer.recorded_count, answer.replayed) for answer in told] == [
        (2, 1, False),
        (2, 0, True),
        (1, 1, False),
        (1, 0, True),
    ]
    assert [answer for answer in told if answer.entries or answer.etag or answer.freshness_token] == []
    assert outcome(results[4]) == ("customers/u3", "InvalidField")


def test_an_answer_in_full_counts_what_is_new_too(client: Client) -> None:
    entries = [said(source_id="1"), said("culture", source_id="2")]

    counts = [client.record_entries("u1", entries[:number]).recorded_count for number in (1, 2, 2)]

    assert counts == [1, 1, 0]


def test_requests_of_one_customer_are_taken_in_their_order(client: Client) -> None:
    results = client.batch_record_entries([request("u1", said(quote=f"Word {n}.")) for n in range(5)]).results

    assert [result.response.revision for result in results] == [1, 2, 3, 4, 5]
    quotes = [entry.provenance.quote for entry in client.list_entries("u1").entries]
    assert quotes == [f"Word {number}." for number in (4, 3, 2, 1, 0)]


def test_a_request_twice_in_one_batch_has_effect_once(client: Client) -> None:
    one, two, three = client.batch_record_entries(
        [request("u1", number=1), request("u1", number=1), request("u1", said("culture"), number=2)]
    ).results

    assert (one.response.replayed, two.response.replayed) == (False, True)
    assert list(two.response.entries) == list(one.response.entries)
    assert three.response.revision == 2


def test_a_request_id_twice_in_one_batch_with_two_bodies_refuses_the_second(client: Client) -> None:
    results = client.batch_record_entries(
        [request("u1", number=1), request("u2", number=1), request("u2", said("culture"))]
    ).results

    assert [outcome(result)[1] for result in results] == [1, "RequestIdReused", 1]


def test_a_source_or_a_name_twice_in_one_batch_is_recorded_once(client: Client) -> None:
    by_source, by_name = said(source_id="7"), said("culture", name="customers/u1/entries/e1")
    results = client.batch_record_entries(
        [
            request("u1", by_source),
            request("u1", by_name),
            request("u1", by_source, by_name),
            request("u1", said(stance="likes", source_id="7")),
            request("u1", said("travel", name="customers/u1/entries/e1")),
        ]
    ).results

    assert [outcome(result)[1] for result in results] == [1, 2, 2, "SourceIdReused", "EntryExists"]
    assert results[2].response.replayed
    assert len(client.list_entries("u1").entries) == 2


def test_an_etag_sees_what_came_before_it_in_the_batch(client: Client) -> None:
    results = client.batch_record_entries(
        [request("u1"), request("u1", etag="r1"), request("u1", etag="r1"), request("u1", etag="r2")]
    ).results

    assert [outcome(result)[1] for result in results] == [1, 2, "EtagMismatch", 3]


@pytest.mark.parametrize("identified_by", ["request ids", "source ids"])
def test_an_import_that_is_run_twice_changes_nothing(client: Client, identified_by: str) -> None:
    """More than one commit's worth, so that the second run meets the first across commits."""

    def run() -> list[BatchRecordEntriesResult]:
        by_request = identified_by == "request ids"
        rows = [
            request(
                f"u{number % 100}",
                said(quote=f"Row {number}.", source_id="" if by_request else f"row-{number}"),
                number=number + 1 if by_request else 0,
            )
            for number in range(600)
        ]
        return list(client.batch_record_entries(rows).results)

    first, again = run(), run()

    assert [result.response.entries[0] for result in again] == [result.response.entries[0] for result in first]
    assert {result.response.replayed for result in first} == {False}
    assert {result.response.replayed for result in again} == {True}
    everybody = client.batch_get_profiles([f"u{number}" for number in range(100)]).results
    assert {result.response.profile.revision for result in everybody} == {6}


def test_an_interrupted_import_that_is_run_again_adds_what_is_missing(client: Client) -> None:
    rows = [request(f"u{number}", said(source_id=f"row-{number}")) for number in range(10)]
    client.batch_record_entries(rows[:6])

    results = client.batch_record_entries(rows).results

    assert [result.response.replayed for result in results] == [True] * 6 + [False] * 4
