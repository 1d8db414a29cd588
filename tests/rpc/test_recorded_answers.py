"""A write answers its entries as the ledger lists them from then on, to the byte, however its request had them."""

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

import regard
from regard import Client
from regard.v1 import Entry, Provenance, RecordEntriesRequest

from .entries import CLUB, responded, said

FINER_THAN_A_MICROSECOND = Timestamp(seconds=1_700_000_000, nanos=123_456_789)
LATER = Timestamp(seconds=1_800_000_000, nanos=1)
LONG_AGO = Timestamp(seconds=1_600_000_000, nanos=999_999_999)
FIELD_OF_ANOTHER_RELEASE = b"\xc2\x3e\x03new"


def timed(
    *, stated: Timestamp | None = None, effective: Timestamp | None = None, expire: Timestamp | None = None
) -> Entry:
    """Times as the wire has them: a datetime is no finer than a microsecond."""
    entry = said()
    entry.MergeFrom(Entry(provenance=Provenance(stated_time=stated), effective_time=effective, expire_time=expire))
    return entry


def with_what_only_the_service_says() -> Entry:
    entry = said()
    entry.MergeFrom(Entry(state="ENTRY_STATE_EXPIRED", revision=77, create_time=LONG_AGO))
    return entry


def with_unknown_fields() -> Entry:
    entry = Entry.FromString(said().SerializeToString() + FIELD_OF_ANOTHER_RELEASE)
    entry.provenance.MergeFromString(FIELD_OF_ANOTHER_RELEASE)
    entry.preference.MergeFromString(FIELD_OF_ANOTHER_RELEASE)
    entry.effective_time.MergeFromString(FIELD_OF_ANOTHER_RELEASE)
    return entry


ENTRIES = {
    "little said": said(),
    "an offer type": regard.preference(offer_type="credit-card", stance="likes", basis="inferred", confidence=0.25),
    "times": timed(stated=FINER_THAN_A_MICROSECOND, effective=LONG_AGO, expire=LATER),
    "stated before": timed(stated=FINER_THAN_A_MICROSECOND),
    "expired": timed(effective=LONG_AGO, expire=FINER_THAN_A_MICROSECOND),
    "1970": timed(stated=Timestamp(), effective=Timestamp(nanos=999), expire=Timestamp(nanos=1000)),
    "an id": said(name="customers/u1/entries/first-wish", note="A remark.", channel="phone"),
    "a source": said(source_system="crm", source_id="row-17"),
    "a response": responded(offer_type="membership", topics=["travel", "culture"], reason="Too far.", channel="email"),
    "a response that the catalogue fills in": responded(),
    "a response that it fills in partly": responded("ignored", offer_type="credit-card"),
    "what only the service says": with_what_only_the_service_says(),
    "unknown fields": with_unknown_fields(),
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
@pytest.mark.parametrize("in_batch", [False, True], ids=["alone", "in a batch"])
def test_a_new_entry_is_answered_as_it_is_listed(client: Client, entry: Entry, *, in_batch: bool) -> None:
    client.import_offers([CLUB])
    request = RecordEntriesRequest(customer="customers/u1", entries=[entry])

    if in_batch:
        [answered] = client.batch_record_entries([request]).results[0].response.entries
    else:
        [answered] = client.record_entries("u1", request.entries).entries

    [listed] = client.list_entries("u1").entries
    assert answered == listed
    assert answered.SerializeToString(deterministic=True) == listed.SerializeToString(deterministic=True)


def test_entries_that_were_there_are_answered_among_new_ones_as_they_are_listed(client: Client) -> None:
    before, twice = ENTRIES["a source"], said("culture", source_id="1")
    client.record_entries("u1", [before])

    answered = client.record_entries("u1", [said("travel"), before, twice, twice]).entries

    culture, travel, first = client.list_entries("u1").entries
    assert list(answered) == [travel, first, culture, culture]
