"""Every limit of the contract: what is past it is refused and leaves nothing behind, what is at it is taken in whole."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet

import regard
from regard import Client
from regard.v1 import Entry, Offer, ProfileStatus, RecordEntriesRequest, Topic
from serving import Clock, serving

from .entries import MIRA, offers, said
from .hostile_messages import methods, path_of
from .requests_over_limits import all_cases
from .wire import Wire

CASES = list(all_cases())


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One service for all refusals, since none of them changes anything."""
    with serving(f"sqlite:///{tmp_path_factory.mktemp('limits') / 'regard.db'}", Clock()) as address:
        yield address


RULES_OPTION = 1159
"""The number of `buf.validate.field`."""
WRITTEN_BY_THE_SERVICE = {"IdentityLink", "Merge", "Unmerge", "Retraction", "Restriction", "Reservation", "Release"}
"""Entries that no request may have."""


def limited(kind: Descriptor, seen: set[str]) -> Iterator[str]:
    """The fields with a limit of a message and of what it is made of, as `Message.field`."""
    if kind.name in seen | WRITTEN_BY_THE_SERVICE:
        return
    seen.add(kind.name)
    for field in kind.fields:
        if _has_rules(field):
            yield f"{kind.name}.{field.name}"
        if field.message_type is not None:
            yield from limited(field.message_type, seen)


def _has_rules(field: FieldDescriptor) -> bool:
    """The contract's annotations ride along as an option that protobuf doesn't know."""
    options: Any = UnknownFieldSet(field.GetOptions())
    return any(option.field_number == RULES_OPTION for option in options)


def limit_of(kind: Descriptor, path: str) -> str:
    """Of a field as refusals name it: the message that has it, and its name there."""
    *parents, name = re.sub(r"\[\d+\]", "", path).split(".")
    for parent in parents:
        below = kind.fields_by_name[parent].message_type
        assert below is not None
        kind = below
    return f"{kind.name}.{name}"


def test_there_is_a_case_for_every_field_that_has_a_limit() -> None:
    """An audience has tests of its own."""
    unary = {path_of(method): method.input_type for method in methods() if not method.client_streaming}
    seen: set[str] = set()
    wanted = {field for kind in unary.values() for field in limited(kind, seen)}

    assert wanted - {limit_of(unary[method], field) for method, _, field in CASES} == set()


def named(case: tuple[str, Message, str]) -> str:
    method, _, field = case
    return f"{method.rpartition('/')[2]} {field}"


@pytest.mark.parametrize(("method", "request_", "field"), CASES, ids=map(named, CASES))
def test_what_is_past_a_limit_is_refused_and_names_the_field(
    untouched: str, method: str, request_: Message, field: str
) -> None:
    with Wire(untouched) as wire:
        refusal = wire.refused(method, request_)

    assert (refusal.code.name, refusal.reason) == ("INVALID_ARGUMENT", "INVALID_FIELD")
    assert field in refusal.fields


def test_refusals_left_nothing_behind(untouched: str) -> None:
    with Client(untouched) as client:
        assert client.get_profile("u1").profile.status == ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER
        assert not client.list_entries("u1").entries
        assert not client.list_offers().offers
        assert not client.list_topics("sports/quidditch").topics
        assert client.import_topics([Topic(path="quidditch", label="Quidditch")]).taxonomy_version == 2


def test_an_entry_with_every_field_at_its_limit_is_kept_whole(client: Client) -> None:
    customer = "u" * 128
    topic = "/".join(["a" * 24] * 7 + ["b" * 25])
    parents = ["/".join(topic.split("/")[:depth]) for depth in range(1, 9)]
    assert (len(topic), len(parents)) == (200, 8)
    client.import_topics([Topic(path=path, label="L" * 200, synonyms=["s" * 100] * 50) for path in parents])
    wish = regard.preference(
        topic=topic,
        stance="never",
        note="🍷" * 2000,
        quote="🍷" * 32_768,
        recorder="é" * 200,
        channel="agent-call",
        source_system="é" * 100,
        source_id="é" * 200,
        stated_time=datetime(1900, 1, 1, tzinfo=UTC),
        effective_time=datetime(1900, 1, 1, tzinfo=UTC),
        expire_time=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
        name=f"customers/{customer}/entries/{'e' * 64}",
    )
    answer = regard.offer_response(
        "o" * 128, "complained", reason="🍷" * 2000, offer_type="t" * 100, topics=[topic] * 20, offer_channel="post"
    )
    guess = regard.preference(
        offer_type="t" * 100,
        stance="likes",
        basis="inferred",
        confidence=1.0,
        effective_time=datetime(2199, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    )

    client.record_entries(customer, [wish, answer, guess])

    listed = list(client.list_entries(customer).entries)[::-1]
    assert [content_of(entry) for entry in listed] == [content_of(entry) for entry in (wish, answer, guess)]
    assert [entry.provenance for entry in listed] == [wish.provenance, answer.provenance, guess.provenance]
    assert listed[0].name == wish.name
    assert listed[0].effective_time == wish.effective_time
    assert listed[0].expire_time == wish.expire_time
    assert listed[2].effective_time == guess.effective_time


def content_of(entry: Entry) -> Message:
    kind = entry.WhichOneof("content")
    assert kind is not None
    content: Message = getattr(entry, kind)
    return content


def test_as_many_entries_requests_customers_and_offers_as_the_limits_allow_are_taken(client: Client) -> None:
    hundred = [said(quote=f"Number {number}.") for number in range(100)]
    assert len(client.record_entries("u1", hundred).entries) == 100

    small = [
        RecordEntriesRequest(customer=f"customers/b{number}", entries=[said(recorder=MIRA)]) for number in range(1000)
    ]
    assert sum(result.HasField("response") for result in client.batch_record_entries(small).results) == 1000
    everybody = [f"b{number}" for number in range(1000)]
    assert len(client.batch_get_profiles(everybody, view="basic").results) == 1000

    assert client.import_offers(offers(1000)).changed_count == 1000
    assert len(client.list_offers(page_size=1000).offers) == 1000
    screened = client.screen_offers("u1", offers(200), purpose="loyalty", channel="app")
    assert len(screened.decisions) == 200
    by_id = [offer.offer_id for offer in offers(200)]
    assert len(client.screen_offers("u1", offer_ids=by_id, purpose="loyalty", channel="app").decisions) == 200
    few = client.batch_screen_offers(everybody, offers(1), purpose="loyalty", channel="app")
    assert len(few.results) == 1000


def test_an_offer_with_every_field_at_its_limit_is_kept_whole(client: Client) -> None:
    largest = Offer(
        offer_id="o" * 128,
        offer_type="t" * 100,
        topics=["t" * 200] * 20,
        repeatable=True,
        title="🍷" * 200,
        description="🍷" * 4000,
    )
    largest.valid_from.FromDatetime(datetime(1900, 1, 1, tzinfo=UTC))
    largest.valid_until.FromDatetime(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))

    client.import_offers([largest])

    assert client.get_offer("o" * 128).offer == largest
