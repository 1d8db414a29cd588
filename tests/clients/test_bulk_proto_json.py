"""Reading JSON fast gives the messages that protobuf's own reader gives, and refuses what it refuses."""

import json
import random
from typing import Any

import pytest
from google.protobuf import json_format

from regard.bulk.proto_json import read_message, read_object
from regard.bulk.rejects import NOT_JSON, NOT_UTF8, FaultyLine
from regard.v1 import Entry, Offer, Topic

FULL = {
    "name": "customers/u1/entries/1",
    "provenance": {
        "basis": "BASIS_INFERRED",
        "quote": "“Größer” 🙂 \u0000 ٣",
        "channel": "CHANNEL_IN_PERSON",
        "recorder": "agents/mira.holt",
        "sourceSystem": "crm",
        "sourceId": "17",
        "statedTime": "2024-05-03T10:00:00Z",
        "confidence": 0.5,
    },
    "effectiveTime": "1900-01-01T00:00:00Z",
    "expireTime": "2199-12-31T23:59:59Z",
    "preference": {"topic": "sports/golf", "stance": "STANCE_LIKES", "note": ""},
}
ODD = [
    None,
    "",
    "x",
    "BASIS_STATED",
    "STANCE_NEVER",
    0,
    1,
    3,
    -1,
    1.5,
    1e400,
    10**400,
    "NaN",
    "17",
    True,
    [],
    ["a"],
    [None],
    {},
    {"seconds": 1},
    "2024-05-03T10:00:00.25Z",
    "2024-05-03T10:00:00+02:00",
    "2024-05-03 10:00:00Z",
    "2024-05-03T10:00:00z",
    "2024-05-03T24:00:00Z",
    "2024-02-30T10:00:00Z",
    "0000-01-01T00:00:00Z",
    "٢٠٢٤-05-03T10:00:00Z",
    "2024-05-03T10:00:60Z",
    "\ud800",
]
KEYS = ["topic", "offerType", "offer_type", "source_id", "sourceId", "unknown", "offerResponse", "retraction", "state"]


def slowly(value: Any) -> Entry | None:
    try:
        return json_format.ParseDict(value, Entry())
    except Exception:  # SystemError and OverflowError among others
        return None


def fast(value: object) -> Entry | None:
    try:
        return read_message(Entry, value, "entry")
    except FaultyLine:
        return None


def altered(value: object, chance: random.Random) -> object:
    """The value with one or two places changed for odd ones."""
    copied = json.loads(json.dumps(value))
    for _ in range(chance.randint(1, 2)):
        place = copied
        while True:
            inner = [key for key, item in place.items() if isinstance(item, dict) and item]
            if not inner or chance.random() < 0.4:
                break
            place = place[chance.choice(inner)]
        key = chance.choice([*place, *KEYS])
        if chance.random() < 0.15:
            place.pop(key, None)
        else:
            place[key] = chance.choice(ODD)
    return copied


def test_a_plain_entry_is_the_one_that_protobuf_reads() -> None:
    assert fast(FULL) == slowly(FULL) == read_message(Entry, FULL, "entry")


def test_whatever_is_changed_the_result_is_protobufs() -> None:
    chance = random.Random(20260615)
    refused = 0
    for _ in range(4_000):
        value = altered(FULL, chance)
        expected = slowly(value)
        found = fast(value)
        assert (found is None) == (expected is None), value
        if expected is not None and found is not None:
            assert found.SerializeToString(deterministic=True) == expected.SerializeToString(deterministic=True), value
        refused += expected is None
    assert 400 < refused < 3_600


@pytest.mark.parametrize("value", ["a", 1, None, [{}], True], ids=str)
def test_what_is_no_object_is_no_message(value: object) -> None:
    assert fast(value) == slowly(value)
    assert not fast(value)


def test_offers_and_topics_are_read_too() -> None:
    offer = {"offerId": "golf", "topics": ["sports/golf"], "repeatable": True, "validFrom": "2026-01-01T00:00:00Z"}

    assert read_message(Offer, offer, "") == json_format.ParseDict(offer, Offer())
    assert read_message(Topic, {"path": "a", "synonyms": ["b", "c"]}, "") == Topic(path="a", synonyms=["b", "c"])


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"a": "\xff"}', NOT_UTF8),
        (b"{", NOT_JSON),
        (b'"a"', NOT_JSON),
        (b'{"a": 1, "a": 1}', NOT_JSON),
        (b'{"a": {"b": 1, "b": 2}}', NOT_JSON),
        (b"[" * 100_000, NOT_JSON),
        (b'{"a": %s}' % (b"1" * 5000), NOT_JSON),
        ("\ufeff{}".encode(), NOT_JSON),
        (b"", NOT_JSON),
    ],
    ids=range(9),
)
def test_a_line_that_is_no_object_is_faulty(raw: bytes, reason: str) -> None:
    with pytest.raises(FaultyLine) as raised:
        read_object(raw)

    assert raised.value.fault.reason == reason


def test_a_fault_names_the_field_in_one_line() -> None:
    with pytest.raises(FaultyLine) as raised:
        read_message(Entry, {"preference": {"stanse": "STANCE_LIKES"}}, "entry")

    assert "stanse" in raised.value.fault.message
    assert "\n" not in raised.value.fault.message
