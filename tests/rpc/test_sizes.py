"""What is too large for one answer comes in pieces, or is refused in the contract's words; what was done is told."""

import pytest

import regard
from regard import Client
from regard.v1 import Entry, GetProfileRequest, GetProfileResponse, RecordEntriesRequest

from .entries import MIRA
from .wire import PROFILES, Wire

LONGEST_QUOTE = "🍷" * 32_768


def wish(number: int) -> Entry:
    return regard.preference(offer_type=f"type-{number}", stance="likes", quote=LONGEST_QUOTE, recorder=MIRA)


def test_a_profile_that_no_answer_holds_is_refused_in_the_contracts_words(client: Client, wire: Wire) -> None:
    for start in (0, 100, 200):
        client.record_entries("u1", [wish(start + number) for number in range(100)], timeout=60)

    refusal = wire.refused(f"{PROFILES}/GetProfile", GetProfileRequest(customer="customers/u1"))

    assert (refusal.code.name, refusal.reason) == ("RESOURCE_EXHAUSTED", "ANSWER_TOO_LARGE")
    basic = GetProfileRequest(customer="customers/u1", view="PROFILE_VIEW_BASIC")
    assert wire.ask(f"{PROFILES}/GetProfile", basic, GetProfileResponse).profile.revision == 3


def test_profiles_that_no_longer_fit_into_a_batch_are_told_each_and_the_others_answered(client: Client) -> None:
    customers = [f"u{number}" for number in range(4)]
    for customer in customers[:3]:
        client.record_entries(customer, [wish(number) for number in range(80)], timeout=60)

    results = client.batch_get_profiles(customers).results

    assert [result.WhichOneof("outcome") for result in results] == ["response", "response", "status", "response"]
    assert regard.errors.from_status(results[2].status).reason == "ANSWER_TOO_LARGE"


def a_large_batch(characters: int) -> list[RecordEntriesRequest]:
    """10,000 entries with quotes of so many characters."""
    entry = regard.offer_response("golf-club", "presented", basis="stated", quote="q" * characters, recorder=MIRA)
    return [
        RecordEntriesRequest(customer=f"customers/{'u' * 120}{number}", entries=[entry] * 100) for number in range(100)
    ]


def test_a_batch_as_large_as_a_request_may_be_is_answered(client: Client) -> None:
    """Each entry comes back with its name and its times, which the request didn't have."""
    requests = a_large_batch(characters=2400)

    results = client.batch_record_entries(requests).results

    assert [result.customer for result in results] == [request.customer for request in requests]
    assert {result.response.revision for result in results} == {1}


def test_a_batch_whose_answer_would_be_too_large_is_refused_before_anything_is_written(client: Client) -> None:
    requests = a_large_batch(characters=2600)

    with pytest.raises(regard.errors.InvalidField) as caught:
        client.batch_record_entries(requests)

    assert [violation.field for violation in caught.value.violations] == ["requests"]
    assert client.get_profile(requests[0].customer).profile.revision == 0

    summed_up = client.batch_record_entries(requests, summary_only=True).results
    assert {result.response.recorded_count for result in summed_up} == {100}
